"""What several routes of time take and answer."""

from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.calendars import CalendarChange
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import Desk, desk_of
from bihuan.modules.sla import queries

DeskDep = Annotated[Desk, Depends(desk_of)]
Version = Annotated[int | None, Query(ge=1, le=1_000_000)]
Base = Annotated[int | None, Field(ge=0, le=1_000_000)]
Key = Annotated[str, Field(min_length=1, max_length=50)]


class In(BaseModel):
    """A body; fields that nobody knows are refused."""

    model_config = ConfigDict(extra="forbid")


class ChangeOut(BaseModel):
    """One difference between two versions."""

    what: str
    where: str
    old: Any
    new: Any


class EffectOut(BaseModel):
    """A clock of an open ticket that would read otherwise."""

    ticket: str
    number: str
    clock: str
    label: dict[str, str] = Field(description="What the clock is called")
    due: int | None
    new_due: int | None
    breached: bool
    new_breached: bool


class PreviewOut(BaseModel):
    """What publishing would change: the differences, advice, and open clocks. `more`: not all tickets were judged."""

    changes: list[ChangeOut]
    findings: list[dict[str, Any]]
    judged: int
    more: bool
    effects: list[EffectOut]


class ClockStory(BaseModel):
    """Why it is due then: every move with its reason, every stretch of time that counted, and the same in words."""

    key: str
    policy: str
    goal: int
    elapsed: int
    remaining: int
    due: int | None
    provisional: list[int] = Field(description="Years on the way whose official holidays are not known yet")
    moments: list[dict[str, Any]]
    legs: list[dict[str, Any]]
    stretches: list[dict[str, Any]]
    texts: list[str]


def change_out(change: CalendarChange) -> ChangeOut:
    """A difference as it is answered."""
    return ChangeOut(what=change.what, where=change.where, old=change.old, new=change.new)


def effects_out(tx: Tx, desk: Desk, wanted: queries.Present) -> dict[str, Any]:
    """What would be otherwise for open tickets, as a preview answers it."""
    found = queries.effects_of(tx, desk.info, desk.caller, desk.now(), wanted)
    names = EffectOut.model_fields
    effects = [EffectOut(**{name: getattr(one, name) for name in names}) for one in found.changes]
    return {"judged": found.judged, "more": found.more, "effects": effects}
