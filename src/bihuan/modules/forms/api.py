"""Routes of form definitions."""

from base64 import b64decode
from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import check_access
from bihuan.core.forms import advise, to_json_schema
from bihuan.core.imports import InferredField, InferredForm, infer_form
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.errors import say
from bihuan.kernel.named import Thing, find_named, named_thing
from bihuan.kernel.routing import Router
from bihuan.kernel.sheets import Sheet, read_sheet
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.forms import interface, messages, queries

router = Router(tags=["forms"], responses=PROBLEMS)
named = Router(tags=["forms"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
# What a form looks like stands in the first rows; a long list below them tells no more.
_READ_ROWS = 500
Version = Annotated[int | None, Query(ge=1, le=1_000_000)]


class FormSummary(BaseModel):
    """A form and its newest version."""

    key: str
    version: int
    label: dict[str, str]
    at: int = Field(description="Published at, ms since 1970-01-01 UTC")


class FormOut(BaseModel):
    """One version of a form, complete."""

    key: str
    version: int
    body: dict[str, Any]
    advice: list[str] = Field(description="What the author should think about; never blocks")


class PublishFormIn(BaseModel):
    """A form to publish (docs/forms.md)."""

    model_config = ConfigDict(extra="forbid")
    body: dict[str, Any]
    base_version: int | None = Field(default=None, ge=0, le=1_000_000)


class CheckFormIn(BaseModel):
    """A form to look over; nothing is published."""

    model_config = ConfigDict(extra="forbid")
    body: dict[str, Any]


class FormFindingOut(BaseModel):
    """A fault that keeps a form from being published, or advice. `path` leads to its place."""

    path: str
    code: str
    detail: str
    severity: Literal["error", "advice"]


class FormChangeOut(BaseModel):
    """A change in words. breaking: what was good before may now be refused, or loses its meaning."""

    path: str
    code: str
    weight: Literal["cosmetic", "compatible", "breaking"]
    text: str


class FormCheckOut(BaseModel):
    """What publishing would find and change. `version`: the newest that is published; 0: none is."""

    version: int
    findings: list[FormFindingOut]
    sentences: dict[str, str] = Field(description="Conditions and formulas in words, by path")
    changes: list[FormChangeOut]
    weight: Literal["new", "cosmetic", "compatible", "breaking"]


class FormVersionOut(BaseModel):
    """A version and what it changed."""

    version: int
    at: int
    by: str | None = Field(description="Who published it; null: the platform")
    weight: Literal["new", "cosmetic", "compatible", "breaking"]
    changes: list[FormChangeOut]


class RemovedFieldOut(BaseModel):
    """A field that an earlier version had: it keeps its data and can be taken back under its key."""

    field: dict[str, Any]
    section: str
    version: int = Field(description="The last version that had it")
    at: int = Field(description="Removed at, ms since 1970-01-01 UTC")


class SheetIn(BaseModel):
    """A sheet to make a form of: pasted cells, or a file (XLSX, CSV) in base64. `sheet`: which one of a workbook."""

    model_config = ConfigDict(extra="forbid")
    text: str | None = Field(default=None, max_length=500_000)
    content: str | None = Field(default=None, max_length=1_900_000)
    sheet: str | None = Field(default=None, max_length=100)


class SheetColumnOut(BaseModel):
    """What a column or a label was taken for. `settings`: of the kind; `why`: what told the kind."""

    title: str
    kind: str
    settings: dict[str, Any]
    required: bool
    why: Literal["named", "values", "both", "boxes", "unit", "rows", "differs", "in_table", "nothing"]
    sure: Literal["high", "medium", "low"]
    samples: list[str]


class SheetFieldOut(SheetColumnOut):
    """A field with, where it is a table, its columns."""

    columns: list[SheetColumnOut]


class SheetSectionOut(BaseModel):
    """Fields below one heading; "" where there is none."""

    title: str
    fields: list[SheetFieldOut]


class SheetFormOut(BaseModel):
    """The form that a sheet shows; nothing is kept of it. `title` is "" where the sheet has none."""

    sheets: list[str]
    title: str
    sections: list[SheetSectionOut]


@router.get("")
async def list_forms(desk: DeskDep) -> list[FormSummary]:
    """Every form that is published."""

    def read(tx: Tx) -> list[JsonObject]:
        check_access(desk.caller.subject, "read", "form", {})
        return queries.summaries(tx)

    return [FormSummary(**row) for row in await desk.read(read)]


@router.get("/{key}")
async def get_form(key: str, desk: DeskDep, version: Version = None) -> FormOut:
    """One version of a form; the newest when none is named."""

    def read(tx: Tx) -> FormOut:
        check_access(desk.caller.subject, "read", "form", {})
        number = version or interface.current_version(tx, key)
        form = interface.form_definition(tx, key, number)
        row = queries.one(tx, key, number)
        if row is None:
            raise Refusal("form.unknown", Kind.NOT_FOUND, form=key)
        advice = [say(item.code, item.data, desk.language) for item in advise(form)]
        return FormOut(key=key, version=number, body=row["body"], advice=advice)

    return await desk.read(read)


@router.get("/{key}/schema")
async def get_schema(key: str, desk: DeskDep, version: Version = None) -> dict[str, Any]:
    """JSON Schema (2020-12) of what may be submitted."""

    def read(tx: Tx) -> JsonObject:
        check_access(desk.caller.subject, "read", "form", {})
        number = version or interface.current_version(tx, key)
        return to_json_schema(interface.form_definition(tx, key, number))

    return await desk.read(read)


@router.post("/check")
async def check_form(body: CheckFormIn, desk: DeskDep) -> FormCheckOut:
    """Look a form over before it is published: every fault with its place, advice, sentences, what would change."""

    def read(tx: Tx) -> JsonObject:
        check_access(desk.caller.subject, "publish", "form", {})
        return interface.checked_form(tx, body.body, interface.reader_for(tx, desk.language, desk.info.zone))

    return FormCheckOut(**await desk.read(read))


@router.post("/from-sheet")
async def read_form_from_sheet(body: SheetIn, desk: DeskDep) -> SheetFormOut:
    """The form that a sheet shows: headings or labels become fields, their kinds guessed from titles and examples."""
    await desk.read(lambda tx: check_access(desk.caller.subject, "publish", "form", {}))
    sheet, form = await desk.offload(lambda: _form_of(body))
    if not form.sections:
        raise Refusal("form.sheet_shows_nothing", path="text" if body.content is None else "content")
    sections = [
        SheetSectionOut(title=one.title, fields=[_sheet_field(field) for field in one.fields]) for one in form.sections
    ]
    return SheetFormOut(sheets=list(sheet.names), title=form.title, sections=sections)


def _form_of(body: SheetIn) -> tuple[Sheet, InferredForm]:
    """Refuses what is no sheet."""
    try:
        content = (body.text or "").encode() if body.content is None else b64decode(body.content, validate=True)
    except ValueError as error:
        raise Refusal("sheet.not_text", Kind.UNSUPPORTED) from error
    sheet = read_sheet(content, body.sheet)
    return sheet, infer_form(sheet.rows[:_READ_ROWS])


def _sheet_field(field: InferredField) -> SheetFieldOut:
    return SheetFieldOut(
        **_sheet_column(field), columns=[SheetColumnOut(**_sheet_column(one)) for one in field.columns]
    )


def _sheet_column(field: InferredField) -> dict[str, Any]:
    guess = field.guess
    return {
        "title": field.title,
        "kind": guess.kind,
        "settings": dict(guess.settings),
        "required": field.required,
        "why": guess.why,
        "sure": guess.sure,
        "samples": list(field.samples),
    }


@router.get("/{key}/versions")
async def list_form_versions(key: str, desk: DeskDep) -> list[FormVersionOut]:
    """Every version of a form, newest first, with what it changed; one is restored by publishing it again."""

    def read(tx: Tx) -> list[JsonObject]:
        check_access(desk.caller.subject, "publish", "form", {})
        return interface.form_history(tx, key, interface.reader_for(tx, desk.language, desk.info.zone))

    return [FormVersionOut(**row) for row in await desk.read(read)]


@router.get("/{key}/removed")
async def list_removed_fields(key: str, desk: DeskDep) -> list[RemovedFieldOut]:
    """The fields that earlier versions had and the newest has not, last removed first."""

    def read(tx: Tx) -> list[JsonObject]:
        check_access(desk.caller.subject, "publish", "form", {})
        return interface.removed_fields(tx, key)

    return [RemovedFieldOut(**row) for row in await desk.read(read)]


@router.post("", status_code=201)
async def publish_form(body: PublishFormIn, desk: DeskDep) -> FormOut:
    """Publish the next version; live at once, tickets in flight stay on theirs."""
    accepted = await desk.submit(messages.PublishForm(body.body, body.base_version))
    return await get_form(accepted.ref.removeprefix("definition:form."), desk, None)


# --- what fields name -----------------------------------------------------------------------------------------------

ThingKind = Annotated[str, Path(max_length=40)]
ThingId = Annotated[str, Path(max_length=64)]
Search = Annotated[str, Query(max_length=200)]
Of = Annotated[str, Query(max_length=64, description="The customer to whom it has to belong; empty: to anybody")]


class ThingOut(BaseModel):
    """Something that a field may name, as far as the caller may see it."""

    id: str
    title: str
    about: str = Field(description="What tells it from others of its name: a number, an address, how a ticket stands")
    facts: dict[str, Any] = Field(description="What other fields take over; nothing that is masked for the caller")


@named.get("/{kind}")
async def find_things(kind: ThingKind, desk: DeskDep, q: Search = "", of: Of = "") -> list[ThingOut]:
    """Things of a kind (`customer`, `contact`, `site`, `contract`, `role`, `ticket`) that a text finds, while it is
    being typed."""

    def read(tx: Tx) -> list[Thing]:
        return find_named(tx, desk.caller, kind, q, of)

    return [_thing_out(one) for one in await desk.read(read)]


@named.get("/{kind}/{thing}")
async def get_thing(kind: ThingKind, thing: ThingId, desk: DeskDep) -> ThingOut:
    """One thing by its id."""

    def read(tx: Tx) -> Thing:
        return named_thing(tx, desk.caller, kind, thing)

    return _thing_out(await desk.read(read))


def _thing_out(thing: Thing) -> ThingOut:
    return ThingOut(id=thing.id, title=thing.title, about=thing.about, facts=dict(thing.facts or {}))
