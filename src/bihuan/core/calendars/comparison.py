"""What differs between two versions of a calendar, day by day: what an admin reads before publishing it."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from bihuan.core.calendars.calendar import WEEKDAYS, Calendar
from bihuan.core.calendars.parse import special_to_json, windows_to_json
from bihuan.core.calendars.working_time import elapsed
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Json


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """One difference. `where` is the weekday or the date; `old` and `new` are as in JSON, None where there is none."""

    what: Literal["zone", "label", "week", "day", "official_years"]
    where: str
    old: Json
    new: Json


def compare_calendars(old: Calendar, new: Calendar) -> tuple[CalendarChange, ...]:
    """Every difference, in the order of a calendar's page."""
    return tuple(_changes(old, new))


def working_time_gained(old: Calendar, new: Calendar, since: Instant, until: Instant) -> int:
    """How many ms of working time more the new version has between two instants; negative when it has fewer."""
    return elapsed(new, since, until) - elapsed(old, since, until)


def _changes(old: Calendar, new: Calendar) -> Iterator[CalendarChange]:
    if old.label != new.label:
        yield CalendarChange("label", "", dict(old.label), dict(new.label))
    if old.zone != new.zone:
        yield CalendarChange("zone", "", old.zone, new.zone)
    for name, before, after in zip(WEEKDAYS, old.week, new.week, strict=True):
        if before != after:
            yield CalendarChange("week", name, windows_to_json(before), windows_to_json(after))
    for day in sorted(old.days.keys() | new.days.keys()):
        if old.days.get(day) != new.days.get(day):
            yield CalendarChange("day", day.isoformat(), _special(old, day), _special(new, day))
    if old.official_years != new.official_years:
        yield CalendarChange("official_years", "", _years(old), _years(new))


def _special(calendar: Calendar, day: date) -> Json:
    special = calendar.days.get(day)
    return None if special is None else special_to_json(special)


def _years(calendar: Calendar) -> Json:
    return None if calendar.official_years is None else sorted(calendar.official_years)
