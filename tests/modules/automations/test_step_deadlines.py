"""What becomes of a step whose time is over (FLW-6): reminded, handed over, passed, sent back, escalated."""

import pytest

from bihuan.core.values import JsonObject
from bihuan.entry.health import dead_followers
from bihuan.modules.sla.messages import PublishCalendar, PublishSla
from tests.modules.automations.rules import Rules, is_, tag
from tests.modules.sla.promises import OFFICE

DUE = {"schedule": {"every_minutes": 30}}


def overdue(rules: Rules, *actions: object, stage: str = "check") -> None:
    """A rule that finds tickets in the stage when its time comes; clocks name the same actions on their ladders."""
    rules.rule("overdue", [DUE], list(actions), if_=is_("stage", stage))


def to_check(rules: Rules) -> str:
    ticket = rules.report()
    rules.assign(ticket)
    rules.work(ticket)
    return ticket


def last(rules: Rules, ticket: str, kind: str) -> dict[str, object]:
    found = [entry for entry in rules.trace("admin", ticket)["events"] if entry["type"] == kind]
    return found[-1]["what"]


@pytest.mark.req("FLW-6")
def test_the_owner_is_reminded_and_those_above_are_told_with_the_reason_in_the_timeline(rules: Rules):
    overdue(rules, {"do": "remind"}, {"do": "escalate", "reason": "验收超过两天"})
    ticket = to_check(rules)
    rules.wait(31)
    rules.work_off()
    assert [(call.name, call.settings["to"], call.settings["title"]) for call in rules.told] == [
        ("notify", ["assignee"], {"zh": "催办", "en": "Reminder"}),
        ("notify", ["manager", "lead"], {"zh": "升级", "en": "Escalated"}),
    ]
    assert rules.told[1].settings["text"]["en"] == "Automation rule “overdue”: 验收超过两天"
    assert rules.view("admin", ticket)["notes"][-1]["text"] == "自动化规则“overdue”：验收超过两天"
    rules.wait(30)
    rules.work_off()
    assert len(rules.told) == 4, "as often as its time comes round"


@pytest.mark.req("FLW-6")
def test_a_task_goes_to_the_deputy_then_up_and_never_back(rules: Rules):
    people = rules.company.people
    rules.rule("over", DUE, {"do": "transfer", "to": {"role": "engineer"}}, if_=is_("stage", "work"))
    ticket = rules.report()
    rules.assign(ticket)
    rules.wait(31)
    rules.work_off()
    assert rules.row(ticket)["assignee"] == people["other_engineer"]
    assert last(rules, ticket, "VisitOffered")["reason"] == "自动化规则“over”"
    rules.wait(30)
    rules.work_off()
    assert rules.row(ticket)["assignee"] == people["other_engineer"]
    failed = rules.actions(ticket)[-1]
    assert (failed["state"], failed["attempts"], failed["next_try"]) == ("failed", 1, None), "no later try does better"
    assert "automation.nobody_to_transfer_to" in failed["error"]
    assert [row["stream"] for row in rules.company.read(dead_followers)] == [f"ticket:{rules.row(ticket)['id']}"]
    (found,) = [note["text"] for note in rules.view("admin", ticket)["notes"]]
    assert found == (
        "自动化规则“over”：未能执行。步骤“维修”没有可转交的人：代理人、上级和负责人都不可用，或已转交三次。"
    )


@pytest.mark.req("FLW-6")
def test_a_step_that_is_over_is_tried_once_and_never_again(rules: Rules):
    rules.rule("late", DUE, {"do": "remind", "step": "check"}, if_=is_("stage", "work"))
    ticket = rules.report()
    rules.assign(ticket)
    rules.wait(31)
    rules.work_off()
    failed = rules.actions(ticket)[-1]
    assert (failed["state"], failed["attempts"], failed["next_try"]) == ("failed", 1, None)
    assert "automation.step_over" in failed["error"]
    assert rules.told == []


@pytest.mark.req("FLW-6")
def test_a_step_is_sent_back_as_it_is_drawn(rules: Rules):
    overdue(rules, {"do": "return_step"})
    ticket = to_check(rules)
    rules.wait(31)
    rules.work_off()
    (action,) = rules.actions(ticket)
    assert (rules.row(ticket)["stage"], action["state"]) == ("open", "done")
    assert last(rules, ticket, "TaskFinished")["comment"] == "自动化规则“overdue”"


@pytest.mark.req("FLW-6")
def test_nobody_signs_for_a_person(rules: Rules):
    overdue(rules, {"do": "pass"})
    ticket = to_check(rules)
    rules.wait(31)
    rules.work_off()
    (action,) = rules.actions(ticket)
    assert (rules.row(ticket)["stage"], action["state"]) == ("check", "failed")
    assert "task.signature_required" in action["error"]
    assert "请签名" in rules.view("admin", ticket)["notes"][-1]["text"]


LADDER: list[JsonObject] = [
    {"at": "50%", "do": [{"act": "remind"}]},
    {"at": "100%", "do": [{"act": "escalate", "reason": "验收超过两个工作小时"}]},
    {"at": "+1h", "do": [{"act": "transfer", "to": {"role": "approver"}}]},
    {"at": "+2h", "do": [{"act": "return_step"}]},
]
CHECK: JsonObject = {
    "key": "deadlines",
    "label": {"zh": "步骤时限"},
    "clocks": [{"key": "check", "kind": "between", "label": {"zh": "验收"}, "from": "check", "to": "check",
                "ladder": LADDER}],
    "policies": [{"key": "all", "label": {"zh": "全部"}, "calendar": "office", "goals": {"check": "2h"}}],
}  # fmt: skip


@pytest.mark.req("FLW-6")
def test_the_ladder_of_a_step_counts_working_hours_and_does_more_on_each_rung(rules: Rules):
    company = rules.company
    company.send("admin", PublishCalendar(OFFICE))
    company.send("admin", PublishSla(CHECK, types=("pump",)))
    rules.rule("breached", "clock_breached", tag("验收超时"), if_=is_("event.clock", "check"))
    rules.rule("half", "threshold_reached", tag("过半"), if_=is_("event.clock", "check"))
    ticket = to_check(rules)  # on a Sunday evening
    seen: list[tuple[int, list[str], str | None, str]] = []
    for hour in (10, 11, 13, 14):  # the office closes from 12 to 13
        company.clock.instant = MONDAY + hour * HOUR
        rules.work_off()
        row = rules.row(ticket)
        seen.append((len(rules.told), row["tags"] or [], row["assignee"], row["stage"]))
    requester, approver = company.people["requester"], company.people["approver"]
    assert seen == [
        (1, ["过半"], requester, "check"),
        (2, ["过半", "验收超时"], requester, "check"),
        (2, ["过半", "验收超时"], approver, "check"),
        (2, ["过半", "验收超时"], requester, "open"),
    ]
    assert last(rules, ticket, "TaskReassigned")["reason"] == "时效提醒“check”"
    assert rules.view("admin", ticket)["notes"][-1]["text"] == "时效提醒“check”：验收超过两个工作小时"


MONDAY, HOUR = 1_750_003_200_000, 3_600_000
