"""Why a rule fired and why not: the comparison that failed and the values it read; what it would have done."""

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.automation import RuleTeller, dry_run, following, parse_rule, run_immediate, unmet
from tests.core.automation.rules import ENV, VIP, VOCABULARY, created, is_, rule, set_

VIP_RULE = parse_rule(VIP, VOCABULARY)
ZH, EN = RuleTeller("zh"), RuleTeller("en")


@pytest.mark.req("COL-4")
def test_the_log_says_which_comparison_kept_a_rule_from_firing():
    after = {"source": "campaign", "contract": {"id": "K1", "amount": "300000"}}
    (line,) = run_immediate([VIP_RULE], created(**after), ENV).log
    assert json.loads(json.dumps(asdict(line))) == {
        "rule": "vip_event_support",
        "rule_version": 1,
        "change": "E1",
        "fired": False,
        "why": "condition",
        "unmet": [{"at": "all.1", "wanted": True, "values": {"contract.amount": "300000"}}],
        "patch": {},
        "actions": [],
    }
    assert ZH.outcome(VIP_RULE, line) == "未执行：“合同的金额 大于 500,000”不成立（合同的金额 为 300000）。"
    assert EN.outcome(VIP_RULE, line).startswith("Not done: “")


@pytest.mark.req("COL-4")
def test_a_rule_that_fired_says_what_it_did():
    after = {"source": "campaign", "contract": {"id": "K1", "amount": "600000"}}
    (line,) = run_immediate([VIP_RULE], created(**after), ENV).log
    assert (line.fired, line.why, line.patch) == (True, "fired", {"tags": ["VIP-活动保障"]})
    assert ZH.outcome(VIP_RULE, line) == "已执行。"
    (then,) = following([VIP_RULE], created(**after), after, ENV, ("vip_event_support",)).log
    assert then.actions == ("E1:vip_event_support:1",)


@pytest.mark.req("COL-4")
def test_a_rule_that_was_not_concerned_is_not_logged():
    assert run_immediate([rule("x", set_("note", "x"), when="ticket_rated")], created(), ENV).log == ()


P0, NOTED = is_("priority", "P0"), {"op": "not_empty", "left": {"field": "note"}}


@pytest.mark.req("COL-4")
@pytest.mark.parametrize(
    ("condition", "record", "failing"),
    [
        ({"any": [P0, NOTED]}, {"priority": "P1"}, ["any.0", "any.1"]),
        ({"any": [P0, NOTED]}, {"priority": "P0"}, []),
        ({"not": {"any": [P0, NOTED]}}, {"priority": "P0"}, ["not.any.0"]),
        ({"not": {"all": [P0, NOTED]}}, {"priority": "P0", "note": "x"}, ["not.all.0", "not.all.1"]),
        ({"not": {"all": [P0, NOTED]}}, {"priority": "P0"}, []),
        ({"all": [P0, {"any": [NOTED, is_("source", "phone")]}]}, {}, ["all.0", "all.1.any.0", "all.1.any.1"]),
        (P0, {}, [""]),
    ],
)
def test_only_the_comparisons_that_mattered_are_named(condition: Any, record: dict[str, Any], failing: list[str]):
    found = unmet(rule("r", set_("note", "x"), **{"if": condition}), created(**record), record, ENV)
    assert [item["at"] for item in found] == failing
    assert all(item["wanted"] is not item["at"].startswith("not.") for item in found)


@pytest.mark.req("COL-4")
def test_values_read_are_shown_short_a_table_by_its_rows_a_relation_by_its_id():
    condition = {
        "all": [
            {"any_row": "parts", "where": {"op": "gt", "left": {"field": "price"}, "right": 100}},
            is_("contract", "K9"),
            {"op": "ge", "left": {"history": {"same": "device", "days": 30}}, "right": 3},
        ]
    }
    record = {"parts": [{"price": "5"}, {"price": "6"}], "contract": {"id": "K1", "amount": "secret"}, "device": "D1"}
    asking = rule("r", set_("note", "x"), **{"if": condition})
    history = asking.condition.parts.parts[2].condition  # type: ignore[union-attr]
    key = json.dumps(history.tree["left"], sort_keys=True, separators=(",", ":"))
    found = unmet(asking, created(**record), {**record, key: 1}, ENV)
    assert [item["values"] for item in found] == [
        {"parts": {"rows": 2}, "parts.price": {"rows": 2}},
        {"contract": "K1"},
        {"device": "D1", key: 1},
    ]
    assert "历史次数 为 1" in ZH.outcome(asking, run_immediate([asking], created(**record, **{key: 1}), ENV).log[0])


trees = st.recursive(
    st.sampled_from([P0, NOTED, is_("source", "phone")]),
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=6,
)
records = st.fixed_dictionaries(
    {}, optional={"priority": st.sampled_from(["P0", "P1"]), "note": st.just("x"), "source": st.just("phone")}
)


@pytest.mark.req("COL-4")
@given(trees, records)
def test_a_rule_has_an_unmet_comparison_exactly_if_it_did_not_fire(tree: Any, record: dict[str, Any]):
    asking = rule("r", {"do": "add_tag", "tag": "x"}, **{"if": tree})
    (line,) = run_immediate([asking], created(**record), ENV).log
    empty_group = "[]" in json.dumps(tree)
    assert not (line.fired and line.unmet)
    assert line.fired or line.unmet or empty_group


@pytest.mark.req("COL-4")
def test_a_dry_run_on_past_tickets_says_what_would_have_happened_and_what_was_in_the_way():
    past: list[tuple[dict[str, Any], str]] = [
        ({"source": "campaign", "contract": {"id": "K1", "amount": "600000"}}, "T1"),
        ({"source": "campaign", "contract": {"id": "K2", "amount": "300000"}}, "T2"),
        ({"source": "phone", "contract": {"id": "K3", "amount": "900000"}}, "T3"),
        ({"source": "phone"}, "T4"),
    ]
    changes = [(created(**after), ENV) for after, _ in past]
    found = dry_run(VIP_RULE, [], changes)
    assert (found.looked_at, found.concerned, found.fired) == (4, 4, 1)
    assert found.unmet == {"all.0": 2, "all.1": 2}
    (example,) = found.examples
    assert (example.patch, example.actions) == ({"tags": ["VIP-活动保障"]}, ("sms",))


@pytest.mark.req("COL-4")
def test_a_dry_run_counts_what_other_rules_set_and_names_whom_it_would_fight():
    raise_it = rule("raise", {"do": "set_priority", "priority": "P0"}, position=1)
    lower = rule("lower", {"do": "set_priority", "priority": "P2"}, position=2, **{"if": is_("priority", "P0")})
    found = dry_run(lower, [raise_it, lower], [(created(priority="P1"), ENV)])
    assert found.fired == 1
    assert [contest.rules for contest in found.contests] == [("raise", "lower")]
