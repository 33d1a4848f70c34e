"""Following actions: what rules ask the shell to do after the unit, each under a key that never repeats an action."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, ClassVar

from bihuan.core.automation.change import Change, concerns, read_by
from bihuan.core.automation.outcome import RuleOutcome, unmet
from bihuan.core.automation.rule import Rule
from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import JsonObject

MOST_CHAIN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRequest:
    """Something to be done once. `key` is made of event, rule and place: the shell derives the command's id from it.

    `settings`: as in the rule, formulas worked out. `chain` goes into the `Change` of whatever this leads to.
    """

    version: ClassVar[int] = 1
    key: str
    rule: str
    rule_version: int
    action: str
    settings: JsonObject
    change: str
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowingRun:
    """What to do, and what each rule concerned did or why not."""

    requests: tuple[ActionRequest, ...]
    log: tuple[RuleOutcome, ...]


def following(
    rules: Iterable[Rule], change: Change, record: Mapping[str, Any], env: Env, fired: Collection[str] = ()
) -> FollowingRun:
    """The requests of all rules for one change. `record`: as the immediate actions left it; `fired`: whom they applied.

    A rule that has immediate actions too follows them: it asks if it fired then, even if what it set has made its own
    condition false since. A rule that led to this change does not fire again (loop guard).
    """
    requests: list[ActionRequest] = []
    log: list[RuleOutcome] = []
    for rule in sorted((rule for rule in rules if rule.following and rule.active), key=lambda rule: rule.order):
        if rule.key not in fired and not concerns(rule, change, record):
            continue
        why, unmet_leaves = _why_not(rule, change, record, env, fired)
        asked = _requests(rule, change, record, env) if why == "fired" else ()
        requests.extend(asked)
        log.append(
            RuleOutcome(
                rule=rule.key,
                rule_version=rule.version,
                change=change.id,
                fired=why == "fired",
                why=why,
                unmet=unmet_leaves,
                patch={},
                actions=tuple(request.key for request in asked),
            )
        )
    return FollowingRun(tuple(requests), tuple(log))


def _why_not(
    rule: Rule, change: Change, record: Mapping[str, Any], env: Env, fired: Collection[str]
) -> tuple[str, tuple[JsonObject, ...]]:
    if rule.key in change.chain:
        return "loop", ()
    if len(change.chain) >= MOST_CHAIN:
        return "too_deep", ()
    if rule.immediate:
        return ("fired", ()) if rule.key in fired else ("condition", unmet(rule, change, record, env))
    failing = unmet(rule, change, record, env)
    return ("condition", failing) if failing else ("fired", ())


def _requests(rule: Rule, change: Change, record: Mapping[str, Any], env: Env) -> tuple[ActionRequest, ...]:
    read = read_by(change, record)
    return tuple(
        ActionRequest(
            key=f"{change.id}:{rule.key}:{place}",
            rule=rule.key,
            rule_version=rule.version,
            action=action.spec.name,
            settings={} if action.effect.request is None else action.effect.request(read, env),
            change=change.id,
            chain=(*change.chain, rule.key),
        )
        for place, action in rule.following
    )
