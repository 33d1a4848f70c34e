"""Tickets whose forms name a record of a custom table."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import FieldAccess
from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import all_rows
from bihuan.kernel.tx import Tx
from bihuan.modules.forms import interface as forms
from bihuan.modules.tickets.queries.lists import TICKETS
from bihuan.modules.tickets.tables import ticket, ticket_value

_MOST = 200
_SHOWN = ("id", "number", "type", "stage", "category", "created_at")


def tickets_of_records(tx: Tx, caller: Caller, ids: tuple[str, ...], _now: int) -> dict[str, list[JsonObject]]:
    """The newest tickets that the caller may read and in which he may read the field that names one of these records,
    by record."""
    fields = forms.keys_of_kind(tx, "record")
    if not fields:
        return {}
    named = tx.rows(naming_statement(ids, sorted(fields)))
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


def naming_statement(ids: Collection[str], fields: Sequence[str]) -> sa.Select[Any]:
    """The newest tickets that name one of these records in one of these fields: the index of values begins with the
    field, so that without it every value of every ticket would be looked at."""
    value = ticket_value.c
    return (
        sa.select(value.text, value.ticket, value.field)
        .join(ticket, ticket.c.id == value.ticket)
        .where(value.field.in_(fields), value.text.in_(ids))
        .order_by(ticket.c.pos.desc())
        .limit(_MOST)
    )
