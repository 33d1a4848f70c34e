"""What a rule would have done: on records of the past, without doing anything."""

from collections import Counter
from collections.abc import Iterable, Mapping

from bihuan.core.automation.actions import Lookups
from bihuan.core.automation.change import Change
from bihuan.core.automation.following import following
from bihuan.core.automation.immediate import Contest, run_immediate
from bihuan.core.automation.rule import Rule
from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import JsonObject

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class WouldFire:
    """One past change on which the rule would have fired: what it would have set and asked for."""

    change: str
    patch: JsonObject
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DryRun:
    """One rule over past changes. `unmet`: how often each comparison (by its place) kept it from firing.

    `fired` counts all; `examples` are the first of them.
    """

    rule: str
    looked_at: int
    concerned: int
    fired: int
    examples: tuple[WouldFire, ...]
    unmet: Mapping[str, int]
    contests: tuple[Contest, ...]


def dry_run(
    rule: Rule, others: Iterable[Rule], past: Iterable[tuple[Change, Env]], lookups: Lookups | None = None
) -> DryRun:
    """Try `rule` together with the `others` (what they set, it reads) on past changes, each as of its own time."""
    rules = (rule, *(other for other in others if other.key != rule.key))
    looked_at = concerned = fired = 0
    examples: list[WouldFire] = []
    reasons: Counter[str] = Counter()
    contests: dict[Contest, None] = {}
    for change, env in past:
        looked_at += 1
        first = run_immediate(rules, change, env, lookups)
        then = following(rules, change, first.record, env, first.fired)
        contests.update(dict.fromkeys(item for item in first.contests if rule.key in item.rules))
        mine = [line for line in (*first.log, *then.log) if line.rule == rule.key]
        concerned += bool(mine)
        if any(line.fired for line in mine):
            fired += 1
            if len(examples) < MOST_SHOWN:
                actions = tuple(request.action for request in then.requests if request.rule == rule.key)
                patch = {key: value for line in mine for key, value in line.patch.items()}
                examples.append(WouldFire(change.id, patch, actions))
        elif mine:
            reasons.update({leaf["at"] for leaf in mine[-1].unmet})
    return DryRun(rule.key, looked_at, concerned, fired, tuple(examples), dict(reasons), tuple(contests))
