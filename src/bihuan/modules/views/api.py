"""Routes of saved views."""

from typing import Annotated, Any

from fastapi import Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from bihuan.kernel.listing import CountOut
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.identity import interface as identity
from bihuan.modules.views import messages, queries

router = Router(tags=["views"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Keys = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=50)]


class ViewColumnIn(BaseModel):
    """A column of a view with its width in pixels."""

    model_config = ConfigDict(extra="forbid")
    key: Annotated[str, Field(max_length=100)]
    width: Annotated[int, Field(ge=1, le=10_000)]


class AskingIn(BaseModel):
    """What a view asks of the pool: as `GET /tickets` takes it, and how it is shown."""

    model_config = ConfigDict(extra="forbid")
    filter: Annotated[str, Field(max_length=15_000)] = ""
    q: Annotated[str, Field(max_length=200)] = ""
    type: Annotated[str, Field(max_length=100)] = ""
    sort: Annotated[str, Field(max_length=400)] = ""
    columns: Annotated[list[ViewColumnIn], Field(max_length=40)] = []
    layout: Annotated[str | None, Field(max_length=20)] = None


class SavedViewIn(BaseModel):
    """A view to keep. With roles or departments it is shared with them, without it is one's own."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(max_length=200)]
    query: AskingIn
    roles: Keys = []
    departments: Keys = []


class SavedViewOut(BaseModel):
    """A view that the caller may use. `count` only where it was asked for and the caller may ask what the view asks."""

    id: str
    name: str
    owner: str
    own: bool
    default: bool
    query: dict[str, Any]
    roles: list[str]
    departments: list[str]
    version: int
    count: CountOut | None = None


class DefaultViewIn(BaseModel):
    """The view that one's pool opens with; null for the plain list."""

    model_config = ConfigDict(extra="forbid")
    view: Annotated[str | None, Field(max_length=100)]


@router.get("", response_model_exclude_unset=True)
async def list_views(
    desk: DeskDep, counts: Annotated[bool, Query(description="Say how many tickets each has")] = False
) -> list[SavedViewOut]:
    """One's own views, then those shared with one."""

    def read(tx: Tx) -> list[SavedViewOut]:
        rows = queries.views_for(tx, desk.caller.subject)
        env = identity.env_of(tx, desk.info, desk.now())
        counted = queries.counts_of(tx, desk.caller, rows, env) if counts else {}
        return _shown(tx, desk, rows, counted)

    return await desk.read(read)


@router.post("", status_code=201, response_model_exclude_unset=True)
async def create_view(body: SavedViewIn, desk: DeskDep) -> SavedViewOut:
    """Keep a view."""
    return await _saved(desk, body, None)


@router.put("/default", status_code=204)
async def choose_default(body: DefaultViewIn, desk: DeskDep) -> Response:
    """Open the pool with this view from now on."""
    await desk.submit(messages.ChooseDefaultView(body.view))
    return Response(status_code=204)


@router.put("/{view}", response_model_exclude_unset=True)
async def change_view(view: str, body: SavedViewIn, desk: DeskDep) -> SavedViewOut:
    """Change a view as a whole. Send If-Match to be told when somebody else was faster."""
    return await _saved(desk, body, view)


@router.delete("/{view}", status_code=204)
async def delete_view(view: str, desk: DeskDep) -> Response:
    """Take a view away."""
    await desk.submit(messages.DeleteView(view))
    return Response(status_code=204)


async def _saved(desk: Desk, body: SavedViewIn, view: str | None) -> SavedViewOut:
    command = messages.SaveView(
        name=body.name,
        query=body.query.model_dump(exclude_unset=True),
        view=view,
        roles=tuple(body.roles),
        departments=tuple(body.departments),
    )

    def read(tx: Tx, ref: str) -> SavedViewOut:
        row = queries.view_row(tx, ref.partition(":")[2])
        return _shown(tx, desk, [row] if row else [], {})[0]

    _, found = await desk.submit_and_read(command, lambda tx, done: read(tx, done.ref))
    return found


def _shown(tx: Tx, desk: Desk, rows: list[Row], counted: dict[str, tuple[int, bool]]) -> list[SavedViewOut]:
    person = desk.caller.subject.person
    audience = queries.audience_of(tx, [row["id"] for row in rows])
    default = queries.default_of(tx, person)
    shown = []
    for row in rows:
        count = counted.get(row["id"])
        out = SavedViewOut(
            id=row["id"],
            name=row["name"],
            owner=row["owner"],
            own=row["owner"] == person,
            default=row["id"] == default,
            query=row["query"],
            roles=audience[row["id"]]["role"],
            departments=audience[row["id"]]["department"],
            version=row["version"],
        )
        shown.append(out.model_copy(update={"count": CountOut(value=count[0], exact=count[1])}) if count else out)
    return shown
