"""Routes of a table's records: lists, choices for references, and the whole as a file."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, Query
from fastapi.responses import StreamingResponse

from bihuan.core.access import FieldAccess
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.exporting import ANSWER, MEDIA, Export, ExportPart, FileFormat
from bihuan.kernel.listing import MAX_LIMIT, ListAsk, Page, list_ask, page_of
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk
from bihuan.modules.audit.interface import record_access
from bihuan.modules.audit.messages import EXPORT, MASKED_SEARCH
from bihuan.modules.identity import interface as identity
from bihuan.modules.records import messages as m
from bihuan.modules.records.api.shapes import (
    DeskDep,
    OneTableRecordOut,
    RecordChoiceOut,
    RecordIn,
    TableKey,
    TableRecordsOut,
)
from bihuan.modules.records.api.single import one_record
from bihuan.modules.records.queries import definitions as d
from bihuan.modules.records.queries import exports, lists
from bihuan.modules.records.queries.rows import shown_record

router = Router(tags=["tables"], responses=PROBLEMS)
Ask = Annotated[ListAsk, Depends(list_ask)]
Search = Annotated[str, Query(max_length=200, description="Search text")]
Archived = Annotated[bool, Query(description="The recycle bin instead of records in use")]
_CHOICES = 20


def _narrowed(desk: Desk, tx: Tx, q: str, archived: bool) -> lists.Narrowed:
    return lists.Narrowed(identity.env_of(tx, desk.info, desk.now()), q, archived)


@router.get("/{table}/records")
async def list_table_records(
    table: TableKey, desk: DeskDep, ask: Ask, q: Search = "", archived: Archived = False
) -> TableRecordsOut:
    """The caller's records of a table, newest first unless `sort` says otherwise; its form's fields filter and sort."""

    def read(tx: Tx) -> tuple[Page, dict[str, Any]]:
        standing = d.readable_table(tx, desk.caller, table)
        page = lists.list_records(tx, desk.caller, standing, ask, _narrowed(desk, tx, q, archived))
        title = standing.definition.title
        answer = page_of(page, lambda one: shown_record(one.row, one.rights, title))
        return page, {**answer, "names": lists.names_beside(tx, desk.caller, standing, answer["items"])}

    page, answer = await desk.read(read)
    await _log_masked(desk, page)
    return TableRecordsOut(**answer)


async def _log_masked(desk: Desk, page: Page) -> None:
    if page.logged:
        await record_access(desk, MASKED_SEARCH, kind=m.RECORD, fields=page.logged)


@router.post("/{table}/records", status_code=201)
async def create_table_record(table: TableKey, body: RecordIn, desk: DeskDep) -> OneTableRecordOut:
    """A new record."""
    accepted = await desk.submit(m.CreateTableRecord(table, body.data))
    return await one_record(desk, table, accepted.ref.partition(":")[2])


@router.get("/{table}/choices")
async def list_record_choices(table: TableKey, desk: DeskDep, q: Search = "") -> list[RecordChoiceOut]:
    """Records to choose from while somebody types, with what other fields take over from the one that is chosen."""

    def read(tx: Tx) -> list[dict[str, Any]]:
        standing = d.readable_table(tx, desk.caller, table)
        page = lists.list_records(tx, desk.caller, standing, ListAsk(limit=_CHOICES), _narrowed(desk, tx, q, False))
        title = standing.definition.title
        named = [one for one in page.rows if one.row["title"] and one.rights[title] >= FieldAccess.READ]
        return [
            {
                "id": one.row["id"],
                "title": one.row["title"],
                "facts": shown_record(one.row, one.rights, title)["values"],
            }
            for one in named
        ]

    return [RecordChoiceOut(**one) for one in await desk.read(read)]


@router.get("/{table}/export", responses=ANSWER, response_class=StreamingResponse)
async def export_table_records(
    table: TableKey, desk: DeskDep, ask: Ask, q: Search = "", archived: Archived = False, format: FileFormat = "csv"
) -> StreamingResponse:
    """The records of a list as a file, as far as the caller may export them; written down before the first row."""
    await desk.read(lambda tx: d.readable_table(tx, desk.caller, table))
    if not exports.may_export(desk.caller):
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_grant", action="export", object=m.RECORD)

    def part(cursor: str) -> Callable[[Tx], ExportPart]:
        asked = replace(ask, limit=MAX_LIMIT, cursor=cursor, exact=True)

        def read(tx: Tx) -> ExportPart:
            standing = d.readable_table(tx, desk.caller, table)
            narrowed = _narrowed(desk, tx, q, archived)
            return exports.export_part(tx, desk.caller, standing, (asked, narrowed), (desk.language, desk.info.zone))

        return read

    first = await desk.read(part(""))
    await _log_masked(desk, first.page)
    detail = {"rows": first.page.counted[0], "table": table}
    await record_access(desk, EXPORT, kind=m.RECORD, fields=first.keys, detail=detail)
    export = Export(desk, first, part)
    return StreamingResponse(export.body(format), media_type=MEDIA[format], headers=export.headers(table, format))
