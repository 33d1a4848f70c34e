"""How far a ticket is, in the words that customers know from parcels (PTL-2).

The words follow from the run's stage and the visits (semantics §5): 已受理 → 已派单 → 工程师已出发 → 处理中 → 待验收 →
已完成. A ticket may go back; then the later stations are open again.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bihuan.core.values import JsonObject

STATIONS = ("received", "dispatched", "on_the_way", "working", "to_accept", "done")
_VISITS = {"accepted": "dispatched", "en_route": "on_the_way", "on_site": "working", "working": "working"}
_ENDED = {"resolved": "done", "closed": "done"}


def progress_of(category: str, visits: Iterable[Mapping[str, Any]], asks_customer: bool, created_at: int) -> JsonObject:
    """The station reached, and when each was reached first since the last one before it.

    `category` of the stage (new, active, waiting, resolved, closed, cancelled); `visits` are rows with state and the
    instants offered_at, accepted_at, departed_at, arrived_at, ended_at; `asks_customer`: a task waits for him.
    """
    latest = max(visits, key=lambda row: row["offered_at"] or 0, default=None)
    station = _station(category, latest, asks_customer)
    reached = STATIONS.index(station) if station in STATIONS else -1
    times = _times(latest, created_at)
    return {
        "station": station,
        "stations": [
            {"key": key, "reached": place <= reached, "at": times.get(key) if place <= reached else None}
            for place, key in enumerate(STATIONS)
        ],
    }


def _station(category: str, latest: Mapping[str, Any] | None, asks_customer: bool) -> str:
    if category == "cancelled":
        return "cancelled"
    if asks_customer:
        return "to_accept"
    if category in _ENDED:
        return _ENDED[category]
    if latest is None:
        return "received"
    if latest["state"] == "finished":
        return "working"
    return _VISITS.get(latest["state"], "received")


def _times(latest: Mapping[str, Any] | None, created_at: int) -> dict[str, int | None]:
    if latest is None:
        return {"received": created_at}
    return {
        "received": created_at,
        "dispatched": latest["accepted_at"],
        "on_the_way": latest["departed_at"],
        "working": latest["arrived_at"],
        "to_accept": latest["ended_at"],
    }
