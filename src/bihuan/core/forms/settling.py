"""The one pass that settles a record: what is visible, and what each visible field's value is.

Fields are visited behind everything they depend on, so each condition and formula is evaluated once, on settled
values: the result is the only fixed point. A hidden field has no value, neither for rules nor in the record.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bihuan.core import rules
from bihuan.core.forms.context import EvaluationContext
from bihuan.core.forms.definition import FieldDefinition, FormDefinition, Source
from bihuan.core.late import dataclass
from bihuan.core.values import Json, JsonObject, Problem, Refusal


@dataclass(frozen=True, slots=True)
class Settled:
    """`record` is what rules read (references led to their records); `values` is what is kept.

    In `values` an explicit None marks a field that would fill itself but was deliberately emptied.
    """

    record: Mapping[str, Any]
    values: JsonObject
    visible: frozenset[str]
    derived: frozenset[str]
    faults: Mapping[str, tuple[Problem, ...]]


def settle(form: FormDefinition, given: Mapping[str, Json], context: EvaluationContext) -> Settled:
    """Settle clean values. `given` holds what was answered, None meaning "empty"; rights play no part."""
    record: JsonObject = {key: found for key, found in context.related.items() if key not in form.fields}
    values: JsonObject = {}
    visible: set[str] = set()
    derived: set[str] = set()
    faults: dict[str, tuple[Problem, ...]] = {}
    for key in form.order:
        field = form.fields[key]
        if not field.linkage.show.holds(record, context.env):
            continue
        visible.add(key)
        value = given.get(key)
        source = _source(field, given)
        if source is not None:
            value, found = _derived(source, field, record, context)
            derived.add(key)
            if found and source is field.linkage.compute:
                faults[key] = found
        if value is not None:
            values[key] = value
            record[key] = _as_rules_see(key, value, context)
        elif field.linkage.prefilled and key in given:
            values[key] = None
    ordered = {key: values[key] for key in form.fields if key in values}
    return Settled(record, ordered, frozenset(visible), frozenset(derived), faults)


def _source(field: FieldDefinition, given: Mapping[str, Json]) -> Source | None:
    """What decides the value: a formula always, a fill or default only where nobody answered."""
    linkage = field.linkage
    if linkage.compute is not None:
        return linkage.compute
    return None if field.key in given else linkage.fill or linkage.default


def _derived(
    source: Source, field: FieldDefinition, record: Mapping[str, Any], context: EvaluationContext
) -> tuple[Json, tuple[Problem, ...]]:
    """The value and its faults. Callers report only those of formulas: a default that does not fit leaves the field
    empty, and the person fills it in."""
    result = source.value(record, context.env)
    if result is None:
        return None, ()
    if isinstance(result, Decimal):
        result = rules.number_text(result)
    try:
        return field.kind.fit(result, field), ()
    except Refusal as refusal:
        return None, refusal.problems


def _as_rules_see(key: str, value: Json, context: EvaluationContext) -> Any:
    """A reference as the record it leads to, so that rules can follow it (`device.model`)."""
    related = context.related.get(key)
    return {**related, "id": value} if isinstance(related, Mapping) else value
