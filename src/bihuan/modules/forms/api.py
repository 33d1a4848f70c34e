"""Routes of form definitions."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import check_access
from bihuan.core.forms import advise, to_json_schema
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.errors import say
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.forms import interface, messages, queries

router = APIRouter(tags=["forms"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
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


@router.post("", status_code=201)
async def publish_form(body: PublishFormIn, desk: DeskDep) -> FormOut:
    """Publish the next version; live at once, tickets in flight stay on theirs."""
    accepted = await desk.submit(messages.PublishForm(body.body, body.base_version))
    return await get_form(accepted.ref.removeprefix("definition:form."), desk, None)
