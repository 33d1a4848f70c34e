"""The publish check's questions about waits: can each be over one day?"""

from collections.abc import Iterator

from bihuan.core.flow.definition import ActionStep, FlowDefinition, NotifyStep, WaitStep
from bihuan.core.flow.notes import Note
from bihuan.core.rules import Schema

# Of the ticket itself, besides the form.
SETTABLE = frozenset({"priority", "tags"})
DATES = frozenset({"date", "instant"})


def check_waits(definition: FlowDefinition, schema: Schema | None) -> Iterator[Note]:
    """Dates that are none, and waits that nothing may ever end."""
    for item in definition.items.values():
        if isinstance(item, WaitStep):
            yield from _date(item, schema)
        waits = isinstance(item, WaitStep) or (isinstance(item, NotifyStep) and item.until_read)
        if waits and isinstance(item, WaitStep | NotifyStep) and not item.length and not item.early:
            yield Note("flow.may_wait_for_ever", item.id, advice=True)


def check_actions(definition: FlowDefinition, schema: Schema | None) -> Iterator[Note]:
    """What an action sets must be a field of the form, or priority or tags."""
    for item in definition.items.values():
        for key in item.changes if isinstance(item, ActionStep) and schema is not None else ():
            if key not in SETTABLE and schema is not None and key not in schema.fields:
                yield Note("flow.field_unknown", item.id, {"field": key})


def _date(step: WaitStep, schema: Schema | None) -> Iterator[Note]:
    if not step.field or schema is None:
        return
    field = schema.resolve(step.field)
    if field is None:
        yield Note("flow.field_unknown", step.id, {"field": step.field})
    elif field.type not in DATES:
        yield Note("flow.field_no_date", step.id, {"field": step.field})
