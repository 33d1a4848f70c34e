"""Taking over a sheet: each row is a command of its own; a check is the same way without the commit."""

from dataclasses import replace

from bihuan.core.values import Kind, Problem, Refusal
from bihuan.kernel.errors import say
from bihuan.kernel.routing import Router
from bihuan.kernel.sheets import Sheet, read_sheet
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
from bihuan.modules.records.queries.taking import Taken, TakenRow, taken_from

router = Router(tags=["tables"], responses=PROBLEMS)
_AT_ONCE = 50


@router.post("/{table}/import")
async def import_table_records(table: TableKey, body: TableImportIn, desk: DeskDep) -> TableImportOut:
    """Check the rows of a sheet, or take them over, in parts; what is faulty is left out and told."""
    taken = await desk.read(lambda tx: _taken(tx, desk, table, body))
    part = taken.rows[body.start : body.start + _AT_ONCE]
    rows = [await _row(desk, table, body, row) for row in part]
    more = body.start + _AT_ONCE
    return TableImportOut(
        columns={title: taken.columns.get(place) for place, title in enumerate(taken.titles) if title},
        rows=rows,
        total=len(taken.rows),
        next=more if more < len(taken.rows) else None,
    )


def _taken(tx: Tx, desk: Desk, table: str, body: TableImportIn) -> Taken:
    standing = d.readable_table(tx, desk.caller, table)
    if not d.may_of(desk.caller.subject, table)["create"]:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_grant", action="create", object=m.RECORD)
    taken = taken_from(tx, desk.caller, standing, _sheet(tx, desk, body), desk.info.zone)
    if not taken.columns:
        raise Refusal("table.no_heading", path="text", fields="、".join(_labels(standing, desk.language)))
    return taken


def _labels(table: d.Standing, language: str) -> list[str]:
    return [item.label.get(language) or item.label["zh"] for item in table.form.fields.values()][:8]


def _sheet(tx: Tx, desk: Desk, body: TableImportIn) -> Sheet:
    if body.text is not None:
        return read_sheet(body.text.encode())
    if body.file is None:
        raise Refusal("table.nothing_to_import", path="file")
    return read_sheet(files.content_at(desk.tenant, files.own_address(tx, desk.caller, body.file)))


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
        return _refused(desk, row, found)
    record = None if body.check else accepted.ref.partition(":")[2]
    return TableImportRowOut(no=row.no, record=record, faults=[])


def _refused(desk: Desk, row: TakenRow, problems: tuple[Problem, ...]) -> TableImportRowOut:
    faults = [
        TableImportFaultOut(field=one.path, code=one.code, detail=say(one.code, one.data, desk.language))
        for one in problems
    ]
    return TableImportRowOut(no=row.no, record=None, faults=faults)
