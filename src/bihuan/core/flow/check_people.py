"""The publish check's questions about people: can a step be left without anybody?"""

from collections.abc import Collection, Iterator

from bihuan.core.flow.definition import (
    ApproveStep,
    FlowDefinition,
    HandleStep,
    NotifyStep,
    PersonStep,
    Source,
    TaskStep,
)
from bihuan.core.flow.layout import leads_back
from bihuan.core.flow.notes import Note
from bihuan.core.flow.people import sources_of
from bihuan.core.rules import Schema

# A named person may leave, but then the seat passes on; the submitter always exists.
NEVER_EMPTY = frozenset({"people", "submitter"})
ROLE_KINDS = frozenset({"role", "on_duty"})
PERSON_KINDS = frozenset({"person", "multi", "record"})


def check_people(definition: FlowDefinition, schema: Schema | None, roles: Collection[str] | None) -> Iterator[Note]:
    """Empty approvers, work that nobody may take or give, unknown fields and roles."""
    for item in definition.items.values():
        if isinstance(item, PersonStep):
            yield from _may_be_empty(definition, item)
            yield from _unknown_fields(item, schema)
            yield from _unknown_roles(item, roles)
            yield from _choices(definition, item)
        elif isinstance(item, NotifyStep):
            yield from _unknown_sources(item.id, item.to, schema, roles)
    for role in sorted(definition.leads | definition.admins) if roles is not None else ():
        if role not in (roles or ()):
            yield Note("flow.role_unknown", None, {"role": role})


def _may_be_empty(definition: FlowDefinition, step: TaskStep | PersonStep) -> Iterator[Note]:
    certain = any(source.kind in NEVER_EMPTY for source in sources_of(step))
    if isinstance(step, ApproveStep) and not certain and step.if_empty is None:
        yield Note("flow.may_find_nobody", step.id)
    if not isinstance(step, HandleStep):
        return
    if step.mode == "claim" and not step.owner:
        yield Note("flow.claim_without_candidates", step.id)
    by_hand = step.mode in ("dispatch", "dispatch_claim") or (step.mode == "direct" and not step.owner)
    if by_hand and not (step.dispatchers or definition.leads):
        yield Note("flow.nobody_assigns", step.id, advice=True)
    if step.owner and not by_hand and not certain and step.if_empty is None:
        yield Note("flow.work_may_find_nobody", step.id, advice=True)


def all_sources(sources: tuple[Source, ...]) -> Iterator[Source]:
    """The sources, and those inside of them."""
    for source in sources:
        yield source
        yield from all_sources(source.range)
        for _, inner in source.rows:
            yield from all_sources(inner)


def _unknown_fields(step: PersonStep, schema: Schema | None) -> Iterator[Note]:
    yield from _unknown_sources(step.id, (*sources_of(step), *step.cc), schema, None)


def _unknown_sources(
    step: str, sources: tuple[Source, ...], schema: Schema | None, roles: Collection[str] | None
) -> Iterator[Note]:
    for source in all_sources(sources):
        if source.kind in ROLE_KINDS and roles is not None and source.names[0] not in roles:
            yield Note("flow.role_unknown", step, {"role": source.names[0]})
        if source.kind == "matrix" and schema is not None:
            unknown = [name for name in source.names if schema.resolve(name) is None]
            yield from (Note("flow.field_unknown", step, {"field": name}) for name in unknown)
        if source.kind not in ("field", "chosen") or schema is None:
            continue
        field = schema.resolve(source.names[0])
        if field is None:
            yield Note("flow.field_unknown", step, {"field": source.names[0]})
        elif field.type not in (PERSON_KINDS if source.level == 0 else {"department"}):
            yield Note("flow.field_names_nobody", step, {"field": source.names[0]})


def _choices(definition: FlowDefinition, step: PersonStep) -> Iterator[Note]:
    """Whoever chooses the people of a step comes before it."""
    for source in sources_of(step):
        by = source.names[1] if source.kind == "chosen" else ""
        if by and not leads_back(definition, by, step.id):
            yield Note("flow.chooser_not_before", step.id, {"by": by})


def _unknown_roles(step: PersonStep, roles: Collection[str] | None) -> Iterator[Note]:
    if roles is None:
        return
    everybody = all_sources((*sources_of(step), *step.cc))
    named = [source.names[0] for source in everybody if source.kind in ROLE_KINDS]
    who = getattr(step, "who", None)
    for role in dict.fromkeys((*named, *sorted(step.dispatchers), *sorted(who.roles if who is not None else ()))):
        if role not in roles:
            yield Note("flow.role_unknown", step.id, {"role": role})
