"""Routes of one ticket and of tasks."""

from typing import Annotated, Any, Literal

from fastapi import Query, Response

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, hot
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets import queries
from bihuan.modules.tickets.api.pool import DeskDep, tickets
from bihuan.modules.tickets.api.shapes import (
    ActionIn,
    AmendIn,
    CallIn,
    MyTaskOut,
    NoteIn,
    RunActionIn,
    SignalIn,
    TicketIn,
    TicketOut,
    TraceOut,
    UrgeIn,
)

tasks = Router(tags=["tasks"], responses=PROBLEMS)


@tickets.post(
    "",
    status_code=201,
    response_model_exclude_unset=True,
    responses={200: {"model": TicketOut, "description": "Known already"}},
)
@hot
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


@tickets.get("/{key}", response_model_exclude_unset=True)
async def get_ticket(key: str, desk: DeskDep, response: Response) -> TicketOut:
    """One ticket by id or number, with the caller's open actions."""
    return await _view(desk, key, response)


@tickets.get("/{key}/trace")
async def get_trace(key: str, desk: DeskDep) -> TraceOut:
    """Everything that ever happened to the ticket, in order, each entry with hash and leaf."""
    found = await desk.read(lambda tx: queries.ticket_trace(tx, desk.hooks, desk.caller, key))
    return TraceOut(**found)


@tickets.patch("/{key}", response_model_exclude_unset=True)
async def amend_ticket(key: str, body: AmendIn, desk: DeskDep, response: Response) -> TicketOut:
    """Correct core fields or form data.

    With `seen`, fields that others changed meanwhile stand beside one's own, and the same field changed by both is
    refused as `ticket.fields_changed` with all three values. With If-Match, any change of others is refused.
    """
    ticket = await _id_of(desk, key)
    command = m.AmendTicket(ticket=ticket, changes=body.changes, data=body.data, seen=body.seen)
    return await _done(desk, command, ticket, response)


@tickets.post("/{key}/notes", status_code=201, response_model_exclude_unset=True)
async def add_note(key: str, body: NoteIn, desk: DeskDep, response: Response) -> TicketOut:
    """Write into the timeline."""
    ticket = await _id_of(desk, key)
    lists = {"files": tuple(body.files), "mentions": tuple(body.mentions)}
    command = m.AddNote(ticket=ticket, text=body.text, public=body.public, **lists)
    return await _done(desk, command, ticket, response)


@tickets.post("/{key}/calls", status_code=201, response_model_exclude_unset=True)
async def log_call(key: str, body: CallIn, desk: DeskDep, response: Response) -> TicketOut:
    """Note a phone call with the customer; one that reached him counts as a response from when it was."""
    ticket = await _id_of(desk, key)
    command = m.LogCall(ticket=ticket, **{**body.model_dump(), "files": tuple(body.files)})
    return await _done(desk, command, ticket, response)


RunAction = Literal["withdraw", "reopen", "terminate", "force_close", "archive", "erase"]


@tickets.post("/{key}/actions/{action}", response_model_exclude_unset=True)
async def act_on_ticket(key: str, action: RunAction, body: RunActionIn, desk: DeskDep, response: Response) -> TicketOut:
    """Withdraw, reopen, terminate, force-close, archive, or erase the personal data of a ticket."""
    ticket = await _id_of(desk, key)
    command: Any = m.ActOnTicket(ticket=ticket, action=action, reason=body.reason, children=body.children)
    if action == "archive":
        command = m.ArchiveTicket(ticket=ticket)
    elif action == "erase":
        command = m.EraseTicket(ticket=ticket, reason=body.reason)
    return await _done(desk, command, ticket, response)


@tickets.post("/{key}/waits/{instance}/end", response_model_exclude_unset=True)
async def end_wait(key: str, instance: str, body: RunActionIn, desk: DeskDep, response: Response) -> TicketOut:
    """Wait no longer, for a reason: a lead where the step lets him, or the flow admin."""
    ticket = await _id_of(desk, key)
    return await _done(desk, m.EndWait(ticket=ticket, instance=instance, reason=body.reason), ticket, response)


@tickets.post("/{key}/incidents/{instance}/{how}", response_model_exclude_unset=True)
async def settle_incident(
    key: str, instance: str, how: Literal["retry", "skip", "fill"], body: RunActionIn, desk: DeskDep, response: Response
) -> TicketOut:
    """See to an action that failed: once more, on without it, or on as done by hand; by the flow admin."""
    ticket = await _id_of(desk, key)
    command = m.SettleIncident(ticket=ticket, instance=instance, how=how, reason=body.reason)
    return await _done(desk, command, ticket, response)


@tickets.post("/{key}/read", response_model_exclude_unset=True)
async def read_copies(key: str, desk: DeskDep, response: Response) -> TicketOut:
    """已阅: the caller has read what he was told of this ticket; a run that waits for that goes on."""
    ticket = await _id_of(desk, key)
    return await _done(desk, m.ReadCopies(ticket=ticket), ticket, response)


@tickets.post("/{key}/signals", response_model_exclude_unset=True)
async def signal_ticket(key: str, body: SignalIn, desk: DeskDep, response: Response) -> TicketOut:
    """Another system says that what the ticket waits for has come about. Refused where nothing waits for it."""
    ticket = await _id_of(desk, key)
    return await _done(desk, m.SignalTicket(ticket=ticket, key=body.key), ticket, response)


@tasks.get("")
async def my_tasks(desk: DeskDep, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> list[MyTaskOut]:
    """The caller's open tasks, oldest first."""
    person = desk.caller.subject.person
    if person is None:
        raise Refusal("access.sign_in", Kind.UNAUTHENTICATED)
    return [MyTaskOut(**row) for row in await desk.read(lambda tx: queries.list_tasks(tx, desk.caller, person, limit))]


@tasks.post("/{task}/actions/{action}", response_model_exclude_unset=True)
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
            unplaced=body.unplaced,
            seen=body.seen,
            people=tuple(body.people) or ((body.person,) if body.person else ()),
            joint=body.joint,
            children=body.children,
            resume=body.resume,
        )
    return await _done(desk, command, m.ticket_of_task(task), response)


@tasks.post("/{task}/urge", response_model_exclude_unset=True)
async def urge_task(task: str, body: UrgeIn, desk: DeskDep, response: Response) -> TicketOut:
    """催办: whoever has the task is told at once. Every 30 minutes and five times a day at most."""
    return await _done(desk, m.UrgeTask(task=task, comment=body.comment), m.ticket_of_task(task), response)


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
