"""What a step says of tasks that nobody does in time: deadlines on a ladder, and the hand-over after 48 hours."""

from typing import Any

import pytest

from bihuan.core.values import JsonObject
from bihuan.entry.health import dead_followers
from bihuan.modules.flows.messages import PublishFlow
from bihuan.modules.identity.messages import AppointDeputies
from bihuan.modules.sla.messages import PublishCalendar
from bihuan.modules.tickets.messages import ActOnTask
from tests.modules.automations.rules import DAY, Rules
from tests.modules.company import MINUTE
from tests.modules.sla.promises import OFFICE
from tests.modules.tickets.pumps import FLOW

HOUR = 60 * MINUTE


def asking(rules: Rules, **more: Any) -> str:
    """A flow in which 孙总 decides at once; returns a ticket that waits for him."""
    sign: JsonObject = {
        "id": "sign",
        "kind": "approve",
        "label": {"zh": "审批"},
        "stage": "check",
        "approvers": {"people": [rules.company.people["approver"]]},
        **more,
    }
    start, *_, end = FLOW["root"]
    flow = {key: FLOW[key] for key in ("key", "label", "stages", "leads")}
    rules.company.send("admin", PublishFlow({**flow, "root": [{**start, "id": "report"}, sign, end]}, "pump"))
    return rules.report()


def of(rules: Rules, ticket: str, kind: str) -> list[JsonObject]:
    return [entry["what"] for entry in rules.trace("admin", ticket)["events"] if entry["type"] == kind]


def later(rules: Rules, length: int) -> None:
    rules.company.clock.instant += length
    rules.work_off()


@pytest.mark.req("FLW-6")
def test_the_ladder_reminds_escalates_and_passes_and_says_why(rules: Rules) -> None:
    rungs = [
        {"after": "4h", "do": "remind", "every": "1h", "times": 2},
        {"after": "8h", "do": "escalate", "to": ["lead"]},
        {"after": "1d", "do": "pass"},
    ]
    ticket = asking(rules, deadline={"hours": "wall", "rungs": rungs})
    later(rules, 4 * HOUR)
    assert [call.settings["to"] for call in rules.told] == [[{"person": rules.company.people["approver"]}]]
    later(rules, HOUR)
    later(rules, 3 * HOUR)
    assert [call.settings["title"]["zh"] for call in rules.told] == ["催办", "催办", "升级"]
    assert rules.told[-1].settings["to"] == ["lead"]
    assert rules.view("admin", ticket)["notes"][-1]["text"] == "步骤时限已到"
    later(rules, 16 * HOUR)
    (vote,) = of(rules, ticket, "VoteCast")
    assert (vote["verdict"], vote["by"], vote["comment"]) == ("agree", "", "步骤时限已到")
    assert rules.row(ticket)["stage"] == "done"
    later(rules, DAY)
    assert len(rules.told) == 3


@pytest.mark.req("FLW-6")
def test_what_was_done_in_time_is_left_alone_and_a_return_leads_where_it_is_drawn(rules: Rules) -> None:
    rungs = [{"after": "4h", "do": "return"}]
    ticket = asking(rules, deadline={"hours": "wall", "rungs": rungs}, returns=["report"])
    other = rules.report(data={"fault": "noise"})
    rules.act("approver", other, "agree")
    later(rules, 4 * HOUR)
    assert rules.row(ticket)["stage"] == "open"
    assert of(rules, other, "DeadlineReached") == []
    # Handed in again, the time begins anew.
    rules.act("requester", ticket, "submit")
    assert rules.row(ticket)["stage"] == "check"
    later(rules, 4 * HOUR)
    assert len(of(rules, ticket, "DeadlineReached")) == 2


@pytest.mark.req("FLW-6")
@pytest.mark.parametrize(("level", "heir"), [(1, "lead"), (2, "approver"), (3, None)])
def test_it_goes_as_many_levels_up_as_the_step_says(rules: Rules, level: int, heir: str | None) -> None:
    """张工 is led by 赵刚, and he by 孙总; nobody stands above him, so the task stays where it is."""
    people = rules.company.people
    rungs = [{"after": "4h", "do": "transfer", "to": {"manager": level}}]
    approvers = {"people": [people["engineer"]]}
    ticket = asking(rules, deadline={"hours": "wall", "rungs": rungs}, approvers=approvers)
    later(rules, 4 * HOUR)
    assert rules.row(ticket)["assignee"] == people[heir or "engineer"]


@pytest.mark.req("FLW-6")
def test_working_time_is_the_company_s_calendar(rules: Rules) -> None:
    rules.company.send("admin", PublishCalendar(OFFICE))
    rungs = [{"after": "2h", "do": "remind"}]
    ticket = asking(rules, deadline={"calendar": "office", "rungs": rungs})  # on a Sunday evening
    later(rules, 10 * HOUR)
    assert rules.told == []
    later(rules, 8 * HOUR)
    assert len(rules.told) == 1
    assert rules.row(ticket)["stage"] == "check"


@pytest.mark.req("FLW-5")
def test_after_48_hours_it_goes_to_the_deputy_then_the_lead_then_the_flow_admin_and_no_further(rules: Rules) -> None:
    company, people = rules.company, rules.company.people
    now = company.clock.now()
    away = {"deputy": people["dispatcher"], "from": now, "until": now + 90 * DAY}
    company.send("approver", AppointDeputies(people["approver"], (away,)))
    ticket = asking(rules, hand_over="wall")
    for heir in ("dispatcher", "lead", "admin"):
        later(rules, 48 * HOUR - 20)
        assert len(of(rules, ticket, "TaskReassigned")) == ("dispatcher", "lead", "admin").index(heir)
        later(rules, HOUR)
        last = of(rules, ticket, "TaskReassigned")[-1]
        assert (last["person"], last["reason"]) == (people[heir], "超时未处理，自动移交")
        assert rules.row(ticket)["assignee"] == people[heir]
    later(rules, 10 * DAY)
    assert len(of(rules, ticket, "TaskReassigned")) == 3


@pytest.mark.req("FLW-5")
def test_each_of_several_loses_only_what_he_had_too_long(rules: Rules) -> None:
    people = rules.company.people
    both = {"people": [people["approver"], people["engineer"]]}
    ticket = asking(rules, approvers=both, hand_over={"after": "8h", "hours": "wall"})
    company = rules.company
    mine = next(one for one in rules.view("admin", ticket)["tasks"] if one["assignee"] == people["engineer"])
    company.send("engineer", ActOnTask(task=mine["id"], action="agree"))
    later(rules, 8 * HOUR + 1)
    (handed,) = of(rules, ticket, "TaskReassigned")
    assert (handed["before"], handed["person"]) == (people["approver"], people["lead"])


@pytest.mark.req("FLW-6")
def test_where_nobody_is_left_to_take_over_it_is_said_at_once_and_never_tried_again(rules: Rules) -> None:
    rungs = [{"after": "4h", "do": "transfer", "to": ["deputy"]}, {"after": "8h", "do": "remind"}]
    ticket = asking(rules, deadline={"hours": "wall", "rungs": rungs})
    later(rules, 4 * HOUR)
    (dead,) = rules.company.read(dead_followers)
    assert (dead["attempts"], "automation.nobody_to_transfer_to" in dead["last_error"]) == (1, True)
    (note,) = rules.view("admin", ticket)["notes"]
    assert note["text"].startswith("步骤时限已到：未能执行。步骤“审批”没有可转交的人")
    later(rules, 2 * DAY)
    assert len(rules.told) == 1, "the ladder goes on"
    assert len(rules.company.read(dead_followers)) == 1
