"""Why is it due then: every moment that moved a clock, with its reason, and every stretch of time that counted."""

from collections.abc import Iterable

from bihuan.core.calendars import Counted, counted_intervals, provisional_years
from bihuan.core.late import dataclass
from bihuan.core.sla import events as e
from bihuan.core.sla.clock import CalendarShelf, Clock, Clocks
from bihuan.core.sla.evolve import evolve
from bihuan.core.sla.measuring import run_time
from bihuan.core.values import Instant, JsonObject

# For people these say nothing that the breach or the due instant does not say.
_SILENT = (e.ThresholdReached,)


@dataclass(frozen=True, slots=True)
class Moment:
    """One move. `what` is the event's name, `why` its own reason, `cause` the fact behind it.

    `late`: it counted from `at` but became known only at `received`. `elapsed` and `due` are as the move left them.
    """

    at: Instant
    received: Instant
    what: str
    why: str
    cause: JsonObject
    elapsed: int
    due: Instant | None

    @property
    def late(self) -> bool:
        return self.received > self.at and self.what != e.ClockRetimed.__name__


@dataclass(frozen=True, slots=True)
class Leg:
    """One span in which the clock ran, and which stretches of it counted; `end` is None while it runs on.

    While it runs on, `counted` goes as far as the due instant, or as far as `until` if that is later.
    """

    start: Instant
    end: Instant | None
    counted: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One clock's whole story. `provisional`: years on the way whose official holidays are not known yet."""

    clock: Clock
    moments: tuple[Moment, ...]
    legs: tuple[Leg, ...]
    elapsed: int
    remaining: int
    due: Instant | None
    provisional: tuple[int, ...]


def explain(events: Iterable[e.SlaEvent], key: str, shelf: CalendarShelf, until: Instant) -> Explanation | None:
    """The story of clock `key` from its ticket's events, as it stands at `until`. None if it never started."""
    clocks, moments = Clocks(), []
    for event in events:
        clocks = evolve(clocks, event)
        if isinstance(event, e.ClockEvent) and event.clock == key and not isinstance(event, _SILENT):
            moments.append(_moment(event, clocks.clocks[key], shelf))
    clock = clocks.clocks.get(key)
    if clock is None:
        return None
    calendar = shelf.of(clock.terms)
    elapsed = run_time(clock.spans, calendar, until)
    legs = tuple(_leg(clock, start, end, shelf, until) for start, end in clock.spans)
    last = max((part.end for leg in legs for part in leg.counted), default=until)
    provisional = provisional_years(calendar, clock.started_at, max(last, clock.due or last))
    remaining = clock.terms.goal - elapsed
    return Explanation(clock, tuple(moments), legs, elapsed, remaining, clock.due, provisional)


def _moment(event: e.ClockEvent, after: Clock, shelf: CalendarShelf) -> Moment:
    elapsed = run_time(after.spans, shelf.of(after.terms), event.at)
    why = getattr(event, "why", "") or getattr(event, "outcome", "")
    return Moment(event.at, event.received, type(event).__name__, why, event.cause, elapsed, after.due)


def _leg(clock: Clock, start: Instant, end: Instant | None, shelf: CalendarShelf, until: Instant) -> Leg:
    shown = max(until, clock.due or until) if end is None else end
    return Leg(start, end, counted_intervals(shelf.of(clock.terms), start, max(start, shown)))
