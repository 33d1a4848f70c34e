"""Immediate actions: in the unit of the event, to a fixed point, never for ever, never losing a ticket."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bihuan.core.automation import Contest, Rule, following, parse_rule, run_immediate
from tests.core.automation.rules import ENV, VIP, VOCABULARY, Contracts, created, is_, rule, set_, updated

FILL = rule("fill", "fill_contract", position=10)
VIP_RULE = parse_rule(VIP, VOCABULARY)


@pytest.mark.req("COL-4")
def test_a_campaign_with_a_large_contract_becomes_vip_event_support():
    run = run_immediate([VIP_RULE], created(source="campaign", contract={"id": "K1", "amount": "500000.01"}), ENV)
    assert run.patch == {"tags": ["VIP-活动保障"]}
    assert run.fired == ("vip_event_support",)
    for after in (
        {"source": "campaign", "contract": {"id": "K1", "amount": "500000"}},
        {"source": "phone", "contract": {"id": "K1", "amount": "900000"}},
        {"source": "campaign"},
    ):
        assert run_immediate([VIP_RULE], created(**after), ENV).patch == {}


@pytest.mark.req("COL-4")
@pytest.mark.parametrize("position", [10, 90])
def test_what_one_rule_sets_another_reads_whatever_their_order(position: int):
    """The contract is filled in; only then is it known to be large."""
    fill = rule("fill", "fill_contract", position=position)
    run = run_immediate([fill, VIP_RULE], created(source="campaign", customer="C1"), ENV, Contracts())
    assert run.patch == {"contract": "K1", "tags": ["VIP-活动保障"]}
    assert run.record["contract"] == {"id": "K1", "amount": "600000"}
    assert run.contests == ()


@pytest.mark.req("COL-4")
def test_a_contract_that_somebody_stated_stands():
    assert run_immediate([FILL], created(customer="C1", contract="K9"), ENV, Contracts()).patch == {}
    assert run_immediate([FILL], created(customer="C1", contract="none"), ENV, Contracts()).patch == {"contract": "K1"}
    assert run_immediate([FILL], created(customer="C2"), ENV, Contracts()).patch == {}


@pytest.mark.req("COL-4")
def test_every_immediate_action_does_its_work():
    doing = rule(
        "all",
        set_("note", "看过"),
        {"do": "set_field", "field": "count", "formula": {"fn": "mul", "args": [{"field": "contract.amount"}, 2]}},
        {"do": "set_field", "field": "manager", "formula": {"field": "manager"}},
        {"do": "set_priority", "priority": "P0"},
        {"do": "add_tag", "tag": "新"},
        {"do": "remove_tag", "tag": "旧"},
        set_("customer", None),
    )
    before = {"tags": ["旧"], "customer": "C1", "manager": "li", "contract": {"id": "K1", "amount": "1.5"}}
    run = run_immediate([doing], created(**before), ENV)
    assert run.patch == {"note": "看过", "count": "3", "priority": "P0", "tags": ["新"], "customer": None}


@pytest.mark.req("COL-4")
@pytest.mark.parametrize(
    ("before", "after", "fires"),
    [
        ({"priority": "P2"}, {"priority": "P0"}, True),
        ({"priority": "P1"}, {"priority": "P0"}, True),
        ({"priority": "P3"}, {"priority": "P0"}, False),
        ({"priority": "P2"}, {"priority": "P1"}, False),
        ({"priority": "P0"}, {"note": "x"}, False),
        ({}, {"priority": "P0"}, False),
    ],
)
def test_a_field_that_changed_from_and_to(before: dict[str, Any], after: dict[str, Any], fires: bool):
    raised = rule(
        "raised", {"do": "add_tag", "tag": "升级"}, when={"field": "priority", "from": ["P1", "P2"], "to": "P0"}
    )
    assert bool(run_immediate([raised], updated(before, **after), ENV).fired) is fires


@pytest.mark.req("COL-4")
def test_coming_into_being_is_no_change_of_a_field():
    changed = rule("changed", {"do": "add_tag", "tag": "x"}, when={"field": "priority"})
    assert run_immediate([changed], created(priority="P0"), ENV).fired == ()
    assert run_immediate([changed], updated({}, priority="P0"), ENV).fired == ("changed",)


@pytest.mark.req("COL-4")
def test_a_change_that_another_rule_makes_counts_too():
    raise_it = rule("raise", {"do": "set_priority", "priority": "P0"}, when="ticket_updated", position=90)
    tell = rule("tell", {"do": "add_tag", "tag": "升级"}, when={"field": "priority", "to": "P0"}, position=10)
    assert run_immediate([tell, raise_it], updated({"priority": "P2"}), ENV).patch == {
        "priority": "P0",
        "tags": ["升级"],
    }


@pytest.mark.req("COL-4")
def test_conditions_may_read_how_it_was_before_and_what_the_event_tells():
    cheaper = rule(
        "cheaper",
        {"do": "add_tag", "tag": "降级"},
        when="ticket_updated",
        **{"if": {"all": [is_("before.priority", "P0"), is_("priority", "P2")]}},
    )
    assert run_immediate([cheaper], updated({"priority": "P0"}, priority="P2"), ENV).fired
    assert not run_immediate([cheaper], updated({"priority": "P1"}, priority="P2"), ENV).fired


@pytest.mark.req("COL-4")
def test_of_two_that_set_one_field_the_later_has_the_last_word_and_both_are_named():
    first = rule("first", set_("note", "甲"), position=1)
    second = rule("second", set_("note", "乙"), position=2)
    run = run_immediate([second, first], created(), ENV)
    assert run.patch == {"note": "乙"}
    assert run.contests == (Contest("note", ("first", "second"), True),)


@pytest.mark.req("COL-4")
def test_rules_are_ordered_by_position_then_by_key():
    rules = [rule("b", set_("note", "b"), position=5), rule("a", set_("note", "a"), position=5)]
    assert run_immediate(rules, created(), ENV).patch == {"note": "b"}


@pytest.mark.req("COL-4")
def test_rules_that_would_go_on_for_ever_leave_the_field_alone_and_are_named():
    """Round a ring in the wrong order: P1 → P2 → P3 → P1. The rest of the rules still applies."""
    ring = [
        rule(f"to_{to.lower()}", {"do": "set_priority", "priority": to}, position=place, **{"if": is_("priority", old)})
        for place, (old, to) in enumerate([("P3", "P1"), ("P2", "P3"), ("P1", "P2")])
    ]
    run = run_immediate([*ring, rule("tag", {"do": "add_tag", "tag": "x"})], created(priority="P1"), ENV)
    assert run.patch == {"tags": ["x"]}
    assert run.contests == (Contest("priority", ("to_p1", "to_p3", "to_p2"), False),)


@pytest.mark.req("COL-4")
def test_a_rule_that_feeds_on_itself_is_stopped():
    counting = {"do": "set_field", "field": "count", "formula": {"fn": "add", "args": [{"field": "count"}, 1]}}
    run = run_immediate([rule("counting", counting)], created(count="1"), ENV)
    assert run.patch == {}
    assert run.contests == (Contest("count", ("counting",), False),)


@pytest.mark.req("COL-4")
def test_an_inactive_rule_does_nothing():
    assert run_immediate([rule("off", set_("note", "x"), active=False)], created(), ENV).log == ()


@pytest.mark.req("COL-4")
def test_a_rule_that_makes_its_own_condition_false_still_tells_whom_it_should():
    escalate = rule(
        "escalate",
        {"do": "set_priority", "priority": "P0"},
        {"do": "notify", "to": ["lead"], "template": "urgent"},
        **{"if": is_("priority", "P1")},
    )
    change = created(priority="P1")
    run = run_immediate([escalate], change, ENV)
    assert run.patch == {"priority": "P0"}
    assert [request.action for request in following([escalate], change, run.record, ENV, run.fired).requests] == [
        "notify"
    ]


values = st.sampled_from(["P0", "P1", "P2"])
effects = st.one_of(
    st.builds(lambda value: {"do": "set_priority", "priority": value}, values),
    st.builds(lambda value: set_("note", value), values),
    st.builds(lambda value: {"do": "add_tag", "tag": value}, values),
    st.builds(lambda value: {"do": "remove_tag", "tag": value}, values),
)
conditions = st.one_of(
    st.none(),
    st.builds(lambda value: is_("priority", value), values),
    st.builds(lambda value: {"op": "ne", "left": {"field": "note"}, "right": value}, values),
    st.builds(lambda value: {"op": "contains", "left": {"field": "tags"}, "right": value}, values),
)
rule_sets = st.lists(st.tuples(effects, conditions), min_size=1, max_size=5).map(
    lambda found: [rule(f"r{i}", effect, **({"if": when} if when else {})) for i, (effect, when) in enumerate(found)]
)
starts = st.fixed_dictionaries({"priority": values}, optional={"note": values, "tags": st.just(["P1"])})


@pytest.mark.req("COL-4")
@given(rule_sets, starts)
def test_it_always_ends_is_repeatable_and_where_it_settled_nothing_is_left_to_do(
    rules: list[Rule], start: dict[str, Any]
):
    run = run_immediate(rules, created(**start), ENV)
    assert run_immediate(list(reversed(rules)), created(**start), ENV) == run
    assert run.patch == {key: value for key, value in run.record.items() if start.get(key) != value}
    assume(all(contest.settled for contest in run.contests))
    assert run_immediate(rules, created(**run.record), ENV).patch == {}
