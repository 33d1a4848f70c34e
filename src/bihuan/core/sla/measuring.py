"""How much of a clock's time has run, when an amount of it is reached, and what people are shown of it."""

from typing import Literal

from bihuan.core.calendars import Calendar, add, elapsed, is_open, next_closing, next_opening
from bihuan.core.late import dataclass
from bihuan.core.sla.clock import CalendarShelf, Clock, Clocks, Spans
from bihuan.core.sla.definition import SlaDefinition
from bihuan.core.values import Instant, Refusal

State = Literal["idle", "running", "outside_hours", "paused", "met", "breached", "cancelled"]


def run_time(spans: Spans, calendar: Calendar, until: Instant) -> int:
    """The working time (ms) of the spans up to `until`."""
    return sum(
        elapsed(calendar, start, until if end is None else min(end, until)) for start, end in spans if start < until
    )


def reached_at(spans: Spans, calendar: Calendar, amount: int) -> Instant | None:
    """When the spans have run for `amount` ms: while the last one is open, some future instant perhaps.

    A span that ends at the very instant in which the amount is full has not reached it: who stops a clock exactly at
    its due instant is in time. None when the spans end before it.
    """
    left = amount
    for start, end in spans:
        run = left if end is None else elapsed(calendar, start, end)
        if run < left:
            left -= run
            continue
        at = _end_of(calendar, start, left)
        if end is None or (at is not None and at < end):
            return at
        left -= run
    return None


def _end_of(calendar: Calendar, start: Instant, left: int) -> Instant | None:
    try:
        return add(calendar, start, left)
    except Refusal:  # the calendar ends before the amount does: it is never reached
        return None


def truncated(spans: Spans, at: Instant) -> Spans:
    """The spans as if all had ended at `at`; one that began just then stays, empty, to mark where a pause begins."""
    return tuple((start, at if end is None else min(end, at)) for start, end in spans if start <= at)


def due_of(clock: Clock, calendar: Calendar) -> Instant | None:
    """When the clock's goal is used up on a calendar, its own or another that somebody thinks of giving it."""
    return reached_at(clock.spans, calendar, clock.terms.goal)


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What is shown of one clock. Times in ms; `remaining` is negative once the goal is overrun.

    `state`: a breach outshines what the clock is doing, which `moving` still says: running, outside hours, paused, or
    over. `changes_at`: when opening hours next begin or end for a clock that runs.
    """

    key: str
    kind: str
    state: State
    moving: Literal["idle", "running", "outside_hours", "paused", "over"]
    breached: bool
    goal: int = 0
    elapsed: int = 0
    remaining: int = 0
    percent: int = 0
    due: Instant | None = None
    changes_at: Instant | None = None
    alarm: bool = False


def read_clock(clock: Clock, shelf: CalendarShelf, now: Instant, alarm: bool = False) -> ClockReading:
    """The clock as it reads at `now`; a breach that no timer has noted yet shows already."""
    calendar, goal = shelf.of(clock.terms), clock.terms.goal
    run = run_time(clock.spans, calendar, now)
    overdue = clock.phase == "running" and clock.due is not None and clock.due <= now
    breached = clock.breached_at is not None or overdue
    moving: Literal["running", "outside_hours", "paused", "over"] = "over"
    if clock.phase == "paused":
        moving = "paused"
    elif clock.phase == "running":
        moving = "running" if is_open(calendar, now) else "outside_hours"
    return ClockReading(
        clock.key,
        clock.kind,
        _state(clock, moving, breached),
        moving,
        breached,
        goal,
        run,
        goal - run,
        run * 100 // goal,
        clock.due,
        _changes_at(calendar, moving, now),
        alarm,
    )


def _state(clock: Clock, moving: Literal["running", "outside_hours", "paused", "over"], breached: bool) -> State:
    if clock.phase == "cancelled":
        return "cancelled"
    if breached:
        return "breached"
    return "met" if moving == "over" else moving


def _changes_at(calendar: Calendar, moving: str, now: Instant) -> Instant | None:
    if moving == "running":
        return next_closing(calendar, now)
    return next_opening(calendar, now) if moving == "outside_hours" else None


def read_clocks(
    definition: SlaDefinition, clocks: Clocks, shelf: CalendarShelf, now: Instant
) -> tuple[ClockReading, ...]:
    """Every clock of the definition, those that never started as idle."""
    found = []
    for key, clock in definition.clocks.items():
        running = clocks.clocks.get(key)
        if running is None:
            found.append(ClockReading(key, clock.kind, "idle", "idle", False, alarm=clock.alarm))
        else:
            found.append(read_clock(running, shelf, now, clock.alarm))
    return tuple(found)


def next_due(readings: tuple[ClockReading, ...]) -> ClockReading | None:
    """Clocks are independent; the one shown first is the running one that is due first. Alarms are no promise."""
    live = [reading for reading in readings if reading.moving in ("running", "outside_hours") and not reading.alarm]
    return min(
        (reading for reading in live if reading.due is not None), key=lambda reading: reading.due or 0, default=None
    )
