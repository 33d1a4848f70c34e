"""The publish check's questions about steps that open child tickets: for whom, of what type, and can it be over?"""

from collections.abc import Iterator, Mapping

from bihuan.core.flow.definition import ChildrenStep, FlowDefinition
from bihuan.core.flow.notes import Note
from bihuan.core.flow.parse_children import types_of
from bihuan.core.rules import Schema

# Kinds of fields that can hold teams.
_TEAMS = frozenset({"text", "choice", "multi", "department"})


def check_children(
    definition: FlowDefinition, schema: Schema | None, types: Mapping[str, str] | None
) -> Iterator[Note]:
    """`types`: the flow of each ticket type; without it types are not asked about."""
    for item in definition.items.values():
        if isinstance(item, ChildrenStep):
            yield from _fields(item, schema)
            yield from _types(definition, item, types)
            if item.teams and item.needed > len(item.teams):
                yield Note("flow.children_too_few", item.id, {"needed": item.needed, "count": len(item.teams)})
            if not item.length and not item.early:
                yield Note("flow.may_wait_for_ever", item.id, advice=True)


def _fields(step: ChildrenStep, schema: Schema | None) -> Iterator[Note]:
    if schema is None:
        return
    name = step.field or step.rows
    field = schema.fields.get(name) if name else None
    if name and field is None:
        yield Note("flow.field_unknown", step.id, {"field": name})
        return
    if field is None:
        return
    if field.type != "rows" if step.rows else field.type not in _TEAMS:
        yield Note("flow.children_of_no_list", step.id, {"field": name})
        return
    columns = (step.team_column, *(step.fill or {}).values()) if step.rows else ()
    for column in filter(None, columns):
        if field.child(column) is None:
            yield Note("flow.field_unknown", step.id, {"field": f"{name}.{column}"})


def _types(definition: FlowDefinition, step: ChildrenStep, types: Mapping[str, str] | None) -> Iterator[Note]:
    for kind in types_of(step) if types is not None else ():
        if types is not None and types.get(kind) == definition.key:
            yield Note("flow.opens_itself", step.id, {"type": kind})
        elif types is not None and kind not in types:
            # The type may be made after the flow that names it.
            yield Note("flow.child_type_unknown", step.id, {"type": kind}, advice=True)
