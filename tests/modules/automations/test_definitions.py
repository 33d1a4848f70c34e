"""Publishing rules: what is wrong is named, what is doubtful is advised, nothing that was said is lost."""

from typing import Any

import pytest

from bihuan.core.values import JsonObject, Kind
from bihuan.modules.automations import messages as m
from bihuan.modules.automations import queries
from tests.modules.automations.rules import Rules, is_, tag


def body(key: str = "vip", **more: Any) -> JsonObject:
    return {"key": key, "label": {"zh": "重要"}, "when": "ticket_created", "then": [tag("重要")], **more}


def faults(rules: Rules, **more: Any) -> list[tuple[str, str]]:
    refusal = rules.company.refusal("admin", m.PublishRule(body(**more)))
    return [(problem.path, problem.code) for problem in refusal.problems]


def row(rules: Rules, key: str = "vip") -> JsonObject:
    found = rules.company.read(lambda tx: queries.rule_row(tx, key))
    assert found is not None
    return found


@pytest.mark.req("COL-4")
def test_every_fault_of_a_rule_is_named(rules: Rules):
    condition = is_("no_such_field", 1)
    setting = {"do": "set_field", "field": "stage", "value": "done"}
    assert faults(rules, when="no_such_event", **{"if": condition}) == [
        ("when.0.event", "automation.event_unknown"),
        ("if.left.field", "rule.unknown_field"),
    ]
    assert faults(rules, then=[setting]) == [("then.0.field", "automation.not_settable")]
    history = {"history": {"same": "device", "days": 30, "where": is_("priority", "P0")}}
    assert faults(rules, **{"if": {"op": "ge", "left": history, "right": 2}}) == [("if", "automation.history_where")]
    schedules = [{"schedule": {"at": "09:00"}}, {"schedule": {"every_minutes": 30}}]
    assert faults(rules, when=schedules) == [("when", "automation.one_schedule")]


@pytest.mark.req("COL-4")
def test_a_rule_that_fights_another_is_published_with_advice(rules: Rules):
    up = {"do": "set_priority", "priority": "P0"}
    rules.rule("first", "ticket_created", {"do": "set_priority", "priority": "P3"})
    rules.company.send("admin", m.PublishRule(body("second", then=[up])))
    (advice,) = row(rules, "second")["advice"]
    assert (advice["code"], advice["rule"], advice["others"]) == ("contradictory", "first", ["second"])


@pytest.mark.req("COL-4")
def test_versions_are_kept_and_a_stale_author_is_told(rules: Rules):
    send = rules.company.send
    send("admin", m.PublishRule(body(), 0))
    assert send("admin", m.PublishRule(body(), 1)).events == (), "the same again is no new version"
    send("admin", m.PublishRule(body(then=[tag("更重要")]), 1))
    refusal = rules.company.refusal("admin", m.PublishRule(body(), 1))
    assert (refusal.code, refusal.kind) == ("definition.moved", Kind.CONFLICT)
    known = rules.company.read(lambda tx: queries.versions(tx, "vip"))
    assert [(version["version"], version["body"]["then"][0]["tag"]) for version in known] == [
        (2, "更重要"),
        (1, "重要"),
    ]
    assert rules.tags(rules.report()) == ["更重要"]


@pytest.mark.req("COL-4")
def test_a_rule_is_switched_moved_deleted_and_restored(rules: Rules):
    send = rules.company.send
    send("admin", m.PublishRule(body("p0", then=[{"do": "set_priority", "priority": "P0"}], position=10)))
    send("admin", m.PublishRule(body("p1", then=[{"do": "set_priority", "priority": "P1"}], position=20)))

    def priority() -> str:
        return str(rules.row(rules.report())["priority"])

    assert priority() == "P1"
    send("admin", m.MoveRule("p0", 30))
    assert priority() == "P0"
    send("admin", m.SwitchRule("p0", False))
    assert priority() == "P1"
    send("admin", m.SwitchRule("p0", True))
    send("admin", m.DeleteRule("p0"))
    assert priority() == "P1"
    assert rules.company.refusal("admin", m.SwitchRule("p0", False)).code == "automation.deleted"
    send("admin", m.RestoreRule("p0"))
    assert priority() == "P0"
    assert row(rules, "p0")["position"] == 30, "a new version without a position keeps its place, too"


@pytest.mark.req("COL-4")
def test_a_rule_that_speaks_of_a_field_of_one_type_is_only_for_that_type(rules: Rules):
    rules.rule("noise", "ticket_created", tag("异响"), if_=is_("fault", "noise"))
    assert rules.tags(rules.report(data={"fault": "noise"})) == ["异响"]


@pytest.mark.parametrize("who", ["front_desk", "dispatcher", "lead", "engineer", "auditor", "requester"])
def test_rules_are_for_those_who_manage_them(rules: Rules, who: str):
    for command in (m.PublishRule(body()), m.SwitchRule("vip", False), m.DeleteRule("vip")):
        assert rules.company.refusal(who, command).kind in (Kind.NOT_FOUND, Kind.FORBIDDEN)
    for sent in (m.RunSchedule("vip", 0), m.RunDueRule("x", "vip", 0)):
        assert rules.company.refusal("admin", sent).kind is Kind.FORBIDDEN


@pytest.mark.postgres
def test_the_same_on_postgresql(rules_on_postgres: Rules):
    rules = rules_on_postgres
    rules.rule("vip", [{"schedule": {"every_minutes": 30}}], tag("到点"), if_=is_("category", "active"))
    rules.rule("made", "ticket_created", [tag("新建"), {"do": "notify", "to": ["lead"], "template": "urgent"}])
    ticket = rules.report()
    rules.wait(31)
    rules.work_off()
    assert (rules.tags(ticket), len(rules.told)) == (["新建", "到点"], 1)
