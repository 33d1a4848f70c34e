"""What moves a clock, one rule at a time, as people meet them."""

from typing import Any

import pytest

from bihuan.core.calendars import parse_calendar
from bihuan.core.sla import ClockStarted, ClockSwitched, ThresholdReached, next_due, read_clocks
from tests.core.sla.stories import OFFICE, Ticket, at, told

URGENT = {"op": "in", "left": {"field": "priority"}, "right": ["P0", "P1"]}


def policy(key: str, when: Any = None, **goals: Any) -> dict[str, Any]:
    return {"key": key, "when": when, "calendar": "office", "goals": goals}


def two_levels(urgent: dict[str, Any], normal: dict[str, Any], *clocks: Any) -> dict[str, Any]:
    listed = clocks or [{"key": key, "kind": key} for key in ("assign", "first_response", "resolve")]
    return {
        "key": "sla",
        "ladder": [{"at": "50%"}, {"at": "100%"}],
        "clocks": list(listed),
        "policies": [policy("urgent", URGENT, **urgent), policy("normal", **normal)],
    }


def one(kind: str, goal: Any = "4h", **clock: Any) -> dict[str, Any]:
    clocks = [{"key": kind, "kind": kind, **clock}]
    return {"key": "sla", "clocks": clocks, "policies": [policy("any", **{kind: goal})]}


class TestPainFour:
    """SLA pause does not stop the clock, or is added as wall time."""

    @pytest.mark.req("SLA-3.core")
    def test_a_night_in_waiting_costs_no_more_than_a_night(self) -> None:
        ticket = Ticket(one("resolve", "8h"))
        ticket.fact("06-01 16:00", category="new")
        ticket.fact("06-01 17:00", category="waiting")
        assert ticket.clock("resolve").due is None
        ticket.fact("06-02 10:00", category="active")
        assert ticket.due("resolve") == "06-02 18:00"
        assert ticket.read("resolve", "06-02 11:00").elapsed == 2 * 3_600_000

    @pytest.mark.req("SLA-3.core")
    def test_paused_for_weeks_it_never_breaches(self) -> None:
        ticket = Ticket(one("resolve", "1h"))
        ticket.fact("06-01 10:00", category="waiting")
        assert ticket.run_until("07-01 10:00") == []
        assert ticket.state("resolve", "07-01 10:00") == "paused"


class TestPainFive:
    """Lunch, midnight, zones: thresholds run on the same calendar as the goal."""

    @pytest.mark.req("SLA-4.core")
    def test_half_of_the_goal_is_half_of_its_working_time(self) -> None:
        ticket = Ticket(one("resolve", "8h", ladder=[{"at": "50%"}]))
        ticket.fact("06-05 16:00")
        ticket.run_until("06-09 18:00")
        (reached,) = [event for event in ticket.events if isinstance(event, ThresholdReached)]
        assert told(reached.at) == "06-08 11:00"

    def test_due_when_the_office_closes_not_when_it_opens_again(self) -> None:
        ticket = Ticket(one("resolve", "1h"))
        ticket.fact("06-05 17:00")
        assert ticket.due("resolve") == "06-05 18:00"


class TestPainSeven:
    """Clocks overrule each other; reminders at night."""

    @pytest.mark.req("SLA-5.core")
    def test_clocks_are_independent_and_the_next_due_is_shown_first(self) -> None:
        ticket = Ticket(two_levels({}, {"assign": "4h", "first_response": "1h", "resolve": "8h"}))
        ticket.fact("06-01 09:00", priority="P2")
        readings = read_clocks(ticket.definition, ticket.clocks, ticket.shelf, at("06-01 09:30"))
        first = next_due(readings)
        assert first is not None and first.key == "first_response"
        ticket.fact("06-01 09:40", responded=True)
        readings = read_clocks(ticket.definition, ticket.clocks, ticket.shelf, at("06-01 09:40"))
        assert [reading.state for reading in readings] == ["running", "met", "running"]
        following = next_due(readings)
        assert following is not None and following.key == "assign"

    @pytest.mark.req("SLA-4.core")
    @pytest.mark.parametrize(
        ("notice", "sent"), [("quiet", "06-02 07:00"), ("working", "06-02 09:00"), ("now", "06-01 23:00")]
    )
    def test_notices_wait_for_the_morning_unless_they_must_not(self, notice: str, sent: str) -> None:
        definition = one("resolve", {"goal": "1h", "hours": "wall"}, ladder=[{"at": "100%", "notice": notice}])
        definition["policies"][0]["goals"]["resolve"] = {"goal": "1h", "hours": "wall"}
        if notice == "working":
            definition["policies"][0]["goals"]["resolve"] = "30m"
        ticket = Ticket({**definition, "quiet": {"hours": "22:00-07:00"}})
        # Working time is used up at 17:50, but nobody looks before 23:00.
        ticket.fact("06-01 22:00" if notice != "working" else "06-01 17:20")
        ticket.tick("06-01 23:00")
        (reached,) = [event for event in ticket.events if isinstance(event, ThresholdReached)]
        assert told(reached.passed[0]["notify_at"]) == sent

    @pytest.mark.parametrize("hours", ["12:00-13:00", "00:00-07:00", "22:00-00:00"])
    def test_quiet_hours_of_any_shape(self, hours: str) -> None:
        definition = one("resolve", {"goal": "1h", "hours": "wall"}, ladder=[{"at": "100%"}])
        ticket = Ticket({**definition, "quiet": {"hours": hours}})
        start, end = hours.split("-")
        begins = "06-01 " + f"{(int(start[:2]) + 23) % 24:02d}:30"
        ticket.fact(begins)
        ticket.run_until("06-03 00:00")
        (reached,) = [event for event in ticket.events if isinstance(event, ThresholdReached)]
        assert str(told(reached.passed[0]["notify_at"])).endswith(end)


@pytest.mark.req("SLA-5.core")
def test_paused_and_outside_hours_are_different_things() -> None:
    ticket = Ticket(one("resolve", "8h"))
    ticket.fact("06-01 16:00")
    night = ticket.read("resolve", "06-01 20:00")
    assert (night.state, told(night.changes_at)) == ("outside_hours", "06-02 09:00")
    ticket.fact("06-01 21:00", category="waiting")
    assert ticket.state("resolve", "06-01 22:00") == "paused"
    ticket.fact("06-02 10:00", category="active")
    day = ticket.read("resolve", "06-02 10:30")
    assert (day.state, told(day.changes_at), day.percent) == ("running", "06-02 12:00", 31)
    assert ticket.state("resolve", "06-04 10:00") == "breached"


class TestSwitch:
    @pytest.mark.req("SLA-3.core")
    def test_a_clock_that_only_the_new_policy_has_begins_at_the_old_start_less_the_pauses(self) -> None:
        waits = {"op": "eq", "left": {"field": "work.category"}, "right": "waiting"}
        clocks = [{"key": "resolve", "kind": "resolve"}, {"key": "answer", "kind": "first_response", "pause": waits}]
        ticket = Ticket(two_levels({"resolve": "8h", "answer": "4h"}, {"resolve": "40h"}, *clocks))
        ticket.fact("06-01 09:00", priority="P2")
        ticket.fact("06-01 10:00", category="waiting")
        ticket.fact("06-01 11:00", category="active")
        ticket.fact("06-01 11:30", priority="P1")
        started = next(event for event in ticket.events if isinstance(event, ClockStarted) and event.clock == "answer")
        assert (started.why, told(started.started_at)) == ("switch", "06-01 09:00")
        assert ticket.read("answer", "06-01 11:30").elapsed == 90 * 60_000

    @pytest.mark.req("SLA-3.core")
    def test_a_clock_that_the_new_policy_lacks_is_cancelled_and_comes_back_as_old_as_it_was(self) -> None:
        ticket = Ticket(two_levels({"assign": "30m", "resolve": "8h"}, {"resolve": "40h"}))
        ticket.fact("06-01 09:00", priority="P1")
        assert "ClockCancelled assign" in ticket.fact("06-01 09:10", priority="P2")
        assert ticket.state("assign", "06-01 09:10") == "cancelled"
        ticket.fact("06-01 09:20", priority="P1")
        assert ticket.due("assign") == "06-01 09:30"

    @pytest.mark.req("SLA-3.core")
    def test_born_breached_is_said_once_and_a_breach_that_is_no_more_stays_on_record(self) -> None:
        ticket = Ticket(two_levels({"resolve": "1h"}, {"resolve": "40h"}))
        ticket.fact("06-01 09:00", priority="P2")
        names = ticket.fact("06-01 11:00", priority="P0")
        assert names == ["ClockSwitched resolve", "ClockBreached resolve", "ThresholdReached resolve"]
        assert ticket.run_until("06-01 12:00") == []
        ticket.fact("06-01 13:30", priority="P3")
        clock = ticket.clock("resolve")
        assert clock.breached_at is None
        assert [(gone["policy"], told(gone["at"]), gone["end"]) for gone in clock.breaches] == [
            ("urgent", "06-01 10:00", "switched")
        ]
        # Half of forty hours has not been reached: it will be said in its time.
        assert clock.passed == ()

    @pytest.mark.req("SLA-3.core")
    def test_a_stopped_clock_is_never_judged_again(self) -> None:
        ticket = Ticket(two_levels({"first_response": "1h"}, {"first_response": "4h"}))
        ticket.fact("06-01 09:00", priority="P2")
        ticket.fact("06-01 11:00", responded=True)
        assert ticket.fact("06-01 11:30", priority="P0") == []
        assert ticket.state("first_response", "06-01 11:30") == "met"

    @pytest.mark.req("SLA-3.core")
    def test_a_fact_that_stops_and_switches_stops_under_the_old_terms(self) -> None:
        ticket = Ticket(two_levels({"first_response": "1h"}, {"first_response": "4h"}))
        ticket.fact("06-01 09:00", priority="P2")
        assert ticket.fact("06-01 11:00", priority="P0", responded=True) == ["ClockStopped first_response"]
        assert ticket.state("first_response", "06-01 11:00") == "met"

    def test_a_new_version_of_the_calendar_moves_open_clocks_at_the_next_fact(self) -> None:
        ticket = Ticket(one("resolve", "8h"))
        ticket.fact("06-01 16:00")
        closed = parse_calendar({**OFFICE, "days": [{"date": "2026-06-02", "closed": True}]})
        ticket.put_calendar(closed, 2)
        ticket.fact("06-01 17:00")
        (switched,) = [event for event in ticket.events if isinstance(event, ClockSwitched)]
        assert (switched.why, switched.calendar_version, told(switched.due)) == ("calendar", 2, "06-03 16:00")

    def test_a_clock_taken_out_of_the_definition_is_cancelled(self) -> None:
        ticket = Ticket(two_levels({}, {"assign": "4h", "resolve": "8h"}))
        ticket.fact("06-01 09:00", priority="P2")
        other = Ticket(one("resolve", "8h"))
        ticket.definition = other.definition
        assert "ClockCancelled assign" in ticket.fact("06-01 10:00")


@pytest.mark.req("SLA-3.core")
def test_reopening_never_breaches_by_counting_from_creation() -> None:
    ticket = Ticket(one("resolve", "4h"))
    ticket.fact("06-01 09:00")
    ticket.fact("06-01 11:00", category="resolved")
    ticket.fact("06-29 09:00", category="active")
    assert ticket.due("resolve") == "06-29 11:00"
    assert ticket.state("resolve", "06-29 10:00") == "running"


def test_a_second_answer_does_not_begin_the_first_response_again() -> None:
    ticket = Ticket(one("first_response", "4h"))
    ticket.fact("06-01 09:00")
    ticket.fact("06-01 10:00", responded=True)
    assert ticket.fact("06-01 11:00", responded=False) == []


def test_each_new_assignee_has_the_whole_time_to_accept() -> None:
    ticket = Ticket(one("accept", "1h"))
    assert ticket.fact("06-01 09:00") == []
    assert ticket.fact("06-01 09:10", assigned=True) == ["ClockStarted accept"]
    assert ticket.fact("06-01 09:40", happened=["reassigned"]) == ["ClockReset accept"]
    assert ticket.due("accept") == "06-01 10:40"
    assert ticket.fact("06-01 09:50", assigned=False) == ["ClockCancelled accept"]
    assert ticket.fact("06-01 10:00", assigned=True) == ["ClockStarted accept"]
    assert ticket.clock("accept").cycle == 2
    assert ticket.fact("06-01 10:30", accepted=True) == ["ClockStopped accept"]


def test_given_back_to_the_pool_the_assign_clock_goes_on() -> None:
    ticket = Ticket(one("assign", "1h"))
    ticket.fact("06-01 09:00")
    ticket.fact("06-01 09:20", assigned=True)
    assert ticket.fact("06-01 11:00", assigned=False) == ["ClockContinued assign"]
    assert ticket.due("assign") == "06-01 11:40"


@pytest.mark.req("SLA-1.core")
def test_from_one_step_to_another_whatever_lies_between() -> None:
    definition = one("between", "4h", **{"from": "diagnose", "to": "repair"})
    ticket = Ticket(definition)
    assert ticket.fact("06-01 09:00", category="active", entered=["report"]) == []
    assert ticket.fact("06-01 10:00", entered=["report", "diagnose"], left=["report"]) == ["ClockStarted between"]
    done = ticket.fact("06-01 14:00", entered=["report", "diagnose", "repair"], left=["report", "diagnose", "repair"])
    assert done == ["ClockStopped between"]


@pytest.mark.req("SLA-1.core")
def test_the_customer_hears_something_every_so_often() -> None:
    ticket = Ticket(one("update", "2h"))
    ticket.fact("06-01 09:00", category="active")
    assert ticket.fact("06-01 10:30", happened=["public_update"]) == ["ClockReset update"]
    assert ticket.due("update") == "06-01 13:30"


@pytest.mark.req("SLA-3.core")
class TestOrder:
    def test_stop_beats_pause(self) -> None:
        ticket = Ticket(one("resolve", "4h", pause={"field": "work.responded"}))
        ticket.fact("06-01 09:00")
        assert ticket.fact("06-01 10:00", category="resolved", responded=True) == ["ClockStopped resolve"]

    def test_pause_beats_start(self) -> None:
        ticket = Ticket(one("resolve", "4h"))
        assert ticket.fact("06-01 09:00", category="waiting") == ["ClockStarted resolve", "ClockPaused resolve"]
        assert ticket.state("resolve", "06-01 10:00") == "paused"

    def test_a_start_that_is_stopped_at_once_never_was(self) -> None:
        ticket = Ticket(one("first_response", "4h"))
        assert ticket.fact("06-01 09:00", responded=True) == []

    def test_a_pause_of_its_own_waits_for_its_own_resume(self) -> None:
        said = lambda word: {"op": "contains", "left": {"field": "work.happened"}, "right": word}  # noqa: E731
        ticket = Ticket(one("resolve", "4h", pause=said("held"), resume=said("released")))
        ticket.fact("06-01 09:00")
        assert ticket.fact("06-01 10:00", happened=["held"]) == ["ClockPaused resolve"]
        assert ticket.fact("06-01 10:30") == []
        assert ticket.fact("06-01 11:00", happened=["released"]) == ["ClockResumed resolve"]


@pytest.mark.req("SLA-3.core")
class TestLate:
    def test_a_late_pause_takes_an_overtaken_breach_back_and_says_it_again_in_its_time(self) -> None:
        ticket = Ticket(one("resolve", "1h", ladder=[{"at": "50%"}, {"at": "100%"}]))
        ticket.fact("06-01 09:00", category="active")
        ticket.run_until("06-01 10:30")
        names = ticket.fact("06-01 09:45", received="06-01 10:30", category="waiting")
        assert names == ["ClockBreachWithdrawn resolve", "ClockPaused resolve"]
        assert ticket.clock("resolve").passed == ("50%",)
        ticket.fact("06-01 11:00", category="active")
        assert ticket.due("resolve") == "06-01 11:15"
        assert ticket.run_until("06-01 12:00") == ["ClockBreached resolve", "ThresholdReached resolve"]

    def test_a_late_resume_takes_effect_no_earlier_than_the_pause(self) -> None:
        ticket = Ticket(one("resolve", "4h"))
        ticket.fact("06-01 09:00")
        ticket.fact("06-01 10:00", category="waiting")
        ticket.fact("06-01 09:30", received="06-01 11:00", category="active")
        assert ticket.due("resolve") == "06-01 14:00"

    def test_a_claim_from_the_future_counts_from_now(self) -> None:
        ticket = Ticket(one("first_response", "4h"))
        ticket.fact("06-01 09:00")
        ticket.fact("06-01 17:00", received="06-01 10:00", responded=True)
        assert ticket.read("first_response", "06-01 18:00").elapsed == 3_600_000


def test_a_stop_at_the_very_end_is_in_time_whether_the_timer_came_first_or_not() -> None:
    for timer_first in (False, True):
        ticket = Ticket(one("first_response", "1h"))
        ticket.fact("06-01 09:00")
        if timer_first:
            assert ticket.tick("06-01 10:00") == ["ClockBreached first_response"]
        ticket.fact("06-01 10:00", responded=True)
        assert ticket.state("first_response", "06-01 10:00") == "met"


def test_whoever_acts_after_closing_time_is_late() -> None:
    ticket = Ticket(one("first_response", "1h"))
    ticket.fact("06-05 17:00")
    ticket.fact("06-06 10:00", responded=True)
    assert ticket.state("first_response", "06-06 10:00") == "breached"


def test_a_calendar_that_ends_leaves_a_clock_without_a_due_instant() -> None:
    once = {
        "key": "office",
        "zone": "Asia/Shanghai",
        "week": {},
        "days": [{"date": "2026-06-01", "open": "09:00-10:00"}],
    }
    ticket = Ticket(one("resolve", "4h"), once)
    ticket.fact("06-01 09:00")
    assert ticket.clock("resolve").due is None
    assert ticket.run_until("12-01 00:00") == []
