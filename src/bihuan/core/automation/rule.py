"""An automation rule as it was written: when – if – then. Immutable."""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from bihuan.core.automation.actions import ActionSpec, Effect
from bihuan.core.automation.schedule import Schedule
from bihuan.core.late import dataclass
from bihuan.core.rules import Condition, Env, Field, Schema
from bihuan.core.values import Json, JsonObject

Test = Callable[[Mapping[str, Any], Env], bool]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What rules may speak of: the record's fields, and the events that may trigger them with the fields of each."""

    record: Schema
    events: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)

    def schema(self, events: tuple[str, ...]) -> Schema:
        """The record's fields, `before.…` (how the record was) and `event.…` (what all of these events tell)."""
        plain = tuple(item for item in self.record.fields.values() if item.key not in ("before", "event"))
        told = [{item.key: item for item in self.events.get(name, ())} for name in events]
        shared = tuple(item for key, item in told[0].items() if all(key in other for other in told)) if told else ()
        return Schema(
            (
                *plain,
                Field("before", "record", {"zh": "变更前", "en": "Before"}, fields=plain),
                Field("event", "record", {"zh": "事件", "en": "Event"}, fields=shared),
            )
        )


@dataclass(frozen=True, slots=True)
class EventTrigger:
    """Something happened: one of these events."""

    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeTrigger:
    """A field of an existing record took another value; `from_values`, `to_values`: None means any."""

    field: Field
    from_values: tuple[Json, ...] | None = None
    to_values: tuple[Json, ...] | None = None


@dataclass(frozen=True, slots=True)
class ScheduleTrigger:
    """Time has come. The shell looks for the records that meet the condition."""

    schedule: Schedule


Trigger = EventTrigger | ChangeTrigger | ScheduleTrigger


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison of the condition, testable by itself. `at`: its place in the condition, such as `all.1`; `paths`
    and `counts`: the fields and the counts over history that it reads."""

    at: str
    condition: Condition
    test: Test
    paths: tuple[str, ...]
    counts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """`kind`: all, any or not."""

    kind: str
    parts: "tuple[Group | Leaf, ...]"


@dataclass(frozen=True, slots=True)
class RuleCondition:
    """The `if` of a rule: as data, compiled, and taken apart for "why not"."""

    condition: Condition
    test: Test
    parts: Group | Leaf


@dataclass(frozen=True, slots=True)
class Action:
    """One action: `settings` as checked, `effect` what it needs at run time (compiled formulas)."""

    spec: ActionSpec
    settings: JsonObject
    effect: Effect


@dataclass(frozen=True, slots=True)
class Rule:
    """Rules run in the order of `position`, then `key`. `condition` None: always."""

    key: str
    label: Mapping[str, str]
    position: int
    active: bool
    triggers: tuple[Trigger, ...]
    condition: RuleCondition | None
    actions: tuple[Action, ...]
    schema: Schema
    version: int = 1

    @property
    def order(self) -> tuple[int, str]:
        return self.position, self.key

    @property
    def immediate(self) -> tuple[Action, ...]:
        """The actions that change the record in the unit of its event."""
        return tuple(action for action in self.actions if action.spec.kind == "immediate")

    @property
    def following(self) -> tuple[tuple[int, Action], ...]:
        """The actions that reach further, with their places among the rule's actions."""
        return tuple((place, action) for place, action in enumerate(self.actions) if action.spec.kind == "following")
