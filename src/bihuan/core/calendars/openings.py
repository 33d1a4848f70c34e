"""The opening hours of one month as sorted arrays, made when first asked for and kept with the calendar.

A month is cut into stretches of one offset from UTC; within a stretch local and UTC time run alike, so that the pieces
are right across every change of the clock, whether it skips midnight, repeats it, or leaves out a whole day.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from bihuan.core.calendars.calendar import Calendar, Window, Windows
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Refusal

DAY_SECONDS = 86_400
DAY_MS = DAY_SECONDS * 1000
EPOCH_DAY = date(1970, 1, 1).toordinal()
# Years 2…9998: one year inside Python's calendar, so that no zone shifts an instant out of it.
FIRST_MONTH, LAST_MONTH = 2 * 12, 9998 * 12 + 11
MOST_KEPT = 1_200

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

PieceKind = Literal["weekday", "changed", "make_up", "holiday"]


class Piece(NamedTuple):
    """One stretch of instants [start, end) and why it counts, or (`holiday`) why it does not."""

    start: Instant
    end: Instant
    kind: PieceKind
    day: date
    window: Window


@dataclass(frozen=True, slots=True)
class Month:
    """The open pieces of one UTC month. `before[i]` is the working time of the month ahead of piece i, in ms."""

    starts: list[Instant]
    ends: list[Instant]
    before: list[int]
    total: int
    pieces: tuple[Piece, ...]

    def worked(self, instant: Instant) -> int:
        """Working time (ms) from the month's beginning to `instant`, which lies in this month."""
        index = bisect_right(self.starts, instant) - 1
        if index < 0:
            return 0
        return self.before[index] + min(instant, self.ends[index]) - self.starts[index]


def month_index(instant: Instant) -> int:
    """Months since the year 0. Raises `Refusal("calendar.out_of_range")` for instants beside the calendar."""
    number = instant // DAY_MS + EPOCH_DAY
    if not 366 < number < 3_651_000:
        raise Refusal("calendar.out_of_range", instant=instant)
    day = date.fromordinal(number)
    return day.year * 12 + day.month - 1


def month_of(calendar: Calendar, index: int) -> Month:
    """The month, from memory or made now. Raises `Refusal("calendar.out_of_range")` beside the years 2…9998."""
    kept = _months_of(calendar)
    month = kept.get(index)
    if month is None:
        if not FIRST_MONTH <= index <= LAST_MONTH:
            raise Refusal("calendar.out_of_range")
        if len(kept) >= MOST_KEPT:
            kept.clear()
        month = kept[index] = _make_month(calendar, index)
    return month


def _months_of(calendar: Calendar) -> dict[int, Month]:
    # Beside the fields of the frozen value: it is derived from them and dies with them.
    kept: dict[int, Month] | None = calendar.__dict__.get("_months")
    if kept is None:
        kept = calendar.__dict__["_months"] = {}
    return kept


def _make_month(calendar: Calendar, index: int) -> Month:
    pieces = tuple(_joined(pieces_between(calendar, _month_start(index), _month_start(index + 1))))
    counted = [piece for piece in pieces if piece.kind != "holiday"]
    before, total = [], 0
    for piece in counted:
        before.append(total)
        total += piece.end - piece.start
    return Month([piece.start for piece in counted], [piece.end for piece in counted], before, total, pieces)


def _month_start(index: int) -> int:
    """Seconds since the epoch at which a UTC month begins."""
    return (date(index // 12, index % 12 + 1, 1).toordinal() - EPOCH_DAY) * DAY_SECONDS


def pieces_between(calendar: Calendar, start: int, end: int) -> Iterator[Piece]:
    """The pieces between two instants in seconds, in order of time."""
    for since, until, offset in _offset_stretches(calendar.tzinfo, start, end):
        first, last = (since + offset) // DAY_SECONDS, (until + offset - 1) // DAY_SECONDS
        for number in range(first, last + 1):
            day = date.fromordinal(number + EPOCH_DAY)
            midnight = number * DAY_SECONDS - offset
            kind, windows = _hours_of(calendar, day)
            for window in windows:
                begin, stop = max(midnight + window.start * 60, since), min(midnight + window.end * 60, until)
                if begin < stop:
                    yield Piece(begin * 1000, stop * 1000, kind, day, window)


def _hours_of(calendar: Calendar, day: date) -> tuple[PieceKind, Windows]:
    """Why the day has its windows; on a holiday, the windows that it takes away."""
    usual = calendar.week[day.weekday()]
    special = calendar.days.get(day)
    if special is None:
        return "weekday", usual
    windows = calendar.windows(day)
    if not windows:
        return "holiday", usual
    return "changed" if usual else "make_up", windows


def _offset_stretches(zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(since, until, offset) in seconds: [start, end) cut where the zone's offset from UTC changes.

    Sampled once a day: no zone has ever changed its clock twice within two days.
    """
    since, at, offset = start, start, _offset(zone, start)
    while at < end:
        following = min(at + DAY_SECONDS, end)
        changed = _offset(zone, following)
        if changed != offset:
            turn = _turning_point(zone, at, following)
            yield since, turn, offset
            since, offset = turn, changed
        at = following
    if since < end:
        yield since, end, offset


def _turning_point(zone: ZoneInfo, before: int, after: int) -> int:
    old = _offset(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, second: int) -> int:
    offset = (_EPOCH + timedelta(seconds=second)).astimezone(zone).utcoffset()
    return 0 if offset is None else offset.days * DAY_SECONDS + offset.seconds


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """A window that a change of the clock did not interrupt is one piece."""
    held: Piece | None = None
    for piece in pieces:
        if held is not None and held.end == piece.start and held[2:] == piece[2:]:
            held = held._replace(end=piece.end)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held


@lru_cache(maxsize=4096)
def local_day(instant: Instant, zone: ZoneInfo) -> date:
    """The calendar day an instant falls on."""
    return (_EPOCH + timedelta(milliseconds=instant)).astimezone(zone).date()
