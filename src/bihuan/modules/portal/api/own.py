"""Routes for whoever holds a link, or proved whose phone he holds: his tickets, and what he may do with them."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of, open_desk_of
from bihuan.modules.company import interface as company
from bihuan.modules.files import interface as files
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.identity import interface as identity
from bihuan.modules.portal import queries
from bihuan.modules.portal.api.codes import PHONE_CODES
from bihuan.modules.portal.interface import (
    expected,
    link_token,
    narrowed_form,
    progress_of,
    seen_fields,
    ticket_behind,
)
from bihuan.modules.portal.interface.phones import plain_number
from bihuan.modules.portal.messages import ProposeVisitTime
from bihuan.modules.sla import interface as sla
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets import messages as m

router = Router(tags=["portal"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
OpenDesk = Annotated[Desk, Depends(open_desk_of)]
Files = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=20)]
_MOST = 50


class StationOut(BaseModel):
    """A station on the way, and when it was reached."""

    key: str
    reached: bool
    at: int | None


class ProgressOut(BaseModel):
    """How far the ticket is: received, dispatched, on_the_way, working, to_accept, done; or cancelled."""

    station: str
    stations: list[StationOut]


class OwnNoteOut(BaseModel):
    """A public note. `mine`: the reader wrote it."""

    at: int
    text: str | None
    mine: bool
    author: str | None
    files: list[dict[str, Any]]


class OwnTaskOut(BaseModel):
    """A task that waits for the reader, with its actions."""

    id: str
    label: dict[str, str]
    kind: str
    actions: list[dict[str, Any]]
    closes_at: int | None = Field(description="When it is passed over by itself, ms; null: never")


class OwnUrgeOut(BaseModel):
    """催办: how often somebody asked for it to be done, and in how many ms one may again (0: now)."""

    count: int
    again_in: int


class OwnTimeOut(BaseModel):
    """Another time that the reader asked for, ms. `at`, `until`: what is agreed; null: nothing yet."""

    state: Literal["asked", "agreed", "declined"]
    at: int | None
    until: int | None
    asked_from: int
    asked_until: int
    text: str
    answer: str | None


class OwnPlaceOut(BaseModel):
    """Where somebody comes to: the customer's own site. `lat` and `lng` in degrees, WGS 84."""

    name: str | None
    address: str | None
    lat: str | None
    lng: str | None


class OwnVisitOut(BaseModel):
    """When somebody comes. `wanted`: the time that the report wished for; `arrives_at`: while he is on the way."""

    time: OwnTimeOut | None
    wanted: int | None
    arrives_at: int | None
    place: OwnPlaceOut | None
    may_ask: bool = Field(description="Whether the reader may ask for another time now")


class OwnTicketOut(BaseModel):
    """A ticket as its link shows it. `form` and `rights` show what was reported, and what actions ask for."""

    number: str
    company: str
    title: str | None
    description: str | None
    type_label: dict[str, str]
    created_at: int
    progress: ProgressOut
    handler: str | None
    expected_by: int | None = Field(description="When it is promised to be done, ms; null: nothing is promised")
    visit: OwnVisitOut
    data: dict[str, Any]
    form: dict[str, Any]
    notes: list[OwnNoteOut]
    files: list[dict[str, Any]]
    tasks: list[OwnTaskOut]
    urge: OwnUrgeOut | None = Field(description="null: nobody else is to do anything now")
    actions: list[dict[str, Any]]
    version: int


class OwnRowOut(BaseModel):
    """One of the reader's tickets, and the token that opens it."""

    number: str
    title: str | None
    created_at: int
    station: str
    token: str


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OwnNoteIn(_In):
    """What the customer adds: words, pictures, a wish for another time."""

    text: Annotated[str, Field(max_length=20_000)]
    files: Files = []


class OwnTimeIn(_In):
    """When the customer would like somebody to come, ms, and why."""

    at: Annotated[int, Field(ge=0, lt=1 << 53)]
    until: Annotated[int, Field(ge=0, lt=1 << 53)]
    text: Annotated[str, Field(max_length=2_000)] = ""


class OwnActionIn(_In):
    """What an action brings with it."""

    task: Annotated[str | None, Field(max_length=100)] = None
    data: dict[str, Any] = {}
    comment: Annotated[str, Field(max_length=20_000)] = ""
    files: Files = []
    signature: Annotated[str | None, Field(max_length=200_000)] = None


class PhoneIn(_In):
    """Whose tickets."""

    phone: Annotated[str, Field(min_length=5, max_length=50)]


class CodeIn(PhoneIn):
    """The code that came by SMS."""

    code: Annotated[str, Field(min_length=4, max_length=12)]


class MineOut(BaseModel):
    """The tickets of a proven phone."""

    tickets: list[OwnRowOut]


# --- one ticket -------------------------------------------------------------------------------------------------


@router.get("/ticket")
async def get_own_ticket(desk: DeskDep, response: Response) -> OwnTicketOut:
    """The link's ticket."""
    response.headers["Cache-Control"] = "no-store"
    return await desk.read(lambda tx: _own_ticket(desk, tx))


@router.post("/ticket/notes", status_code=201)
async def add_own_note(body: OwnNoteIn, desk: DeskDep) -> OwnTicketOut:
    """Add words or pictures to the ticket, for the company to read."""
    opened = await desk.read(lambda tx: ticket_behind(tx, desk.caller, desk.now()))
    await desk.submit(m.AddNote(ticket=opened.ticket, text=body.text, public=True, files=tuple(body.files)))
    return await desk.read(lambda tx: _own_ticket(desk, tx))


@router.post("/ticket/visit-time", status_code=201)
async def ask_for_another_time(body: OwnTimeIn, desk: DeskDep) -> OwnTicketOut:
    """改约: ask for a visit between two instants. What is agreed stands until the company answers."""
    opened = await desk.read(lambda tx: ticket_behind(tx, desk.caller, desk.now()))
    asked = ProposeVisitTime(ticket=opened.ticket, at=body.at, until=body.until, text=body.text)
    await desk.submit(asked)
    return await desk.read(lambda tx: _own_ticket(desk, tx))


@router.post("/ticket/urge")
async def urge_own_ticket(desk: DeskDep) -> OwnTicketOut:
    """催办: whoever the ticket waits for is told. Every 30 minutes and five times a day at most."""

    def waited_for(tx: Tx) -> str:
        opened = ticket_behind(tx, desk.caller, desk.now())
        seen = tickets.ticket_view(tx, desk.caller, opened.ticket, identity.env_of(tx, desk.info, desk.now()))
        task = _others_task(seen)
        if task is None:
            raise Refusal("task.nothing_to_urge", Kind.CONFLICT)
        return str(task["id"])

    await desk.submit(m.UrgeTask(task=await desk.read(waited_for)))
    return await desk.read(lambda tx: _own_ticket(desk, tx))


@router.post("/ticket/actions/{action}")
async def act_on_own_ticket(
    action: Annotated[str, Path(max_length=50)], body: OwnActionIn, desk: DeskDep
) -> OwnTicketOut:
    """Accept, reject, rate: an action of a task that waits for the customer; or withdraw and reopen the ticket."""
    opened = await desk.read(lambda tx: ticket_behind(tx, desk.caller, desk.now()))
    command: Any
    if body.task is None:
        command = m.ActOnTicket(ticket=opened.ticket, action=action, reason=body.comment)
    elif m.ticket_of_task(body.task) != opened.ticket:
        raise Refusal("link.not_good", Kind.NOT_FOUND)
    else:
        command = m.ActOnTask(
            task=body.task,
            action=action,
            data=body.data,
            comment=body.comment,
            files=tuple(body.files),
            signature=body.signature,
        )
    await desk.submit(command)
    return await desk.read(lambda tx: _own_ticket(desk, tx))


def _own_ticket(desk: Desk, tx: Tx) -> OwnTicketOut:
    opened = ticket_behind(tx, desk.caller, desk.now())
    seen = tickets.ticket_view(tx, desk.caller, opened.ticket, identity.env_of(tx, desk.info, desk.now()))
    row = tickets.ticket_row(tx, opened.ticket) or {}
    form = forms.form_definition(tx, row["form"], row["form_version"])
    offers = [dict(tickets.flow_of(tx, row).start.offers["submit"].form)]
    offers += [action["form"] for task in seen["tasks"] for action in task["actions"]]
    fields = seen_fields(form.fields, offers)
    tasks = [task for task in seen["tasks"] if task["actions"]]
    visits = [visit for visit in seen["visits"] if visit["person"] != opened.person]
    return OwnTicketOut(
        number=seen["number"],
        company=company.name_of(tx, desk.info),
        title=seen.get("title"),
        description=seen.get("description"),
        type_label=flows.ticket_type(tx, seen["type"]).label,
        created_at=seen["created_at"],
        progress=ProgressOut(**progress_of(seen["category"], visits, bool(tasks), seen["created_at"])),
        handler=_handler(tx, visits),
        expected_by=sla.promised_by(tx, opened.ticket),
        visit=_visit(desk, tx, row, visits),
        data={key: value for key, value in seen["data"].items() if key in fields},
        form=narrowed_form(forms.form_body(tx, row["form"], row["form_version"]), fields),
        notes=[_note(tx, note, opened.person) for note in seen["notes"]],
        files=_pictures(tx, opened.ticket, opened.person),
        tasks=[_task(tx, row, task) for task in tasks],
        urge=_urge(seen),
        actions=seen["actions"],
        version=seen["version"],
    )


def _task(tx: Tx, row: Row, task: JsonObject) -> OwnTaskOut:
    kept = {key: task[key] for key in ("id", "label", "kind", "actions")}
    return OwnTaskOut(**kept, closes_at=tickets.passes_at(tx, row, task["id"]))


def _visit(desk: Desk, tx: Tx, row: Row, visits: list[Row]) -> OwnVisitOut:
    found = expected(tx, row, visits, row["data"] or {}, desk.info.zone)
    there = any(visit["arrived_at"] and not visit["ended_at"] for visit in visits)
    return OwnVisitOut(**found, may_ask=row["ended_at"] is None and row["category"] in ("new", "active") and not there)


def _urge(seen: JsonObject) -> OwnUrgeOut | None:
    task = _others_task(seen)
    return OwnUrgeOut(count=task["urged"], again_in=task["urge_in"]) if task is not None else None


def _others_task(seen: JsonObject) -> JsonObject | None:
    """The oldest open task that waits for somebody else, the one first that may be urged now."""
    waiting = [task for task in seen["tasks"] if task["urge_in"] is not None]
    return min(waiting, key=lambda task: task["urge_in"], default=None)


def _note(tx: Tx, row: Row, reader: str) -> OwnNoteOut:
    mine = row["author"] == reader
    return OwnNoteOut(
        at=row["at"],
        text=row["text"],
        mine=mine,
        author=None if mine else _name(tx, row["author"]),
        files=[{"id": name} for name in row["files"] or ()],
    )


def _handler(tx: Tx, visits: list[Row]) -> str | None:
    """Who of the company has the ticket, or had it last: whoever accepted a visit."""
    people = [row["person"] for row in visits if row["accepted_at"] is not None]
    return _name(tx, people[-1]) if people else None


def _pictures(tx: Tx, ticket: str, person: str) -> list[JsonObject]:
    """What the reader handed in himself; the files of public notes stand with them."""
    return files.handed_in(tx, "ticket", ticket, person)


def _name(tx: Tx, person: str | None) -> str | None:
    found = identity.person_briefs(tx, [person]).get(person) if person else None
    return found.name if found else None


# --- all tickets of a phone -----------------------------------------------------------------------------------------


@router.post("/codes", status_code=202)
async def send_code(body: PhoneIn, desk: OpenDesk) -> None:
    """Send a code to a phone. Nobody learns from the answer whether the number is known."""
    phone = plain_number(body.phone)
    guests = await desk.read(lambda tx: identity.guests_by_phone(tx, phone))
    await PHONE_CODES.send(desk, phone, guests[0] if guests else None)


@router.post("/codes/check")
async def check_code(body: CodeIn, desk: OpenDesk) -> MineOut:
    """The tickets of a phone, for whoever read the code on it. Refuses `portal.code_wrong`."""
    phone = plain_number(body.phone)
    if not await PHONE_CODES.proves(desk, phone, body.code.strip()):
        raise Refusal("portal.code_wrong", path="code")
    return MineOut(tickets=await desk.read(lambda tx: _mine(desk, tx, phone)))


def _mine(desk: Desk, tx: Tx, phone: str) -> list[OwnRowOut]:
    people = identity.guests_by_phone(tx, phone)
    links = queries.good_links_of_people(tx, people, desk.now(), _MOST) if people else []
    return [_row(desk, tx, link) for link in links]


def _row(desk: Desk, tx: Tx, link: Row) -> OwnRowOut:
    row = tickets.ticket_row(tx, link["ticket"]) or {}
    visits = [visit for visit in tickets.visits_of(tx, link["ticket"]) if visit["person"] != link["person"]]
    return OwnRowOut(
        number=row["number"],
        title=row["title"],
        created_at=row["created_at"],
        station=progress_of(row["category"], visits, False, row["created_at"])["station"],
        token=link_token(desk.tenant.keys, desk.info.slug, link["id"]),
    )
