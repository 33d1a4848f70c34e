"""Hard rules, then the weighted score: score = Σ(rating × weight) / Σ weights (semantics §5)."""

from collections.abc import Iterable

from bihuan.core.dispatch.facts import Candidate, Job
from bihuan.core.dispatch.policy import Objective, Policy, Question, Rating, job_record
from bihuan.core.dispatch.table import Removal, Removed, Scored, ScoreTable
from bihuan.core.rules import Env


def choose_policy(policies: Iterable[Policy], job: Job, env: Env) -> Policy | None:
    """The first policy that is for this job, in the order given."""
    record = job_record(job)
    return next((policy for policy in policies if policy.when is None or policy.when.test(record, env)), None)


def score(policy: Policy, job: Job, candidates: Iterable[Candidate], env: Env) -> ScoreTable:
    """The whole table. `env.now` is the instant of dispatch, `env.zone` the zone of its hours.

    Equal points: who was given work longest ago (never: first), then the smaller id. The order of `candidates` does
    not matter.
    """
    question = Question(policy, job, env)
    fitting: list[Candidate] = []
    removed: list[Removed] = []
    for candidate in candidates:
        failed = failed_rules(candidate, question)
        if failed:
            removed.append(Removed(candidate.person, failed))
        else:
            fitting.append(candidate)
    question.most_recent = max((candidate.recent for candidate in fitting), default=0)
    wanted = tuple(objective for objective in policy.objectives if objective.weight and objective.wanted(question))
    unrated = tuple(objective.name for objective in policy.objectives if objective not in wanted)
    return ScoreTable(
        {objective.name: objective.weight for objective in wanted},
        unrated,
        _ranked(fitting, wanted, question),
        tuple(sorted(removed, key=lambda line: line.person)),
    )


def failed_rules(candidate: Candidate, question: Question) -> tuple[Removal, ...]:
    """Every hard rule that the candidate does not meet, in the policy's order."""
    failed = []
    for rule in question.policy.rules:
        reason = rule.check(candidate, question, rule.settings)
        if reason is not None:
            failed.append(Removal(rule.key, reason))
    return tuple(failed)


def _ranked(fitting: list[Candidate], wanted: tuple[Objective, ...], question: Question) -> tuple[Scored, ...]:
    total = sum(objective.weight for objective in wanted)
    lines: list[tuple[tuple[int, int, str], Candidate, int, dict[str, Rating]]] = []
    for candidate in fitting:
        ratings = {item.name: item.rate(candidate, question, item.settings) for item in wanted}
        points = sum(ratings[item.name].value * item.weight for item in wanted)
        last = -1 if candidate.last_assigned_at is None else candidate.last_assigned_at
        lines.append(((-points, last, candidate.person), candidate, points, ratings))
    lines.sort(key=lambda line: line[0])
    return tuple(
        Scored(candidate.person, rank, _rounded(points, total), points, ratings, candidate.last_assigned_at)
        for rank, (_, candidate, points, ratings) in enumerate(lines, start=1)
    )


def _rounded(points: int, total: int) -> int:
    return (2 * points + total) // (2 * total) if total else 0
