"""What facts can be divided by, and where each of these fields stands."""

from typing import Any

import sqlalchemy as sa

from bihuan.core.access import NOTHING, FieldAccess, FieldPermit, field_scope
from bihuan.core.reports import MEASURES
from bihuan.core.rules import Env
from bihuan.db.rule_sql import InColumn, InValueRow, value_column
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import Column, Listing, View, plain_column
from bihuan.kernel.tx import Tx
from bihuan.modules.reports.tables import FIELDS, fact_group
from bihuan.modules.tickets import interface as tickets

# Of the ticket's record besides those of the facts; of its form whatever is filterable and has one value.
_OWN = frozenset({*FIELDS, "team", "submitter", "customer", "device", "contract", "red"})
_KINDS = frozenset({"choice", "text", "boolean", "person", "department", "region", "date"})

_ANCHORS = {"assignee": "assignee", "department": "department", "team": "team", "area": "region", "type": "type"}

FACTS = Listing(
    kind="ticket",
    source=fact_group,
    id=sa.cast(fact_group.c.id, sa.Text),
    columns=tuple(
        plain_column(
            key,
            tickets.TICKETS.by_key[key].type,
            fact_group.c[key],
            clean=True,
            options=tickets.TICKETS.by_key[key].options,
        )
        for key in FIELDS
    ),
    selected=(),
    anchors={anchor: fact_group.c[column] for anchor, column in _ANCHORS.items()},
)
"""The combinations of facts as a list: with the row rules of tickets, as far as facts have their anchors."""


def groupable(listing: Listing) -> dict[str, Column]:
    """The columns of a list of tickets that facts can be divided by."""
    return {column.key: column for column in listing.columns if _divides(column)}


def _divides(column: Column) -> bool:
    if isinstance(column.place, InColumn):
        return column.key in _OWN
    return isinstance(column.place, InValueRow) and column.type in _KINDS


def offer(tx: Tx, caller: Caller, type_: str | None, env: Env) -> tuple[list[str], list[Column]]:
    """The keys of the measures and the columns that the caller may use, of one type perhaps."""
    listing = tickets.asked_of_pool(tx, caller, {"type": type_}, env).view.listing

    def may_use(name: str) -> bool:
        return field_scope(caller.subject, "ticket", name, FieldAccess.READ) != NOTHING

    keys = [key for key, measure in MEASURES.items() if all(may_use(name) for name in measure.fields)]
    return keys, [column for key, column in groupable(listing).items() if may_use(key)]


def value_of(view: View, permit: FieldPermit) -> sa.ColumnElement[Any]:
    """A field's value where the caller may know it."""
    place = view.listing.by_key[permit.field].place
    if isinstance(place, InColumn):
        return view.permitted(place.column, permit.rows)
    assert isinstance(place, InValueRow)
    rows = place.table.alias()
    cell = rows.c[value_column(view.listing.by_key[permit.field].type)]
    mine = sa.and_(rows.c[place.owner_column] == place.owner, rows.c.field == place.field, rows.c.position == 0)
    value = sa.select(cell).where(mine).correlate_except(rows).scalar_subquery()
    if permit.rows.everything or permit.rows == view.scope:
        return value
    return sa.case((scope_condition(permit.rows, view.listing.anchors, view.listing.id), value))
