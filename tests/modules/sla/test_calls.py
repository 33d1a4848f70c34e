"""Phone calls with the customer: which of them answer him, from when, and who notes and reads them."""

from typing import Any

import pytest

from bihuan.core.values import Kind
from bihuan.modules.tickets import messages as t
from tests.modules.sla.promises import MINUTE, Clocks, instant
from tests.modules.sla.test_claimed_times import waiting


def call(clocks: Clocks, ticket: str, who: str = "dispatcher", **more: Any) -> Any:
    said = {"direction": "out", "outcome": "reached", "text": "已告知下午上门", **more}
    return clocks.company.send(who, t.LogCall(ticket=ticket, **said))


@pytest.mark.req("SLA-1.server")
@pytest.mark.parametrize("direction", ["in", "out"])
def test_a_call_that_reached_the_customer_is_a_first_response_from_when_it_was(clocks: Clocks, direction: str):
    ticket = clocks.report(priority="P1")
    clocks.now = "2025-06-16 10:50"
    call(clocks, ticket, direction=direction, at=instant("2025-06-16 10:20"), seconds=180)
    clock = clocks.clocks(ticket)["first_response"]
    assert (clock["state"], clock["elapsed"]) == ("met", 20 * MINUTE)
    assert waiting(clocks) == []


@pytest.mark.req("SLA-1.server")
@pytest.mark.parametrize("outcome", ["no_answer", "busy", "voicemail"])
def test_a_call_that_nobody_took_answers_nobody(clocks: Clocks, outcome: str):
    ticket = clocks.report(priority="P1")
    clocks.now = "2025-06-16 10:20"
    call(clocks, ticket, outcome=outcome, text="")
    assert clocks.states(ticket)["first_response"] == "running"
    # It is a touch all the same: whoever tries to call has not forgotten the ticket.
    other = clocks.report()
    clocks.now = "2025-06-17 09:00"
    call(clocks, other, outcome=outcome, text="")
    assert clocks.due(other, "stale") == "06-19 09:00"


@pytest.mark.req("SLA-1.server")
def test_neither_an_internal_note_nor_the_platform_nor_the_customer_answers(clocks: Clocks):
    ticket, company = clocks.report(priority="P1"), clocks.company
    company.send("dispatcher", t.AddNote(ticket=ticket, text="内部：电话没人接"))
    call(clocks, ticket, "operator", text="自动外呼：已收到您的报修")
    assert clocks.states(ticket)["first_response"] == "running"
    refusal = company.refusal("requester", t.LogCall(ticket=ticket, direction="in", outcome="reached", text="我打过"))
    assert (refusal.kind, refusal.data["reason"]) == (Kind.FORBIDDEN, "call.staff_only")
    mine = clocks.report("dispatcher", priority="P1")
    call(clocks, mine, "dispatcher")
    assert clocks.states(mine)["first_response"] == "running"


@pytest.mark.req("SLA-1.server")
def test_who_reports_by_phone_is_answered_while_he_is_on_the_line(clocks: Clocks):
    ticket = clocks.report("front_desk", priority="P1", submitter=clocks.company.people["requester"])
    call(clocks, ticket, "front_desk", direction="in", at=instant("2025-06-16 09:56"), seconds=300)
    clock = clocks.clocks(ticket)["first_response"]
    assert (clock["state"], clock["elapsed"], waiting(clocks)) == ("met", 0, [])


@pytest.mark.req("SLA-3.server")
def test_a_call_before_there_was_a_ticket_is_for_a_lead_to_look_at(clocks: Clocks):
    ticket = clocks.report(priority="P1")
    clocks.now = "2025-06-16 10:30"
    call(clocks, ticket, at=instant("2025-06-16 09:00"), seconds=60)
    (claim,) = waiting(clocks)
    assert (claim["what"], claim["doubts"]) == ("CallLogged", ["before_offer"])
    assert clocks.clocks(ticket)["first_response"]["elapsed"] == 30 * MINUTE


@pytest.mark.req("COL-1", "SLA-1.server")
def test_a_call_is_noted_with_all_that_was_wrong_told_at_once(clocks: Clocks):
    ticket, company = clocks.report(), clocks.company
    wrong = t.LogCall(
        ticket=ticket,
        direction="up",
        outcome="so-so",
        at=instant("2025-06-16 12:00"),
        seconds=-1,
        name="长" * 101,
        contact="nobody",
    )
    refusal = company.refusal("dispatcher", wrong)
    assert {problem.path for problem in refusal.problems} == {
        "direction",
        "outcome",
        "at",
        "seconds",
        "name",
        "contact",
    }
    empty = t.LogCall(ticket=ticket, direction="out", outcome="reached", text=" ")
    assert [problem.code for problem in company.refusal("dispatcher", empty).problems] == ["call.text_missing"]
    # A phone hands in what was noted on it, whatever its clock says.
    late = t.LogCall(ticket=ticket, direction="out", outcome="reached", text="已说明", at=instant("2025-06-16 12:00"))
    company.send("dispatcher", late, claimed=instant("2025-06-16 12:00"), skew=0)


@pytest.mark.req("COL-1", "AUD-3")
def test_calls_stand_in_the_history_for_who_may_read_them(clocks: Clocks):
    ticket = clocks.report(priority="P1")
    with clocks.company.http(by_hand=True) as line:
        body = {"direction": "out", "outcome": "reached", "text": "客户同意下午", "name": "钱女士的同事", "seconds": 95}
        answer = line("dispatcher", "POST", f"/tickets/{ticket}/calls", json=body)
        assert answer.status_code == 201, answer.text
        assert line("dispatcher", "POST", f"/tickets/{ticket}/calls", json={**body, "outcome": "?"}).status_code == 422
        assert line("requester", "POST", f"/tickets/{ticket}/calls", json=body).status_code == 403
        assert line("other_engineer", "POST", f"/tickets/{ticket}/calls", json=body).status_code == 404
        events = line("lead", "GET", f"/tickets/{ticket}/trace").json()["events"]
        (what,) = (event["what"] for event in events if event["type"] == "CallLogged")
        assert (what["text"], what["name"], what["seconds"]) == ("客户同意下午", "钱女士的同事", 95)
        assert "客户同意下午" not in line("requester", "GET", f"/tickets/{ticket}/trace").text
        public = {**body, "public": True, "text": "约好三点"}
        assert line("dispatcher", "POST", f"/tickets/{ticket}/calls", json=public).status_code == 201
        assert "约好三点" in line("requester", "GET", f"/tickets/{ticket}/trace").text


@pytest.mark.req("AUD-4")
def test_an_erased_ticket_says_nothing_of_its_calls(clocks: Clocks):
    ticket = clocks.report()
    call(clocks, ticket, name="钱先生")
    clocks.company.send("admin", t.EraseTicket(ticket=ticket, reason="客户要求"))
    clocks.look()
    assert "钱先生" not in str(clocks.trace("admin", ticket))
    clocks.company.check_replay(f"ticket:{ticket}")


@pytest.mark.postgres
@pytest.mark.req("SLA-1.server", "TEN-2")
def test_on_postgres_a_call_answers_just_the_same(clocks_on_postgres: Clocks):
    clocks = clocks_on_postgres
    ticket = clocks.report(priority="P1")
    clocks.now = "2025-06-16 10:50"
    call(clocks, ticket, at=instant("2025-06-16 10:20"))
    assert clocks.clocks(ticket)["first_response"]["elapsed"] == 20 * MINUTE
