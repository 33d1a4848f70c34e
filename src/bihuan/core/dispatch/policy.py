"""A dispatch policy as it was written: hard rules, weights, travel, waiting times. Immutable."""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Literal

from bihuan.core.dispatch.facts import Candidate, Duty, Job, Travel
from bihuan.core.dispatch.travel import TravelTable, speed_percent, travel_of
from bihuan.core.late import dataclass
from bihuan.core.rules import Condition, Env
from bihuan.core.values import Instant, JsonObject

Decide = Literal["automatic", "recommend"]
CONDITION = "condition"
"""The rule that holds a condition of the tenant's own."""
DECIDES: tuple[Decide, ...] = ("automatic", "recommend")
FULL = 10_000
"""Ratings and scores are whole ten-thousandths: 10,000 is 1, shown as 100 points. No floats, no near-ties."""

Test = Callable[[Mapping[str, Any], Env], bool]


@dataclass(frozen=True, slots=True)
class OwnCondition:
    """A condition of the tenant's own, as data and compiled."""

    condition: Condition
    test: Test


@dataclass(frozen=True, slots=True)
class HardRule:
    """`key` names it in tables and sentences: the registered name, or the key of a condition of one's own."""

    key: str
    name: str
    check: "Callable[[Candidate, Question, Mapping[str, Any]], JsonObject | None]"
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Objective:
    """`weight` counts against the other objectives' weights; only the proportions matter."""

    name: str
    weight: int
    rate: "Callable[[Candidate, Question, Mapping[str, Any]], Rating]"
    wanted: "Callable[[Question], bool]"
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rating:
    """`value` 0…10,000; `data` is what it was computed from, fit to be stored (no positions of people)."""

    value: int
    data: JsonObject


@dataclass(frozen=True, slots=True)
class AcceptRule:
    """How long an offer stands: minutes of the engineer's shift, for the priorities in `wall_for` of the clock."""

    minutes: int = 30
    wall_for: frozenset[str] = frozenset({"P0"})


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """Bounds on 抢单; None: no bound. Cool-downs are minutes after a claim, and after giving work back."""

    most_open: int | None = None
    most_a_day: int | None = None
    cool_down: int = 0
    cool_down_after_return: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """`when`: which jobs it is for (None: all). `rounds`: offers in vain before the dispatcher decides."""

    key: str
    label: Mapping[str, str]
    rules: tuple[HardRule, ...]
    objectives: tuple[Objective, ...]
    when: OwnCondition | None = None
    decide: Decide = "recommend"
    accept: AcceptRule = AcceptRule()
    claim: ClaimRule = ClaimRule()
    travel: TravelTable = TravelTable()
    rounds: int = 3
    pool_size: int = 5
    version: int = 1


def job_record(job: Job) -> dict[str, Any]:
    """What conditions read about the job: the ticket's values, and the dispatcher's own view of them under `job`."""
    facts = {
        "type": job.type,
        "priority": job.priority,
        "area": job.area_path[0] if job.area_path else None,
        "customer": job.customer,
        "device": job.device,
        "skills": [need.skill for need in job.skills],
        "due": job.due,
        "start": job.start,
        "duration_minutes": job.duration_minutes,
        "weight": job.weight,
    }
    return {**job.record, "job": facts}


class Question:
    """One job under one policy at one instant: what all candidates share is worked out once."""

    __slots__ = ("_travel", "areas", "at", "end", "env", "job", "most_recent", "now", "policy", "record", "speed")

    def __init__(self, policy: Policy, job: Job, env: Env) -> None:
        self.policy = policy
        self.job = job
        self.env = env
        self.now: Instant = env.now
        self.at: Instant = env.now if job.start is None else max(env.now, job.start)
        self.end: Instant = self.at + job.duration_minutes * 60_000
        self.areas = frozenset(job.area_path)
        self.speed = speed_percent(policy.travel, self.at, env.zone)
        self.most_recent = 0  # the largest `recent` among those who fit; known once the hard rules were asked
        self.record = job_record(job)
        self._travel: dict[str, Travel | None] = {}

    def travel(self, candidate: Candidate) -> Travel | None:
        """The candidate's way to the job; rules and objectives ask for it several times."""
        person = candidate.person
        if person not in self._travel:
            self._travel[person] = travel_of(self.policy.travel, candidate, self.job.place, self.now, self.speed)
        return self._travel[person]

    def next_duty(self, candidate: Candidate, on_call: bool, at: Instant) -> Duty | None:
        """The duty that he stands in at `at`, else the next one; on-call times only if they count."""
        for duty in candidate.duty or ():  # in order, so the first that has not ended is the one
            if duty.end > at and (on_call or duty.kind == "work"):
                return duty
        return None
