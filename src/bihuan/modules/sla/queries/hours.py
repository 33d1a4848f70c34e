"""Whether the clocks that lists show are counting now: a promise rests outside its calendar's hours."""

import sqlalchemy as sa

from bihuan.core.calendars import Calendar, is_open, next_closing, next_opening
from bihuan.core.values import Instant, JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Tx
from bihuan.modules.sla.queries.definitions import present, shelf_with
from bihuan.modules.sla.tables import ticket_clock
from bihuan.modules.tickets.interface import TICKETS

_TICKET = TICKETS.source
_WALL = {"open": True, "changes_at": None, "calendar": None}


def hours_of_rows(tx: Tx, _caller: Caller, tickets: tuple[str, ...], now: Instant) -> dict[str, JsonObject]:
    """For each ticket with a promise that is due next: whether its clock counts now, and when that changes.

    Which tickets the caller may know this of was decided by who asks.
    """
    due_next = (ticket_clock.c.ticket == _TICKET.c.id) & (ticket_clock.c.clock == _TICKET.c.next_clock)
    terms = (ticket_clock.c.hours, ticket_clock.c.calendar, ticket_clock.c.calendar_version)
    statement = sa.select(ticket_clock.c.ticket, *terms).select_from(ticket_clock.join(_TICKET, due_next))
    rows = tx.rows(statement.where(ticket_clock.c.ticket.in_(tickets), ticket_clock.c.phase == "running"))
    working = {(row["calendar"], row["calendar_version"]) for row in rows if row["hours"] != "wall"}
    shelf = shelf_with(tx, present(tx).shelf, working)
    hours = {key: _hours(shelf.versions[key], now) for key in working}
    return {row["ticket"]: hours.get((row["calendar"], row["calendar_version"]), _WALL) for row in rows}


def _hours(calendar: Calendar, now: Instant) -> JsonObject:
    opened = is_open(calendar, now)
    changes_at = (next_closing if opened else next_opening)(calendar, now)
    return {"open": opened, "changes_at": changes_at, "calendar": calendar.key}
