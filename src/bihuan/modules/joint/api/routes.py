"""Sessions of a ticket, one's own sessions, who is free when, and crews."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Query, Response

from bihuan.core.joint import Slot, calendar_of
from bihuan.core.rules import LAST_INSTANT
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.joint import messages as m
from bihuan.modules.joint import queries
from bihuan.modules.joint.api.shapes import (
    AvailabilityOut,
    CancelSessionIn,
    CrewOut,
    HelpersIn,
    HelpOut,
    JointSessionIn,
    MinutesIn,
    MySessionOut,
    SessionRules,
    TicketSessionsOut,
)
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import ticket_of_task

of_tickets = Router(tags=["joint sessions"], responses=PROBLEMS)
sessions = Router(tags=["joint sessions"], responses=PROBLEMS)
crews = Router(tags=["crews"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
At = Annotated[int, Query(ge=0, le=LAST_INSTANT, description="ms since 1970")]
SessionId = Annotated[str, Path(max_length=100)]
_ICS: dict[int | str, dict[str, Any]] = {200: {"description": "The session", "content": {"text/calendar": {}}}}


# --- sessions of a ticket -----------------------------------------------------------------------------------------


@of_tickets.get("/{key}/sessions")
async def get_sessions(key: str, desk: DeskDep) -> TicketSessionsOut:
    """The joint sessions of a ticket. Customers see none."""
    return TicketSessionsOut(**await desk.read(lambda tx: queries.sessions_of(tx, desk.caller, key)))


@of_tickets.post("/{key}/sessions", status_code=201)
async def plan_session(key: str, body: JointSessionIn, desk: DeskDep) -> TicketSessionsOut:
    """Book a session; who is asked to it reads the ticket from then on, and is told."""
    ticket = await _id_of(desk, key)
    return await _done(desk, m.PlanSession(ticket=ticket, **_values(body)), ticket)


@of_tickets.put("/{key}/sessions/{session}")
async def change_session(key: str, session: SessionId, body: JointSessionIn, desk: DeskDep) -> TicketSessionsOut:
    """Move a planned session, or ask others to it."""
    ticket = await _id_of(desk, key)
    return await _done(desk, m.ChangeSession(ticket=ticket, session=session, **_values(body)), ticket)


@of_tickets.post("/{key}/sessions/{session}/cancel")
async def cancel_session(key: str, session: SessionId, body: CancelSessionIn, desk: DeskDep) -> TicketSessionsOut:
    """It does not take place; everybody is told."""
    ticket = await _id_of(desk, key)
    return await _done(desk, m.CancelSession(ticket=ticket, session=session, reason=body.reason), ticket)


@of_tickets.post("/{key}/sessions/{session}/minutes")
async def hold_session(key: str, session: SessionId, body: MinutesIn, desk: DeskDep) -> TicketSessionsOut:
    """It took place: what was said, and the conclusion. Sent again, it corrects them."""
    ticket = await _id_of(desk, key)
    values = {**body.model_dump(), "attended": tuple(body.attended)}
    return await _done(desk, m.HoldSession(ticket=ticket, session=session, **values), ticket)


# --- sessions of people -------------------------------------------------------------------------------------------


@sessions.get("")
async def my_sessions(desk: DeskDep, start: At, end: At) -> list[MySessionOut]:
    """The sessions within a time that the caller is asked to."""
    found = await desk.read(lambda tx: queries.my_sessions(tx, desk.caller, start, end))
    return [MySessionOut(**one) for one in found]


@sessions.get("/availability")
async def availability(
    desk: DeskDep, start: At, end: At, person: Annotated[list[str], Query(max_length=200)]
) -> list[AvailabilityOut]:
    """Who of these people is on duty for the whole slot, and who is booked already."""
    slot, zone = Slot(start, end), desk.info.zone
    found = await desk.read(lambda tx: queries.availability(tx, desk.caller, person, slot, zone))
    return [AvailabilityOut(**one) for one in found]


@sessions.get("/rules")
async def get_session_rules(desk: DeskDep) -> SessionRules:
    """Whether somebody may be asked to two sessions at once."""

    def read(tx: Tx) -> Any:
        queries.check_sees_people(desk.caller)
        return queries.double_booking(tx)

    return SessionRules(double_booking=await desk.read(read))


@sessions.put("/rules")
async def set_session_rules(body: SessionRules, desk: DeskDep) -> SessionRules:
    """Set it."""
    await desk.submit(m.SetSessionRules(body.double_booking))
    return body


@sessions.get("/{session}/calendar", response_class=Response, responses=_ICS)
async def session_calendar(session: SessionId, desk: DeskDep) -> Response:
    """The session as a file for one's calendar (iCalendar)."""
    found = await desk.read(lambda tx: queries.readable_session(tx, desk.caller, session))
    number = found["number"] or ""
    event = {
        "uid": f"{found['id']}@bihuan",
        "summary": " ".join(part for part in (found["subject"] or found["title"], number) if part),
        "description": found["link"] or "",
        "location": found["place"] or "",
        "url": found["link"] or "",
    }
    slot = (found["start"], found["end"])
    text = calendar_of(event, slot, found["changed_at"], cancelled=found["state"] == m.CANCELLED)
    headers = {"Content-Disposition": f'attachment; filename="session-{found["id"]}.ics"'}
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)


# --- crews --------------------------------------------------------------------------------------------------------


@of_tickets.get("/{key}/crews")
async def get_crews(key: str, desk: DeskDep) -> list[CrewOut]:
    """Who works on the open handle tasks of a ticket."""
    found = await desk.read(lambda tx: queries.crews_of(tx, desk.caller, key))
    return [CrewOut(**one) for one in found]


@crews.get("/helping")
async def my_help(desk: DeskDep) -> list[HelpOut]:
    """Others' open tasks that the caller helps with."""
    found = await desk.read(lambda tx: queries.my_help(tx, desk.caller))
    return [HelpOut(**one) for one in found]


@crews.put("/{task}/helpers")
async def set_helpers(task: str, body: HelpersIn, desk: DeskDep) -> list[CrewOut]:
    """Who helps the owner of a task: they read the ticket and write into it; he finishes it."""
    command = m.SetHelpers(task=task, people=tuple(body.people))
    ticket = ticket_of_task(task)
    _, found = await desk.submit_and_read(command, lambda tx, _: queries.crews_of(tx, desk.caller, ticket))
    return [CrewOut(**one) for one in found]


@crews.post("/{task}/helping/{move}")
async def move_as_helper(task: str, move: Literal["depart", "arrive", "leave"], desk: DeskDep) -> list[HelpOut]:
    """A helper's own visit: he sets out, arrives, leaves again. Answers what he helps with."""
    command = m.MoveAsHelper(task=task, move=move)
    _, found = await desk.submit_and_read(command, lambda tx, _: queries.my_help(tx, desk.caller))
    return [HelpOut(**one) for one in found]


def _values(body: JointSessionIn) -> dict[str, Any]:
    return {**body.model_dump(), "people": tuple(body.people)}


async def _id_of(desk: Desk, key: str) -> str:
    found: str = await desk.read(lambda tx: tickets.readable_row(tx, desk.caller, key)[0]["id"])
    return found


async def _done(desk: Desk, command: Any, ticket: str) -> TicketSessionsOut:
    """Send a command; the ticket's sessions as it left them."""
    _, found = await desk.submit_and_read(command, lambda tx, _: queries.sessions_of(tx, desk.caller, ticket))
    return TicketSessionsOut(**found)
