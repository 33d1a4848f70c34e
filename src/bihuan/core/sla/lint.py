"""Contradictions in a set of policies: clocks that never start, never stop or never run, policies never reached."""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from bihuan.core.late import dataclass
from bihuan.core.rules import Schema
from bihuan.core.sla.definition import ClockDefinition, Goal, Policy, SlaDefinition, When
from bihuan.core.sla.implying import truths
from bihuan.core.sla.kinds import sla_schema
from bihuan.core.values import Json

Truth = dict[str, bool]


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction. Errors block publishing, advice does not. `path` as in the written definition."""

    code: str
    level: Literal["error", "advice"]
    path: str
    data: dict[str, Json]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A fault that holds when no possible truth of the conditions is `fine`. `needs`: the conditions it speaks of."""

    code: str
    level: Literal["error", "advice"]
    needs: tuple[str, ...]
    fine: Callable[[Truth], bool]


def _ends(truth: Truth) -> bool:
    return truth["stop"] or truth.get("cancel", False)


# The order of beating (stop > cancel > reset > pause > start) decides which of these are traps.
_RULES = (
    _Rule("sla.start_never_true", "error", ("start",), lambda truth: truth["start"]),
    _Rule("sla.stop_never_true", "error", ("stop",), lambda truth: truth["stop"]),
    _Rule("sla.never_starts", "error", ("start", "stop"), lambda truth: truth["start"] and not _ends(truth)),
    _Rule(
        "sla.starts_paused_for_ever", "error", ("start", "pause"), lambda truth: truth["start"] and not truth["pause"]
    ),
    _Rule("sla.pause_never_counts", "error", ("pause", "stop"), lambda truth: truth["pause"] and not _ends(truth)),
    _Rule("sla.never_resumes", "error", ("pause", "resume"), lambda truth: truth["resume"] and not truth["pause"]),
    _Rule("sla.reset_never_counts", "error", ("reset", "stop"), lambda truth: truth["reset"] and not _ends(truth)),
    _Rule("sla.cancel_never_counts", "advice", ("cancel", "stop"), lambda truth: truth["cancel"] and not truth["stop"]),
    _Rule("sla.no_start_while_paused", "advice", ("start", "pause"), lambda truth: truth["start"] and truth["pause"]),
)


def lint(definition: SlaDefinition, schema: Schema) -> tuple[Finding, ...]:
    """Every contradiction that can be proven; a condition too intricate to judge is passed over in silence."""
    whole = sla_schema(schema)
    return tuple(_findings(definition, whole))


def _findings(definition: SlaDefinition, schema: Schema) -> Iterator[Finding]:
    promised = {key for policy in definition.policies for key in policy.goals}
    for index, clock in enumerate(definition.clocks.values()):
        path = f"clocks.{index}"
        yield from _clock_findings(clock, path, schema)
        if clock.key not in promised:
            yield Finding("sla.clock_without_goal", "advice", path, {"clock": clock.key})
    yield from _policy_findings(definition.policies, schema)


def _clock_findings(clock: ClockDefinition, path: str, schema: Schema) -> Iterator[Finding]:
    names = tuple(clock.conditions)
    possible = truths(tuple(clock.conditions.values()), schema)
    if possible is None:
        return
    found = [dict(zip(names, truth, strict=True)) for truth in possible]
    told: set[str] = set()
    for rule in _RULES:
        # A start that is never true makes every other rule about the start true as well: said once is enough.
        if told & set(rule.needs) or not set(rule.needs) <= set(names) or any(rule.fine(truth) for truth in found):
            continue
        told |= {rule.needs[0]} if rule.level == "error" else set()
        yield Finding(rule.code, rule.level, f"{path}.{rule.needs[0]}", {"clock": clock.key})


def _policy_findings(policies: Sequence[Policy], schema: Schema) -> Iterator[Finding]:
    reached, gap = _reached([policy.when for policy in policies], schema)
    for index, policy in enumerate(policies):
        if index not in reached:
            yield Finding("sla.policy_never_reached", "error", f"policies.{index}.when", {"policy": policy.key})
        for clock, rows in policy.goals.items():
            yield from _goal_findings(rows, f"policies.{index}.goals.{clock}", policy.key, schema)
    if gap:
        yield Finding("sla.tickets_without_policy", "advice", "policies", {})


def _goal_findings(rows: Sequence[Goal], path: str, policy: str, schema: Schema) -> Iterator[Finding]:
    reached, _ = _reached([row.when for row in rows], schema)
    for index in range(len(rows)):
        if index not in reached:
            yield Finding("sla.goal_never_reached", "error", path, {"policy": policy, "row": index + 1})


def _reached(conditions: Sequence[When | None], schema: Schema) -> tuple[set[int], bool]:
    """Which of the conditions can be the first that holds, and whether it can be that none does."""
    written = [condition for condition in conditions if condition is not None]
    possible = truths(written, schema)
    if possible is None:
        unreached = _after_catch_all(conditions)
        return set(range(len(conditions))) - unreached, False
    reached, gap = set(), False
    for truth in possible:
        held = iter(truth)
        first = next((index for index, one in enumerate(conditions) if one is None or next(held)), None)
        if first is None:
            gap = True
        else:
            reached.add(first)
    return reached, gap


def _after_catch_all(conditions: Sequence[When | None]) -> set[int]:
    first = next((index for index, one in enumerate(conditions) if one is None), len(conditions))
    return set(range(first + 1, len(conditions)))
