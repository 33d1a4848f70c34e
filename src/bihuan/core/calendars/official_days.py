"""The official yearly notice as special days: holidays, and the weekend days worked in exchange 调休.

Reads the day lists of NateScarlet/holiday-cn; any table of (date, name, off or worked) can be brought to its shape.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bihuan.core.calendars.calendar import WEEKDAYS, Calendar, SpecialDay
from bihuan.core.late import dataclass
from bihuan.core.values import Json, Problem, Refusal


@dataclass(frozen=True, slots=True)
class OfficialYear:
    """One year's notice. Its days may lie in the neighbouring years (31 December before a New Year's holiday)."""

    year: int
    days: Mapping[date, SpecialDay]


def read_official_year(data: Json, make_up_like: str = "mon") -> OfficialYear:
    """`{"year": 2025, "days": [{"name", "date", "isOffDay"}]}` as special days.

    A make-up day is worked like the weekday `make_up_like`, which notices leave to the employer.
    Raises `Refusal("calendar.official_invalid")` naming every faulty row.
    """
    problems: list[Problem] = []
    year = data.get("year") if isinstance(data, Mapping) else None
    rows = data.get("days") if isinstance(data, Mapping) else None
    if type(year) is not int or not isinstance(rows, list | tuple):
        raise Refusal("calendar.official_invalid", problems=[Problem("", "calendar.official_expected")])
    days: dict[date, SpecialDay] = {}
    for index, row in enumerate(rows):
        day = _day(row)
        if day is None or abs(day.year - year) > 1:
            problems.append(Problem(f"days.{index}", "calendar.bad_official_day", {"year": year}))
        else:
            days[day] = _special(row, WEEKDAYS.index(make_up_like), year)
    if problems:
        raise Refusal("calendar.official_invalid", problems=problems)
    return OfficialYear(year, days)


def with_official_years(calendar: Calendar, years: Iterable[OfficialYear]) -> Calendar:
    """The calendar with these years' notices in place of what it had of them; days that people wrote stand.

    From then on the calendar waits for notices: a year that has none is provisional.
    """
    notices = {notice.year: notice for notice in years}
    known = calendar.official_years or frozenset()
    kept = {day: special for day, special in calendar.days.items() if special.official not in notices}
    own = {day: special for day, special in kept.items() if not special.official}
    official = {day: special for notice in notices.values() for day, special in notice.days.items()}
    return replace(calendar, days={**kept, **official, **own}, official_years=known | notices.keys())


def _day(row: Any) -> date | None:
    if not isinstance(row, Mapping) or not isinstance(row.get("isOffDay"), bool):
        return None
    if not isinstance(row.get("name"), str) or not isinstance(row.get("date"), str):
        return None
    try:
        return date.fromisoformat(row["date"])
    except ValueError:
        return None


def _special(row: Mapping[str, Any], like: int, year: int) -> SpecialDay:
    if row["isOffDay"]:
        return SpecialDay("closed", row["name"], official=year)
    return SpecialDay("like", row["name"], like=like, official=year)
