"""Routes of reviews, below a ticket. Reading them is a section of its trace."""

from typing import Annotated

from fastapi import Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.reviews import messages as m
from bihuan.modules.reviews import queries
from bihuan.modules.tickets import interface as tickets

router = Router(tags=["reviews"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Key = Annotated[str, Path(max_length=100)]
Text = Annotated[str, Field(max_length=20_000)]
_FORBID = ConfigDict(extra="forbid")


class MeasureIn(BaseModel):
    """What is done, by whom, until when. `id`: that of the measure as it stands, so that it stays done."""

    model_config = _FORBID
    id: Annotated[str | None, Field(max_length=100)] = None
    text: Text
    person: Annotated[str, Field(max_length=100)]
    due: int


class ReviewIn(BaseModel):
    """The review as a whole."""

    model_config = _FORBID
    cause: Text
    lesson: Text = ""
    measures: Annotated[list[MeasureIn], Field(max_length=100)] = []


class SettleMeasureIn(BaseModel):
    """Whether it is done."""

    model_config = _FORBID
    done: bool


class MeasureOut(BaseModel):
    """A measure. `mine`: the reader is responsible for it."""

    id: str
    text: str
    person: str
    name: str | None
    due: int
    done_at: int | None
    mine: bool


class ReviewOut(BaseModel):
    """What a closed ticket taught."""

    cause: str
    lesson: str
    at: int
    by: str | None
    measures: list[MeasureOut]


class TicketReviewOut(BaseModel):
    """The review, null where there is none; `writable`: whether the reader may write it."""

    writable: bool
    review: ReviewOut | None


@router.get("/{key}/review")
async def get_review(key: Key, desk: DeskDep) -> TicketReviewOut:
    """The review of a ticket, for those who read internal notes of it; others find none."""
    return await desk.read(lambda tx: _shown(tx, desk, key))


@router.put("/{key}/review")
async def save_review(key: Key, body: ReviewIn, desk: DeskDep) -> TicketReviewOut:
    """复盘: write it, or write it anew, once the ticket is over."""
    ticket = await desk.read(lambda tx: str(tickets.readable_row(tx, desk.caller, key)[0]["id"]))
    measures = tuple(one.model_dump(exclude_none=True) for one in body.measures)
    await desk.submit(m.SaveReview(ticket=ticket, cause=body.cause, lesson=body.lesson, measures=measures))
    return await desk.read(lambda tx: _shown(tx, desk, key))


@router.put("/{key}/review/measures/{measure}")
async def settle_measure(key: Key, measure: Key, body: SettleMeasureIn, desk: DeskDep) -> TicketReviewOut:
    """Say that a measure is done, or after all not."""
    ticket = await desk.read(lambda tx: str(tickets.readable_row(tx, desk.caller, key)[0]["id"]))
    await desk.submit(m.SettleMeasure(ticket, measure, body.done))
    return await desk.read(lambda tx: _shown(tx, desk, key))


def _shown(tx: Tx, desk: Desk, key: str) -> TicketReviewOut:
    row, _ = tickets.readable_row(tx, desk.caller, key)
    return TicketReviewOut(**(queries.in_trace(tx, desk.caller, row["id"]) or {"writable": False, "review": None}))
