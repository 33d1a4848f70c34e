"""Routes of imports: look at a file, check it, take it over piece by piece, see what came of it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.values import JsonObject, Problem
from bihuan.kernel.clock import monotonic_seconds
from bihuan.kernel.errors import say
from bihuan.kernel.ids import derived_id
from bihuan.kernel.kept_sheets import SHEETS
from bihuan.kernel.routing import Router
from bihuan.kernel.sheets import MAX_BYTES, Encoding
from bihuan.kernel.spreadsheets import Cell, XlsxTable
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.files import interface as files
from bihuan.modules.imports import messages as m
from bihuan.modules.imports.queries import imports
from bihuan.modules.imports.queries.checking import Check, check_rows
from bihuan.modules.imports.queries.columns import COLUMNS, ImportColumn, Kind, columns_by_key
from bihuan.modules.imports.queries.reading import (
    Asking,
    Duplicates,
    RowReader,
    Table,
    asking_of,
    missing_columns,
    samples_of,
    shown_cells,
    table_of,
    width_of,
)
from bihuan.modules.imports.queries.rights import check_may_import

router = Router(tags=["imports"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
ImportId = Annotated[str, Path(max_length=100)]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEET: dict[int | str, dict[str, Any]] = {200: {"description": "A workbook", "content": {_XLSX: {}}}}
# A piece is short work for the writer; a request goes on for so long and then tells how far it came.
_PIECE = 40
_TURN_S = 2.0
_SHOWN_ROWS = 8
_MOST_FAULTS = 500


class ImportIn(BaseModel):
    """An uploaded file of the caller's and how to read it. What is left out is found out.

    `heading`: the row of the heading, from 1; 0: there is none. `columns`: column (from 0) → key; others are left out.
    `duplicates`: what becomes of rows whose record is there already.
    """

    model_config = ConfigDict(extra="forbid")
    kind: Kind
    file: str = Field(max_length=100)
    sheet: str | None = Field(default=None, max_length=100)
    encoding: Encoding | None = None
    heading: int | None = Field(default=None, ge=0, le=1_000)
    columns: dict[Annotated[int, Field(ge=0, lt=200)], Annotated[str, Field(max_length=50)]] | None = None
    duplicates: Duplicates = "skip"

    def asking(self) -> Asking:
        """The same for the reader."""
        heading = None if self.heading is None else self.heading - 1
        return Asking(self.kind, self.sheet, self.encoding, heading, self.columns, self.duplicates)


class ImportFieldOut(BaseModel):
    """What a column may be."""

    key: str
    label: dict[str, str]
    part: str
    required: bool


class ImportColumnOut(BaseModel):
    """A column of the file. `key`: what it is taken for; null: it is left out."""

    index: int
    title: str
    key: str | None
    samples: list[str]


class FileTableOut(BaseModel):
    """What was found in a file. `missing`: keys of columns without which no row can be taken over."""

    sheets: list[str]
    sheet: str | None
    encoding: str | None
    heading: int
    rows: int
    columns: list[ImportColumnOut]
    first_rows: list[list[str]] = Field(description="The first rows of the file, to find the heading by eye")
    fields: list[ImportFieldOut]
    missing: list[str]


class RowFaultOut(BaseModel):
    """Why a cell or a row cannot be taken over, in words. `column` null: it is about the row."""

    key: str
    column: dict[str, str] | None
    code: str
    detail: str
    value: str


class FaultyRowOut(BaseModel):
    """A row with faults; `row` is its number in the file."""

    row: int
    faults: list[RowFaultOut]


class RowThereOut(BaseModel):
    """A row whose record is there already."""

    row: int
    record: str


class RowLeftOutOut(BaseModel):
    """A row that is a remark or a sum."""

    row: int
    text: str


class EarlierImportOut(BaseModel):
    """An import of the very same file."""

    id: str
    at: int


class ImportCheckOut(BaseModel):
    """What would become of the rows; nothing was written. `made`: new records, and rows that belong to one."""

    rows: int
    made: int
    changed: int
    skipped: int
    refused: int
    faulty: list[FaultyRowOut] = Field(description="The first 500; all of them in the download")
    there: list[RowThereOut]
    left_out: list[RowLeftOutOut]
    earlier: list[EarlierImportOut]


class ImportOut(BaseModel):
    """How far an import has come: `done` of `rows` rows below the heading."""

    id: str
    kind: Kind
    file: str
    state: str = Field(description="running (going on waits for the caller), done, cancelled")
    rows: int
    done: int
    made: int
    changed: int
    skipped: int
    refused: int
    at: int
    updated_at: int


class TakenRowOut(BaseModel):
    """What became of a row: made, joined (it belongs to a record that another row made), changed, skipped, refused."""

    row: int
    outcome: str
    record: str | None
    faults: list[RowFaultOut]


class TakenRowsOut(BaseModel):
    """Rows in order; `next`: what to ask with as `after`, null at the end."""

    rows: list[TakenRowOut]
    next: int | None


# --- looking and checking ----------------------------------------------------------------------------------------


@router.post("/read")
async def read_file(desk: DeskDep, body: ImportIn) -> FileTableOut:
    """What stands in a file and which columns are which; nothing is kept."""
    table = await _table(desk, body.file, body.asking())

    def look() -> FileTableOut:
        columns = [
            ImportColumnOut(
                index=place,
                title=table.heading.titles[place] if place < len(table.heading.titles) else "",
                key=table.columns.get(place),
                samples=samples_of(table, place),
            )
            for place in range(width_of(table))
        ]
        return FileTableOut(
            sheets=list(table.sheet.names),
            sheet=table.sheet.name,
            encoding=table.sheet.encoding,
            heading=table.heading.row + 1,
            rows=table.below,
            columns=columns,
            first_rows=[shown_cells(row) for row in table.sheet.rows[:_SHOWN_ROWS]],
            fields=[
                ImportFieldOut(key=item.key, label=dict(item.label), part=item.part, required=item.required)
                for item in COLUMNS[table.kind]
            ],
            missing=missing_columns(table),
        )

    found: FileTableOut = await desk.offload(look)
    return found


@router.post("/check")
async def check_file(desk: DeskDep, body: ImportIn) -> ImportCheckOut:
    """Every row looked at as if it were taken over; nothing is written."""
    table, check = await _checked(desk, body)
    earlier = await desk.read(
        lambda tx: imports.of_files(tx, desk.caller, files.same_content(tx, desk.caller, body.file))
    )
    return ImportCheckOut(
        rows=sum(check.counts.values()),
        made=check.counts["made"] + check.counts["joined"],
        changed=check.counts["changed"],
        skipped=check.counts["skipped"],
        refused=check.counts["refused"],
        faulty=[
            FaultyRowOut(row=row.no, faults=_faults(desk, table.kind, problems))
            for row, problems in check.faulty[:_MOST_FAULTS]
        ],
        there=[RowThereOut(row=no, record=record) for no, record in check.there],
        left_out=[RowLeftOutOut(row=no, text=said) for no, said in check.left_out[:_MOST_FAULTS]],
        earlier=[EarlierImportOut(id=row["id"], at=row["at"]) for row in earlier],
    )


@router.post("/faulty", response_class=Response, responses=_SHEET)
async def download_faulty_rows(desk: DeskDep, body: ImportIn) -> Response:
    """The rows that cannot be taken over, as they stand in the file, with the reasons: to put right and send again."""
    table, check = await _checked(desk, body)
    titles = [
        table.heading.titles[place] if place < len(table.heading.titles) else "" for place in range(width_of(table))
    ]
    reasons = say("import.reasons", {}, desk.language)

    def lines() -> Iterator[list[Cell]]:
        yield [*titles, reasons]
        for row, problems in check.faulty:
            cells: list[Cell] = [*shown_cells(row.cells)]
            said = [f"{_name(desk, item)}{item.detail}" for item in _faults(desk, table.kind, problems)]
            yield [*cells, *[None] * (len(titles) - len(cells)), " ".join(said)]

    return await _workbook(desk, lines())


@router.get("/template", response_class=Response, responses=_SHEET)
async def download_template(desk: DeskDep, kind: Annotated[Kind, Query()]) -> Response:
    """An empty table whose columns need no matching."""
    check_may_import(desk.caller, kind)
    titles: list[Cell] = [item.label[desk.language] for item in COLUMNS[kind]]
    return await _workbook(desk, [titles])


async def _workbook(desk: Desk, lines: Iterable[list[Cell]]) -> Response:
    def build() -> bytes:
        table = XlsxTable()
        return table.rows(lines) + table.end()

    return Response(await desk.offload(build), media_type=_XLSX)


async def _table(desk: Desk, file: str, asking: Asking) -> Table:
    """The file's table; read off the event loop, and only once for the steps of one import."""
    check_may_import(desk.caller, asking.kind)
    address = await desk.read(lambda tx: files.own_address(tx, desk.caller, file))
    key = (desk.info.slug, address)

    def read() -> Table:
        sheet = SHEETS.get(
            key, lambda: files.content_at(desk.tenant, address, MAX_BYTES), asking.sheet, asking.encoding
        )
        return table_of(sheet, asking)

    found: Table = await desk.offload(read)
    return found


async def _checked(desk: Desk, body: ImportIn) -> tuple[Table, Check]:
    asking = body.asking()
    table = await _table(desk, body.file, asking)
    return table, await desk.read(lambda tx: check_rows(tx, desk.caller, asking, table))


def _faults(desk: Desk, kind: Kind, problems: Iterable[Problem]) -> list[RowFaultOut]:
    known = columns_by_key(kind)
    return [
        RowFaultOut(
            key=problem.path,
            column=dict(known[problem.path].label) if problem.path in known else None,
            code=problem.code,
            detail=say(problem.code, _said(desk, known.get(problem.path), problem), desk.language),
            value=str(problem.data.get("value", "")),
        )
        for problem in problems
    ]


def _said(desk: Desk, column: ImportColumn | None, problem: Problem) -> JsonObject:
    """What fills in the text: options by the names that people are shown."""
    if column is None or "options" not in problem.data:
        return dict(problem.data)
    shown = [option.label.get(desk.language, option.value) for option in column.field.options]
    return {**problem.data, "options": ("、" if desk.language == "zh" else ", ").join(shown)}


def _name(desk: Desk, fault: RowFaultOut) -> str:
    return f"{fault.column[desk.language]}: " if fault.column else ""


# --- taking over -------------------------------------------------------------------------------------------------


@router.post("", status_code=201)
async def begin_import(desk: DeskDep, body: ImportIn) -> ImportOut:
    """Settle how the file is taken over. Nothing is taken over yet: send `/continue` until it is done."""
    asking = body.asking()
    table = await _table(desk, body.file, asking)
    command = m.BeginImport(kind=body.kind, file=body.file, settings=table.settings(asking), rows=table.below)
    accepted = await desk.submit(command)
    return await _shown(desk, accepted.ref.partition(":")[2])


@router.get("")
async def list_imports(desk: DeskDep, kind: Annotated[Kind, Query()]) -> list[ImportOut]:
    """The caller's imports of a kind, the newest first."""
    rows = await desk.read(lambda tx: imports.own_imports(tx, desk.caller, kind))
    return [ImportOut(**imports.facts_of(row)) for row in rows]


@router.get("/{import_id}")
async def show_import(desk: DeskDep, import_id: ImportId) -> ImportOut:
    """How far it has come."""
    return await _shown(desk, import_id)


@router.post("/{import_id}/continue")
async def go_on(desk: DeskDep, import_id: ImportId) -> ImportOut:
    """Take over further rows for about two seconds; each piece is a unit of its own, done once whoever repeats this."""
    row = await desk.read(lambda tx: imports.own_import(tx, desk.caller, import_id))
    if row["state"] == "running":
        asking = asking_of(row["kind"], row["settings"])
        reader = RowReader(await _table(desk, row["file"], asking))
        await _take_pieces(desk, row, reader)
    return await _shown(desk, import_id)


async def _take_pieces(desk: Desk, row: Row, reader: RowReader) -> None:
    end, start = monotonic_seconds() + _TURN_S, row["done"]
    while start < row["rows"] and monotonic_seconds() < end:
        stop = min(start + _PIECE, row["rows"])
        rows = tuple(
            m.ImportRow(item.no, item.values, tuple((problem.path, problem.code) for problem in item.problems))
            for item in reader.rows(start, stop)
        )
        piece = replace(desk, idempotency_key=derived_id(row["id"], str(start)), expected_version=None)
        await piece.submit(m.TakeRows(row["id"], start, stop, rows))
        start = stop


@router.post("/{import_id}/cancel")
async def cancel_import(desk: DeskDep, import_id: ImportId) -> ImportOut:
    """Take over no more; what was taken over stays."""
    await desk.submit(m.CancelImport(import_id))
    return await _shown(desk, import_id)


@router.get("/{import_id}/rows")
async def list_taken_rows(
    desk: DeskDep,
    import_id: ImportId,
    after: Annotated[int, Query(ge=-1, le=1_000_000)] = -1,
    refused: Annotated[bool, Query(description="Only those that were not taken over")] = False,
) -> TakenRowsOut:
    """What became of the rows, some hundreds at a time."""

    def read(tx: Tx) -> tuple[Row, list[Row]]:
        row = imports.own_import(tx, desk.caller, import_id)
        return row, imports.parts_of(tx, import_id, after, _PIECE, refused)

    row, parts = await desk.read(read)
    taken = [item for part in parts for item in part["rows"] if not refused or item[1] == "refused"]
    # What stood in the cells is in no event: it is read in the file again, which is the caller's own.
    reader = RowReader(await _table(desk, row["file"], asking_of(row["kind"], row["settings"])))
    return TakenRowsOut(
        rows=[
            TakenRowOut(
                row=no,
                outcome=outcome,
                record=record,
                faults=_faults(desk, row["kind"], reader.told(no, faults)) if faults else [],
            )
            for no, outcome, record, faults in taken
        ],
        next=parts[-1]["start"] if len(parts) == _PIECE else None,
    )


async def _shown(desk: Desk, import_id: str) -> ImportOut:
    row: JsonObject = await desk.read(lambda tx: imports.facts_of(imports.own_import(tx, desk.caller, import_id)))
    return ImportOut(**row)
