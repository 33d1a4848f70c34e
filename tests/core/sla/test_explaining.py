"""Why is it due then: the panel that nobody else has (peers, pain 7)."""

import pytest

from bihuan.core.calendars import parse_calendar
from bihuan.core.sla import due_of, explain
from tests.core.sla.stories import OFFICE, Ticket, at, told
from tests.core.sla.test_moving import one, two_levels

CALENDAR = {
    **OFFICE,
    "days": [
        {"date": "2026-06-19", "name": "端午节", "closed": True},
        {"date": "2026-06-20", "name": "调休", "like": "mon"},
    ],
    "official_years": [2026],
}


@pytest.mark.req("SLA-5.core")
def test_every_move_has_its_reason_and_every_stretch_its_own() -> None:
    ticket = Ticket(one("resolve", "8h"), CALENDAR)
    ticket.fact("06-18 16:00", cause="客户来电报修")
    ticket.fact("06-18 17:00", category="waiting", cause="等备件")
    ticket.fact("06-20 10:00", category="active", cause="备件到货")
    story = explain(ticket.events, "resolve", ticket.shelf, at("06-20 11:00"))
    assert story is not None
    assert [(moment.what, moment.cause["what"], told(moment.due)) for moment in story.moments] == [
        ("ClockStarted", "客户来电报修", "06-20 16:00"),
        ("ClockPaused", "等备件", None),
        ("ClockResumed", "备件到货", "06-20 18:00"),
    ]
    first, second = story.legs
    assert [(part.kind, told(part.start), told(part.end)) for part in first.counted] == [
        ("weekday", "06-18 16:00", "06-18 17:00")
    ]
    assert [(part.kind, part.name, told(part.start)) for part in second.counted] == [
        ("make_up", "调休", "06-20 10:00"),
        ("make_up", "调休", "06-20 13:00"),
    ]
    assert (told(story.due), story.elapsed, story.remaining) == ("06-20 18:00", 2 * 3_600_000, 6 * 3_600_000)


@pytest.mark.req("SLA-5.core")
def test_a_holiday_on_the_way_is_told_and_so_is_a_year_without_a_notice() -> None:
    ticket = Ticket(one("resolve", "8h"), CALENDAR)
    ticket.fact("06-18 14:00")
    story = explain(ticket.events, "resolve", ticket.shelf, at("06-18 14:00"))
    assert story is not None
    assert [part.name for part in story.legs[0].counted if not part.counts] == ["端午节", "端午节"]
    assert story.provisional == ()
    late = Ticket(one("resolve", "8h"), CALENDAR)
    late.fact("12-31 15:00")
    story = explain(late.events, "resolve", late.shelf, at("12-31 15:00"))
    assert story is not None
    assert story.provisional == (2027,)


@pytest.mark.req("SLA-5.core")
def test_what_became_known_late_shows_both_times() -> None:
    ticket = Ticket(one("first_response", "1h"))
    ticket.fact("06-01 09:00")
    ticket.run_until("06-01 11:00")
    ticket.fact("06-01 09:50", received="06-01 11:00", responded=True)
    story = explain(ticket.events, "first_response", ticket.shelf, at("06-01 12:00"))
    assert story is not None
    last = story.moments[-1]
    assert (last.what, last.why, told(last.at), told(last.received), last.late) == (
        "ClockStopped",
        "met",
        "06-01 09:50",
        "06-01 11:00",
        True,
    )
    assert "ClockBreachWithdrawn" in [moment.what for moment in story.moments]
    assert explain(ticket.events, "assign", ticket.shelf, at("06-01 12:00")) is None


@pytest.mark.req("SLA-5.core")
def test_a_switch_tells_why_and_what_it_was_before() -> None:
    ticket = Ticket(two_levels({"resolve": "8h"}, {"resolve": "40h"}))
    ticket.fact("06-01 09:00", priority="P2")
    ticket.fact("06-01 10:00", priority="P1", cause="客户升级")
    story = explain(ticket.events, "resolve", ticket.shelf, at("06-01 10:00"))
    assert story is not None
    assert [(moment.what, moment.why, told(moment.due)) for moment in story.moments] == [
        ("ClockStarted", "start", "06-05 18:00"),
        ("ClockSwitched", "policy", "06-01 18:00"),
    ]


@pytest.mark.req("SLA-2.core", "SLA-5.core")
def test_what_another_calendar_would_make_of_an_open_clock_is_known_before_it_is_published() -> None:
    ticket = Ticket(one("resolve", "8h"))
    ticket.fact("06-18 14:00")
    assert told(due_of(ticket.clock("resolve"), parse_calendar(OFFICE))) == "06-19 14:00"
    assert told(due_of(ticket.clock("resolve"), parse_calendar(CALENDAR))) == "06-20 14:00"
