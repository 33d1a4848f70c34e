"""到场: what a check-in is compared with, and how it is judged (FLD-3)."""

from typing import cast

from bihuan.core.dispatch import Lack, Place, Sighting, as_json, judge_check_in
from bihuan.core.values import JsonObject
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.customers import interface as customers
from bihuan.modules.tickets import messages as m


def judged(command: m.ActOnTask, row: Row, context: Context) -> JsonObject:
    """How the check-in of this command counts. It never refuses: whoever is there works."""
    site = customers.site_facts(context.tx, row["site"]) if row["site"] else None
    facts: JsonObject = site or {}
    given: JsonObject = command.position or {}
    seen = Sighting(
        place=_place(given),
        accuracy=given.get("accuracy"),
        mocked=bool(given.get("mocked")),
        lack=cast(Lack | None, command.unplaced),
        # What is handed in later was done without a network: nobody could be told at that time.
        offline=context.claimed is not None,
        vouched=bool(command.files and command.comment.strip()),
    )
    fence = int(facts["fence"]) if facts.get("fence") else None
    return as_json(judge_check_in(seen, _place(facts.get("point")) or _place(row["geo"]), fence))


def _place(point: JsonObject | None) -> Place | None:
    """A place from {"lat", "lng"} (sites) or {"latitude", "longitude"} (phones)."""
    if not point:
        return None
    lat, lng = point.get("lat", point.get("latitude")), point.get("lng", point.get("longitude"))
    return None if lat is None or lng is None else Place(float(lat), float(lng))
