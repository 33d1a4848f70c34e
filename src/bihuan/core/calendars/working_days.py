"""Working days: days with at least one window, for "three working days from now"."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from bihuan.core.calendars.calendar import Calendar


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether the day has any window: a make-up Saturday does, a holiday Monday does not."""
    return bool(calendar.windows(day))


def add_working_days(calendar: Calendar, day: date, count: int) -> date:
    """The `count`-th working day after `day`, before it when negative; zero stays on the day.

    Raises OverflowError where the calendar, or Python's, has no such day.
    """
    forward = count > 0
    step = timedelta(days=1 if forward else -1)
    left = abs(count)
    while left:
        if _is_regular(calendar, day, forward):
            day, left = _skip_weeks(calendar, day, left, forward)
        day += step
        left -= is_working_day(calendar, day)
    return day


def working_days(calendar: Calendar) -> Callable[[date, int], date]:
    """`add_working_days` of this calendar, as `core.rules.Env` wants it."""
    return partial(add_working_days, calendar)


def _is_regular(calendar: Calendar, day: date, forward: bool) -> bool:
    """Whether only ordinary weeks lie ahead."""
    return day >= calendar.last_special_day if forward else day <= calendar.first_special_day


def _skip_weeks(calendar: Calendar, day: date, left: int, forward: bool) -> tuple[date, int]:
    """Whole ordinary weeks at once, so that a large count costs nothing; the last week is walked."""
    each = sum(1 for windows in calendar.week if windows)
    if not each:
        raise OverflowError("the calendar has no further working day")
    weeks = (left - 1) // each
    return day + timedelta(weeks=weeks if forward else -weeks), left - weeks * each
