"""Rules that wait for the clock: who is found, how often, and what a standstill makes up for."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bihuan.modules.automations import queries
from bihuan.modules.automations.handlers import running
from bihuan.modules.automations.messages import DeleteRule, RestoreRule, SwitchRule
from tests.modules.automations.rules import DAY, Rules, is_, tag

MORNING = {"schedule": {"at": "09:00"}}


def due(rules: Rules, key: str = "daily") -> int | None:
    row = rules.company.read(lambda tx: queries.rule_row(tx, key))
    assert row is not None
    return row["due"]


def to_morning(rules: Rules, days: int = 0) -> None:
    at = due(rules)
    assert at is not None
    rules.company.clock.instant = at + days * DAY


@pytest.mark.req("COL-4")
def test_each_ticket_that_meets_the_condition_gets_its_turn_at_nine_in_the_tenants_zone(rules: Rules):
    rules.rule(
        "daily", MORNING, [tag("每日"), {"do": "notify", "to": ["lead"], "template": "daily"}], if_=is_("fault", "dead")
    )
    dead, leak = rules.report(data={"fault": "dead"}), rules.report()
    first = due(rules)
    local = datetime.fromtimestamp((first or 0) / 1000, ZoneInfo("Asia/Shanghai"))
    assert (local.hour, local.minute) == (9, 0)
    rules.work_off()
    assert rules.told == []
    to_morning(rules)
    rules.work_off()
    assert (rules.tags(dead), rules.tags(leak), [call.ticket for call in rules.told]) == (["每日"], [], [dead])
    assert due(rules) == (first or 0) + DAY


@pytest.mark.req("COL-4")
def test_after_a_standstill_it_runs_once_and_not_as_often_as_it_was_missed(rules: Rules):
    rules.rule("daily", MORNING, {"do": "notify", "to": ["lead"], "template": "daily"})
    rules.report()
    to_morning(rules, days=5)
    rules.work_off()
    assert len(rules.told) == 1
    assert (due(rules) or 0) > rules.company.clock.now()


@pytest.mark.req("COL-4")
def test_many_tickets_are_taken_in_slices_and_none_twice(rules: Rules, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running, "SLICE", 2)
    rules.rule("daily", MORNING, tag("每日"), if_=is_("category", "active"))
    tickets = [rules.report() for _ in range(5)]
    to_morning(rules)
    rules.work_off()
    assert [rules.tags(ticket) for ticket in tickets] == [["每日"]] * 5
    seen = [entry["type"] for entry in rules.trace("admin", tickets[0])["events"]]
    assert seen.count("RuleCameDue") == 1


@pytest.mark.req("COL-4")
def test_a_rule_that_is_off_or_deleted_has_no_due_time(rules: Rules):
    rules.rule("daily", MORNING, tag("每日"))
    admin = rules.company.send
    admin("admin", SwitchRule("daily", False))
    assert due(rules) is None
    admin("admin", SwitchRule("daily", True))
    admin("admin", DeleteRule("daily"))
    assert due(rules) is None
    admin("admin", RestoreRule("daily"))
    assert due(rules) is not None
