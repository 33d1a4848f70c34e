"""How far and how long, without any map service: straight line × detour, and speeds by distance and hour."""

from math import asin, cos, radians, sin, sqrt

from bihuan.core.dispatch.facts import Candidate, Place, Travel
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, local_time

EARTH_METRES = 6_371_008.8
DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Band:
    """The stretch of a way up to `up_to_metres` from its start (None: the rest) is driven at `kmh`."""

    up_to_metres: int | None
    kmh: int


@dataclass(frozen=True, slots=True)
class Rush:
    """Between these minutes of the local day (half-open) one drives at `percent` of the usual speed."""

    start: int
    end: int
    percent: int


@dataclass(frozen=True, slots=True)
class TravelTable:
    """`setup_minutes`: parking, stairs, finding the door; added to every way that is not zero."""

    detour_percent: int = 135
    bands: tuple[Band, ...] = (Band(5_000, 20), Band(30_000, 35), Band(None, 65))
    rush: tuple[Rush, ...] = (Rush(450, 570, 70), Rush(1020, 1140, 65))
    setup_minutes: int = 5
    position_minutes: int = 120


def great_circle_metres(one: Place, other: Place) -> int:
    """The shortest way over a sphere of the Earth's mean radius, in whole metres (haversine; at most 0.6 % off)."""
    lat, other_lat = radians(one.lat), radians(other.lat)
    half = sin((other_lat - lat) / 2) ** 2
    half += cos(lat) * cos(other_lat) * sin(radians(other.lon - one.lon) / 2) ** 2
    return round(2 * EARTH_METRES * asin(min(1.0, sqrt(half))))


def road_metres(table: TravelTable, one: Place, other: Place) -> int:
    """The way by road as far as a straight line tells."""
    return great_circle_metres(one, other) * table.detour_percent // 100


def travel_seconds(table: TravelTable, metres: int, percent: int = 100) -> int:
    """The time for a way by road. Each stretch counts at its own speed, so that farther never takes less time."""
    if metres <= 0:
        return 0
    spent, begun = 0, 0
    for band in table.bands:
        reached = metres if band.up_to_metres is None else min(metres, band.up_to_metres)
        spent += max(0, reached - begun) * 3_600 // band.kmh
        begun = max(begun, reached)
    return spent * 100 // percent // 1_000 + table.setup_minutes * 60


def speed_percent(table: TravelTable, at: Instant, zone: str) -> int:
    """How fast one gets on at this instant, in percent of the usual speed."""
    if not table.rush:
        return 100
    local = local_time(at, zone)
    minute = local.hour * 60 + local.minute
    return next((rush.percent for rush in table.rush if rush.start <= minute < rush.end), 100)


def travel_of(
    table: TravelTable, candidate: Candidate, place: Place | None, now: Instant, percent: int
) -> Travel | None:
    """The way to the job, None if one end of it is unknown.

    A map's answer goes first; then his last position while it is fresh, then his home.
    """
    if candidate.travel is not None:
        return candidate.travel
    if place is None:
        return None
    fresh = candidate.position_at is not None and now - candidate.position_at <= table.position_minutes * 60_000
    start, source = (candidate.position, "position") if fresh and candidate.position else (candidate.home, "home")
    if start is None:
        return None
    metres = road_metres(table, start, place)
    return Travel(metres, travel_seconds(table, metres, percent), source)
