"""A fact that happened earlier than it was counted from: the clocks end as if it had been known in time."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.core.sla import (
    ClockBreached,
    ClockBreachWithdrawn,
    ClockRetimed,
    Clocks,
    Fact,
    Retiming,
    SlaEvent,
    Tick,
    clocks_from_json,
    clocks_to_json,
    event_from_json,
    event_to_json,
    evolve,
    explain,
    next_timer,
    read_clock,
    retime,
    settle,
)
from tests.core.calendars.minutes import MINUTE
from tests.core.sla.stories import Ticket, at, told
from tests.core.sla.test_moving import one
from tests.core.sla.test_stopwatch import ENV, SHELF, START, definition, facts_of, histories, policies

HOUR = 60 * MINUTE


def settled(ticket: Ticket, fact: str, when: str, now: str, **others: str) -> list[SlaEvent]:
    """What a lead's word does to a ticket's clocks; `others` were settled before."""
    times = {key: at(text) for key, text in {**others, fact: when}.items()}
    retiming = Retiming(tuple(ticket.events), times, fact, {"what": "TimeSettled"})
    env = replace(ticket.env, now=at(now))
    events, after = retime(ticket.definition, ticket.clocks, retiming, ticket.shelf, env)
    for event in events:
        assert event_from_json(event_to_json(event)) == event
        ticket.clocks = evolve(ticket.clocks, event)
    assert ticket.clocks == after == clocks_from_json(clocks_to_json(after))
    ticket.events += events
    return list(events)


def doubtful(ticket: Ticket, when: str, fact: str, **changes: Any) -> None:
    """A fact that counts from where it became known."""
    ticket.record |= {"work": {**ticket.record["work"], "happened": [], **changes}}
    ticket.judge(Fact(at(when), dict(ticket.record), {"event": fact}), at(when))


@pytest.mark.req("SLA-3.core")
def test_a_response_that_a_lead_confirms_was_in_time() -> None:
    ticket = Ticket(one("first_response", "2h", ladder=[{"at": "100%"}]))
    ticket.fact("06-01 09:00")
    ticket.run_until("06-01 15:00")
    doubtful(ticket, "06-01 15:00", "x", responded=True)
    assert ticket.state("first_response", "06-01 15:00") == "breached"
    events = settled(ticket, "x", "06-01 10:30", "06-03 09:00")
    assert [type(event) for event in events] == [ClockBreachWithdrawn, ClockRetimed]
    read = ticket.read("first_response", "06-03 09:00")
    assert (read.state, read.elapsed, told(read.due)) == ("met", 90 * MINUTE, "06-01 11:00")
    clock = ticket.clock("first_response")
    assert (clock.passed, [breach["end"] for breach in clock.breaches]) == ((), ["withdrawn"])
    story = explain(ticket.events, "first_response", ticket.shelf, at("06-03 09:00"))
    assert story is not None and story.moments[-1].what == "ClockRetimed" and not story.moments[-1].late


@pytest.mark.req("SLA-3.core")
def test_what_a_lead_sets_right_can_be_set_right_again_and_nothing_is_forgotten() -> None:
    ticket = Ticket(one("resolve", "4h"))
    ticket.fact("06-01 09:00")
    ticket.fact("06-01 10:00", category="waiting")
    ticket.fact("06-01 11:00", category="active")
    doubtful(ticket, "06-01 17:00", "x", category="resolved")
    assert ticket.state("resolve", "06-01 17:00") == "breached"
    # Before the pause: what ran after it is cut off …
    settled(ticket, "x", "06-01 09:30", "06-02 09:00")
    assert (ticket.read("resolve", "06-02 09:00").elapsed, ticket.state("resolve", "06-02 09:00")) == (HOUR // 2, "met")
    # … and comes back when it was later after all.
    settled(ticket, "x", "06-01 14:00", "06-02 10:00")
    assert ticket.read("resolve", "06-02 10:00").elapsed == 3 * HOUR
    assert settled(ticket, "x", "06-01 14:00", "06-02 11:00") == []


@pytest.mark.req("SLA-3.core")
def test_work_that_went_on_earlier_may_turn_out_late() -> None:
    ticket = Ticket(one("resolve", "2h"))
    ticket.fact("06-01 09:00")
    ticket.fact("06-01 10:00", category="waiting")
    doubtful(ticket, "06-01 15:00", "x", category="active")
    ticket.fact("06-01 15:30", category="resolved")
    assert ticket.state("resolve", "06-01 16:00") == "met"
    events = settled(ticket, "x", "06-01 11:00", "06-02 09:00")
    assert [type(event) for event in events] == [ClockRetimed, ClockBreached]
    assert told(ticket.clock("resolve").breached_at) == "06-01 12:00"
    assert ticket.state("resolve", "06-02 09:00") == "breached"


def history_with(
    written: Any, facts: list[tuple[int, dict[str, Any]]], until: int
) -> tuple[Clocks, tuple[SlaEvent, ...]]:
    """Played in time, each fact named by its place."""
    clocks = Clocks()
    events: list[SlaEvent] = []

    def judge(moment: Fact | Tick, now: int) -> None:
        nonlocal clocks
        found, clocks = settle(written, clocks, moment, SHELF, replace(ENV, now=now))
        events.extend(found)

    def tick(now: int) -> None:
        while (due := next_timer(written, clocks, SHELF)) is not None and due <= now:
            judge(Tick(), due)

    for index, (minute, record) in enumerate(facts):
        now = START + minute * MINUTE
        tick(now)
        judge(Fact(now, record, {"event": str(index)}), now)
    tick(START + until * MINUTE)
    return clocks, tuple(events)


@pytest.mark.req("SLA-3.core")
@settings(max_examples=max(25, settings().max_examples))
@given(policies, histories, st.data())
def test_a_time_set_right_leaves_the_clocks_as_if_it_had_been_known(
    promised: dict[str, Any], history: list[tuple[int, dict[str, Any]]], data: st.DataObject
) -> None:
    # Under which policy a ticket stood when is on record anyhow: a switch is no matter of when somebody was where.
    facts = facts_of(
        [(gap + 1, {key: value for key, value in change.items() if key != "level"}) for gap, change in history]
    )
    which = data.draw(st.integers(1, len(facts) - 1))
    before, (minute, record) = facts[which - 1][0], facts[which]
    earlier = data.draw(st.integers(before, minute))
    until = facts[-1][0] + data.draw(st.integers(0, 400))
    written, now = definition(promised), START + until * MINUTE
    clocks, events = history_with(written, facts, until)
    retiming = Retiming(events, {str(which): START + earlier * MINUTE}, str(which))
    _, found = retime(written, clocks, retiming, SHELF, replace(ENV, now=now))
    expected, _ = history_with(written, [*facts[:which], (earlier, record), *facts[which + 1 :]], until)
    assert found.clocks.keys() == expected.clocks.keys()
    for key, clock in expected.clocks.items():
        mine = found.clocks[key]
        assert (mine.phase, mine.spans, mine.started_at) == (clock.phase, clock.spans, clock.started_at)
        assert read_clock(mine, SHELF, now).elapsed == read_clock(clock, SHELF, now).elapsed
        if clock.phase != "cancelled":
            assert (mine.breached_at, mine.due) == (clock.breached_at, clock.due)
        if clock.phase == "running":
            assert mine.passed == clock.passed
