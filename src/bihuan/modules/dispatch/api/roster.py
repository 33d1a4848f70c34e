"""Routes of the roster."""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import check_access
from bihuan.core.rules import LAST_INSTANT
from bihuan.core.values import Refusal
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.dispatch import messages as m
from bihuan.modules.dispatch import queries

router = Router(tags=["roster"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
UserId = Annotated[str, Path(max_length=100)]
Day = Annotated[date, Path(description="YYYY-MM-DD, the tenant's days")]
Instant = Annotated[int, Field(ge=0, le=LAST_INSTANT, description="ms since 1970")]
Key = Annotated[str, Field(min_length=1, max_length=63)]
MOST_DAYS = 92
MOST_PROPOSED = 31


class RosterIn(BaseModel):
    """Shifts, patterns, coverage needs, hours of rest and special days (docs/dispatch.md)."""

    model_config = ConfigDict(extra="forbid")
    body: dict[str, Any]
    base_version: Annotated[int | None, Field(ge=0, le=1_000_000)] = None


class RosterOut(BaseModel):
    """A version of the roster's definition; version 0: there is none yet."""

    version: int
    body: dict[str, Any]
    published_at: int | None = None


class OfficialNoticeIn(BaseModel):
    """An official yearly notice as published: {name, date, isOffDay} per day."""

    model_config = ConfigDict(extra="forbid")
    year: Annotated[int, Field(ge=2000, le=2100)]
    days: Annotated[list[dict[str, Any]], Field(max_length=200)]


class MembershipIn(BaseModel):
    """A pattern that somebody follows, from one day to another (none: for good), `shifted` days ahead."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    pattern: Key
    first: date = Field(alias="from")
    last: date | None = Field(default=None, alias="to")
    shifted: Annotated[int, Field(ge=0, le=366)] = 0


class RosterDayIn(BaseModel):
    """The shifts of one day; none in the list: off. Null: as the pattern says."""

    model_config = ConfigDict(extra="forbid")
    shifts: Annotated[list[Key] | None, Field(max_length=10)]


class LeaveIn(BaseModel):
    """Leave: half-open, ms since 1970. `note` is for whoever plans the person's duty."""

    model_config = ConfigDict(extra="forbid")
    start: Instant
    end: Instant
    kind: Annotated[str, Field(min_length=1, max_length=100)] = "leave"
    note: Annotated[str, Field(max_length=500)] = ""


class LeaveOut(BaseModel):
    """A leave as it stands: half-open, ms since 1970."""

    id: str
    start: int
    end: int
    kind: str
    note: str = ""


class RosterPersonOut(BaseModel):
    """Somebody's place in the roster."""

    person: str
    version: int
    memberships: list[dict[str, Any]]
    days: dict[str, list[str]]
    leaves: list[LeaveOut]


class RosterProposalOut(BaseModel):
    """What would change (`after` in place of `before`), what stays unmet and why (whom skill, leave, by_hand, on_duty,
    rest or days_in_a_row keeps away; no_shift: no shift is then), minutes by kind, and the versions to publish from."""

    version: int
    changes: list[dict[str, Any]]
    unmet: list[dict[str, Any]]
    minutes: dict[str, dict[str, int]]
    bases: dict[str, int]
    names: dict[str, str]


class PlannedDayIn(BaseModel):
    """The shifts of somebody's day; none in the list: off. Null: as the pattern says."""

    model_config = ConfigDict(extra="forbid")
    person: Annotated[str, Field(min_length=1, max_length=100)]
    day: date
    shifts: Annotated[list[Key] | None, Field(max_length=10)]


class RosterPlanIn(BaseModel):
    """A proposal as somebody edited it; `bases` as it came."""

    model_config = ConfigDict(extra="forbid")
    days: Annotated[list[PlannedDayIn], Field(max_length=5_000)]
    bases: dict[str, int]


class RosterPlanOut(BaseModel):
    """How many days of how many people were set."""

    people: int
    days: int


class OnDutyOut(BaseModel):
    """Who is at work or on call at an instant."""

    person: str
    kind: str
    shift: str
    until: int


class DutiesOut(BaseModel):
    """Everybody's times on some days. `planned`: whether a roster is kept for the person."""

    version: int
    people: list[dict[str, Any]]
    names: dict[str, str]


class CoverageGapOut(BaseModel):
    """A time in which fewer are on duty than the need asks for."""

    need: str
    start: int
    end: int
    present: int
    least: int


class ShortRestOut(BaseModel):
    """Too little rest between two spells of work."""

    person: str
    ended: int
    begins: int


async def days_asked(
    first: Annotated[date, Query(alias="from")], last: Annotated[date, Query(alias="to")]
) -> tuple[date, date]:
    """The days that a request asks about, both included. Refuses `roster.range_invalid`."""
    if not first <= last <= first + timedelta(days=MOST_DAYS) or not 2000 <= first.year <= 2100:
        raise Refusal("roster.range_invalid", path="to", most=MOST_DAYS)
    return first, last


Days = Annotated[tuple[date, date], Depends(days_asked)]


@router.get("")
async def get_roster(desk: DeskDep, version: Annotated[int | None, Query(ge=1, le=1_000_000)] = None) -> RosterOut:
    """The roster's definition; the newest version when none is named."""

    def read(tx: Tx) -> RosterOut:
        _check(desk)
        row = queries.published(tx, m.ROSTER, version)
        if row is None:
            return RosterOut(version=0, body={})
        return RosterOut(version=row["version"], body=row["body"], published_at=row["published_at"])

    return await desk.read(read)


@router.put("")
async def publish_roster(body: RosterIn, desk: DeskDep) -> RosterOut:
    """Publish shifts and patterns; duty follows them at once."""
    await desk.submit(m.PublishRoster(body.body, body.base_version))
    return await get_roster(desk)


@router.post("/special-days")
async def fill_special_days(body: OfficialNoticeIn, desk: DeskDep) -> RosterOut:
    """Put a year's official holidays and make-up workdays 调休 into the roster, as a new version."""
    await desk.submit(m.FillSpecialDays(body.model_dump()))
    return await get_roster(desk)


@router.get("/on-duty")
async def on_duty(
    desk: DeskDep, at: Annotated[int | None, Query(ge=0, le=LAST_INSTANT, description="Left out: now")] = None
) -> list[OnDutyOut]:
    """Who is at work or on call."""
    when = desk.now() if at is None else at
    return [OnDutyOut(**row) for row in await _read(desk, lambda tx: queries.on_duty(tx, desk.info.zone, when))]


@router.get("/duty")
async def get_duties(desk: DeskDep, days: Days) -> DutiesOut:
    """Everybody's times of duty on these days, leave taken out."""
    return DutiesOut(**await _read(desk, lambda tx: queries.duties(tx, desk.info.zone, days)))


@router.get("/gaps")
async def get_gaps(desk: DeskDep, days: Days) -> list[CoverageGapOut]:
    """Where the roster's needs are not met."""
    return [CoverageGapOut(**row) for row in await _read(desk, lambda tx: queries.gaps(tx, desk.info.zone, days))]


@router.get("/short-rests")
async def get_short_rests(
    desk: DeskDep, days: Days, hours: Annotated[int | None, Query(ge=0, le=48)] = None
) -> list[ShortRestOut]:
    """Who gets too little rest between two shifts."""
    return [ShortRestOut(**row) for row in await _read(desk, lambda tx: queries.rests(tx, desk.info.zone, days, hours))]


@router.get("/proposal")
async def propose(desk: DeskDep, days: Days) -> RosterProposalOut:
    """Shifts for these days that keep rest, leave and skills and meet the needs; nothing happens until a plan is
    published. At most 31 days."""
    if days[1] - days[0] >= timedelta(days=MOST_PROPOSED):
        raise Refusal("roster.range_invalid", path="to", most=MOST_PROPOSED)
    found = await desk.read(lambda tx: queries.roster_proposal(tx, desk.caller, desk.info.zone, days))
    return RosterProposalOut(**found)


@router.post("/plans", status_code=201)
async def publish_plan(body: RosterPlanIn, desk: DeskDep) -> RosterPlanOut:
    """Publish a plan: all its days or none. 409 if somebody's entries are not those it was made from."""
    days = tuple(item.model_dump(mode="json") for item in body.days)
    await desk.submit(m.PublishRosterPlan(days, dict(body.bases)))
    return RosterPlanOut(people=len({item.person for item in body.days}), days=len(days))


@router.get("/people/{user_id}")
async def get_person(user_id: UserId, desk: DeskDep) -> RosterPersonOut:
    """Patterns, days of one's own and leave of somebody whose duty the caller plans, or of oneself."""
    return RosterPersonOut(**await desk.read(lambda tx: queries.roster_person(tx, desk.caller, user_id)))


@router.put("/people/{user_id}")
async def set_memberships(
    user_id: UserId, body: Annotated[list[MembershipIn], Field(max_length=200)], desk: DeskDep
) -> RosterPersonOut:
    """The patterns that somebody follows, all of them."""
    made = tuple(item.model_dump(mode="json", by_alias=True) for item in body)
    await desk.submit(m.SetMemberships(user_id, made))
    return await get_person(user_id, desk)


@router.put("/people/{user_id}/days/{day}")
async def set_day(user_id: UserId, day: Day, body: RosterDayIn, desk: DeskDep) -> RosterPersonOut:
    """A swap, an extra duty, a day off."""
    shifts = None if body.shifts is None else tuple(body.shifts)
    await desk.submit(m.SetDay(user_id, day.isoformat(), shifts))
    return await get_person(user_id, desk)


@router.post("/people/{user_id}/leaves", status_code=201)
async def enter_leave(user_id: UserId, body: LeaveIn, desk: DeskDep) -> RosterPersonOut:
    """Enter leave. When it begins, open work goes to others."""
    await desk.submit(m.EnterLeave(user_id, body.start, body.end, body.kind, body.note))
    return await get_person(user_id, desk)


@router.delete("/people/{user_id}/leaves/{leave}")
async def cancel_leave(user_id: UserId, leave: Annotated[str, Path(max_length=100)], desk: DeskDep) -> RosterPersonOut:
    """Strike a leave out; one that has begun ends now."""
    await desk.submit(m.CancelLeave(user_id, leave))
    return await get_person(user_id, desk)


def _check(desk: Desk) -> None:
    check_access(desk.caller.subject, "read", "roster", {})


async def _read(desk: Desk, read: Any) -> Any:
    def allowed(tx: Tx) -> Any:
        _check(desk)
        return read(tx)

    return await desk.read(allowed)
