"""How long somebody's way to a job takes, by the company's own table."""

from bihuan.core.dispatch import TravelTable, road_metres, travel_seconds
from bihuan.core.dispatch.travel import speed_percent
from bihuan.core.values import Instant
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.customers import interface as customers
from bihuan.modules.dispatch.queries.people import engineer_row, place_of


def way_seconds(tx: Tx, person: str, ticket: Row, at: Instant, zone: str) -> int | None:
    """From where the person starts to the ticket's site, setting out at `at`; None if one end is unknown."""
    engineer = engineer_row(tx, person)
    site = customers.site_facts(tx, ticket["site"]) if ticket["site"] else None
    to = place_of((site or {}).get("point")) or place_of(ticket["geo"])
    start = place_of(engineer["home"]) if engineer is not None else None
    if to is None or start is None:
        return None
    table = TravelTable()
    return travel_seconds(table, road_metres(table, start, to), speed_percent(table, at, zone))
