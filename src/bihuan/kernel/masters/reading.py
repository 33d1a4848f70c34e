"""Reading records: each read takes the caller and shows nothing that the caller may not see."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import (
    NOTHING,
    FieldAccess,
    FieldSet,
    check_access,
    field_scope,
    redact,
    visible_fields,
)
from bihuan.core.values import Json, JsonObject, Kind, Refusal
from bihuan.db.patterns import holds_text
from bihuan.db.rule_sql import InColumn
from bihuan.db.scope_sql import Anchors, scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import Column, Condition, Listing, all_rows
from bihuan.kernel.masters.fields import MasterField, rule_kind
from bihuan.kernel.masters.master import Master, record_anchors, record_row
from bihuan.kernel.masters.saving import stored_value
from bihuan.kernel.tx import Row, Tx

_EXACT = frozenset({"choice", "reference", "date", "instant", "boolean", "number"})


def find_record(tx: Tx, master: Master, caller: Caller, record_id: str) -> JsonObject | None:
    """The record as the caller may see it; None when there is none for them."""
    try:
        return get_record(tx, master, caller, record_id)
    except Refusal as refusal:
        if refusal.kind is Kind.NOT_FOUND:
            return None
        raise


def get_record(tx: Tx, master: Master, caller: Caller, record_id: str) -> JsonObject:
    """The record as the caller may see it. Refuses `<kind>.not_found`."""
    row = record_row(tx, master, record_id)
    if row is None:
        raise master.not_found()
    anchors = record_anchors(tx, master, row)
    check_access(caller.subject, "read", master.kind, anchors)
    return show_record(master, row, visible_fields(caller.subject, master.kind, anchors))


def show_record(master: Master, row: Row, rights: FieldSet) -> JsonObject:
    """A row as a caller with these rights may see it: hidden fields gone, masked ones masked."""
    values = {item.key: stored_value(item, row[item.key]) for item in master.fields}
    return {
        "id": row["id"],
        "version": row["version"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "archived": row["archived_at"] is not None,
        **redact(values, rights, master.masks),
    }


def record_facts(tx: Tx, master: Master, record_id: str) -> JsonObject | None:
    """A record's fields and id for the platform's own decisions; asks no rights. Empty fields are left out."""
    row = record_row(tx, master, record_id)
    if row is None:
        return None
    values = {item.key: stored_value(item, row[item.key]) for item in master.fields}
    return {"id": row["id"], **{key: value for key, value in values.items() if value is not None}}


def reveal_field(tx: Tx, master: Master, caller: Caller, record_id: str, name: str) -> Json:
    """The whole value of a masked field, for who may reveal. The route has it recorded before it answers."""
    row = record_row(tx, master, record_id)
    if row is None:
        raise master.not_found()
    anchors = record_anchors(tx, master, row)
    check_access(caller.subject, "read", master.kind, anchors)
    access = visible_fields(caller.subject, master.kind, anchors)[name]
    if name not in master.by_key or access == FieldAccess.HIDDEN:
        raise Refusal("field.unknown", Kind.NOT_FOUND, path=name)
    if access == FieldAccess.MASKED:
        check_access(caller.subject, "reveal", master.kind, anchors)
    return stored_value(master.by_key[name], row[name])


def records_by(tx: Tx, master: Master, caller: Caller, **equal: str | Iterable[str]) -> list[JsonObject]:
    """Records in use whose columns equal, for this caller, oldest first; an iterable means any of its values."""
    columns = master.table.c
    where = [
        columns[name] == value if isinstance(value, str) else columns[name].in_(list(value))
        for name, value in equal.items()
    ]
    where.append(columns.archived_at.is_(None))
    found = all_rows(tx, listing_of(master), caller, where, (columns.created_at, columns.id))
    return [show_record(master, listed.row, listed.rights) for listed in found]


def listing_of(master: Master) -> Listing:
    """How lists see this kind; made once per kind."""
    made = _listings.get(master.kind)
    if made is None or made[0] is not master:
        made = _listings[master.kind] = (master, _listing(master))
    return made[1]


_listings: dict[str, tuple[Master, Listing]] = {}


def _listing(master: Master) -> Listing:
    table = master.table
    source: sa.FromClause = table
    anchors: dict[str, Any] = {name: [table.c[column]] for name, column in master.anchors.items()}
    for reference, parent in master.belongs_to:
        above = parent.table.alias(f"of_{reference}")
        source = source.outerjoin(above, above.c.id == table.c[reference])
        for name, column in parent.anchors.items():
            anchors.setdefault(name, []).append(above.c[column])
    own: Anchors = {
        name: columns[0] if len(columns) == 1 else sa.func.coalesce(*columns) for name, columns in anchors.items()
    }
    columns = tuple(_column(master, item) for item in master.fields if item.type != "json")
    return Listing(
        master.kind,
        source,
        table.c.id,
        (*columns, *_common_columns(table)),
        tuple(table.columns),
        {**own, "created_by": table.c.created_by},
        master.default_sort,
    )


def _common_columns(table: sa.Table) -> tuple[Column, ...]:
    return tuple(
        Column(name, "instant", InColumn(table.c[name], clean=True), table.c[name], empty=False)
        for name in ("created_at", "updated_at")
    )


def _column(master: Master, item: MasterField) -> Column:
    column = master.table.c[item.key]
    order = master.table.c[f"{item.key}_sort"] if item.sort else column
    sortable = item.sort or item.type in _EXACT or item.unique
    return Column(
        item.key,
        rule_kind(item),
        InColumn(column, clean=item.type in _EXACT),
        order if sortable else None,
        label=item.label,
        options=item.options,
    )


def archived_condition(master: Master, archived: bool) -> Condition:
    """Records out of use, or in use."""
    column = master.table.c.archived_at
    return column.is_not(None) if archived else column.is_(None)


def search_condition(master: Master, caller: Caller, text: str) -> Condition:
    """Records in which `text` stands in a field that the caller may read there."""
    listing = listing_of(master)
    found: list[Condition] = []
    for item in master.fields:
        rows = field_scope(caller.subject, master.kind, item.key, FieldAccess.READ)
        if item.search and rows != NOTHING:
            holds = holds_text(master.table.c[item.key], text.strip())
            found.append(sa.and_(holds, scope_condition(rows, listing.anchors, listing.id)))
    return sa.or_(sa.false(), *found)
