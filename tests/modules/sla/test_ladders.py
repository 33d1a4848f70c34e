"""What people are told, and when: ladders, marks, stale alarms and reminders, through the worker."""

import pytest

from bihuan.kernel.masters import SaveRecord
from bihuan.modules.tickets import messages as t
from tests.modules.sla.promises import Clocks, instant


@pytest.mark.req("SLA-4.server")
def test_each_rung_is_told_once_and_in_time(clocks: Clocks):
    ticket = clocks.report(priority="P1")
    clocks.assign(ticket)
    clocks.act("engineer", ticket, "accept")
    clocks.look_until("2025-06-16 12:00")
    rungs = [(call.source["clock"], call.source["threshold"], call.settings["template"]) for call in clocks.told.calls]
    assert rungs == [("first_response", "50%", "sla.threshold"), ("first_response", "100%", "sla.breach")]
    assert clocks.told.people() == [("assignee",), ("assignee", "lead")]
    call = clocks.told.calls[1]
    assert (call.ticket, call.at, call.not_before) == (ticket, instant("2025-06-16 11:00"), instant("2025-06-16 11:00"))
    assert call.settings["values"]["clock"]["zh"] == "首次响应"
    assert call.key.startswith(f"ticket:{ticket}#")


@pytest.mark.req("SLA-4.server")
def test_a_worker_that_was_down_catches_up_without_a_flood(clocks: Clocks):
    tickets = [clocks.report(priority="P1") for _ in range(3)]
    for ticket in tickets:
        clocks.assign(ticket)
        clocks.act("engineer", ticket, "accept")
    # Nobody looked for ten hours: of each clock every rung is over, each person hears once, of the highest.
    clocks.now = "2025-06-16 20:00"
    clocks.look()
    for ticket in tickets:
        mine = [call for call in clocks.told.calls if call.ticket == ticket]
        told = sorted((call.source["clock"], call.source["threshold"], *call.settings["to"]) for call in mine)
        assert told == [
            ("first_response", "100%", "assignee", "lead"),
            ("resolve", "+1h", "assignee", "manager"),
            ("resolve", "100%", "lead"),
        ]
    before = len(clocks.told.calls)
    clocks.look()
    assert len(clocks.told.calls) == before


@pytest.mark.req("SLA-4.server")
def test_pain_7_at_night_notices_wait_and_urgent_ones_do_not(clocks: Clocks):
    clocks.now = "2025-06-16 21:30"
    clocks.report(priority="P1")
    clocks.now = "2025-06-13 22:30"
    quiet = clocks.report()
    clocks.look_until("2025-06-16 22:00")
    (call,) = (call for call in clocks.told.calls if call.ticket == quiet and call.source["clock"] == "stale")
    assert (call.at, call.not_before) == (instant("2025-06-15 22:30"), instant("2025-06-16 07:00"))
    urgent = [call for call in clocks.told.calls if call.source["policy"] == "urgent"]
    assert urgent and all(call.not_before == call.at for call in urgent)


@pytest.mark.req("SLA-4.server", "SLA-5.server")
def test_a_ticket_that_nobody_answers_for_a_day_turns_red_until_somebody_does(clocks: Clocks):
    ticket = clocks.report()
    clocks.look_until("2025-06-17 09:59")
    assert clocks.row(ticket)["red"] is False
    clocks.look_until("2025-06-17 10:01")
    assert clocks.row(ticket)["red"] is True
    clocks.company.send("dispatcher", t.AddNote(ticket=ticket, text="马上安排", public=True))
    assert clocks.row(ticket)["red"] is False


@pytest.mark.req("SLA-4.server")
def test_whoever_touches_a_ticket_puts_the_stale_alarm_back(clocks: Clocks):
    ticket = clocks.report()
    clocks.look_until("2025-06-18 09:00")
    clocks.company.send("dispatcher", t.AddNote(ticket=ticket, text="等配件"))
    assert clocks.due(ticket, "stale") == "06-20 09:00"
    # Six hours on a rule changes it: that is no person's touch, and the alarm stays where it was.
    clocks.look_until("2025-06-18 15:00")
    clocks.company.send("operator", t.AmendTicket(ticket=ticket, changes={"tags": ["rule"]}, source="rule"))
    assert (clocks.row(ticket)["tags"], clocks.due(ticket, "stale")) == (["rule"], "06-20 09:00")
    clocks.look_until("2025-06-20 08:59")
    assert "stale" not in [call.source["clock"] for call in clocks.told.calls]
    clocks.look_until("2025-06-20 09:01")
    assert clocks.told.calls[-1].source["clock"] == "stale"


@pytest.mark.req("SLA-6.server")
def test_the_date_of_the_next_service_is_told_beforehand(clocks: Clocks):
    device = clocks.save("device", sn="XX-1", name="泵", next_service="2025-06-30")
    ticket = clocks.report("front_desk", device=device)
    clocks.assign(ticket)
    clocks.told.calls.clear()
    clocks.look_until("2025-06-30 10:00")
    told = [call for call in clocks.told.calls if "reminder" in call.source]
    # Seven days before, and on the last working day before: 27 June is a Friday.
    assert [call.at for call in told] == [instant("2025-06-23 09:00"), instant("2025-06-27 09:00")]
    values = told[0].settings["values"]
    assert (values["date"], values["offset"], values["reminder"]["zh"]) == ("2025-06-30", "-7d", "下次保养")


@pytest.mark.req("SLA-6.server")
def test_a_date_that_is_moved_on_the_device_moves_its_reminders_at_once(clocks: Clocks):
    device = clocks.save("device", sn="XX-1", name="泵", next_service="2025-06-30")
    other = clocks.save("device", sn="XX-2", name="泵", next_service="2025-06-30")
    ticket, beside = (clocks.report("front_desk", device=one) for one in (device, other))
    clocks.company.send("admin", SaveRecord("device", {"next_service": "2025-07-14"}, device))
    clocks.look_until("2025-07-14 10:00")
    told = [(call.ticket, call.at) for call in clocks.told.calls if "reminder" in call.source]
    expected = ((beside, "06-23"), (beside, "06-27"), (ticket, "07-07"), (ticket, "07-11"))
    assert told == [(one, instant(f"2025-{day} 09:00")) for one, day in expected]
    # Nothing is asked of the tickets when something else of the device changes.
    accepted = clocks.company.send("admin", SaveRecord("device", {"name": "循环泵"}, device))
    assert [type(event.event).__name__ for event in accepted.events] == ["RecordSaved"]
