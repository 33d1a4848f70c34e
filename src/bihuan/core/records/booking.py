"""Bookings: half-open spans of time on one resource, none over another; what is free, in words that people read."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Problem, instant_of, local_time

LONGEST_MS = 31 * 86_400_000


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `start` on, to just before `end` (ms)."""

    start: Instant
    end: Instant


@dataclass(frozen=True, slots=True)
class Hours:
    """When a resource may be used each day, in minutes since midnight; `closes` 1440 is midnight."""

    opens: int = 0
    closes: int = 1_440


def clash_of(taken: Iterable[Span], wanted: Span) -> Span | None:
    """The first span that `wanted` would lie over. Spans that only touch do not clash."""
    return min((one for one in taken if one.start < wanted.end and wanted.start < one.end), default=None)


def free_spans(taken: Iterable[Span], window: Span) -> tuple[Span, ...]:
    """What of `window` no span lies over, in order."""
    found, at = [], window.start
    for one in sorted(taken):
        if one.start > at and at < window.end:
            found.append(Span(at, min(one.start, window.end)))
        at = max(at, one.end)
    if at < window.end:
        found.append(Span(at, window.end))
    return tuple(span for span in found if span.start < span.end)


def day_of(at: Instant, zone: str) -> datetime:
    """Midnight at the beginning of the day in which `at` lies, as a wall clock without zone."""
    return datetime.combine(local_time(at, zone).date(), time())


def opening(day: datetime, hours: Hours, zone: str) -> Span:
    """From when to when the resource may be used on this day."""
    return Span(
        instant_of(day + timedelta(minutes=hours.opens), zone), instant_of(day + timedelta(minutes=hours.closes), zone)
    )


def is_within(wanted: Span, hours: Hours, zone: str) -> bool:
    """Whether the resource may be used all that time: round the clock, or within the hours of one day."""
    if (hours.opens, hours.closes) == (0, 1_440):
        return True
    window = opening(day_of(wanted.start, zone), hours, zone)
    return window.start <= wanted.start and wanted.end <= window.end


def booking_problems(wanted: Span, fields: tuple[str, str]) -> Iterator[Problem]:
    """Faults of the span itself, at the fields (from, until) that say it."""
    if wanted.end <= wanted.start:
        yield Problem(fields[1], "booking.ends_before")
    elif wanted.end - wanted.start > LONGEST_MS:
        yield Problem(fields[1], "booking.too_long", {"days": LONGEST_MS // 86_400_000})


def too_few_or_many(people: Decimal | None, least: Decimal | None, most: Decimal | None) -> str | None:
    """The code of what is wrong with the number of participants."""
    if people is None:
        return None
    if least is not None and people < least:
        return "booking.too_few"
    return "booking.too_many" if most is not None and people > most else None


def spans_text(spans: Sequence[Span], zone: str) -> str:
    """`09:00–10:30、14:00–18:00`, as the clock on the wall shows them."""
    return "、".join(f"{_clock(span.start, zone)}–{_clock(span.end, zone, end=True)}" for span in spans)


def _clock(at: Instant, zone: str, *, end: bool = False) -> str:
    text = local_time(at, zone).strftime("%H:%M")
    return "24:00" if end and text == "00:00" else text
