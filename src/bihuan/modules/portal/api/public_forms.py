"""Routes by which the company makes its public forms."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import check_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.qr import qr_svg
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.portal import messages, queries
from bihuan.modules.portal.api.pages import portal_address

router = Router(tags=["portal"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
FormKey = Annotated[str, Path(max_length=50)]
Text = Annotated[dict[str, str], Field(max_length=2)]


class PublicFormOut(BaseModel):
    """A form that everybody with its link may fill in."""

    key: str
    version: int
    type: str
    label: dict[str, str]
    intro: dict[str, str]
    channel: str
    fields: list[str]
    prefill: dict[str, str]
    phone_needed: bool
    for_devices: bool
    active: bool
    address: str = Field(description="Its page, for a link or a QR code")


class PublicFormIn(BaseModel):
    """A public form to make or change. `fields` empty: all that the type asks for."""

    model_config = ConfigDict(extra="forbid")
    type: Annotated[str, Field(max_length=100)]
    label: Text
    intro: Text = {}
    channel: Annotated[str, Field(max_length=50)] = "portal"
    fields: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=100)] = []
    prefill: Annotated[
        dict[Literal["name", "phone", "sn"], Annotated[str, Field(max_length=100)]],
        Field(max_length=3, description="Fields of the form that take what the visitor says of himself"),
    ] = {}
    phone_needed: bool = True
    for_devices: bool = False
    active: bool = True
    base_version: int | None = Field(default=None, ge=0, le=1_000_000)


@router.get("")
async def list_public_forms(desk: DeskDep) -> list[PublicFormOut]:
    """Every public form."""

    def read(tx: Tx) -> list[Row]:
        check_access(desk.caller.subject, "manage", "public_form", {})
        return queries.forms(tx)

    return [_shown(desk, row) for row in await desk.read(read)]


@router.put("/{key}")
async def save_public_form(key: FormKey, body: PublicFormIn, desk: DeskDep, response: Response) -> PublicFormOut:
    """Make or change a public form; its link stays the same."""
    values: dict[str, Any] = {**body.model_dump(), "fields": tuple(body.fields)}
    await desk.submit(messages.SavePublicForm(key=key, **values))
    row = await desk.read(lambda tx: queries.form(tx, key))
    if row is None:
        raise Refusal("public_form.not_found", Kind.NOT_FOUND)
    response.headers["ETag"] = f'"{row["version"]}"'
    return _shown(desk, row)


@router.get("/{key}/code", response_class=Response, responses={200: {"content": {"image/svg+xml": {}}}})
async def show_code(key: FormKey, desk: DeskDep) -> Response:
    """The form's address as a QR code, SVG, for a poster."""

    def read(tx: Tx) -> Row | None:
        check_access(desk.caller.subject, "manage", "public_form", {})
        return queries.form(tx, key)

    row = await desk.read(read)
    if row is None:
        raise Refusal("public_form.not_found", Kind.NOT_FOUND)
    return Response(qr_svg(_shown(desk, row).address), media_type="image/svg+xml")


def _shown(desk: Desk, row: Row) -> PublicFormOut:
    return PublicFormOut(**row, address=f"{portal_address(desk)}/r/{row['key']}")
