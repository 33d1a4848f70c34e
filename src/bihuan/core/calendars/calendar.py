"""What a working calendar is: a zone, the windows of each weekday, and the days that differ from them."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from bihuan.core.late import dataclass

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Open from `start` until just before `end`, in minutes of the local day; `end` may be 24:00 = 1440."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{clock_text(self.start)}-{clock_text(self.end)}"


Windows = tuple[Window, ...]
ALL_DAY: Windows = (Window(0, DAY_MINUTES),)


def clock_text(minutes: int) -> str:
    """`09:00`; the end of the day is `24:00`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that differs from its weekday: closed (`closed`), worked like another weekday, or with hours of its own.

    `like` is an index into the week (0 = Monday), so that a make-up workday 调休 follows when office hours change.
    `official`: the year of the notice that wrote it and with which it is replaced; 0 = people did, and it stands.
    """

    kind: Literal["closed", "like", "open"]
    name: str = ""
    like: int = 0
    windows: Windows = ()
    official: int = 0


@dataclass(frozen=True)
class Calendar:
    """An immutable calendar. All windows are half-open and meant in `zone`.

    A minute is open exactly when its local wall clock time lies in a window of its local day; so an hour that the clock
    skips does not count, and an hour that it shows twice counts twice.
    `official_years`: the years whose official notice is in `days`; None for a calendar that waits for no notice.
    """

    key: str
    zone: str
    week: tuple[Windows, ...]
    days: Mapping[date, SpecialDay] = field(default_factory=dict)
    label: Mapping[str, str] = field(default_factory=dict)
    official_years: frozenset[int] | None = None

    def windows(self, day: date) -> Windows:
        """The windows of one local day."""
        special = self.days.get(day)
        if special is None:
            return self.week[day.weekday()]
        return self.week[special.like] if special.kind == "like" else special.windows

    def is_provisional(self, year: int) -> bool:
        """Whether the official notice for `year` is still awaited, so that its holidays may yet change."""
        return self.official_years is not None and year not in self.official_years

    @cached_property
    def tzinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def never_closes(self) -> bool:
        """Open round the clock on every day: then working time is plain time."""
        hours = (*self.week, *(self.windows(day) for day in self.days))
        return all(covers_day(windows) for windows in hours)

    @cached_property
    def opens_weekly(self) -> bool:
        """Whether some weekday has a window; otherwise the calendar ends with its last special day."""
        return any(self.week)

    @cached_property
    def last_special_day(self) -> date:
        return max(self.days, default=date.min)

    @cached_property
    def first_special_day(self) -> date:
        return min(self.days, default=date.max)


def covers_day(windows: Windows) -> bool:
    """Whether the (sorted) windows leave no minute of a day closed."""
    at = 0
    for window in windows:
        if window.start > at:
            return False
        at = max(at, window.end)
    return at >= DAY_MINUTES


# Wall hours, for clocks that run at night too.
ROUND_THE_CLOCK = Calendar("round_the_clock", "UTC", (ALL_DAY,) * 7, label={"zh": "全天", "en": "Round the clock"})
