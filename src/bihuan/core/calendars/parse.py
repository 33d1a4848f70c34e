"""A calendar as people write it, read with every fault named, and written back in the same shape.

docs/calendars.md shows the shape.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from bihuan.core.calendars.calendar import ALL_DAY, DAY_MINUTES, WEEKDAYS, Calendar, SpecialDay, Window, Windows
from bihuan.core.values import Json, JsonObject, Problem, Refusal

MOST_WINDOWS = 48
MOST_SPECIAL_DAYS = 5_000
MOST_TEXT = 200
FIRST_YEAR, LAST_YEAR = 1970, 2199

_KEY = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")
_TIME = r"([01][0-9]|2[0-3]):([0-5][0-9])"
_WINDOW = re.compile(rf"{_TIME}\s*[-–~～]\s*(?:{_TIME}|(24:00))\Z")  # dashes as people type them
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_KEYS = ("key", "label", "zone", "week", "days", "official_years")
_DAY_KEYS = ("date", "to", "name", "closed", "like", "open", "official")


def parse_calendar(data: Json) -> Calendar:
    """The calendar. Raises `Refusal("calendar.invalid")` with one problem per fault, each with its path."""
    reading = _Reading()
    calendar = reading.calendar(data)
    if reading.problems:
        raise Refusal("calendar.invalid", problems=reading.problems)
    return calendar


class _Reading:
    """Collects faults on the way; what is faulty reads as empty."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def fault(self, path: str, code: str, **data: Json) -> None:
        self.problems.append(Problem(path, code, data))

    def calendar(self, data: Json) -> Calendar:
        written = self.mapping(data, "", _KEYS)
        week = self.week(written.get("week"))
        days = self.days(written.get("days", []))
        if not any(week) and not any(day.windows for day in days.values()) and not self.problems:
            self.fault("week", "calendar.never_open")
        return Calendar(
            self.key(written.get("key")),
            self.zone(written.get("zone")),
            week,
            days,
            self.label(written.get("label"), str(written.get("key"))),
            self.years(written.get("official_years")),
        )

    def mapping(self, data: Json, path: str, keys: Iterable[str]) -> Mapping[str, Any]:
        if not isinstance(data, Mapping):
            self.fault(path, "calendar.object_expected")
            return {}
        for key in data:
            if key not in keys:
                self.fault(_join(path, str(key)[:MOST_TEXT]), "calendar.unknown_key", known=list(keys))
        return data

    def key(self, value: Json) -> str:
        if isinstance(value, str) and _KEY.match(value):
            return value
        self.fault("key", "calendar.missing" if value is None else "calendar.bad_key")
        return ""

    def zone(self, value: Json) -> str:
        if value is None:
            self.fault("zone", "calendar.missing")
        elif not _is_zone(value):
            self.fault("zone", "calendar.unknown_zone", value=_shown(value))
        return str(value)

    def label(self, value: Json, default: str) -> dict[str, str]:
        if value is None:
            return {"zh": default, "en": default}
        if _is_text(value):
            return {"zh": value, "en": value}
        if isinstance(value, Mapping) and value and all(_is_text(text) for text in value.values()):
            first = next(iter(value.values()))
            return {"zh": value.get("zh", first), "en": value.get("en", first)}
        self.fault("label", "calendar.bad_label")
        return {}

    def week(self, data: Json) -> tuple[Windows, ...]:
        """Keys are weekdays, ranges (`mon-fri`) and lists (`tue,thu`); a weekday that is not named is closed."""
        week: dict[int, Windows] = {}
        if data is None:
            self.fault("week", "calendar.missing")
        elif not isinstance(data, Mapping):
            self.fault("week", "calendar.object_expected")
        for key, value in data.items() if isinstance(data, Mapping) else ():
            path = _join("week", str(key)[:MOST_TEXT])
            windows = self.windows(value, path)
            named = _weekdays(key)
            if not named:
                self.fault(path, "calendar.unknown_weekday", known=list(WEEKDAYS))
            for index in named:
                if index in week:
                    self.fault(path, "calendar.weekday_twice", weekday=WEEKDAYS[index])
                week[index] = windows
        return tuple(week.get(index, ()) for index in range(7))

    def windows(self, data: Json, path: str) -> Windows:
        """One window, a list of them, or `all` for the whole day; sorted, none overlapping."""
        if data == "all":
            return ALL_DAY
        listed = [data] if isinstance(data, str) else data
        if not isinstance(listed, list | tuple) or len(listed) > MOST_WINDOWS:
            self.fault(path, "calendar.windows_expected", most=MOST_WINDOWS)
            return ()
        found = sorted(
            window
            for index, text in enumerate(listed)
            if (window := self.window(text, path if isinstance(data, str) else f"{path}.{index}"))
        )
        for former, following in pairwise(found):
            if following.start < former.end:
                self.fault(path, "calendar.windows_overlap", first=str(former), second=str(following))
        return tuple(found)

    def window(self, text: Json, path: str) -> Window | None:
        match = _WINDOW.match(text) if isinstance(text, str) else None
        if match is None:
            self.fault(path, "calendar.bad_window", value=_shown(text))
            return None
        start = int(match[1]) * 60 + int(match[2])
        end = DAY_MINUTES if match[5] else int(match[3]) * 60 + int(match[4])
        if start >= end:
            # 22:00-06:00 belongs to two days; written as two windows nobody need guess which day a night counts for.
            self.fault(path, "calendar.window_backwards", value=_shown(text))
            return None
        return Window(start, end)

    def days(self, data: Json) -> dict[date, SpecialDay]:
        days: dict[date, SpecialDay] = {}
        if not isinstance(data, list | tuple):
            self.fault("days", "calendar.list_expected")
            return days
        for index, row in enumerate(data):
            path = f"days.{index}"
            written = self.mapping(row, path, _DAY_KEYS)
            special = self.special(written, path)
            for day in self.span(written, path):
                if day in days:
                    self.fault(_join(path, "date"), "calendar.day_twice", date=day.isoformat())
                days[day] = special
            if len(days) > MOST_SPECIAL_DAYS:
                self.fault("days", "calendar.too_many_days", most=MOST_SPECIAL_DAYS)
                break
        return days

    def span(self, row: Mapping[str, Any], path: str) -> Iterator[date]:
        first = self.day(row.get("date"), _join(path, "date"))
        last = self.day(row["to"], _join(path, "to")) if "to" in row else first
        if first is None or last is None:
            return
        if not timedelta(0) <= last - first <= timedelta(days=400):
            self.fault(_join(path, "to"), "calendar.bad_span", most=400)
            return
        for number in range((last - first).days + 1):
            yield first + timedelta(days=number)

    def day(self, value: Json, path: str) -> date | None:
        # YAML reads an unquoted 2026-10-01 as a date by itself.
        text = value.isoformat() if type(value) is date else value
        day = _date(text)
        if day is None:
            self.fault(path, "calendar.missing" if value is None else "calendar.bad_date", value=_shown(text))
        elif not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.fault(path, "calendar.bad_year", first=FIRST_YEAR, last=LAST_YEAR)
        return day

    def special(self, row: Mapping[str, Any], path: str) -> SpecialDay:
        name, official = row.get("name", ""), row.get("official", 0)
        if name != "" and not _is_text(name):
            self.fault(_join(path, "name"), "calendar.bad_label")
        if type(official) is not int:
            self.fault(_join(path, "official"), "calendar.bad_years")
        said = [key for key in ("closed", "like", "open") if row.get(key) not in (None, False)]
        if len(said) != 1 or row.get("closed") not in (None, False, True):
            self.fault(path, "calendar.bad_day")
            return SpecialDay("closed")
        if said == ["closed"]:
            return SpecialDay("closed", name, official=official)
        if said == ["open"]:
            windows = self.windows(row["open"], _join(path, "open"))
            return SpecialDay("open", name, windows=windows, official=official)
        if row["like"] not in WEEKDAYS:
            self.fault(_join(path, "like"), "calendar.unknown_weekday", known=list(WEEKDAYS))
            return SpecialDay("closed")
        return SpecialDay("like", name, like=WEEKDAYS.index(row["like"]), official=official)

    def years(self, value: Json) -> frozenset[int] | None:
        if value is None:
            return None
        if isinstance(value, list | tuple) and all(type(year) is int for year in value):
            return frozenset(value)
        self.fault("official_years", "calendar.bad_years")
        return None


def calendar_to_json(calendar: Calendar) -> JsonObject:
    """The calendar in the shape `parse_calendar` reads; equal days in a row become one row."""
    written: JsonObject = {
        "key": calendar.key,
        "label": dict(calendar.label),
        "zone": calendar.zone,
        "week": {
            name: windows_to_json(windows) for name, windows in zip(WEEKDAYS, calendar.week, strict=True) if windows
        },
        "days": list(_day_rows(calendar.days)),
    }
    if calendar.official_years is not None:
        written["official_years"] = sorted(calendar.official_years)
    return written


def windows_to_json(windows: Windows) -> Json:
    """`all`, or the list of windows."""
    return "all" if windows == ALL_DAY else [str(window) for window in windows]


def special_to_json(special: SpecialDay) -> JsonObject:
    """A row of the table of days, without its date."""
    row: JsonObject = {"name": special.name} if special.name else {}
    if special.kind == "closed":
        row["closed"] = True
    elif special.kind == "like":
        row["like"] = WEEKDAYS[special.like]
    else:
        row["open"] = windows_to_json(special.windows)
    return {**row, "official": special.official} if special.official else row


def _day_rows(days: Mapping[date, SpecialDay]) -> Iterator[JsonObject]:
    ordered = sorted(days)
    index = 0
    while index < len(ordered):
        first = last = ordered[index]
        index += 1
        while (
            index < len(ordered) and ordered[index] == last + timedelta(days=1) and days[ordered[index]] == days[first]
        ):
            last = ordered[index]
            index += 1
        until = {"to": last.isoformat()} if last != first else {}
        yield {"date": first.isoformat(), **until, **special_to_json(days[first])}


def _weekdays(key: Json) -> list[int]:
    """The indexes that `mon-fri`, `tue,thu` or `sun` name; empty when it names none, or runs backwards."""
    found: list[int] = []
    for part in str(key).split(","):
        first, _, last = part.strip().partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            return []
        found += range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1)
    return found


def _is_zone(value: Json) -> bool:
    if not isinstance(value, str) or not value.isascii() or not ("/" in value.strip("/") or value == "UTC"):
        return False
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):  # no such file, a path upwards, a folder
        return False
    return True


def _date(text: Json) -> date | None:
    if not isinstance(text, str) or not _DATE.match(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MOST_TEXT


def _shown(value: Json) -> Json:
    return value[:MOST_TEXT] if isinstance(value, str) else None


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
