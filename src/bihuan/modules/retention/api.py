"""Routes of retention: years by type, holds, what is due, purging."""

from typing import Annotated

from fastapi import Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import check_access
from bihuan.core.values import Instant
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.flows import interface as flows
from bihuan.modules.identity import interface as identity
from bihuan.modules.retention import messages as m
from bihuan.modules.retention import queries
from bihuan.modules.tickets import interface as tickets

router = Router(tags=["retention"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Key = Annotated[str, Path(max_length=100)]
_SHOWN, _MOST_COUNTED, _SOON_MS = 50, 1_000, 90 * 86_400_000


class RetentionYearsIn(BaseModel):
    """So many years after a ticket was archived; with `duty` nobody may erase it earlier, whoever asks."""

    model_config = ConfigDict(extra="forbid")
    years: int
    duty: bool = False


class HoldIn(BaseModel):
    """Which ticket (id or number), and why."""

    model_config = ConfigDict(extra="forbid")
    ticket: Annotated[str, Field(max_length=100)]
    reason: Annotated[str, Field(max_length=10_000)] = ""


class LiftIn(BaseModel):
    """Why the hold ends."""

    model_config = ConfigDict(extra="forbid")
    reason: Annotated[str, Field(max_length=10_000)] = ""


class PurgingIn(BaseModel):
    """Whether what is due is erased by itself."""

    model_config = ConfigDict(extra="forbid")
    on: bool


class KeptTypeOut(BaseModel):
    """One ticket type. `due`: tickets whose time is over; `soon`: within 90 days. Both stop at 1,000."""

    type: str
    label: dict[str, str]
    years: int
    duty: bool
    due: int
    soon: int


class DueTicketOut(BaseModel):
    """A ticket whose time is over."""

    id: str
    number: str
    type: str
    archived_at: int


class HeldTicketOut(BaseModel):
    """A ticket under hold."""

    id: str
    number: str
    held_at: int
    held_by: str | None = Field(description="Name of whoever held it")
    reason: str | None


class RetentionOut(BaseModel):
    """How things stand. `next_at` null: nothing is erased by itself."""

    types: list[KeptTypeOut]
    due: list[DueTicketOut]
    held: list[HeldTicketOut]
    next_at: int | None


@router.get("")
async def get_retention(desk: DeskDep) -> RetentionOut:
    """Years by type, what is held, and what is due."""
    check_access(desk.caller.subject, "manage", "retention", {})
    return await desk.read(lambda tx: _standing(tx, desk.now()))


@router.put("/types/{type_key}")
async def set_retention(type_key: Key, body: RetentionYearsIn, desk: DeskDep) -> RetentionOut:
    """How long tickets of a type are kept."""
    await desk.submit(m.SetRetention(type_key, body.years, body.duty))
    return await desk.read(lambda tx: _standing(tx, desk.now()))


@router.post("/holds", status_code=201)
async def hold_ticket(body: HoldIn, desk: DeskDep) -> RetentionOut:
    """保全: nothing of this ticket is erased until the hold is lifted."""
    check_access(desk.caller.subject, "manage", "retention", {})
    ticket = await desk.read(lambda tx: str(tickets.readable_row(tx, desk.caller, body.ticket)[0]["id"]))
    await desk.submit(m.HoldTicket(ticket, body.reason))
    return await desk.read(lambda tx: _standing(tx, desk.now()))


@router.post("/holds/{ticket}/lift")
async def lift_hold(ticket: Key, body: LiftIn, desk: DeskDep) -> RetentionOut:
    """Lift a hold."""
    await desk.submit(m.LiftHold(ticket, body.reason))
    return await desk.read(lambda tx: _standing(tx, desk.now()))


@router.put("/purging")
async def set_purging(body: PurgingIn, desk: DeskDep) -> RetentionOut:
    """Erase what is due by itself, every day, or only when somebody asks."""
    await desk.submit(m.SetPurging(body.on))
    return await desk.read(lambda tx: _standing(tx, desk.now()))


@router.post("/purge")
async def purge_due(desk: DeskDep) -> RetentionOut:
    """Erase the personal data of what is due, ten tickets at a time, for good."""
    await desk.submit(m.PurgeDue())
    return await desk.read(lambda tx: _standing(tx, desk.now()))


def _standing(tx: Tx, now: Instant) -> RetentionOut:
    known, types, due = queries.years_by_type(tx), [], []
    for one in flows.ticket_types(tx):
        years = known[one.key]["years"] if one.key in known else m.DEFAULT_YEARS
        duty = bool(known[one.key]["duty"]) if one.key in known else False
        over = tickets.archived_before(tx, one.key, queries.over_since(now, years), queries.spared(), _MOST_COUNTED)
        until = queries.over_since(now + _SOON_MS, years)
        soon = len(tickets.archived_before(tx, one.key, until, queries.spared(), _MOST_COUNTED)) - len(over)
        label = dict(one.label)
        types.append(KeptTypeOut(type=one.key, label=label, years=years, duty=duty, due=len(over), soon=soon))
        due += [DueTicketOut(**row) for row in over[:_SHOWN]]
    plan = queries.plan_row(tx)
    return RetentionOut(types=types, due=due[:_SHOWN], held=_held(tx), next_at=plan["next_at"] if plan else None)


def _held(tx: Tx) -> list[HeldTicketOut]:
    rows = queries.held_rows(tx)
    names = identity.person_briefs(tx, {row["held_by"] for row in rows if row["held_by"]})
    found = []
    for row in rows:
        ticket, by = tickets.ticket_row(tx, row["ticket"]), names.get(row["held_by"])
        if ticket is not None:
            shown = {"held_at": row["held_at"], "reason": row["reason"], "held_by": by.name if by else None}
            found.append(HeldTicketOut(id=row["ticket"], number=ticket["number"], **shown))
    return found
