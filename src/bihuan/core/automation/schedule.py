"""When a rule that waits for the clock is due."""

from datetime import date, datetime, time, timedelta

from bihuan.core.late import dataclass
from bihuan.core.values import DocumentReader, Instant, instant_of, local_time

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE = 60_000
MOST_DAYS_AHEAD = 400
LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every `every_minutes`; or at `minute` of the local day on these weekdays (0 = Monday) or days of the month."""

    every_minutes: int | None = None
    minute: int = 0
    weekdays: frozenset[int] = frozenset(range(7))
    month_days: frozenset[int] = frozenset()


def read_schedule(reader: DocumentReader) -> Schedule:
    """`{"every_minutes": 30}`, `{"at": "09:00"}`, with `weekdays: [mon, …]` or `month_days: [1, 15]`."""
    if reader.has("every_minutes"):
        schedule = Schedule(reader.whole("every_minutes", None, 5, 1440))
    else:
        schedule = Schedule(None, _read_minute(reader), _read_weekdays(reader), _read_month_days(reader))
    reader.done()
    return schedule


def next_due(schedule: Schedule, after: Instant, zone: str) -> Instant:
    """The first instant after `after` at which the schedule is due.

    A local time that the clock skips is due right after the gap, one shown twice only the first time. A month without
    the day (the 31st) is left out.
    """
    if schedule.every_minutes is not None:
        step = schedule.every_minutes * MINUTE
        return (after // step + 1) * step
    first = local_time(after, zone).date()
    days = (first + timedelta(days=ahead) for ahead in range(MOST_DAYS_AHEAD))
    due = (_instant(day, schedule.minute, zone) for day in days if _is_day(schedule, day))
    return next(at for at in due if at > after)


def _is_day(schedule: Schedule, day: date) -> bool:
    return day.day in schedule.month_days if schedule.month_days else day.weekday() in schedule.weekdays


def _instant(day: date, minute: int, zone: str) -> Instant:
    return instant_of(datetime.combine(day, time(minute // 60, minute % 60)), zone)


def _read_minute(reader: DocumentReader) -> int:
    text = reader.raw("at")
    try:
        hour, minute = (int(part) for part in str(text).split(":"))
    except ValueError:
        hour, minute = -1, -1
    if not (0 <= hour < 24 and 0 <= minute < 60):
        reader.fault("at", "document.missing" if text is None else "automation.bad_time")
        return 0
    return hour * 60 + minute


def _read_weekdays(reader: DocumentReader) -> frozenset[int]:
    names = reader.names("weekdays")
    if any(name not in WEEKDAYS for name in names):
        reader.fault("weekdays", "document.bad_choice", options=list(WEEKDAYS))
    return frozenset(WEEKDAYS.index(name) for name in names if name in WEEKDAYS) or frozenset(range(7))


def _read_month_days(reader: DocumentReader) -> frozenset[int]:
    value = reader.raw("month_days")
    listed = value if isinstance(value, list | tuple) else [] if value is None else [value]
    good = all(isinstance(day, int) and not isinstance(day, bool) and 1 <= day <= 31 for day in listed)
    if not good or len(listed) > LONGEST_MONTH:
        reader.fault("month_days", "automation.bad_month_day")
        return frozenset()
    return frozenset(listed)
