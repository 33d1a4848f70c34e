"""Arithmetic of working time: how much lies between two instants, and where a given amount ends."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from bihuan.core.calendars.calendar import Calendar
from bihuan.core.calendars.openings import local_day, month_index, month_of
from bihuan.core.values import Instant, Refusal

# How far a sum may reach: an amount that takes longer than a working life is a slip of the pen.
MOST_MONTHS = 600
# Weekly hours show themselves within this many months, however the clock is changed.
MONTHS_TO_SEE = 3


def is_open(calendar: Calendar, instant: Instant) -> bool:
    """Whether the instant (ms) lies in a window."""
    if calendar.never_closes:
        return True
    month = month_of(calendar, month_index(instant))
    index = bisect_right(month.starts, instant) - 1
    return index >= 0 and instant < month.ends[index]


def elapsed(calendar: Calendar, since: Instant, until: Instant) -> int:
    """Working time in ms between two instants; negative when `until` comes first.

    Raises `Refusal("calendar.out_of_range")` for spans of more than fifty years.
    """
    if calendar.never_closes:
        return until - since
    if until < since:
        return -elapsed(calendar, until, since)
    first, last = month_index(since), month_index(until)
    if last - first > MOST_MONTHS:
        raise Refusal("calendar.out_of_range")
    month = month_of(calendar, first)
    if first == last:
        return month.worked(until) - month.worked(since)
    total = month.total - month.worked(since)
    for index in range(first + 1, last):
        total += month_of(calendar, index).total
    return total + month_of(calendar, last).worked(until)


def add(calendar: Calendar, instant: Instant, amount: int) -> Instant:
    """Where `amount` ms of working time end: the first instant with so much behind it. Zero stays where it is.

    An amount that fills a window ends at its closing, not at the next opening. A negative amount is the mirror image:
    the last instant with so much ahead of it. Raises `Refusal("calendar.never_reached")` when the calendar has not
    that much left within fifty years.
    """
    if calendar.never_closes or amount == 0:
        return instant + amount
    return _forward(calendar, instant, amount) if amount > 0 else _backward(calendar, instant, -amount)


def _forward(calendar: Calendar, instant: Instant, amount: int) -> Instant:
    first = index = month_index(instant)
    month = month_of(calendar, index)
    left = amount + month.worked(instant)
    while left > month.total:
        left -= month.total
        index += 1
        _check_reachable(calendar, index, index - first)
        month = month_of(calendar, index)
    piece = bisect_left(month.before, left) - 1
    return month.starts[piece] + left - month.before[piece]


def _backward(calendar: Calendar, instant: Instant, amount: int) -> Instant:
    first = index = month_index(instant)
    month = month_of(calendar, index)
    target = month.worked(instant) - amount
    while target < 0:
        index -= 1
        if first - index > MOST_MONTHS or (not calendar.opens_weekly and index < _first_month(calendar)):
            raise Refusal("calendar.never_reached")
        month = month_of(calendar, index)
        target += month.total
    piece = bisect_right(month.before, target) - 1
    return month.starts[piece] + target - month.before[piece]


def next_opening(calendar: Calendar, instant: Instant) -> Instant | None:
    """The first open instant at or after `instant`: itself when it is open. None when it never opens again."""
    if calendar.never_closes:
        return instant
    return next((max(start, instant) for start, _ in _spans_from(calendar, instant)), None)


def next_closing(calendar: Calendar, instant: Instant) -> Instant | None:
    """Where the opening hours at `instant`, or the next ones after it, end. None when they never do.

    Windows that touch are one: 22:00-24:00 and 00:00-06:00 of the next day close at 06:00.
    """
    if calendar.never_closes:
        return None
    closing = None
    for start, end in _spans_from(calendar, instant):
        if closing is not None and start != closing:
            return closing
        closing = end
    return None if calendar.opens_weekly else closing


def _spans_from(calendar: Calendar, instant: Instant) -> Iterator[tuple[Instant, Instant]]:
    """The open pieces that end after `instant`, until looking on is vain."""
    first = index = month_index(instant)
    until = max(first, _last_month(calendar)) + MONTHS_TO_SEE
    while index <= until:
        month = month_of(calendar, index)
        begin = bisect_right(month.ends, instant)
        yield from zip(month.starts[begin:], month.ends[begin:], strict=True)
        index += 1


def provisional_years(calendar: Calendar, since: Instant, until: Instant) -> tuple[int, ...]:
    """The years between two instants whose official notice is still awaited: a result in them may yet move."""
    if calendar.official_years is None:
        return ()
    first, last = sorted(local_day(instant, calendar.tzinfo).year for instant in (since, until))
    return tuple(year for year in range(first, last + 1) if calendar.is_provisional(year))


def _check_reachable(calendar: Calendar, index: int, walked: int) -> None:
    if walked > MOST_MONTHS or (not calendar.opens_weekly and index > _last_month(calendar)):
        raise Refusal("calendar.never_reached")


def _last_month(calendar: Calendar) -> int:
    # A local day may lie in the UTC month after its own.
    return calendar.last_special_day.year * 12 + calendar.last_special_day.month


def _first_month(calendar: Calendar) -> int:
    return calendar.first_special_day.year * 12 + calendar.first_special_day.month - 2
