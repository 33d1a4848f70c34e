"""Routes of tickets and tasks."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import FieldAccess
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.listing import ListAsk, Listed, PageOut, list_ask, page_of
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets import queries

tickets = APIRouter(tags=["tickets"], responses=PROBLEMS)
tasks = APIRouter(tags=["tasks"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Ask = Annotated[ListAsk, Depends(list_ask)]
Id = Annotated[str, Field(max_length=100)]
OptionalId = Annotated[str | None, Field(max_length=100)]
FileIds = Annotated[list[Id], Field(max_length=50)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SourceIn(_In):
    """Where the ticket comes from. (system, ref) is unique for ever: the same again answers with the same ticket."""

    channel: Annotated[str, Field(min_length=1, max_length=50)]
    system: Annotated[str | None, Field(max_length=100)] = None
    ref: Annotated[str | None, Field(max_length=200)] = None


class GeoIn(_In):
    """A place on earth, WGS 84, degrees; accuracy in metres."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    accuracy: Annotated[float | None, Field(ge=0, le=100_000)] = None


class TicketIn(_In):
    """A report."""

    type: Id
    title: Annotated[str, Field(max_length=1_000)]
    description: Annotated[str, Field(max_length=100_000)] = ""
    priority: Annotated[str | None, Field(max_length=10, description="P0 to P3; left out: the type's own")] = None
    source: SourceIn
    customer: OptionalId = None
    contact: OptionalId = None
    site: OptionalId = None
    device: OptionalId = None
    contract: Annotated[str | None, Field(max_length=100, description='An id, or "none"; left out: looked up')] = None
    region: OptionalId = None
    geo: GeoIn | None = None
    submitter: Annotated[str | None, Field(max_length=100, description="Whose ticket it is, if not the caller's")] = (
        None
    )
    data: dict[str, Any] = Field(default_factory=dict, description="The form's fields, see GET /forms/{key}/schema")
    files: FileIds = []


class ActionIn(_In):
    """What an action brings with it; which parts are needed stands in the task's `actions`."""

    data: dict[str, Any] = {}
    comment: Annotated[str, Field(max_length=20_000)] = ""
    files: FileIds = []
    signature: Annotated[str | None, Field(max_length=200_000, description="A file id or strokes as data")] = None
    to: Annotated[str | None, Field(max_length=100, description="The step to go back to, for return")] = None
    position: GeoIn | None = None
    person: Annotated[str | None, Field(max_length=100, description="For assign: who gets it")] = None
    candidates: Annotated[list[Id], Field(max_length=200, description="For assign: who may claim it")] = []
    reason: Annotated[str, Field(max_length=20_000)] = ""


class RunActionIn(_In):
    """Why a run is withdrawn, reopened, force-closed or archived."""

    reason: Annotated[str, Field(max_length=20_000)] = ""


class AmendIn(_In):
    """Corrections outside the tasks."""

    changes: dict[str, Any] = {}
    data: dict[str, Any] = {}


class NoteIn(_In):
    """A note; public ones are for the customer, too."""

    text: Annotated[str, Field(max_length=100_000)]
    public: bool = False
    files: FileIds = []


class TicketOut(BaseModel):
    """A ticket as its caller may see it: fields that are hidden from him are absent."""

    model_config = ConfigDict(extra="allow")
    id: str
    number: str
    type: str
    stage: str
    category: str
    stage_label: dict[str, str]
    version: int
    created_at: int
    data: dict[str, Any]
    tasks: list["TaskOut"]
    actions: list["ActionOut"]
    visits: list[dict[str, Any]]
    notes: list[dict[str, Any]]


class TicketRowOut(BaseModel):
    """A ticket in a list: its headline, with whatever else of it its caller may see."""

    model_config = ConfigDict(extra="allow")
    id: str
    number: str
    type: str
    stage: str
    category: str
    version: int
    created_at: int


class ActionOut(BaseModel):
    """An action that the caller may do now. `form`: rights by field, `*` for all others."""

    key: str
    label: dict[str, str]
    form: dict[str, str]
    comment: str
    signature: str
    evidence: dict[str, int]
    targets: list[str]
    needs_person: bool


class TaskOut(BaseModel):
    """An open task of the ticket."""

    id: str
    step: str
    label: dict[str, str]
    kind: str
    assignee: str | None
    candidates: list[str]
    opened_at: int
    visit: dict[str, Any] | None
    actions: list[ActionOut]


class TraceOut(BaseModel):
    """The whole history of a ticket with the proof of each entry."""

    ticket: dict[str, Any]
    events: list[dict[str, Any]]
    people: dict[str, str]
    fields: dict[str, dict[str, str]]
    sections: dict[str, Any]
    checkpoint: dict[str, Any] | None


class MyTaskOut(BaseModel):
    """An open task with its ticket's headline."""

    id: str
    ticket: str
    number: str
    title: str | None
    type: str
    priority: str | None
    stage: str
    step: str
    kind: str
    visit: str | None
    opened_at: int


@tickets.post("", status_code=201, responses={200: {"model": TicketOut, "description": "Known already"}})
async def create_ticket(body: TicketIn, desk: DeskDep, response: Response) -> TicketOut:
    """Report. A repeat (Idempotency-Key, or source system and ref) answers with the same ticket."""
    source = m.Source(**body.source.model_dump())
    values = body.model_dump(exclude={"source", "geo", "files"})
    geo = body.geo.model_dump(exclude_none=True) if body.geo else None
    command = m.CreateTicket(source=source, geo=geo, files=tuple(body.files), **values)
    accepted, found = await desk.submit_and_read(
        command, lambda tx, done: _read_view(desk, tx, done.ref.removeprefix("ticket:"))
    )
    if not accepted.events:
        response.status_code = 200
    return _shown(found, response)


@tickets.get("")
async def list_tickets(
    desk: DeskDep,
    ask: Ask,
    q: Annotated[str, Query(max_length=200, description="Search text")] = "",
    type: Annotated[str | None, Query(max_length=100, description="One type; its filterable fields join in")] = None,
) -> PageOut[TicketRowOut]:
    """The ticket pool: the tickets that the caller may read, newest first unless `sort` says otherwise.

    With `type`, the filterable fields of that type's form can be used in `filter` and `sort` like the others.
    """

    def read(tx: Tx) -> Any:
        env = identity.env_of(tx, desk.info, desk.now())
        page = queries.list_tickets(tx, queries.TICKETS, desk.caller, ask, queries.Narrowed(env, q, type))
        return page_of(page, _summary)

    return PageOut[TicketRowOut](**await desk.read(read))


def _summary(listed: Listed) -> dict[str, Any]:
    shown = ("id", "number", "type", "stage", "category", "version", "created_at")
    row = {key: value for key, value in listed.row.items() if not key.startswith("_")}
    return {key: value for key, value in row.items() if key in shown or listed.rights[key] >= FieldAccess.READ}


@tickets.get("/{key}")
async def get_ticket(key: str, desk: DeskDep, response: Response) -> TicketOut:
    """One ticket by id or number, with the caller's open actions."""
    return await _view(desk, key, response)


@tickets.get("/{key}/trace")
async def get_trace(key: str, desk: DeskDep) -> TraceOut:
    """Everything that ever happened to the ticket, in order, each entry with hash and leaf."""
    found = await desk.read(lambda tx: queries.ticket_trace(tx, desk.hooks, desk.caller, key))
    return TraceOut(**found)


@tickets.patch("/{key}")
async def amend_ticket(key: str, body: AmendIn, desk: DeskDep, response: Response) -> TicketOut:
    """Correct core fields or form data. Send If-Match to be told when somebody else was faster."""
    ticket = await _id_of(desk, key)
    return await _done(desk, m.AmendTicket(ticket=ticket, changes=body.changes, data=body.data), ticket, response)


@tickets.post("/{key}/notes", status_code=201)
async def add_note(key: str, body: NoteIn, desk: DeskDep, response: Response) -> TicketOut:
    """Write into the timeline."""
    ticket = await _id_of(desk, key)
    command = m.AddNote(ticket=ticket, text=body.text, public=body.public, files=tuple(body.files))
    return await _done(desk, command, ticket, response)


RunAction = Literal["withdraw", "reopen", "force_close", "archive", "erase"]


@tickets.post("/{key}/actions/{action}")
async def act_on_ticket(key: str, action: RunAction, body: RunActionIn, desk: DeskDep, response: Response) -> TicketOut:
    """Withdraw, reopen, force-close, archive, or erase the personal data of a ticket."""
    ticket = await _id_of(desk, key)
    command: Any = m.ActOnTicket(ticket=ticket, action=action, reason=body.reason)
    if action == "archive":
        command = m.ArchiveTicket(ticket=ticket)
    elif action == "erase":
        command = m.EraseTicket(ticket=ticket, reason=body.reason)
    return await _done(desk, command, ticket, response)


@tasks.get("")
async def my_tasks(desk: DeskDep, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> list[MyTaskOut]:
    """The caller's open tasks, oldest first."""
    person = desk.caller.subject.person
    if person is None:
        raise Refusal("access.sign_in", Kind.UNAUTHENTICATED)
    return [MyTaskOut(**row) for row in await desk.read(lambda tx: queries.list_tasks(tx, desk.caller, person, limit))]


@tasks.post("/{task}/actions/{action}")
async def act_on_task(task: str, action: str, body: ActionIn, desk: DeskDep, response: Response) -> TicketOut:
    """Do one of the task's open actions; `assign` gives it to a person."""
    command: Any
    if action == "assign":
        people = tuple(body.candidates)
        command = m.AssignTask(task=task, person=body.person, candidates=people, reason=body.reason or body.comment)
    else:
        command = m.ActOnTask(
            task=task,
            action=action,
            data=body.data,
            comment=body.comment or body.reason,
            files=tuple(body.files),
            signature=body.signature,
            to=body.to,
            position=body.position.model_dump(exclude_none=True) if body.position else None,
        )
    return await _done(desk, command, m.ticket_of_task(task), response)


async def _id_of(desk: Desk, key: str) -> str:
    found: str = await desk.read(lambda tx: queries.readable_row(tx, desk.caller, key)[0]["id"])
    return found


async def _done(desk: Desk, command: Any, ticket: str, response: Response) -> TicketOut:
    """Send a command; the ticket as it left it."""
    _, found = await desk.submit_and_read(command, lambda tx, _: _read_view(desk, tx, ticket))
    return _shown(found, response)


async def _view(desk: Desk, key: str, response: Response) -> TicketOut:
    return _shown(await desk.read(lambda tx: _read_view(desk, tx, key)), response)


def _read_view(desk: Desk, tx: Tx, key: str) -> dict[str, Any]:
    return queries.ticket_view(tx, desk.caller, key, identity.env_of(tx, desk.info, desk.now()))


def _shown(found: dict[str, Any], response: Response) -> TicketOut:
    response.headers["ETag"] = f'"{found["version"]}"'
    return TicketOut(**found)
