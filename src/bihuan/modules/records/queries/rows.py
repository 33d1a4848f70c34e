"""Single records, what row rules look at, and what of them a caller sees."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import (
    READ,
    Allowed,
    FieldAccess,
    FieldSet,
    RowAnchors,
    check_access,
    decide_access,
    redact,
    visible_fields,
)
from bihuan.core.records import Span
from bihuan.core.values import Instant, JsonObject, Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.ids import is_uuid
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.records.queries.definitions import ACTIONS
from bihuan.modules.records.tables import RECORD, table_record, table_value


def record_row(tx: Tx, record_id: object) -> Row | None:
    """The bare row, whoever asks."""
    return tx.get(table_record, id=record_id) if isinstance(record_id, str) and is_uuid(record_id) else None


def not_found() -> Refusal:
    """Not there, or not the caller's to see: the same."""
    return Refusal(f"{RECORD}.not_found", Kind.NOT_FOUND)


def anchors_of(row: Mapping[str, Any]) -> RowAnchors:
    """What row rules look at."""
    return {
        "type": row["of_table"],
        "created_by": row["created_by"],
        "assignee": row["owner"],
        "department": row["department"],
    }


def readable_row(tx: Tx, caller: Caller, table: str, record_id: str) -> tuple[Row, RowAnchors]:
    """The record of this table, if the caller may read it. Refuses `table_record.not_found`."""
    row = record_row(tx, record_id)
    if row is None or row["of_table"] != table:
        raise not_found()
    anchors = anchors_of(row)
    check_access(caller.subject, READ, RECORD, anchors)
    return row, anchors


def may_read(tx: Tx, caller: Caller, record_id: str) -> bool:
    """Whether the caller may know of the record and what happens to it."""
    row = record_row(tx, record_id)
    return row is not None and isinstance(decide_access(caller.subject, READ, RECORD, anchors_of(row)), Allowed)


def may_read_files(tx: Tx, caller: Caller, record_id: str) -> bool:
    """Whether the caller may read what hangs on the record: of one that was erased nobody may, not until the last of
    its files is destroyed either."""
    row = record_row(tx, record_id)
    return row is not None and row["erased_at"] is None and may_read(tx, caller, record_id)


def shown_record(row: Mapping[str, Any], rights: FieldSet, title_field: str) -> JsonObject:
    """A row as a caller with these rights may see it: hidden fields gone, masked ones masked."""
    return {
        "id": row["id"],
        "version": row["version"],
        "title": row["title"] if rights[title_field] >= FieldAccess.READ else None,
        "values": redact(row["data"] or {}, rights, {}),
        "created_at": row["created_at"],
        "created_by": row["created_by"],
        "updated_at": row["updated_at"],
        "updated_by": row["updated_by"],
        "archived": row["archived_at"] is not None,
        "erased": row["erased_at"] is not None,
    }


def may_do(caller: Caller, anchors: RowAnchors) -> dict[str, bool]:
    """What the caller may do with this record."""
    subject = caller.subject
    return {action: isinstance(decide_access(subject, action, RECORD, anchors), Allowed) for action in ACTIONS}


def fields_of(caller: Caller, anchors: RowAnchors) -> FieldSet:
    """The caller's access to each field of this record."""
    return visible_fields(caller.subject, RECORD, anchors)


def is_placed(tx: Tx, place: int) -> bool:
    """Whether a record stands at this place in the list of records."""
    return tx.get(table_record, pos=place) is not None


def value_is_taken(tx: Tx, table: str, field: str, value: str, but: str) -> bool:
    """Whether a record in use of this table other than `but` has this value in a unique field."""
    return holder_of(tx, table, field, value, but) is not None


def holder_of(tx: Tx, table: str, field: str, value: str, but: str) -> str | None:
    """The record in use of this table other than `but` that has this value in a unique field, whoever asks."""
    same = (table_value.c.field == field) & (table_value.c.text == value) & (table_value.c.record != but)
    rows = table_value.join(table_record, table_record.c.id == table_value.c.record)
    there = (table_record.c.of_table == table) & table_record.c.archived_at.is_(None)
    statement = sa.select(table_value.c.record).select_from(rows).where(same, there).limit(1)
    found = tx.first(statement)
    return str(found["record"]) if found is not None else None


def booked_by(tx: Tx, row: Row) -> Row | None:
    """A booking in use that lies over the time that `row` occupied, whichever table it stands in, whoever asks."""
    record = table_record.c
    statement = (
        sa.select(record.id, record.of_table)
        .where(record.resource == row["resource"], record.archived_at.is_(None), record.id != row["id"])
        .where(record.starts_at < row["ends_at"], record.ends_at > row["starts_at"])
        .order_by(record.starts_at)
        .limit(1)
    )
    return tx.first(statement)


def occupied(tx: Tx, resource: str, since: Instant, until: Instant, but: str = "") -> list[Span]:
    """What bookings in use take of a resource between two instants, whichever table they stand in."""
    record = table_record.c
    statement = (
        sa.select(record.starts_at, record.ends_at)
        .where(record.resource == resource, record.archived_at.is_(None), record.id != but)
        .where(record.starts_at < until, record.ends_at > since)
        .order_by(record.starts_at)
    )
    return [Span(row["starts_at"], row["ends_at"]) for row in tx.rows(statement)]
