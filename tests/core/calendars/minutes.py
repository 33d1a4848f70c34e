"""The oracle: a calendar read minute by minute, from its JSON, by someone who never heard of intervals."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE = 60_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(text: str) -> int:
    """`2026-10-01T09:00+08:00` as ms."""
    return (datetime.fromisoformat(text) - _EPOCH) // timedelta(milliseconds=1)


def is_open_minute(data: dict[str, Any], at: int, known: dict[str, list[list[str]]] | None = None) -> bool:
    """`known` keeps the hours of days asked before, for whoever counts many minutes."""
    local = (_EPOCH + timedelta(milliseconds=at)).astimezone(ZoneInfo(data["zone"]))
    text = local.isoformat()
    day, wall = text[:10], text[11:16]
    hours = known.get(day) if known is not None else None
    if hours is None:
        hours = _hours(data, day, WEEKDAYS[local.weekday()])
        if known is not None:
            known[day] = hours
    return any(start <= wall < end for start, end in hours)


def open_minutes(data: dict[str, Any], since: int, count: int) -> list[bool]:
    """For each of `count` minutes from `since`, whether it is open."""
    known: dict[str, list[list[str]]] = {}
    return [is_open_minute(data, since + number * MINUTE, known) for number in range(count)]


def count_minutes(data: dict[str, Any], since: int, until: int) -> int:
    return sum(is_open_minute(data, at) for at in range(since, until, MINUTE))


def _hours(data: dict[str, Any], day: str, weekday: str) -> list[list[str]]:
    for row in data.get("days", ()):
        if row["date"] <= day <= row.get("to", row["date"]):
            if "closed" in row:
                return []
            if "open" in row:
                return _pairs(row["open"])
            weekday = row["like"]
    return next((_pairs(hours) for names, hours in data["week"].items() if _names(names, weekday)), [])


def _pairs(hours: Any) -> list[list[str]]:
    listed = ["00:00-24:00"] if hours == "all" else [hours] if isinstance(hours, str) else hours
    return [text.split("-") for text in listed]


def _names(names: str, weekday: str) -> bool:
    at = WEEKDAYS.index(weekday)
    for part in names.split(","):
        first, _, last = part.partition("-")
        if WEEKDAYS.index(first) <= at <= WEEKDAYS.index(last or first):
            return True
    return False
