"""Routes of one record: what it says, what became of it, what is free of what it stands for."""

from typing import Annotated, Any

from fastapi import Query

from bihuan.core.access import FieldAccess
from bihuan.core.records import Hours, Span, day_of, free_spans, opening, spans_text
from bihuan.core.values import Instant
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk
from bihuan.modules.records import messages as m
from bihuan.modules.records.api.shapes import (
    DeskDep,
    FreeTimesOut,
    OneTableRecordOut,
    RecordHistoryOut,
    RecordKey,
    RecordPatchIn,
    TableKey,
)
from bihuan.modules.records.queries import definitions as d
from bihuan.modules.records.queries import rows
from bihuan.modules.records.queries.history import record_history
from bihuan.modules.records.queries.lists import names_beside

router = Router(tags=["tables"], responses=PROBLEMS)
At = Annotated[Instant, Query(ge=0, le=7_258_118_400_000)]


@router.get("/{table}/records/{record}")
async def get_table_record(table: TableKey, record: RecordKey, desk: DeskDep) -> OneTableRecordOut:
    """One record."""
    return await one_record(desk, table, record)


@router.patch("/{table}/records/{record}")
async def change_table_record(
    table: TableKey, record: RecordKey, body: RecordPatchIn, desk: DeskDep
) -> OneTableRecordOut:
    """Change the fields that are named; with `seen`, laid on what others changed since."""
    await _check_place(desk, table, record)
    await desk.submit(m.ChangeTableRecord(record, body.data, body.seen))
    return await one_record(desk, table, record)


@router.post("/{table}/records/{record}/archive")
async def archive_table_record(table: TableKey, record: RecordKey, desk: DeskDep) -> OneTableRecordOut:
    """Into the recycle bin."""
    await _check_place(desk, table, record)
    await desk.submit(m.ArchiveTableRecord(record))
    return await one_record(desk, table, record)


@router.post("/{table}/records/{record}/restore")
async def restore_table_record(table: TableKey, record: RecordKey, desk: DeskDep) -> OneTableRecordOut:
    """Out of the recycle bin."""
    await _check_place(desk, table, record)
    await desk.submit(m.RestoreTableRecord(record))
    return await one_record(desk, table, record)


@router.post("/{table}/records/{record}/erase")
async def erase_table_record(table: TableKey, record: RecordKey, desk: DeskDep) -> OneTableRecordOut:
    """Erase what stands in it for good; that it was there stays."""
    await _check_place(desk, table, record)
    await desk.submit(m.EraseTableRecord(record))
    return await one_record(desk, table, record)


@router.get("/{table}/records/{record}/history")
async def get_record_history(table: TableKey, record: RecordKey, desk: DeskDep) -> RecordHistoryOut:
    """Every version: who changed what, when."""

    def read(tx: Tx) -> dict[str, Any]:
        standing = d.readable_table(tx, desk.caller, table)
        return record_history(tx, desk.hooks, desk.caller, standing, record)

    return RecordHistoryOut(**await desk.read(read))


@router.get("/{table}/records/{record}/free")
async def get_free_times(
    table: TableKey,
    record: RecordKey,
    desk: DeskDep,
    day: At,
    by: Annotated[str, Query(max_length=64, description="The table of bookings, whose hours count")] = "",
) -> FreeTimesOut:
    """When nobody has booked this room or vehicle, on the day in which `day` lies."""

    def read(tx: Tx) -> dict[str, Any]:
        rows.readable_row(tx, desk.caller, table, record)
        booking = d.readable_table(tx, desk.caller, by).definition.booking if by else None
        zone = desk.info.zone
        window = opening(day_of(day, zone), booking.hours if booking else Hours(), zone)
        free = free_spans(rows.occupied(tx, record, window.start, window.end), window)
        return {"spans": [_span(span) for span in free], "text": spans_text(free, zone)}

    return FreeTimesOut(**await desk.read(read))


def _span(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


async def _check_place(desk: Desk, table: str, record: str) -> None:
    """The record stands in this table, for all that the caller may know."""

    def read(tx: Tx) -> None:
        rows.readable_row(tx, desk.caller, table, record)

    await desk.read(read)


async def one_record(desk: Desk, table: str, record: str) -> OneTableRecordOut:
    """The record as the caller may see it."""
    return OneTableRecordOut(**await desk.read(lambda tx: _shown(tx, desk, table, record)))


def _shown(tx: Tx, desk: Desk, table: str, record: str) -> dict[str, Any]:
    standing = d.readable_table(tx, desk.caller, table)
    row, anchors = rows.readable_row(tx, desk.caller, table, record)
    rights = rows.fields_of(desk.caller, anchors)
    shown = rows.shown_record(row, rights, standing.definition.title)
    beside = {
        section.name: section.build(tx, desk.caller, (row["id"],), desk.now()).get(row["id"])
        for section in desk.hooks.card_sections
        if section.kind == m.RECORD
    }
    return {
        **shown,
        "names": names_beside(tx, desk.caller, standing, [shown]),
        "may": rows.may_do(desk.caller, anchors),
        "rights": {
            key: "edit" if rights[key] == FieldAccess.EDIT else "read"
            for key in standing.form.fields
            if rights[key] >= FieldAccess.READ
        },
        "related": {name: value for name, value in beside.items() if value is not None},
    }
