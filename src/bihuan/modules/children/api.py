"""Routes of parent and child tickets. Tying and untying known tickets is done by the routes of links."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from bihuan.kernel.command import Accepted
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.children import queries
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import ChildOf, CreateTicket, Source

router = Router(tags=["children"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Id = Annotated[str, Field(max_length=100)]
OptionalId = Annotated[str | None, Field(max_length=100)]


class ChildIn(BaseModel):
    """A child to be opened. `take`: which values of the parent it begins with (see the offer); left out: all of them.
    What is given here beside them counts more."""

    model_config = ConfigDict(extra="forbid")
    type: Id
    title: Annotated[str, Field(max_length=1_000)]
    team: Annotated[str | None, Field(max_length=100, description="In whose queue it stands")] = None
    description: Annotated[str | None, Field(max_length=100_000)] = None
    priority: Annotated[str | None, Field(max_length=10)] = None
    take: Annotated[list[Id] | None, Field(max_length=100)] = None
    data: dict[str, Any] = {}


class OfferedOut(BaseModel):
    """A value of the parent that the child may begin with."""

    key: str
    label: dict[str, str]
    value: Any


class RelativeOut(BaseModel):
    """A ticket of the family. Of a confidential one only how it stands is known. `openable`: the caller may read it."""

    id: str | None
    number: str | None
    type: str | None
    team: str | None
    title: str | None
    priority: str | None
    assignee: str | None
    category: str
    stage_label: dict[str, str]
    created_at: int
    openable: bool


class ResultOut(BaseModel):
    """A field that says what came of a child."""

    key: str
    label: dict[str, str]
    value: Any


class ChildOut(RelativeOut):
    """A child. `state`: open, done, cancelled; `handler`: who worked on it last."""

    step_label: dict[str, str] = Field(description="The step of the flow that opened it; empty when a person did")
    state: Literal["open", "done", "cancelled"]
    handler: str | None
    ended_at: int | None
    results: list[ResultOut]


class FamilyNoteOut(BaseModel):
    """A public note of a relative."""

    id: str
    ticket: str
    text: str | None
    public: bool
    files: list[str]
    author: str | None
    at: int


class FamilyFileOut(BaseModel):
    """A file of a relative."""

    id: str
    name: str | None
    kind: str


class SharedOut(BaseModel):
    """What a relative shares."""

    ticket: RelativeOut
    notes: list[FamilyNoteOut]
    files: list[FamilyFileOut]


class FamilyOut(BaseModel):
    """The family of a ticket. `on_end`: what its end does to open children. `actions`: open, link, as far as the caller
    may now."""

    ticket: str
    on_end: Literal["block", "warn", "cascade"]
    parent: RelativeOut | None
    children: list[ChildOut]
    shared: list[SharedOut]
    actions: list[str]


class OpenedOut(BaseModel):
    """The new ticket."""

    id: str
    number: str


@router.get("/{key}/children")
async def get_children(key: str, desk: DeskDep) -> FamilyOut:
    """Parent, children with what came of them, and what the family shares. Customers see nothing of it."""
    return FamilyOut(**await desk.read(lambda tx: queries.overview(tx, desk.caller, key)))


@router.get("/{key}/children/offer")
async def offer_child(key: str, desk: DeskDep, type: Annotated[str, Query(max_length=100)]) -> list[OfferedOut]:
    """Which values of the ticket a child of this type may begin with."""
    found = await desk.read(lambda tx: queries.offer(tx, desk.caller, key, type))
    return [OfferedOut(**item) for item in found]


@router.post("/{key}/children", status_code=201)
async def open_child(key: str, body: ChildIn, desk: DeskDep) -> OpenedOut:
    """Open a child, with clocks of its own. Its submitter is whoever opens it."""
    command = await desk.read(lambda tx: _command(tx, desk, key, body))

    def read(tx: Tx, accepted: Accepted) -> dict[str, Any]:
        row = tickets.ticket_row(tx, accepted.ref.removeprefix("ticket:")) or {}
        return {"id": row["id"], "number": row["number"]}

    _, found = await desk.submit_and_read(command, read)
    return OpenedOut(**found)


def _command(tx: Tx, desk: Desk, key: str, body: ChildIn) -> CreateTicket:
    row, _ = tickets.readable_row(tx, desk.caller, key)
    take = tuple(body.take) if body.take is not None else None
    kept = queries.passed_on(tx, desk.caller, row, body.type, take)
    given = {"description": body.description, "priority": body.priority}
    data = {**kept.pop("data"), **body.data}
    return CreateTicket(
        type=body.type,
        title=body.title,
        team=body.team,
        source=Source(row["channel"]),
        data=data,
        child_of=ChildOf(ticket=row["id"]),
        **{**kept, **{name: value for name, value in given.items() if value is not None}},
    )
