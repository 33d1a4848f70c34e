"""What comes and goes over HTTP."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.rules import LAST_INSTANT

Instant = Annotated[int, Field(ge=0, le=LAST_INSTANT, description="ms since 1970")]
Id = Annotated[str, Field(max_length=100)]
People = Annotated[list[Id], Field(max_length=200)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class JointSessionIn(_In):
    """A session to book. `despite`: knowing that some of them are booked at that time already."""

    start: Instant
    end: Instant
    people: People
    subject: Annotated[str, Field(max_length=1_000)] = ""
    place: Annotated[str, Field(max_length=1_000)] = ""
    link: Annotated[str, Field(max_length=2_000, description="Address of the meeting, https")] = ""
    despite: bool = False


class CancelSessionIn(_In):
    """Why a session does not take place."""

    reason: Annotated[str, Field(max_length=20_000)] = ""


class MinutesIn(_In):
    """纪要. `attended`: who was there; left empty, everybody who was asked."""

    minutes: Annotated[str, Field(max_length=100_000)] = ""
    conclusion: Annotated[str, Field(max_length=20_000)]
    attended: People = []


class JointSessionOut(BaseModel):
    """A joint session."""

    id: str
    ticket: str
    subject: str | None
    start: int
    end: int
    place: str | None
    link: str | None
    state: Literal["planned", "held", "cancelled"]
    planned_by: str | None
    people: list[str]
    attended: list[str] | None
    minutes: str | None
    conclusion: str | None
    reason: str | None


class TicketSessionsOut(BaseModel):
    """The sessions of a ticket, the latest slot first."""

    ticket: str
    sessions: list[JointSessionOut]
    may_plan: bool


class MySessionOut(JointSessionOut):
    """A session that the caller is asked to, with its ticket's name."""

    number: str | None
    title: str | None


class BusyOut(BaseModel):
    """A time at which somebody is booked already."""

    start: int
    end: int


class AvailabilityOut(BaseModel):
    """Whether the roster has a person at work for the whole slot (null: no roster), and what is booked then."""

    person: str
    on_duty: bool | None
    busy: list[BusyOut]


class SessionRules(_In):
    """Whether somebody may be asked to two sessions at once: warn (one may insist) or refuse."""

    double_booking: Literal["warn", "refuse"]


class HelpersIn(_In):
    """协作人 of a task, all of them."""

    people: Annotated[list[Id], Field(max_length=50)]


class HelperVisitOut(BaseModel):
    """A helper's own visit; `state`: en_route, on_site, left, null: not begun."""

    person: str
    state: Literal["en_route", "on_site", "left"] | None
    departed_at: int | None
    arrived_at: int | None
    left_at: int | None


class CrewOut(BaseModel):
    """Who works on an open handle task: its owner finishes it, the others help."""

    task: str
    owner: str | None
    people: list[str]
    visits: list[HelperVisitOut]
    may_set: bool


class HelpOut(BaseModel):
    """Somebody else's task that the caller helps with."""

    task: str
    ticket: str
    number: str
    title: str | None
    priority: str
    owner: str | None
    visit: str | None = Field(description="How the owner's visit stands")
    state: Literal["en_route", "on_site", "left"] | None = Field(description="How the caller's own visit stands")
    moves: list[Literal["depart", "arrive", "leave"]] = Field(description="What the caller may do now")
