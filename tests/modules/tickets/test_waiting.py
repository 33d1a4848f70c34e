"""Tickets that wait: for working time, for a date, for the customer, for another system. Every command is replayed."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bihuan.kernel.worker import Worker
from bihuan.modules.flows.messages import PublishFlow, SaveTicketType
from bihuan.modules.forms.messages import PublishForm
from bihuan.modules.sla.messages import PublishCalendar, SetDefaultCalendar
from bihuan.modules.tickets import messages as m
from tests.modules.company import Company, hooks_of
from tests.modules.tickets.conftest import MODULES, found
from tests.modules.tickets.pumps import FLOW, FORM, Pumps

HOUR = 3_600_000
OFFICE = {
    "key": "office",
    "label": {"zh": "工作日历"},
    "zone": "Asia/Shanghai",
    "week": {"mon-fri": ["09:00-12:00", "13:00-18:00"]},
}
WITH_DATE = {
    **FORM,
    "fields": [*FORM["fields"], {"key": "promised_at", "kind": "date_time", "label": {"zh": "约定时间"}}],
}
PAUSE = {"key": "pause", "label": {"zh": "等待中"}, "category": "waiting"}


def waiting_flow(**settings: Any) -> dict[str, Any]:
    """Report, wait, repair."""
    report, repair, _check, done = FLOW["root"]
    wait = {"id": "hold", "kind": "wait", "label": {"zh": "等待"}, "stage": "pause", **settings}
    stages = [*FLOW["stages"][:2], PAUSE, *FLOW["stages"][2:]]
    return {**FLOW, "stages": stages, "root": [report, wait, {**repair, "returns": []}, done]}


def instant(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1000)


class Waits(Pumps):
    """The pump company with a calendar, and a flow that waits."""

    def flow(self, **settings: Any) -> str:
        """Publish the flow that waits so, and report."""
        self.company.send("admin", PublishFlow(waiting_flow(**settings), "pump"))
        return self.report()

    def pass_time(self, until: int) -> None:
        """What falls due until then happens, and is replayed."""
        self.company.clock.instant = until
        Worker(self.company.bus, {}).step(self.company.tenant)

    def waits(self, ticket: str, who: str = "lead") -> list[dict[str, Any]]:
        return list(self.view(who, ticket)["waits"])

    def whole(self, ticket: str) -> None:
        """The rows are those of a replay."""
        self.company.check_replay(f"ticket:{ticket}")


def company_of(folder: Path, **more: Any) -> Waits:
    company = Company(folder, hooks_of(*MODULES, "sla"), **more)
    found(company)
    company.send("admin", PublishForm(WITH_DATE))
    department = company.units["售后部"]
    company.send("admin", SaveTicketType("pump", {"zh": "水泵维修"}, "pump", "pump", "SB", department=department))
    company.send("admin", PublishCalendar(OFFICE, official="CN"))
    company.send("admin", SetDefaultCalendar("office"))
    company.clock.instant = instant("2025-06-16 10:00")
    return Waits(company)


@pytest.fixture
def waits(tmp_path: Path) -> Iterator[Waits]:
    pumps = company_of(tmp_path)
    yield pumps
    pumps.company.close()


@pytest.fixture
def waits_on_postgres(tmp_path: Path, postgres_url: str) -> Iterator[Waits]:
    pumps = company_of(tmp_path, url=postgres_url)
    yield pumps
    pumps.company.close()


def wait_for_working_time(waits: Waits) -> None:
    ticket = waits.flow(**{"for": "8h", "hours": "working"})
    seen = waits.view("lead", ticket)
    assert (seen["stage"], seen["category"], seen["tasks"]) == ("pause", "waiting", [])
    (wait,) = seen["waits"]
    assert (wait["step"], wait["until"]) == ("hold", instant("2025-06-17 10:00"))
    waits.pass_time(instant("2025-06-17 09:59"))
    assert waits.view("lead", ticket)["stage"] == "pause"
    waits.pass_time(instant("2025-06-17 10:01"))
    seen = waits.view("lead", ticket)
    assert (seen["stage"], seen["waits"], len(seen["tasks"])) == ("work", [], 1)
    waits.whole(ticket)
    kinds = [event["type"] for event in waits.trace("lead", ticket)["events"]]
    assert kinds[kinds.index("WaitEnded") :][:3] == ["WaitEnded", "StepLeft", "StepEntered"]


@pytest.mark.req("FLW-2")
def test_a_ticket_waits_for_working_time_and_the_timer_lets_it_go_on(waits: Waits):
    wait_for_working_time(waits)


@pytest.mark.postgres
@pytest.mark.req("FLW-2", "TEN-2")
def test_it_waits_on_postgres_just_the_same(waits_on_postgres: Waits):
    wait_for_working_time(waits_on_postgres)


@pytest.mark.req("FLW-2")
def test_a_wait_until_a_date_moves_when_the_date_is_changed(waits: Waits):
    ticket = waits.flow(until={"field": "promised_at", "minus": "1h"})
    assert [wait["until"] for wait in waits.waits(ticket)] == [None]
    amend = waits.company.send
    amend("lead", m.AmendTicket(ticket=ticket, data={"promised_at": instant("2025-06-18 10:00")}))
    assert [wait["until"] for wait in waits.waits(ticket)] == [instant("2025-06-18 09:00")]
    amend("lead", m.AmendTicket(ticket=ticket, data={"promised_at": instant("2025-06-20 10:00")}))
    waits.pass_time(instant("2025-06-18 10:00"))
    assert [wait["until"] for wait in waits.waits(ticket)] == [instant("2025-06-20 09:00")]
    amend("lead", m.AmendTicket(ticket=ticket, data={"promised_at": instant("2025-06-01 10:00")}))
    assert waits.view("lead", ticket)["stage"] == "work"
    waits.pass_time(instant("2025-06-21 10:00"))
    assert [event["type"] for event in waits.trace("lead", ticket)["events"]].count("WaitEnded") == 1


@pytest.mark.req("FLW-2")
def test_the_customers_message_ends_the_wait_and_a_colleagues_does_not(waits: Waits):
    ticket = waits.flow(event="message", **{"for": "3d"})
    waits.company.send("lead", m.AddNote(ticket=ticket, text="已催客户", public=True))
    assert [(wait["event"], wait["until"]) for wait in waits.waits(ticket)] == [
        ("message", instant("2025-06-19 10:00"))
    ]
    waits.company.send("requester", m.AddNote(ticket=ticket, text="配件照片已补", public=True))
    assert waits.waits(ticket) == []
    waits.pass_time(instant("2025-06-20 10:00"))
    assert waits.view("lead", ticket)["stage"] == "work"


@pytest.mark.req("FLW-2")
def test_another_system_ends_the_wait_for_its_key_alone(waits: Waits):
    ticket = waits.flow(event={"signal": "parts_arrived"})
    wrong = m.SignalTicket(ticket=ticket, key="something_else")
    assert waits.company.refusal("admin", wrong).code == "wait.nobody_waits"
    right = m.SignalTicket(ticket=ticket, key="parts_arrived")
    assert waits.company.refusal("requester", right).code == "access.denied"
    waits.company.send("admin", right)
    assert waits.view("lead", ticket)["stage"] == "work"


@pytest.mark.req("FLW-2", "AUD-2.api")
def test_a_lead_ends_the_wait_early_with_a_reason_that_stands_in_the_history(waits: Waits):
    ticket = waits.flow(**{"for": "7d"})
    assert [wait["may_end"] for who in ("lead", "requester") for wait in waits.waits(ticket, who)] == [True, False]
    end = m.EndWait(ticket=ticket, instance="1", reason="客户提前到场")
    assert waits.company.refusal("requester", end).code == "access.denied"
    waits.company.send("lead", end)
    assert waits.view("lead", ticket)["stage"] == "work"
    ended = next(e["what"] for e in waits.trace("lead", ticket)["events"] if e["type"] == "WaitEnded")
    assert (ended["why"], ended["by"], ended["reason"]) == ("early", waits.company.people["lead"], "客户提前到场")
    assert waits.company.refusal("lead", end).code == "wait.over"


@pytest.mark.req("FLW-2")
def test_the_timer_goes_with_the_run_and_nobody_sends_the_platforms_commands(waits: Waits):
    ticket = waits.flow(**{"for": "2h"})
    for command in (
        m.PassWait(ticket=ticket, instance="1"),
        m.MoveWaits(ticket=ticket),
        m.TellWaits(ticket=ticket, event="message"),
    ):
        assert waits.company.refusal("admin", command).code == "access.denied"
    waits.company.send("requester", m.ActOnTicket(ticket=ticket, action="withdraw"))
    waits.pass_time(instant("2025-06-17 10:00"))
    seen = waits.view("lead", ticket)
    assert (seen["category"], seen["waits"]) == ("cancelled", [])


@pytest.mark.req("FLW-2")
def test_over_http_the_ticket_says_what_it_waits_for_and_the_lead_lets_it_go_on(waits: Waits):
    ticket = waits.flow(event={"signal": "parts"}, **{"for": "2d"})
    with waits.company.http(by_hand=True) as line:
        (wait,) = line("lead", "GET", f"/tickets/{ticket}").json()["waits"]
        assert (wait["label"]["zh"], wait["key"], wait["may_end"]) == ("等待", "parts", True)
        nothing = line("admin", "POST", f"/tickets/{ticket}/signals", json={"key": "other"})
        assert (nothing.status_code, nothing.json()["code"]) == (409, "wait.nobody_waits")
        path = f"/tickets/{ticket}/waits/{wait['instance']}/end"
        assert line("engineer", "POST", path, json={"reason": "x"}).status_code == 404
        assert line("lead", "POST", path, json={}).status_code == 422
        ended = line("lead", "POST", path, json={"reason": "配件已到"})
        assert (ended.status_code, ended.json()["stage"], ended.json()["waits"]) == (200, "work", [])
