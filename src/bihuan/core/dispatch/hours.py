"""Hours of the day and weekdays as people write them: `08:00-17:30`, `22:00-06:00`, `mon-fri`, `sat`."""

import re

from bihuan.core.values import DocumentReader, Json

DAY_MINUTES = 1440
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = r"([01]?[0-9]|2[0-3]):([0-5][0-9])"
_HOURS = re.compile(rf"{_TIME}\s*[-–~～]\s*(?:{_TIME}|(24:00))")


def hours_of(text: Json) -> tuple[int, int] | None:
    """Minutes of the day, half-open. An end that is not after the start is on the next day (and beyond 1440)."""
    found = _HOURS.fullmatch(text) if isinstance(text, str) and len(text) < 40 else None
    if found is None:
        return None
    start = int(found[1]) * 60 + int(found[2])
    end = DAY_MINUTES if found[5] else int(found[3]) * 60 + int(found[4])
    return start, end if end > start else end + DAY_MINUTES


def read_hours(reader: DocumentReader, key: str) -> tuple[int, int]:
    """The hours under `key`; a fault reads as the whole day."""
    hours = hours_of(reader.raw(key))
    if hours is None:
        reader.fault(key, "dispatch.bad_hours" if reader.has(key) else "document.missing")
        return 0, DAY_MINUTES
    return hours


def weekdays_of(text: str) -> frozenset[int] | None:
    """The weekdays of one word (0 = Monday): a day, `mon-fri`, or `all`."""
    if text == "all":
        return frozenset(range(7))
    first, dash, last = text.partition("-")
    if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
        return None
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    length = (end - start) % 7 + 1
    return frozenset((start + step) % 7 for step in range(length))


def read_weekdays(reader: DocumentReader, key: str) -> frozenset[int]:
    """The weekdays under `key`; absent means all."""
    found: set[int] = set()
    for name in reader.names(key) or ("all",):
        days = weekdays_of(name)
        if days is None:
            reader.fault(key, "dispatch.bad_weekday", known=list(WEEKDAYS))
        found |= days or frozenset()
    return frozenset(found)
