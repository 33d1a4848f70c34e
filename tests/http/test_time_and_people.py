"""A burst pipe and a dead bulb at once, over HTTP, with everything that time and people bring: somebody is on leave,
somebody refuses, somebody does not answer, a promise is broken and told upwards; afterwards every reason can be read.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bihuan.core.values import JsonObject
from bihuan.entry.wiring import MODULES
from tests.modules.company import PASSWORD, Company, Line, hooks_of
from tests.modules.dispatch.crew import HOUR, MINUTE, MONDAY, STAFF, Crew, flow_of
from tests.modules.sla.promises import OFFICE, SLA
from tests.modules.tickets.conftest import found

pytestmark = pytest.mark.req("DSP-1", "DSP-3", "SLA-1", "SLA-4", "SLA-5", "COL-2", "AUD-2.api")


class Story:
    """The company at work; every word of the story is a request."""

    def __init__(self, crew: Crew, line: Line) -> None:
        self.crew, self._line = crew, line

    def ask(self, who: str, path: str, **query: Any) -> Any:
        return self._answer(self._line(who, "GET", path, params=query))

    def do(self, who: str, path: str, **body: Any) -> Any:
        return self._answer(self._line(who, "POST", path, json=body))

    @staticmethod
    def _answer(answer: Any) -> Any:
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def later(self, milliseconds: int = 0) -> None:
        self.crew.settle(milliseconds)

    def next_day(self) -> None:
        self.crew.settle(24 * HOUR)
        self._line.next_day()

    def report(self, title: str, priority: str, **data: str) -> str:
        source = {"channel": "phone"}
        report = {"type": "pump", "title": title, "priority": priority, "source": source, "data": data}
        return str(self.do("front_desk", "/tickets", **report)["number"])

    def act(self, who: str, ticket: str, action: str, **body: Any) -> Any:
        task = self.ask("admin", f"/tickets/{ticket}")["tasks"][0]["id"]
        return self.do(who, f"/tasks/{task}/actions/{action}", **body)

    def owner(self, ticket: str) -> str | None:
        person = self.ask("admin", f"/tickets/{ticket}")["tasks"][0]["assignee"]
        return next((name for name, known in self.crew.company.people.items() if known == person), None)

    def clocks(self, ticket: str) -> dict[str, JsonObject]:
        return {clock["key"]: clock for clock in self.ask("lead", f"/tickets/{ticket}/clocks")["clocks"]}

    def told(self, who: str) -> list[str]:
        """The kinds of notices that somebody has, newest first."""
        return [notice["kind"] for notice in self.ask(who, "/notices")["items"]]


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    company = Company(tmp_path, hooks_of(*MODULES))
    found(company)
    crew = Crew(company)
    crew.found()
    crew.settle()
    with company.http(by_hand=True) as line:
        told = Story(crew, line)
        told.do("admin", f"/users/{crew.id('wang')}/password", password="erstes-Wort-17")
        line.welcome("wang", STAFF["wang"].login, "erstes-Wort-17")
        told.do("wang", "/me/password", old="erstes-Wort-17", new=PASSWORD)
        told.do("admin", "/calendars", body=OFFICE)
        told.do("admin", "/sla", body=SLA, types=["pump"])
        leave = {"start": MONDAY - HOUR, "end": MONDAY + 9 * HOUR, "kind": "annual"}
        told.do("admin", f"/roster/people/{crew.id('engineer')}/leaves", **leave)
        told.later()
        yield told
    company.close()


def test_a_burst_pipe_and_a_bulb_at_once_and_every_reason_afterwards(story: Story) -> None:
    pipe = story.report("三楼爆管", "P0", fault="leak", urgent_note="水漫到走廊")
    bulb = story.report("客厅灯不亮", "P3", fault="dead")
    story.later()
    assert (story.owner(pipe), story.owner(bulb)) == ("wang", "zhou")
    _pipe_is_refused_then_not_answered(story, pipe)
    _pipe_is_given_by_hand_and_answered_in_time(story, pipe)
    _bulb_is_forgotten_and_told_upwards(story, bulb)
    _why_can_be_read(story, pipe, bulb)


def test_who_may_claim_is_told_once_and_again_when_the_winner_gives_it_back(story: Story) -> None:
    def told() -> list[str]:
        notices = story.ask("lead", f"/tickets/{ticket}/notices")
        return [notice["name"] for notice in notices if notice["kind"] == "claim_offered"]

    story.do("admin", "/flows", body=flow_of("claim"), form="pump")
    ticket = story.report("二楼水泵异响", "P3", fault="dead")
    story.later()
    assert told().count("周工") == told().count("王工") == 1
    story.act("wang", ticket, "claim")
    story.later()
    story.act("wang", ticket, "refuse", comment="要去更急的地方")
    story.later()
    assert (told().count("周工"), told().count("王工")) == (2, 1)


def _pipe_is_refused_then_not_answered(story: Story, pipe: str) -> None:
    story.later(2 * MINUTE)
    story.act("wang", pipe, "refuse", comment="正在无锡抢修,赶不到")
    story.later()
    assert story.owner(pipe) == "zhou"
    # P0 is counted by the clock: after a quarter of an hour the offer is void, and nobody else fits.
    story.later(15 * MINUTE)
    assert story.owner(pipe) is None
    waiting = {row["number"]: row for row in story.ask("dispatcher", "/dispatch/waiting")["tasks"]}
    assert (waiting[pipe]["state"], waiting[pipe]["needs"]) == ("needs_dispatcher", "nobody_fits")
    asked = next(item for item in story.ask("dispatcher", "/notices")["items"] if item["kind"] == "dispatch")
    for reason in ("王工（已拒接此单", "周工（超时未接此单）", "没有 电机", "正在休假"):
        assert reason in asked["text"]


def _pipe_is_given_by_hand_and_answered_in_time(story: Story, pipe: str) -> None:
    story.act("dispatcher", pipe, "assign", person=story.crew.id("wang"), reason="已电话确认可以到场")
    for action in ("accept", "depart", "arrive"):
        story.later(5 * MINUTE)
        story.act("wang", pipe, action)
    clocks = story.clocks(pipe)
    assert (clocks["first_response"]["state"], clocks["resolve"]["state"]) == ("met", "running")


def _bulb_is_forgotten_and_told_upwards(story: Story, bulb: str) -> None:
    story.next_day()
    clocks = story.clocks(bulb)
    assert (clocks["first_response"]["state"], clocks["unanswered"]["state"]) == ("breached", "breached")
    row = next(row for row in story.ask("lead", "/tickets")["items"] if row["number"] == bulb)
    assert (row["red"], row["clock_state"]) == (True, "breached")
    assert "sla.breach" in story.told("lead")


def _why_can_be_read(story: Story, pipe: str, bulb: str) -> None:
    rounds = story.ask("lead", f"/tickets/{pipe}/dispatch")["rounds"]
    assert [(item["trigger"], item["move"]) for item in rounds] == [
        ("new", "offer"),
        ("refused", "offer"),
        ("expired", "dispatcher"),
    ]
    names = story.crew.company.people
    assert "休假" in rounds[0]["lines"][names["engineer"]]["zh"]
    assert "高于" in rounds[0]["why_not"][names["zhou"]]["zh"]
    assert "赶不到" in str(rounds[1]["lines"][names["wang"]]["zh"])
    reasons = story.ask("lead", f"/tickets/{bulb}/clocks/first_response")
    assert [moment["what"] for moment in reasons["moments"]] == ["ClockStarted", "ClockBreached"]
    told = {(notice["kind"], notice["name"]) for notice in story.ask("lead", f"/tickets/{bulb}/notices")}
    assert {("sla.breach", "赵刚"), ("visit_offered", "周工")} <= told
    trace = story.ask("auditor", f"/tickets/{pipe}/trace")
    assert {"clocks", "dispatch"} <= trace["sections"].keys()
    assert {"VisitRefused", "VisitExpired", "DispatchDecided", "ClocksMoved"} <= {e["type"] for e in trace["events"]}
