"""Days and instants in the tenant's zone: what `today` means and where a day begins."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache

from bihuan.core.rules.env import Env
from bihuan.core.rules.nodes import Relative
from bihuan.core.values import Instant, instant_of, local_time

INSTANT_BASES = ("now",)
DAY_BASES = (
    "today",
    "start_of_week",
    "end_of_week",
    "start_of_month",
    "end_of_month",
    "start_of_quarter",
    "end_of_quarter",
    "start_of_year",
    "end_of_year",
)
DAY_UNITS = ("day", "working_day", "week", "month", "quarter", "year")
INSTANT_UNITS = ("minute", "hour", *DAY_UNITS)

_UNIT_MS = {"minute": 60_000, "hour": 3_600_000}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def local_day(instant: Instant, zone: str) -> str:
    """The calendar day, ISO text, an instant falls on in `zone`."""
    return local_time(instant, zone).date().isoformat()


@lru_cache(maxsize=1024)
def day_bounds(day: str, zone: str) -> tuple[Instant, Instant] | None:
    """The half-open span of instants of one day; None beside the calendar's ends."""
    try:
        first = date.fromisoformat(day)
        following = first + timedelta(days=1)
        return tuple(instant_of(datetime(at.year, at.month, at.day), zone) for at in (first, following))  # type: ignore[return-value]  # noqa: DTZ001
    except (OverflowError, ValueError):
        return None


def shift_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day. Raises ValueError outside the years 1…9999."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise ValueError(year)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def shift_day(day: date, count: int, unit: str, env: Env) -> date:
    """A day moved by days, working days, weeks, months, quarters or years. Raises at the calendar's ends."""
    if unit in _MONTHS:
        return shift_months(day, count * _MONTHS[unit])
    if unit == "working_day":
        return env.add_working_days(day, count)
    return day + timedelta(days=count * 7 if unit == "week" else count)


def shift_instant(instant: Instant, count: int, unit: str, env: Env) -> Instant:
    """Minutes and hours run on the clock; days and longer keep the local time of day. Raises at the calendar's ends."""
    if unit in _UNIT_MS:
        return instant + count * _UNIT_MS[unit]
    wall = local_time(instant, env.zone)
    moved = shift_day(wall.date(), count, unit, env)
    return instant_of(datetime.combine(moved, wall.time()), env.zone)


def _quarter_start(day: date) -> date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


# The week begins on Monday, as in every Chinese calendar (and ISO 8601).
_BASES: dict[str, Callable[[date], date]] = {
    "today": lambda day: day,
    "start_of_week": lambda day: day - timedelta(days=day.weekday()),
    "end_of_week": lambda day: day + timedelta(days=6 - day.weekday()),
    "start_of_month": lambda day: day.replace(day=1),
    "end_of_month": lambda day: day.replace(day=monthrange(day.year, day.month)[1]),
    "start_of_quarter": _quarter_start,
    "end_of_quarter": lambda day: shift_months(_quarter_start(day), 3) - timedelta(days=1),
    "start_of_year": lambda day: day.replace(month=1, day=1),
    "end_of_year": lambda day: day.replace(month=12, day=31),
}


def resolve_relative(node: Relative, env: Env) -> Instant | str | None:
    """The instant (ms) or the day (ISO text) a relative expression means at `env.now`; None past the calendar's ends.

    The base is taken first, then moved: `start_of_month` + 1 month is the first of next month.
    """
    try:
        if node.base == "now":
            return shift_instant(env.now, node.add, node.unit, env)
        base = _BASES[node.base](_today(env.now, env.zone))
        return shift_day(base, node.add, node.unit, env).isoformat()
    except (OverflowError, ValueError):
        return None


# A rule over many records asks for the same "today" each time.
@lru_cache(maxsize=64)
def _today(now: Instant, zone: str) -> date:
    return local_time(now, zone).date()
