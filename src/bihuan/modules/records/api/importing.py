"""Taking over a sheet: each row is a command of its own; a check is the same way without the commit."""

from dataclasses import replace
from hashlib import sha256

from bihuan.core.values import Kind, Problem, Refusal
from bihuan.kernel.errors import say
from bihuan.kernel.kept_sheets import SHEETS
from bihuan.kernel.routing import Router
from bihuan.kernel.sheets import MAX_BYTES, Sheet
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk
from bihuan.modules.files import interface as files
from bihuan.modules.records import messages as m
from bihuan.modules.records.api.shapes import (
    DeskDep,
    TableImportFaultOut,
    TableImportIn,
    TableImportOut,
    TableImportRowOut,
    TableKey,
)
from bihuan.modules.records.queries import definitions as d
from bihuan.modules.records.queries.importing import Part, Taken, TakenRow, importable, taken_from, told_to

router = Router(tags=["tables"], responses=PROBLEMS)
_AT_ONCE = 50


@router.post("/{table}/import")
async def import_table_records(table: TableKey, body: TableImportIn, desk: DeskDep) -> TableImportOut:
    """Check the rows of a sheet, or take them over, in parts; what is faulty is left out and told."""
    await desk.read(lambda tx: _check_may_import(tx, desk, table))
    part = Part(await _sheet(desk, body), body.start, _AT_ONCE)
    taken = await desk.read(lambda tx: _taken(tx, desk, table, part))
    rows = [await _row(desk, table, body, row) for row in taken.rows]
    more = body.start + _AT_ONCE
    return TableImportOut(
        columns={title: taken.columns.get(place) for place, title in enumerate(taken.titles) if title},
        rows=rows,
        total=taken.total,
        next=more if more < taken.total else None,
    )


def _check_may_import(tx: Tx, desk: Desk, table: str) -> None:
    d.readable_table(tx, desk.caller, table)
    if not d.may_of(desk.caller.subject, table)["create"]:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_grant", action="create", object=m.RECORD)


async def _sheet(desk: Desk, body: TableImportIn) -> Sheet:
    """The sheet: read outside of any transaction, and once for all parts of it."""
    if body.text is not None:
        text = body.text.encode()
        pasted: Sheet = await desk.offload(lambda: SHEETS.get((desk.info.slug, sha256(text).digest()), lambda: text))
        return pasted
    file = body.file
    if file is None:
        raise Refusal("table.nothing_to_import", path="file")
    address = await desk.read(lambda tx: files.own_address(tx, desk.caller, file))
    key = (desk.info.slug, address)
    found: Sheet = await desk.offload(
        lambda: SHEETS.get(key, lambda: files.content_at(desk.tenant, address, MAX_BYTES))
    )
    return found


def _taken(tx: Tx, desk: Desk, table: str, part: Part) -> Taken:
    standing = d.readable_table(tx, desk.caller, table)
    taken = taken_from(tx, desk.caller, standing, part, desk.info.zone)
    if not taken.columns:
        known = importable(tx, desk.caller, standing).values()
        labels = [one.label.get(desk.language) or one.label["zh"] for one in known]
        raise Refusal("table.no_heading", path="text", fields="、".join(labels[:8]))
    return taken


async def _row(desk: Desk, table: str, body: TableImportIn, row: TakenRow) -> TableImportRowOut:
    if row.problems:
        return _refused(desk, row, row.problems)
    sender = replace(desk, idempotency_key=None if body.check else f"import:{table}:{body.run}:{row.no}")
    try:
        accepted = await sender.submit(m.CreateTableRecord(table, row.values), dry_run=body.check)
    except Refusal as refusal:
        if refusal.code in ("table.not_found", "access.denied", "table.archived"):
            raise
        found = refusal.problems or (Problem(refusal.path or "", refusal.code, dict(refusal.data)),)
        told = await desk.read(lambda tx: told_to(tx, desk.caller, table, row, found))
        # A check may be repeated as often as one likes and leaves no trace: of records that one may not read it tells
        # nothing. A row that is refused in earnest says no more than that.
        return _refused(desk, row, told if told or body.check else (Problem("", "table.row_refused"),))
    record = None if body.check else accepted.ref.partition(":")[2]
    return TableImportRowOut(no=row.no, record=record, faults=[])


def _refused(desk: Desk, row: TakenRow, problems: tuple[Problem, ...]) -> TableImportRowOut:
    faults = [
        TableImportFaultOut(field=one.path, code=one.code, detail=say(one.code, one.data, desk.language))
        for one in problems
    ]
    return TableImportRowOut(no=row.no, record=None, faults=faults)
