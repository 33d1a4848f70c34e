"""What one ticket adds to which days. Amounts only add up, so that days, people and departments can be summed freely.

A day is a date of the tenant's zone, as the number of days since 1970-01-01. Spans are milliseconds.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, local_time

_EPOCH = date(1970, 1, 1).toordinal()
CLOCKS = ("assign", "accept", "first_response", "resolve", "update")
# Clocks of a company's own, and those against being forgotten.
OTHER = "other"
AMOUNTS = (
    *("created", "open", "resolved", "closed", "cancelled", "reopened"),
    *("responded", "response_ms", "resolve_ms", "worked", "work_ms", "visited", "first_fixed"),
    *(f"{clock}_{outcome}" for clock in (*CLOCKS, OTHER) for outcome in ("met", "breached")),
)
"""What is counted, in the order of the columns."""

Amounts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ClockPast:
    """How a clock ended, or that it broke while it goes on. `elapsed`: in the time that the clock runs in."""

    kind: str
    at: Instant
    met: bool
    elapsed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What became of a ticket so far. `visits`: how often somebody was at work on it; `resolved_at`: since when it is
    resolved and was not reopened."""

    created_at: Instant
    open: bool
    cancelled: bool
    responded_at: Instant | None = None
    resolved_at: Instant | None = None
    ended_at: Instant | None = None
    reopened_at: tuple[Instant, ...] = ()
    visits: int = 0
    clocks: tuple[ClockPast, ...] = ()


def day_of(at: Instant, zone: str) -> int:
    """The day of an instant in a zone."""
    return local_time(at, zone).date().toordinal() - _EPOCH


def month_of(day: int) -> int:
    """The month of a day, as 202611."""
    found = date.fromordinal(day + _EPOCH)
    return found.year * 100 + found.month


def facts_of(past: Past, zone: str) -> dict[int, dict[str, int]]:
    """Day → what the ticket adds to it; days to which it adds nothing are not among them."""
    found: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))

    def add(at: Instant, **amounts: int) -> None:
        day = found[day_of(at, zone)]
        for name in filter(amounts.get, amounts):
            day[name] += amounts[name]

    add(past.created_at, created=1, open=int(past.open))
    for at in past.reopened_at:
        add(at, reopened=1)
    if past.responded_at is not None:
        add(past.responded_at, responded=1, response_ms=max(0, past.responded_at - past.created_at))
    if past.resolved_at is not None and not past.cancelled:
        add(past.resolved_at, **_resolution(past, past.resolved_at))
    if past.ended_at is not None:
        add(past.ended_at, closed=int(not past.cancelled), cancelled=int(past.cancelled))
    for clock in past.clocks:
        kind = clock.kind if clock.kind in CLOCKS else OTHER
        add(clock.at, **{f"{kind}_{'met' if clock.met else 'breached'}": 1})
    return {day: dict(amounts) for day, amounts in found.items() if amounts}


def _resolution(past: Past, at: Instant) -> dict[str, int]:
    worked = [clock.elapsed for clock in past.clocks if clock.kind == "resolve" and clock.elapsed is not None]
    return {
        "resolved": 1,
        "resolve_ms": max(0, at - past.created_at),
        "worked": min(1, len(worked)),
        "work_ms": max(worked, default=0),
        "visited": min(1, past.visits),
        "first_fixed": int(past.visits == 1 and not past.reopened_at),
    }
