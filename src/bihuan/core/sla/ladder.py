"""Thresholds: which rungs of a clock's ladder have been reached, and when the next one will be."""

from collections.abc import Iterator

from bihuan.core.calendars import Calendar
from bihuan.core.sla.clock import CalendarShelf, Clock, Clocks, Spans, Terms
from bihuan.core.sla.course import Course
from bihuan.core.sla.definition import ClockDefinition, SlaDefinition, Threshold
from bihuan.core.sla.events import ClockBreached, ThresholdReached
from bihuan.core.sla.measuring import reached_at
from bihuan.core.sla.quiet_hours import notice_at
from bihuan.core.values import Instant, JsonObject


def rungs(definition: ClockDefinition, terms: Terms) -> list[tuple[int, Threshold]]:
    """(amount in ms, threshold) of the rungs that hold under the policy, lowest first; none before the start."""
    found = [
        (threshold.amount(terms.goal), threshold)
        for threshold in definition.ladder
        if not threshold.policies or terms.policy in threshold.policies
    ]
    return sorted((rung for rung in found if rung[0] > 0), key=lambda rung: rung[0])


def pass_timers(course: Course, key: str, until: Instant, born: bool = False) -> None:
    """Note the breach and the thresholds that the clock has reached by `until`, each once."""
    clock = course.clock(key)
    if clock.breached_at is None and clock.due is not None and clock.due <= until:
        terms = clock.terms
        course.emit_clock(ClockBreached, clock, clock.due, policy=terms.policy, goal=terms.goal, born=born)
    clock = course.clock(key)
    passed = [_notice(course, clock, threshold, at) for threshold, at in _newly_reached(course, clock, until)]
    if passed:
        course.emit_clock(ThresholdReached, clock, passed[-1]["at"], passed=tuple(passed))


def _newly_reached(course: Course, clock: Clock, until: Instant) -> Iterator[tuple[Threshold, Instant]]:
    calendar = course.shelf.of(clock.terms)
    for amount, threshold in rungs(course.definition.clocks[clock.key], clock.terms):
        if threshold.key in clock.passed:
            continue
        at = reached_at(clock.spans, calendar, amount)
        if at is None or at > until:
            return
        yield threshold, at


def _notice(course: Course, clock: Clock, threshold: Threshold, at: Instant) -> JsonObject:
    working = course.shelf.of(clock.terms)
    waits = notice_at(course.env.now, threshold.notice, course.definition.quiet, clock.terms.policy, working)
    return {"threshold": threshold.key, "at": at, "notify_at": waits, "actions": list(threshold.actions)}


def still_passed(
    definition: ClockDefinition, clock: Clock, terms: Terms, calendar: Calendar, at: tuple[Spans, Instant]
) -> tuple[str, ...]:
    """Which thresholds that were said stay said under other terms or spans; the others will be said again."""
    spans, until = at
    found = []
    for amount, threshold in rungs(definition, terms):
        reached = reached_at(spans, calendar, amount) if threshold.key in clock.passed else None
        if reached is not None and reached <= until:
            found.append(threshold.key)
    return tuple(found)


def next_timer(definition: SlaDefinition, clocks: Clocks, shelf: CalendarShelf) -> Instant | None:
    """When somebody must look again (send a `Tick`); in the past when they should have. None: nothing will happen."""
    instants = [at for clock in clocks.clocks.values() for at in _coming(definition, clock, shelf)]
    for reminder in definition.reminders:
        planned = clocks.reminders.get(reminder.key)
        instants += [at for _, at in planned.pending[:1]] if planned is not None else []
    return min(instants, default=None)


def _coming(definition: SlaDefinition, clock: Clock, shelf: CalendarShelf) -> Iterator[Instant]:
    if clock.phase != "running" or clock.key not in definition.clocks:
        return
    if clock.breached_at is None and clock.due is not None:
        yield clock.due
    for amount, threshold in rungs(definition.clocks[clock.key], clock.terms):
        if threshold.key not in clock.passed:
            at = reached_at(clock.spans, shelf.of(clock.terms), amount)
            if at is not None:
                yield at
            return
