"""Tickets whose forms name a record of a custom table."""

import sqlalchemy as sa

from bihuan.core.access import FieldAccess
from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import all_rows
from bihuan.kernel.tx import Tx
from bihuan.modules.tickets.queries.lists import TICKETS
from bihuan.modules.tickets.tables import ticket, ticket_value

_MOST = 200
_SHOWN = ("id", "number", "type", "stage", "category", "created_at")


def tickets_of_records(tx: Tx, caller: Caller, ids: tuple[str, ...], _now: int) -> dict[str, list[JsonObject]]:
    """The newest tickets that the caller may read and in which he may read the field that names one of these records,
    by record."""
    statement = (
        sa.select(ticket_value.c.text, ticket_value.c.ticket, ticket_value.c.field)
        .join(ticket, ticket.c.id == ticket_value.c.ticket)
        .where(ticket_value.c.text.in_(ids))
        .order_by(ticket.c.pos.desc())
        .limit(_MOST)
    )
    named = tx.rows(statement)
    where = (ticket.c.id.in_({row["ticket"] for row in named}),)
    listed = {one.row["id"]: one for one in all_rows(tx, TICKETS, caller, where, (ticket.c.pos.desc(),))}
    found: dict[str, dict[str, JsonObject]] = {}
    for row in named:
        one = listed.get(row["ticket"])
        if one is not None and one.rights[row["field"]] >= FieldAccess.READ:
            shown = {name: one.row[name] for name in _SHOWN}
            title = one.row["title"] if one.rights["title"] >= FieldAccess.READ else None
            found.setdefault(row["text"], {})[row["ticket"]] = {**shown, "title": title}
    return {record: list(tickets.values()) for record, tickets in found.items()}
