"""Routes of the ticket pool: its pages, its marks, what one may ask of it, and the whole of it as a file."""

from typing import Annotated, Any

from fastapi import Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from bihuan.core.access import FieldAccess
from bihuan.core.values import Instant
from bihuan.kernel.exporting import ANSWER, MEDIA, FileFormat
from bihuan.kernel.listing import CountOut, ListAsk, Listed, Page, PageOut, list_ask, page_of
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.audit.interface import record_access
from bihuan.modules.audit.messages import MASKED_SEARCH
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import queries
from bihuan.modules.tickets.api import exporting
from bihuan.modules.tickets.api.shapes import TicketRowOut

tickets = Router(tags=["tickets"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Ask = Annotated[ListAsk, Depends(list_ask)]
MAX_IDS = 200
At = Annotated[Instant | None, Query(ge=0, le=7_258_118_400_000)]


class MarksOut(BaseModel):
    """How long a list is and where its parts begin: `cursors[n]` opens part n + 1."""

    count: CountOut
    cursors: list[str]


class FieldOptionOut(BaseModel):
    """Something to choose."""

    value: str
    label: dict[str, str]


class PoolFieldOut(BaseModel):
    """A column of the pool. `kind` as in docs/rules.md; `of`: what an id points at; `own`: a field of the form."""

    key: str
    kind: str
    label: dict[str, str]
    options: list[FieldOptionOut]
    of: str | None
    filterable: bool
    sortable: bool
    own: bool


class FilterSentenceOut(BaseModel):
    """A filter as a sentence in the caller's language."""

    text: str


async def narrowing(
    desk: DeskDep,
    q: Annotated[str, Query(max_length=200, description="Search text")] = "",
    type: Annotated[str | None, Query(max_length=100, description="One type; its filterable fields join in")] = None,
    until: At = None,
    since: At = None,
    ids: Annotated[str, Query(max_length=MAX_IDS * 37, description="These tickets only: ids with commas")] = "",
) -> queries.Narrowing:
    """What narrows the pool besides the filter. `until`/`since`: made up to, or after, an instant, so that a list
    stays as it is while new tickets come."""
    return queries.Narrowing(q, type, until, since, tuple(filter(None, ids.split(",")))[:MAX_IDS])


NarrowedBy = Annotated[queries.Narrowing, Depends(narrowing)]
Columns = Annotated[str, Query(max_length=2_000, description="Fields of the type's form to show: keys with commas")]


@tickets.get("", response_model_exclude_unset=True)
async def list_tickets(desk: DeskDep, ask: Ask, by: NarrowedBy, columns: Columns = "") -> PageOut[TicketRowOut]:
    """The ticket pool: the tickets that the caller may read, newest first unless `sort` says otherwise.

    With `type`, the filterable fields of that type's form can be used in `filter` and `sort` like the others.
    """
    wanted = queries.column_keys(columns)

    def read(tx: Tx) -> tuple[Page, Any]:
        env = identity.env_of(tx, desk.info, desk.now())
        page = queries.list_tickets(tx, queries.TICKETS, desk.caller, ask, queries.Narrowed(env, by, wanted))
        beside = _beside_rows(tx, desk, page)
        hits = queries.hits_of(tx, desk.caller, page.rows, by.text)
        for ticket, found in hits.items():
            beside.setdefault(ticket, {})["hits"] = found
        return page, page_of(page, lambda listed: _shown(listed, beside.get(listed.row["id"], {}), wanted))

    page, answer = await desk.read(read)
    await _log_masked(desk, page)
    return PageOut[TicketRowOut](**answer)


def _shown(listed: Listed, beside: dict[str, Any], wanted: tuple[str, ...]) -> dict[str, Any]:
    """A row with what its caller may read of it."""
    row, rights = listed.row, listed.rights
    shown = {
        key: value
        for key, value in row.items()
        if not key.startswith("_")
        and key not in ("data", "description")
        and (key in queries.NEVER_HIDDEN or rights[key] >= FieldAccess.READ)
    }
    if wanted:
        data = row["data"] or {}
        shown["values"] = {key: data[key] for key in wanted if key in data and rights[key] >= FieldAccess.READ}
    return {**shown, **beside}


def _beside_rows(tx: Tx, desk: Desk, page: Page) -> dict[str, dict[str, Any]]:
    """What rows point at by name, and what other modules say of those whose promises the caller may know."""
    ids = tuple(one.row["id"] for one in page.rows if one.rights["next_due"] >= FieldAccess.READ)
    beside: dict[str, dict[str, Any]] = {
        ticket: {f"{key}_name": name for key, name in names.items()}
        for ticket, names in queries.names_beside(tx, desk.caller, page.rows).items()
    }
    for section in desk.hooks.card_sections:
        if section.kind == queries.ROW_CARD and ids:
            for ticket, said in section.build(tx, desk.caller, ids, desk.now()).items():
                beside.setdefault(ticket, {})[section.name] = said
    return beside


async def _log_masked(desk: Desk, page: Page) -> None:
    if page.logged:
        await record_access(desk, MASKED_SEARCH, kind="ticket", fields=page.logged)


@tickets.get("/marks")
async def mark_tickets(
    desk: DeskDep, ask: Ask, by: NarrowedBy, every: Annotated[int, Query(ge=10, le=200)] = 100
) -> MarksOut:
    """How many tickets there are and where each part of `every` begins, so that a screen may jump to any of them."""

    def read(tx: Tx) -> Any:
        env = identity.env_of(tx, desk.info, desk.now())
        return queries.mark_tickets(tx, queries.TICKETS, desk.caller, ask, queries.Narrowed(env, by), every)

    marks = await desk.read(read)
    number, exact = marks.counted
    return MarksOut(count=CountOut(value=number, exact=exact), cursors=list(marks.cursors))


@tickets.get("/open-by-type")
async def count_open_by_type(desk: DeskDep) -> dict[str, int]:
    """How many tickets of each type are open, of those that the caller may read; types without any are left out."""
    return await desk.read(lambda tx: queries.open_by_type(tx, desk.caller))


@tickets.get("/fields")
async def list_fields(desk: DeskDep, type: Annotated[str | None, Query(max_length=100)] = None) -> list[PoolFieldOut]:
    """What the caller may show, filter and sort by; with `type`, the fields of its form too."""
    found = await desk.read(lambda tx: queries.pool_fields(tx, desk.caller, type))
    return [PoolFieldOut(**one) for one in found]


@tickets.get("/sentence")
async def say_filter(
    desk: DeskDep,
    filter: Annotated[str, Query(max_length=20_000)] = "",
    type: Annotated[str | None, Query(max_length=100)] = None,
) -> FilterSentenceOut:
    """A filter in words. Refuses what a list would refuse."""

    def read(tx: Tx) -> str:
        return queries.filter_sentence(tx, desk.caller, (desk.language, desk.info.zone), filter, type)

    return FilterSentenceOut(text=await desk.read(read))


Format = Annotated[FileFormat, Query(description="csv is UTF-8 with BOM, csv-gb18030 for old Excel")]


@tickets.get("/export", responses=ANSWER, response_class=StreamingResponse)
async def export_tickets(
    desk: DeskDep,
    ask: Ask,
    by: NarrowedBy,
    columns: Columns = "",
    format: Format = "csv",
) -> StreamingResponse:
    """The tickets of a view as a table, as far as the caller may export them; written down before the first row."""
    export = await exporting.begin(desk, ask, by, queries.column_keys(columns))
    headers = export.headers("tickets", format)
    return StreamingResponse(export.body(format), media_type=MEDIA[format], headers=headers)
