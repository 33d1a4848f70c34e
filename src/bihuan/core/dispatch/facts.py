"""What dispatch is told about a job and about each person who might do it. The shell reads it from its masters."""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from typing import Any, Literal

from bihuan.core.late import dataclass
from bihuan.core.values import Instant

DutyKind = Literal["work", "on_call"]


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees, WGS 84. Both ends of a way must use the same datum: maps of China shift theirs by some 500 m."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True, order=True)
class Duty:
    """A time in which a person is on duty, half-open. `shift` is the key it came from."""

    start: Instant
    end: Instant
    kind: DutyKind = "work"
    shift: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Absence:
    """Leave, training, sickness: half-open. `kind` is the word the leave was filed under."""

    start: Instant
    end: Instant
    kind: str = "leave"


@dataclass(frozen=True, slots=True)
class SkillNeed:
    """A skill the job asks for. Without the level it is a wish: it counts in the score and removes nobody."""

    skill: str
    level: int = 1
    wished: bool = False


@dataclass(frozen=True, slots=True)
class Travel:
    """A way that a map service measured for this person and this job; it goes before our own estimate."""

    metres: int
    seconds: int
    source: str = "map"


@dataclass(frozen=True, slots=True)
class PastOffer:
    """An offer of this very task that came to nothing: `outcome` refused or expired, `reason` as he gave it."""

    outcome: Literal["refused", "expired", "returned"]
    at: Instant
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One person, as far as this job is concerned.

    `duty` is the roster's answer with leave taken out, in order; None: nobody keeps a roster for him. `areas` empty:
    everywhere. `load` and `capacity` are in weights (a job's `weight`, 1 by default); `capacity` None: unlimited.
    `exclusions`: ids of customers, sites and devices he is not sent to. `certificates`: name → first instant at which
    it is no longer valid, None without end. `recent`: jobs given to him in the period that fairness looks at.
    `free_at`: when his present work ends. `past_offers` are of this task, in this dispatch.
    """

    person: str
    active: bool = True
    paused: bool = False
    department: str | None = None
    roles: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    skills: Mapping[str, int] = field(default_factory=dict)
    certificates: Mapping[str, Instant | None] = field(default_factory=dict)
    areas: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    duty: tuple[Duty, ...] | None = None
    absences: tuple[Absence, ...] = ()
    load: int = 0
    capacity: int | None = None
    assigned_today: int = 0
    day_cap: int | None = None
    position: Place | None = None
    position_at: Instant | None = None
    home: Place | None = None
    travel: Travel | None = None
    exclusions: frozenset[str] = frozenset()
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    device_visits: int = 0
    customer_visits: int = 0
    recent: int = 0
    last_assigned_at: Instant | None = None
    free_at: Instant | None = None
    past_offers: tuple[PastOffer, ...] = ()
    claimed_open: int = 0
    claimed_today: int = 0
    last_claim_at: Instant | None = None
    last_return_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One handle task that needs a person.

    `only`: if named, nobody else may do it (必须由…处理); `preferred` are wished for, best first. `start`: the booked
    instant; without it the job is wanted now. `area_path`: the area and everything it lies in. `record`: the ticket's
    values, for conditions of one's own.
    """

    task: str
    ticket: str = ""
    type: str = ""
    priority: str = "P2"
    created_at: Instant = 0
    due: Instant | None = None
    start: Instant | None = None
    duration_minutes: int = 60
    weight: int = 1
    skills: tuple[SkillNeed, ...] = ()
    certificates: tuple[str, ...] = ()
    area_path: tuple[str, ...] = ()
    place: Place | None = None
    language: str | None = None
    customer: str | None = None
    site: str | None = None
    device: str | None = None
    only: frozenset[str] = frozenset()
    preferred: tuple[str, ...] = ()
    excluded: frozenset[str] = frozenset()
    last_engineer: str | None = None
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    record: Mapping[str, Any] = field(default_factory=dict)
