"""Routes of a ticket's clocks, and of the times that a lead has to settle."""

from typing import Annotated, Any, Literal

from fastapi import Path, Query
from pydantic import BaseModel, Field

from bihuan.kernel.routing import Router
from bihuan.kernel.web import PROBLEMS
from bihuan.modules.sla import messages, queries
from bihuan.modules.sla.api.shapes import ClockStory, DeskDep, In
from bihuan.modules.tickets import interface as tickets

clocks = Router(tags=["clocks"], responses=PROBLEMS)
claims = Router(tags=["clocks"], responses=PROBLEMS)
No = Annotated[int, Path(ge=1, le=2_147_483_647)]


class ClockOut(BaseModel):
    """How one clock stands. Lengths in ms. A breach outshines what the clock is doing, which `moving` still says."""

    key: str
    label: dict[str, str]
    kind: str
    alarm: bool = Field(description="It watches rather than promises, and is never the next due")
    state: str = Field(description="idle, running, outside_hours, paused, met, breached, cancelled")
    moving: str = Field(description="idle, running, outside_hours, paused, over")
    breached: bool
    goal: int
    elapsed: int
    remaining: int
    percent: int
    due: int | None
    changes_at: int | None = Field(description="When opening hours next begin or end for a clock that runs")
    policy: str | None
    hours: str | None
    calendar: str | None
    calendar_version: int | None
    cycle: int
    breaches: list[dict[str, Any]] = Field(description="Breaches that are no more, and why not")


class ClaimOut(BaseModel):
    """When somebody says that event `no` of a ticket was, which became known later. Instants in ms."""

    no: int
    what: str = Field(description="The event's name")
    person: str | None
    person_name: str | None
    claimed: int = Field(description="By the device's own clock")
    skew: int | None = Field(description="What that clock was slow by, ms; null: it was not measured")
    offered: int = Field(description="When the person could first have known of the work")
    received: int
    told: int = Field(description="What the claim comes to within its bounds")
    counts_from: int = Field(description="What counts for the clocks now")
    doubts: list[str] = Field(
        description="unmeasured, clock_off, before_offer, before_previous, in_future, long_ago; "
        "while there are any and nobody has settled them, it counts from when it was received"
    )
    is_open: bool = Field(description="A lead has to settle it")
    clocks: list[dict[str, Any]] = Field(description="The clocks it moved: key and label")
    settled_by: str | None
    settled_by_name: str | None
    settled_at: int | None
    reason: str | None
    may_settle: bool


class DoubtfulTimeOut(ClaimOut):
    """A doubtful time with its ticket."""

    ticket: str
    number: str
    title: str | None


class DoubtfulTimesOut(BaseModel):
    """Doubtful times, newest first. `more`: there are others."""

    items: list[DoubtfulTimeOut]
    more: bool


class SettleIn(In):
    """`at` left out confirms what was claimed; another instant needs a reason."""

    at: Annotated[int | None, Field(ge=-8_640_000_000_000_000, le=8_640_000_000_000_000)] = None
    reason: Annotated[str, Field(max_length=20_000)] = ""


class ClocksOut(BaseModel):
    """Every clock of a ticket, and the policy that promises."""

    policies: str | None
    version: int
    policy: dict[str, Any] | None
    next: str | None = Field(description="The clock that is due first")
    clocks: list[ClockOut]
    reminders: list[dict[str, Any]]
    claims: list[ClaimOut] = Field(description="Times that were claimed, for who reads internal notes")


@clocks.get("/{key}/clocks")
async def ticket_clocks(key: str, desk: DeskDep) -> ClocksOut:
    """Every clock of the ticket with this id or number, as it reads now."""
    told = await desk.read(lambda tx: queries.told_clocks(tx, desk.caller, key, desk.now()))
    return ClocksOut(**told)


@clocks.get("/{key}/clocks/{clock}")
async def ticket_clock(key: str, clock: str, desk: DeskDep) -> ClockStory:
    """Why one clock is due when it is."""
    asked = (desk.caller, key, clock)
    told = await desk.read(lambda tx: queries.told_clock(tx, desk.hooks, desk.info, asked, desk.now()))
    return ClockStory(**told)


@clocks.post("/{key}/claimed-times/{no}")
async def settle_time(
    key: str, no: Annotated[int, Path(ge=1, le=2_147_483_647)], body: SettleIn, desk: DeskDep
) -> ClocksOut:
    """Confirm a doubtful time or set it right; the clocks are measured again, and the history keeps both."""
    ticket = await desk.read(lambda tx: tickets.readable_row(tx, desk.caller, key)[0]["id"])
    command = messages.SettleTime(ticket=ticket, no=no, at=body.at, reason=body.reason)
    _, told = await desk.submit_and_read(command, lambda tx, _: queries.told_clocks(tx, desk.caller, key, desk.now()))
    return ClocksOut(**told)


@claims.get("")
async def doubtful_times(
    desk: DeskDep,
    state: Literal["open", "settled"] = "open",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DoubtfulTimesOut:
    """Doubtful times that wait for the caller as a lead, or those that were settled."""
    found = await desk.read(lambda tx: queries.doubtful_times(tx, desk.caller, limit + 1, settled=state == "settled"))
    return DoubtfulTimesOut(items=[DoubtfulTimeOut(**one) for one in found[:limit]], more=len(found) > limit)
