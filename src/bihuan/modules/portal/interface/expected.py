"""When somebody comes, and where to, as the customer may know it (PTL-2): the time agreed on, the way while he drives.

Of where the engineer lives or stands nothing is told: only the minutes that the way takes by the table of the company.
"""

from collections.abc import Mapping
from typing import Any

from bihuan.core.values import Instant, JsonObject
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.customers import interface as customers
from bihuan.modules.dispatch import interface as dispatch
from bihuan.modules.portal import queries

# The field of a form that says when the customer wishes somebody to come.
WANTED = "wanted_at"
# A way is told in steps of five minutes: nobody knows it better.
_STEP_MS = 5 * 60_000


def expected(tx: Tx, row: Row, visits: list[Row], data: Mapping[str, Any], zone: str) -> JsonObject:
    """`time`: what was asked for and agreed; `wanted`: what the report wished; `arrives_at`: while somebody is on the
    way; `place`: name, address and point of the site."""
    wanted = data.get(WANTED)
    return {
        "time": _time(queries.visit_time_row(tx, row["id"])),
        "wanted": wanted if isinstance(wanted, int) else None,
        "arrives_at": _arrival(tx, row, visits, zone),
        "place": _place(tx, row),
    }


def _time(known: Row | None) -> JsonObject | None:
    if known is None:
        return None
    kept = ("state", "at", "asked_from", "asked_until", "answer")
    return {**{key: known[key] for key in kept}, "until": known["until_at"], "text": known["words"]}


def _arrival(tx: Tx, row: Row, visits: list[Row], zone: str) -> Instant | None:
    """Departure and the way; None unless somebody is on the way and both ends of it are known."""
    latest = max(visits, key=lambda visit: visit["offered_at"] or 0, default=None)
    if latest is None or latest["state"] != "en_route" or latest["departed_at"] is None:
        return None
    seconds = dispatch.way_seconds(tx, latest["person"], row, latest["departed_at"], zone)
    if seconds is None:
        return None
    at: Instant = latest["departed_at"] + seconds * 1_000
    return -(-at // _STEP_MS) * _STEP_MS


def _place(tx: Tx, row: Row) -> JsonObject | None:
    """The customer's own site. Whoever scanned a code may be anybody: he reads what the place is called, as on the
    device's own page; address and point are for a customer's contact."""
    site = customers.site_facts(tx, row["site"]) if row["site"] else None
    if site is None:
        return None
    known = site if row["contact"] else {}
    point = known.get("point") or {}
    return {"name": site.get("name"), "address": known.get("address"), "lat": point.get("lat"), "lng": point.get("lng")}
