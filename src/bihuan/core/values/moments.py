"""Instants and wall clocks: what people read on a clock is always in some zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bihuan.core.values.json_values import Instant

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def local_time(instant: Instant, zone: str) -> datetime:
    """The wall clock in `zone` at an instant (ms)."""
    return (_EPOCH + timedelta(milliseconds=instant)).astimezone(ZoneInfo(zone))


def instant_of(wall: datetime, zone: str) -> Instant:
    """The instant of a wall clock time; the first of the two where the clock goes back."""
    return (wall.replace(tzinfo=ZoneInfo(zone)) - _EPOCH) // _MS
