"""Somebody became free, or somebody left: which waiting work he gets, and which of his work others get."""

from collections.abc import Iterable
from typing import Literal

from bihuan.core.dispatch.claims import waiting_order
from bihuan.core.dispatch.facts import Candidate, Job
from bihuan.core.dispatch.policy import Policy, Question
from bihuan.core.dispatch.scoring import failed_rules
from bihuan.core.dispatch.table import Removal
from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import Instant


@dataclass(frozen=True, slots=True)
class Waiting:
    """A job nobody has, its policy, and the facts of the freed person as far as this job is concerned."""

    job: Job
    policy: Policy
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Passed:
    """An older job that was passed over, with the rules the person does not meet for it."""

    task: str
    rules: tuple[Removal, ...]


@dataclass(frozen=True, slots=True)
class NextJob:
    """`job`: what he gets, None if nothing fits. `passed`: what stood before it."""

    job: Job | None
    passed: tuple[Passed, ...]


def next_job(waiting: Iterable[Waiting], env: Env) -> NextJob:
    """The first waiting job that fits the person, by priority, due, age. New work never overtakes old work."""
    passed: list[Passed] = []
    for item in sorted(waiting, key=lambda item: waiting_order(item.job)):
        failed = failed_rules(item.candidate, Question(item.policy, item.job, env))
        if not failed:
            return NextJob(item.job, tuple(passed))
        passed.append(Passed(item.job.task, failed))
    return NextJob(None, tuple(passed))


Handover = Literal["redispatch", "dispatcher", "keep"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWork:
    """An open task of somebody who goes. `visit`: its visit's state, if any. `locked`: its time was promised."""

    task: str
    priority: str = "P2"
    visit: str | None = None
    due: Instant | None = None
    start: Instant | None = None
    locked: bool = False


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What becomes of one task. `why`: gone, booked_in_absence, due_in_absence, offer_open; on_site or locked (the
    dispatcher decides); back_in_time (it stays)."""

    task: str
    what: Handover
    why: str


UNDER_WAY = frozenset({"en_route", "on_site", "working"})


def leavers_work(work: Iterable[OpenWork], away_from: Instant, back_at: Instant | None) -> tuple[HandedOver, ...]:
    """What becomes of a person's open tasks when he is away from `away_from` until `back_at` (None: for good).

    Begun work is not torn away unseen: the dispatcher decides. So he does where a time was promised. What is neither
    due nor booked before the return stays.
    """
    return tuple(_handed_over(item, away_from, back_at) for item in sorted(work, key=lambda item: item.task))


def _handed_over(item: OpenWork, away_from: Instant, back_at: Instant | None) -> HandedOver:
    why = _reason_to_move(item, away_from, back_at)
    if why is None:
        return HandedOver(item.task, "keep", "back_in_time")
    if item.visit in UNDER_WAY:
        return HandedOver(item.task, "dispatcher", "on_site")
    if item.locked:
        return HandedOver(item.task, "dispatcher", "locked")
    return HandedOver(item.task, "redispatch", why)


def _reason_to_move(item: OpenWork, away_from: Instant, back_at: Instant | None) -> str | None:
    if back_at is None:
        return "gone"
    if item.start is not None:
        return "booked_in_absence" if away_from <= item.start < back_at else None
    if item.due is not None and item.due < back_at:
        return "due_in_absence"
    return "offer_open" if item.visit == "offered" else None
