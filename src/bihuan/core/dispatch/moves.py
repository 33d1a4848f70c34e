"""From the table to the next move: assign, offer, open a pool, recommend, or call the dispatcher."""

from collections.abc import Iterable, Mapping
from typing import Literal

from bihuan.core.dispatch.events import DispatchDecided
from bihuan.core.dispatch.facts import Candidate, Job
from bihuan.core.dispatch.policy import Policy
from bihuan.core.dispatch.scoring import score
from bihuan.core.dispatch.table import ScoreTable, rows_of
from bihuan.core.dispatch.windows import AcceptWindow, accept_window
from bihuan.core.late import dataclass
from bihuan.core.rules import Env

Mode = Literal["direct", "dispatch", "claim", "dispatch_claim"]
Trigger = Literal["new", "refused", "expired", "returned", "leaver", "freed", "by_hand"]
MoveKind = Literal["assign", "offer", "pool", "recommend", "dispatcher"]


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the task stands. `failures`: offers in vain since a person last dispatched it.

    `returning_to`: whose work comes back (reopened, sent back); he gets it again if he still fits.
    """

    mode: Mode
    trigger: Trigger = "new"
    failures: int = 0
    returning_to: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """`why`: best, all_fitting, best_few, returning, recommended, nobody_fits or rounds_used_up."""

    kind: MoveKind
    people: tuple[str, ...]
    why: str
    window: AcceptWindow | None = None


def dispatch(
    policy: Policy, job: Job, candidates: Iterable[Candidate], situation: Situation, env: Env
) -> DispatchDecided:
    """Score everybody and say what happens next, as one event."""
    known = {candidate.person: candidate for candidate in candidates}
    table = score(policy, job, known.values(), env)
    move = next_move(policy, job, table, known, situation, env)
    return DispatchDecided(
        task=job.task,
        at=env.now,
        policy=policy.key,
        policy_version=policy.version,
        trigger=situation.trigger,
        round=situation.failures + 1,
        mode=situation.mode,
        move=move.kind,
        people=move.people,
        why=move.why,
        weights=dict(table.weights),
        unrated=table.unrated,
        candidates=rows_of(table),
        accept_until=None if move.window is None else move.window.until,
        accept_counted=None if move.window is None else move.window.counted,
    )


def next_move(
    policy: Policy, job: Job, table: ScoreTable, known: Mapping[str, Candidate], situation: Situation, env: Env
) -> Move:
    """What happens next with the task.

    A claim step asks nobody: who fits may claim at once. Otherwise a policy that recommends leaves the last word to
    the dispatcher, except that returning work goes back to whoever had it, as people expect.
    """
    if not table.scored:
        return Move("dispatcher", (), "nobody_fits")
    fitting = tuple(line.person for line in table.scored)
    if situation.failures >= policy.rounds:
        return Move("dispatcher", fitting, "rounds_used_up")
    giving = _Giving(policy, job, known, situation.mode, env)
    if situation.returning_to in fitting:
        return giving.to_one(str(situation.returning_to), "returning")
    if situation.mode == "claim":
        return giving.to_pool(fitting, "all_fitting")
    few = fitting[: policy.pool_size]
    if policy.decide == "recommend":
        return Move("recommend", few, "recommended")
    if situation.mode == "dispatch_claim":
        return giving.to_pool(few, "best_few")
    return giving.to_one(fitting[0], "best")


@dataclass(frozen=True, slots=True)
class _Giving:
    policy: Policy
    job: Job
    known: Mapping[str, Candidate]
    mode: Mode
    env: Env

    def to_one(self, person: str, why: str) -> Move:
        if self.mode == "direct":
            return Move("assign", (person,), why)
        return Move("offer", (person,), why, self._window(person))

    def to_pool(self, people: tuple[str, ...], why: str) -> Move:
        """A pool stands until the last of its people had his time."""
        windows = (self._window(person) for person in people)
        return Move("pool", people, why, max(windows, key=lambda window: window.until))

    def _window(self, person: str) -> AcceptWindow:
        accept = self.policy.accept
        wall = self.job.priority in accept.wall_for
        return accept_window(self.env.now, accept.minutes, self.known[person].duty, wall=wall)
