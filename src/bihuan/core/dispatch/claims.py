"""抢单: who may claim a task from the pool. That exactly one wins is a compare-and-swap of the shell."""

from collections.abc import Iterable

from bihuan.core.dispatch.facts import Candidate, Job
from bihuan.core.dispatch.policy import Policy, Question
from bihuan.core.dispatch.scoring import failed_rules
from bihuan.core.dispatch.table import Removal
from bihuan.core.rules import Env
from bihuan.core.values import PRIORITIES, Instant, Kind, Refusal

MINUTE = 60_000
NEVER = 1 << 62


def claim_faults(policy: Policy, job: Job, candidate: Candidate, env: Env) -> tuple[Removal, ...]:
    """Why the candidate may not claim the task now: hard rules, then caps and cool-downs. Empty: he may."""
    return (*failed_rules(candidate, Question(policy, job, env)), *_bounds(policy, candidate, env.now))


def check_claim(policy: Policy, job: Job, candidate: Candidate, env: Env) -> None:
    """Raises Refusal `dispatch.claim_refused` with every reason; `retry_at` is set if only time is wanting."""
    faults = claim_faults(policy, job, candidate, env)
    if not faults:
        return
    waits = [fault.data["from"] for fault in faults if fault.rule == "cool_down"]
    raise Refusal(
        "dispatch.claim_refused",
        Kind.TOO_MANY if len(waits) == len(faults) else Kind.CONFLICT,
        task=job.task,
        rules=[fault.rule for fault in faults],
        reasons=[{"rule": fault.rule, "data": fault.data} for fault in faults],
        retry_at=max(waits) if len(waits) == len(faults) else None,
    )


def _bounds(policy: Policy, candidate: Candidate, now: Instant) -> Iterable[Removal]:
    rule = policy.claim
    if rule.most_open is not None and candidate.claimed_open >= rule.most_open:
        yield Removal("claim_open", {"open": candidate.claimed_open, "most": rule.most_open})
    if rule.most_a_day is not None and candidate.claimed_today >= rule.most_a_day:
        yield Removal("claim_day", {"claimed": candidate.claimed_today, "most": rule.most_a_day})
    for last, minutes, after in (
        (candidate.last_claim_at, rule.cool_down, "claim"),
        (candidate.last_return_at, rule.cool_down_after_return, "return"),
    ):
        if last is not None and now < last + minutes * MINUTE:
            yield Removal("cool_down", {"after": after, "from": last + minutes * MINUTE})


def waiting_order(job: Job) -> tuple[int, int, int, str]:
    """The order of a pool and of the backlog: priority, then due (none: last), then age, then id."""
    rank = PRIORITIES.index(job.priority) if job.priority in PRIORITIES else len(PRIORITIES)
    return rank, NEVER if job.due is None else job.due, job.created_at, job.task
