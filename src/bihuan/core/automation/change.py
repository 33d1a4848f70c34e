"""What happened to a record, as rules see it, and whether it concerns a rule."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from bihuan.core.automation.rule import ChangeTrigger, EventTrigger, Rule, ScheduleTrigger, Trigger
from bihuan.core.late import dataclass
from bihuan.core.rules import Field, read_value

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One event of one record. `before` is None when the record came into being.

    `id` names the event for ever: the keys of what follows are made of it. `data`: the event's own fields. `due`: the
    rule whose schedule came round (then `event` is empty). `chain`: the rules whose actions led here, oldest first.
    """

    id: str
    event: str
    after: Record
    before: Record | None = None
    data: Record = field(default_factory=dict)
    due: str | None = None
    chain: tuple[str, ...] = ()


def read_by(change: Change, record: Record) -> dict[str, Any]:
    """What a rule's condition reads while the record stands as in `record`."""
    return {**record, "before": change.before or {}, "event": change.data}


def concerns(rule: Rule, change: Change, record: Record) -> bool:
    """Whether one of the rule's triggers went off; `record` is as immediate actions have made it by now."""
    return any(_went_off(rule, trigger, change, record) for trigger in rule.triggers)


def _went_off(rule: Rule, trigger: Trigger, change: Change, record: Record) -> bool:
    if isinstance(trigger, EventTrigger):
        return change.event in trigger.events
    if isinstance(trigger, ScheduleTrigger):
        return change.due == rule.key
    return _took_another_value(trigger, change.before, record)


def _took_another_value(trigger: ChangeTrigger, before: Record | None, record: Record) -> bool:
    """Coming into being is no change of a field: for that there is the event."""
    if before is None:
        return False
    old, new = _read(trigger.field, before.get(trigger.field.key)), _read(trigger.field, record.get(trigger.field.key))
    return (
        old != new
        and _is_among(trigger.field, old, trigger.from_values)
        and _is_among(trigger.field, new, trigger.to_values)
    )


def _is_among(field: Field, value: Any, wanted: tuple[Any, ...] | None) -> bool:
    return wanted is None or any(_read(field, item) == value for item in wanted)


def _read(field: Field, value: Any) -> Any:
    found = read_value(field.type, value)
    return frozenset(found) if field.type == "multi" and found is not None else found
