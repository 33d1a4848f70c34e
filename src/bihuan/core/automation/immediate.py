"""Immediate actions: rules change the record until nothing changes any more, within the unit of the event.

Rules run in order, round after round, each at most once per round; of two that set one field, the later has the last
word. Where that never settles, the fields in question keep the value they had before the rules, and the rules that
fight over them are named: a ticket is never lost over a contradiction between rules.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bihuan.core.automation.actions import Lookups, NoLookups
from bihuan.core.automation.change import Change, concerns, read_by
from bihuan.core.automation.outcome import RuleOutcome, unmet
from bihuan.core.automation.rule import Rule
from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import JsonObject

MOST_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Contest:
    """Several rules, by key and in order, want different values for one field.

    `settled`: the last of them had its way. Otherwise they would go on for ever and the field was left alone.
    """

    field: str
    rules: tuple[str, ...]
    settled: bool


@dataclass(frozen=True, slots=True)
class ImmediateRun:
    """`patch`: what to write (of a relation its id). `record`: the record afterwards. `fired`: rules that applied."""

    patch: JsonObject
    record: Mapping[str, Any]
    fired: tuple[str, ...]
    contests: tuple[Contest, ...]
    log: tuple[RuleOutcome, ...]


def run_immediate(rules: Iterable[Rule], change: Change, env: Env, lookups: Lookups | None = None) -> ImmediateRun:
    """Apply the immediate actions of all rules to `change.after`, to a fixed point.

    The same rules, change and answers give the same result; applied to its own result, a settled run changes nothing.
    """
    ordered = tuple(sorted((rule for rule in rules if rule.immediate and rule.active), key=lambda rule: rule.order))
    locked: dict[str, tuple[str, ...]] = {}
    while True:
        attempt = _Attempt(ordered, change, env, lookups or NoLookups(), frozenset(locked))
        contested = attempt.run()
        if not contested:
            return attempt.result(locked)
        locked.update(contested)


@dataclass(frozen=True, slots=True)
class _Write:
    rule: Rule
    field: str
    value: Any


class _Attempt:
    """One attempt to reach a fixed point, with the fields that are out of bounds."""

    def __init__(
        self, rules: tuple[Rule, ...], change: Change, env: Env, lookups: Lookups, locked: frozenset[str]
    ) -> None:
        self._rules = rules
        self._change = change
        self._env = env
        self._lookups = lookups
        self._locked = locked
        self._record: dict[str, Any] = dict(change.after)
        self._writes: list[_Write] = []  # of the round under way
        self._fired: dict[str, dict[str, Any]] = {}

    def run(self) -> dict[str, tuple[str, ...]]:
        """Round after round until nothing changes: then nothing is contested. Else the fields that keep changing, and
        the rules that write them."""
        seen = [self._record]
        writes: list[_Write] = []
        for _ in range(MOST_ROUNDS):
            self._record = self._round()
            writes += self._writes
            if self._record == seen[-1]:
                return {}
            if self._record in seen:
                break
            seen.append(self._record)
        cycle = [*seen[seen.index(self._record) :], self._record] if self._record in seen[:-1] else seen[-2:]
        changing = {key for state in cycle for key in {*state, *cycle[0]} if state.get(key) != cycle[0].get(key)}
        return {key: _writers(writes, key) for key in sorted(changing)}

    def _round(self) -> dict[str, Any]:
        self._writes = []
        record = dict(self._record)
        for rule in self._rules:
            if not concerns(rule, self._change, record):
                continue
            if rule.condition is not None and not rule.condition.test(read_by(self._change, record), self._env):
                continue
            written = self._fired.setdefault(rule.key, {})
            for field, value in self._patch(rule, record).items():
                self._writes.append(_Write(rule, field, value))
                record[field] = written[field] = value
        return record

    def _patch(self, rule: Rule, record: dict[str, Any]) -> dict[str, Any]:
        """The rule's actions see each other's results; locked fields and values that stand already are left out."""
        now = dict(record)
        for action in rule.immediate:
            if action.effect.patch is None:
                continue
            patch = action.effect.patch(read_by(self._change, now), self._env, self._lookups)
            now.update({field: value for field, value in patch.items() if field not in self._locked})
        return {field: value for field, value in now.items() if field not in record or record[field] != value}

    def result(self, locked: Mapping[str, tuple[str, ...]]) -> ImmediateRun:
        """The run as it settled, with the contests on the way."""
        before = self._change.after
        changed = {key: value for key, value in self._record.items() if key not in before or before[key] != value}
        overruled = {write.field: _writers(self._writes, write.field) for write in self._writes}
        contests = [Contest(field, rules, False) for field, rules in locked.items()]
        contests += [Contest(field, rules, True) for field, rules in sorted(overruled.items())]
        log = tuple(self._outcome(rule) for rule in self._rules if self._is_logged(rule))
        return ImmediateRun(_stored(changed), self._record, tuple(self._fired), tuple(contests), log)

    def _is_logged(self, rule: Rule) -> bool:
        return rule.key in self._fired or concerns(rule, self._change, self._record)

    def _outcome(self, rule: Rule) -> RuleOutcome:
        fired = rule.key in self._fired
        return RuleOutcome(
            rule=rule.key,
            rule_version=rule.version,
            change=self._change.id,
            fired=fired,
            why="fired" if fired else "condition",
            unmet=() if fired else unmet(rule, self._change, self._record, self._env),
            patch=_stored(self._fired.get(rule.key, {})),
        )


def _writers(writes: Iterable[_Write], field: str) -> tuple[str, ...]:
    rules = {write.rule.order: write.rule.key for write in writes if write.field == field}
    return tuple(rules[order] for order in sorted(rules))


def _stored(values: Mapping[str, Any]) -> JsonObject:
    """Values as they are written: of a loaded relation only its id."""
    return {key: value.get("id") if isinstance(value, Mapping) else value for key, value in values.items()}
