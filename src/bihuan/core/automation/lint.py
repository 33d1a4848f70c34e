"""Advice on a set of rules, in the admin's terms: what never fires, what contradicts, what repeats itself."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from bihuan.core.automation.actions import COMPUTED
from bihuan.core.automation.rule import ChangeTrigger, EventTrigger, Rule, ScheduleTrigger, Trigger
from bihuan.core.late import dataclass
from bihuan.core.rules import Claim, can_both_hold, can_hold, ways_of
from bihuan.core.values import Json, JsonObject


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """`code`: never_fires, contradictory, ping_pong, self_feeding or duplicate. `others`: the other rules in it."""

    rule: str
    code: str
    others: tuple[str, ...]
    data: JsonObject


def lint(rules: Iterable[Rule]) -> tuple[RuleFinding, ...]:
    """All findings on the active rules, in their order. None of them stops a rule from being saved."""
    active = sorted((rule for rule in rules if rule.active), key=lambda rule: rule.order)
    alone = (finding for rule in active for finding in _alone(rule))
    paired = (finding for one, other in combinations(active, 2) for finding in _paired(one, other))
    return (*alone, *paired)


def _alone(rule: Rule) -> Iterator[RuleFinding]:
    tree = _tree(rule)
    ways = None if tree is None else ways_of(tree)
    if ways is not None and not any(can_hold(way, rule.schema) for way in ways):
        yield RuleFinding(rule.key, "never_fires", (), {"because": "condition"})
    elif all(_never_goes_off(trigger) for trigger in rule.triggers):
        yield RuleFinding(rule.key, "never_fires", (), {"because": "trigger"})
    for action in rule.immediate:
        fed = sorted(action.effect.reads & {key for key, value in action.effect.writes.items() if value is COMPUTED})
        if fed and action.spec.name == "set_field":
            yield RuleFinding(rule.key, "self_feeding", (), {"field": fed[0]})


def _never_goes_off(trigger: Trigger) -> bool:
    if not isinstance(trigger, ChangeTrigger) or trigger.from_values is None or trigger.to_values is None:
        return False
    return not trigger.to_values or (len(trigger.from_values) == 1 and trigger.from_values == trigger.to_values)


def _paired(one: Rule, other: Rule) -> Iterator[RuleFinding]:
    if not _may_meet(one, other):
        return
    if one.triggers == other.triggers and _tree(one) == _tree(other) and _settings(one) == _settings(other):
        yield RuleFinding(one.key, "duplicate", (other.key,), {})
        return
    first, second = _set_by(one), _set_by(other)
    for field in sorted(first.keys() & second.keys()):
        if first[field] == second[field]:
            continue
        values = {"field": field, "values": [first[field], second[field]]}
        if _wants(one, field, second[field]) and _wants(other, field, first[field]):
            yield RuleFinding(one.key, "ping_pong", (other.key,), values)
        elif can_both_hold(_tree(one), _tree(other), one.schema):
            yield RuleFinding(one.key, "contradictory", (other.key,), {**values, "wins": other.key})


def _tree(rule: Rule) -> Json | None:
    return None if rule.condition is None else rule.condition.condition.tree


def _settings(rule: Rule) -> list[JsonObject]:
    return [action.settings for action in rule.actions]


def _set_by(rule: Rule) -> dict[str, Json]:
    """The fields that the rule sets to a constant; the last action has its way."""
    written = {key: value for action in rule.immediate for key, value in action.effect.writes.items()}
    return {key: value for key, value in written.items() if value is not COMPUTED}


def _wants(rule: Rule, field: str, value: Json) -> bool:
    """Whether the rule fires only, or also, where the field has this very value."""
    tree = _tree(rule)
    ways = None if tree is None else ways_of(tree)
    return any(_is_claim(claim, field, value) for way in ways or () for claim in way)


def _is_claim(claim: Claim, field: str, value: Json) -> bool:
    if claim.path != field or claim.op not in ("eq", "in"):
        return False
    return claim.right == value or (isinstance(claim.right, list | tuple) and value in claim.right)


def _may_meet(one: Rule, other: Rule) -> bool:
    """Whether one event can concern both: the same event, or a change of a field beside any event."""
    return any(_meet(first, second) for first in one.triggers for second in other.triggers)


def _meet(one: Trigger, other: Trigger) -> bool:
    if isinstance(one, EventTrigger) and isinstance(other, EventTrigger):
        return not set(one.events).isdisjoint(other.events)
    return not isinstance(one, ScheduleTrigger) and not isinstance(other, ScheduleTrigger)
