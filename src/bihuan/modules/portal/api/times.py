"""Routes by which staff see for when the customer asked, and answer him."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.identity import interface as identity
from bihuan.modules.portal import messages, queries
from bihuan.modules.tickets import interface as tickets

router = Router(tags=["portal"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Key = Annotated[str, Path(max_length=100)]
Moment = Annotated[int, Field(ge=0, lt=1 << 53)]


class VisitTimeOut(BaseModel):
    """When somebody comes, ms, and what the customer asked for last. `at`, `until` null: nothing is agreed."""

    state: Literal["asked", "agreed", "declined"]
    at: int | None
    until: int | None
    asked_from: int
    asked_until: int
    asked_at: int
    asked_by: str | None
    text: str
    answered_at: int | None
    answered_by: str | None
    answer: str | None


class TicketTimeOut(BaseModel):
    """The time of a ticket's visit; null where nobody asked for another one."""

    time: VisitTimeOut | None
    may_answer: bool = Field(description="Whether the caller may answer the customer")


class VisitTimeAnswerIn(BaseModel):
    """The answer to the request that came at `asked`. Not agreed: a reason, another time, or both."""

    model_config = ConfigDict(extra="forbid")
    agreed: bool
    asked: Moment
    at: Moment | None = None
    until: Moment | None = None
    text: Annotated[str, Field(max_length=20_000)] = ""


@router.get("/{key}/visit-time")
async def get_visit_time(key: Key, desk: DeskDep) -> TicketTimeOut:
    """When somebody comes to this ticket's customer, and whether he asked for another time."""
    return await desk.read(lambda tx: _shown(tx, desk, key))


@router.put("/{key}/visit-time")
async def answer_visit_time(key: Key, body: VisitTimeAnswerIn, desk: DeskDep) -> TicketTimeOut:
    """Answer the customer who asked for another time."""
    ticket = await desk.read(lambda tx: str(tickets.readable_row(tx, desk.caller, key)[0]["id"]))
    await desk.submit(messages.AnswerVisitTime(ticket=ticket, **body.model_dump()))
    return await desk.read(lambda tx: _shown(tx, desk, key))


def _shown(tx: Tx, desk: Desk, key: str) -> TicketTimeOut:
    row, _ = tickets.readable_row(tx, desk.caller, key)
    found = queries.visit_time_row(tx, row["id"])
    time, may = None if found is None else told(tx, found), queries.answers(tx, desk.caller, row["id"])
    return TicketTimeOut(time=time, may_answer=may)


def told(tx: Tx, row: Row) -> VisitTimeOut:
    """The row with names for people."""
    names = identity.person_briefs(tx, {one for one in (row["asked_by"], row["answered_by"]) if one})
    named: dict[str, Any] = {
        key: names[row[key]].name if row[key] in names else None for key in ("asked_by", "answered_by")
    }
    kept = ("state", "at", "asked_from", "asked_until", "asked_at", "answered_at", "answer")
    return VisitTimeOut(**{key: row[key] for key in kept}, until=row["until_at"], text=row["words"], **named)
