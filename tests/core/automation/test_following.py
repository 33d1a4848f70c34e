"""Following actions are requests with keys that never repeat; a rule does not set itself off."""

import json
from dataclasses import asdict

import pytest

from bihuan.core.automation import Change, following, parse_rule
from tests.core.automation.rules import ENV, NOW, VIP, VOCABULARY, created, is_, rule

VIP_RULE = parse_rule(VIP, VOCABULARY)
BIG = {"source": "campaign", "contract": {"id": "K1", "amount": "600000"}}
CHILD = rule("child", {"do": "create_child", "type": "inspection", "title": "复查"})


@pytest.mark.req("COL-4")
def test_the_technical_director_gets_an_sms():
    (request,) = following([VIP_RULE], created(**BIG), BIG, ENV, ("vip_event_support",)).requests
    assert asdict(request) == {
        "key": "E1:vip_event_support:1",
        "rule": "vip_event_support",
        "rule_version": 1,
        "action": "sms",
        "settings": {"to": [{"role": "technical_director"}], "template": "vip_event_support"},
        "change": "E1",
        "chain": ("vip_event_support",),
    }


@pytest.mark.req("COL-4")
def test_the_same_event_asks_under_the_same_keys_each_action_under_its_own():
    two = rule("two", {"do": "webhook", "endpoint": "crm"}, {"do": "webhook", "endpoint": "crm"})
    first, again = (following([two, CHILD], created(), {}, ENV).requests for _ in range(2))
    assert first == again
    keys = [request.key for request in first]
    assert keys == ["E1:child:0", "E1:two:0", "E1:two:1"]


@pytest.mark.req("COL-4")
def test_every_following_action_is_handed_on_with_its_formulas_worked_out():
    doing = rule(
        "all",
        {"do": "notify", "to": ["assignee", {"person": "li"}, {"field": "manager"}], "template": "t"},
        {
            "do": "create_ticket",
            "type": "visit",
            "title": "回访",
            "values": {
                "note": {"formula": {"field": "note"}},
                "sum": {"formula": {"sum": "parts", "of": {"field": "price"}}},
                "n": 1,
            },
        },
        {"do": "webhook", "endpoint": "erp", "values": {"amount": {"formula": {"field": "contract.amount"}}}},
        {"do": "start_approval", "flow": "discount"},
        {"do": "assign", "policy": "nearest"},
        {"do": "assign", "person": "zhang"},
    )
    record = {**BIG, "note": "漏水", "parts": [{"price": "1.50"}, {"price": "2"}]}
    asked = following([doing], created(**record), record, ENV).requests
    json.dumps([asdict(request) for request in asked])
    assert [(request.action, request.settings) for request in asked] == [
        ("notify", {"to": ["assignee", {"person": "li"}, {"field": "manager"}], "template": "t"}),
        ("create_ticket", {"type": "visit", "title": "回访", "values": {"n": 1, "note": "漏水", "sum": "3.5"}}),
        ("webhook", {"endpoint": "erp", "values": {"amount": "600000"}}),
        ("start_approval", {"flow": "discount"}),
        ("assign", {"policy": "nearest"}),
        ("assign", {"person": "zhang"}),
    ]


@pytest.mark.req("COL-4")
def test_a_rule_does_not_fire_on_what_it_led_to():
    """A child is a ticket too: without the guard it would have a child of its own, and so on."""
    (request,) = following([CHILD], created(), {}, ENV).requests
    of_the_child = Change(id="E9", event="ticket_created", after={}, chain=request.chain)
    run = following([CHILD], of_the_child, {}, ENV)
    assert run.requests == ()
    assert [(line.rule, line.fired, line.why) for line in run.log] == [("child", False, "loop")]


@pytest.mark.req("COL-4")
def test_rules_that_set_each_other_off_end_after_eight():
    deep = Change(id="E9", event="ticket_created", after={}, chain=tuple(f"r{number}" for number in range(8)))
    run = following([CHILD], deep, {}, ENV)
    assert (run.requests, run.log[0].why) == ((), "too_deep")


@pytest.mark.req("COL-4")
def test_what_an_event_tells_can_be_asked():
    angry = rule(
        "angry",
        {"do": "notify", "to": ["lead"], "template": "bad_rating"},
        when={"event": ["ticket_rated", "ticket_closed"]},
        **{"if": {"op": "le", "left": {"field": "event.stars"}, "right": 2}},
    )
    for stars, asked in ((1, 1), (3, 0)):
        rated = Change(id="E1", event="ticket_rated", after={}, before={}, data={"stars": stars})
        assert len(following([angry], rated, {}, ENV).requests) == asked


@pytest.mark.req("COL-4")
def test_a_schedule_concerns_only_the_rule_whose_time_has_come():
    daily = [
        rule(
            key,
            {"do": "notify", "to": ["lead"], "template": "t"},
            when={"schedule": {"at": "09:00"}},
            **{"if": is_("priority", "P0")},
        )
        for key in ("one", "other")
    ]
    due = Change(id=f"one:{NOW}:T1", event="", after={"priority": "P0"}, due="one")
    assert [request.key for request in following(daily, due, due.after, ENV).requests] == [f"one:{NOW}:T1:one:0"]


@pytest.mark.req("COL-4", "AUD-3")
def test_a_notice_is_handed_on_with_the_fields_that_its_values_were_worked_out_from():
    both = {"fn": "concat", "args": [{"field": "before.note"}, {"field": "contract.amount"}]}
    values = {"sum": {"formula": both}, "stars": {"formula": {"field": "event.stars"}}, "plain": "1"}
    tell = rule("tell", {"do": "sms", "to": ["lead"], "template": "t", "values": values}, when="ticket_rated")
    change = Change(id="E1", event="ticket_rated", before={"note": "旧"}, after=BIG, data={"stars": 2})
    (request,) = following([tell], change, BIG, ENV).requests
    assert request.settings["values"] == {"sum": "旧600000", "stars": "2", "plain": "1"}
    assert request.settings["reads"] == {"sum": ["contract.amount", "note"], "stars": []}
