"""Reminders beside a date field (下次保养日期): planned when the date is known, moved and dropped with it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from bihuan.core.rules import Env, read_value
from bihuan.core.sla.course import Course
from bihuan.core.sla.definition import Offset, Record, Reminder
from bihuan.core.sla.events import ReminderPlanned, ReminderReached
from bihuan.core.values import Instant, Json, instant_of, local_time


def planned_instants(reminder: Reminder, value: Json, env: Env) -> tuple[tuple[str, Instant], ...]:
    """(offset, instant) of each reminder for a date (`2026-05-01`) or an instant (ms), soonest first.

    Days and time of day are those of `env.zone`, working days those of `env.add_working_days`. Empty for a value that
    is no date.
    """
    day = _day_of(value, env.zone)
    if day is None:
        return ()
    found = []
    for offset in reminder.offsets:
        try:
            found.append((offset.key, _instant(_moved(day, offset, env), reminder.minute, env.zone)))
        except (OverflowError, ValueError):  # beyond the calendar's ends nobody waits for it
            continue
    return tuple(sorted(found, key=lambda pair: pair[1]))


def plan_reminders(course: Course) -> None:
    """Note every date that was set, moved or taken away. What would have come before now is not sent late."""
    for reminder in course.definition.reminders:
        wanted = _value(course.record, reminder.field) if reminder.when.test(course.record, course.env) else None
        value = wanted if _day_of(wanted, course.env.zone) is not None else None
        known = course.clocks.reminders.get(reminder.key)
        if value == (None if known is None else known.value):
            continue
        pending = [[key, at] for key, at in planned_instants(reminder, value, course.env) if at > course.env.now]
        course.emit(ReminderPlanned, course.at, reminder=reminder.key, value=value, pending=tuple(pending))


def reach_reminders(course: Course) -> None:
    """Note the reminders whose instant has come, several of one date together."""
    for reminder in course.definition.reminders:
        planned = course.clocks.reminders.get(reminder.key)
        come = [pair for pair in planned.pending if pair[1] <= course.env.now] if planned is not None else []
        if planned is not None and come:
            offsets = tuple(key for key, _ in come)
            course.emit(
                ReminderReached,
                come[-1][1],
                reminder=reminder.key,
                value=planned.value,
                offsets=offsets,
                actions=reminder.actions,
            )


def _value(record: Record, path: str) -> Json:
    found: Any = record
    for key in path.split("."):
        found = found.get(key) if hasattr(found, "get") else None
    return found


def _day_of(value: Json, zone: str) -> date | None:
    day = read_value("date", value)
    if day is not None:
        return date.fromisoformat(day)
    instant = read_value("instant", value)
    if instant is None:
        return None
    return local_time(instant, zone).date()


def _moved(day: date, offset: Offset, env: Env) -> date:
    if offset.unit == "working_day":
        return env.add_working_days(day, offset.count)
    return day + timedelta(days=offset.count)


def _instant(day: date, minute: int, zone: str) -> Instant:
    return instant_of(datetime.combine(day, time(minute // 60, minute % 60)), zone)
