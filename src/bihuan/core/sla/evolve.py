"""The only way clocks change: fold one event in. Nothing is measured here; due instants stand in the events."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from bihuan.core.sla import events as e
from bihuan.core.sla.clock import Clock, Clocks, PlannedReminder, Spans, Terms
from bihuan.core.sla.definition import Hours
from bihuan.core.sla.measuring import truncated
from bihuan.core.values import Instant, JsonObject


def evolve(clocks: Clocks, event: e.SlaEvent) -> Clocks:
    """The clocks after `event`. Raises ValueError for an event about a clock that never started."""
    if isinstance(event, e.ReminderPlanned):
        return _planned(clocks, event)
    if isinstance(event, e.ReminderReached):
        return _reached(clocks, event)
    if not isinstance(event, e.ClockEvent):
        raise ValueError(f"no event of clocks: {type(event).__name__}")
    policy = event.policy if isinstance(event, e.MeasuredEvent) else clocks.policy
    return Clocks(policy, {**clocks.clocks, event.clock: _moved(clocks, event)}, clocks.reminders)


def _moved(clocks: Clocks, event: e.ClockEvent) -> Clock:
    if isinstance(event, e.ClockStarted):
        return _started(clocks.clocks.get(event.clock), event)
    clock = clocks.clocks.get(event.clock)
    if clock is None:
        raise ValueError(f"{type(event).__name__} of {event.clock} before ClockStarted")
    return FOLDS[type(event)](clock, event)


def _started(former: Clock | None, event: e.ClockStarted) -> Clock:
    spans = tuple((start, end) for start, end in event.spans)
    return Clock(
        event.clock,
        event.kind,
        event.cycle,
        _terms(event),
        event.started_at,
        spans,
        "running" if spans and spans[-1][1] is None else "paused",
        event.at,
        event.due,
        breaches=former.breaches if former is not None else (),
    )


def _terms(event: e.MeasuredEvent) -> Terms:
    return Terms(event.policy, event.goal, cast(Hours, event.hours), event.calendar, event.calendar_version)


def _paused(clock: Clock, event: e.ClockPaused) -> Clock:
    due = clock.due if clock.breached_at is not None else None
    return replace(clock, spans=truncated(clock.spans, event.at), phase="paused", moved_at=event.at, due=due)


def _resumed(clock: Clock, event: e.ClockResumed) -> Clock:
    spans = (*clock.spans, (event.at, None))
    return replace(clock, spans=spans, phase="running", moved_at=event.at, due=event.due)


def _continued(clock: Clock, event: e.ClockContinued) -> Clock:
    return replace(
        clock,
        terms=_terms(event),
        spans=(*clock.spans, (event.at, None)),
        phase="running",
        moved_at=event.at,
        due=event.due,
        breached_at=event.breached_at,
        breaches=_with_breach(clock, "switched") if event.breached_at is None else clock.breaches,
        why_cancelled="",
    )


def _stopped(clock: Clock, event: e.ClockStopped) -> Clock:
    return replace(clock, spans=_ended(clock, event.at), phase="stopped", moved_at=event.at, due=event.due)


def _breached(clock: Clock, event: e.ClockBreached) -> Clock:
    return replace(clock, breached_at=event.at, due=event.at)


def _withdrawn(clock: Clock, event: e.ClockBreachWithdrawn) -> Clock:
    return replace(clock, breached_at=None, passed=event.passed, breaches=_with_breach(clock, "withdrawn"))


def _switched(clock: Clock, event: e.ClockSwitched) -> Clock:
    return replace(
        clock,
        terms=_terms(event),
        moved_at=max(clock.moved_at, event.at),
        due=event.due,
        breached_at=event.breached_at,
        passed=event.passed,
        breaches=_with_breach(clock, "switched") if event.breached_at is None else clock.breaches,
    )


def _reset(clock: Clock, event: e.ClockReset) -> Clock:
    running = clock.phase == "running"
    return replace(
        clock,
        spans=((event.at, None if running else event.at),),
        moved_at=event.at,
        due=event.due,
        breached_at=None,
        passed=(),
        breaches=_with_breach(clock, "reset"),
    )


def _cancelled(clock: Clock, event: e.ClockCancelled) -> Clock:
    spans = _ended(clock, event.at)
    return replace(clock, spans=spans, phase="cancelled", moved_at=event.at, due=None, why_cancelled=event.why)


def _retimed(clock: Clock, event: e.ClockRetimed) -> Clock:
    return replace(
        clock,
        spans=tuple((start, end) for start, end in event.spans),
        started_at=event.started_at,
        moved_at=event.moved_at,
        due=event.due,
        breached_at=event.breached_at,
        passed=event.passed,
    )


def _ended(clock: Clock, at: Instant) -> Spans:
    """A pause that lasted to the end is closed by an empty span, so that it stays on record."""
    spans = truncated(clock.spans, at)
    return (*spans, (at, at)) if clock.phase == "paused" else spans


def _threshold(clock: Clock, event: e.ThresholdReached) -> Clock:
    return replace(clock, passed=(*clock.passed, *(item["threshold"] for item in event.passed)))


def _with_breach(clock: Clock, end: str) -> tuple[JsonObject, ...]:
    """The breaches on record, the present one added: a breach stays said even when it is no more."""
    if clock.breached_at is None:
        return clock.breaches
    gone = {"policy": clock.terms.policy, "goal": clock.terms.goal, "at": clock.breached_at, "end": end}
    return (*clock.breaches, gone)


def _planned(clocks: Clocks, event: e.ReminderPlanned) -> Clocks:
    others = {key: planned for key, planned in clocks.reminders.items() if key != event.reminder}
    if event.value is None:
        return replace(clocks, reminders=others)
    planned = PlannedReminder(event.value, tuple((offset, at) for offset, at in event.pending))
    return replace(clocks, reminders={**others, event.reminder: planned})


def _reached(clocks: Clocks, event: e.ReminderReached) -> Clocks:
    planned = clocks.reminders[event.reminder]
    left = tuple(pair for pair in planned.pending if pair[0] not in event.offsets)
    return replace(clocks, reminders={**clocks.reminders, event.reminder: replace(planned, pending=left)})


Fold = Callable[[Clock, Any], Clock]
FOLDS: dict[type[e.ClockEvent], Fold] = {
    e.ClockPaused: _paused,
    e.ClockResumed: _resumed,
    e.ClockContinued: _continued,
    e.ClockStopped: _stopped,
    e.ClockBreached: _breached,
    e.ClockBreachWithdrawn: _withdrawn,
    e.ClockSwitched: _switched,
    e.ClockReset: _reset,
    e.ClockCancelled: _cancelled,
    e.ClockRetimed: _retimed,
    e.ThresholdReached: _threshold,
}
