"""The publish check's questions about people: can a step be left without anybody?"""

from collections.abc import Collection, Iterator

from bihuan.core.flow.definition import ApproveStep, FlowDefinition, HandleStep, PersonStep, Source, TaskStep
from bihuan.core.flow.notes import Note
from bihuan.core.rules import Schema

# A named person may leave, but then the seat passes on; the submitter always exists.
NEVER_EMPTY = frozenset({"people", "submitter"})
PERSON_KINDS = frozenset({"person", "multi", "record"})


def check_people(definition: FlowDefinition, schema: Schema | None, roles: Collection[str] | None) -> Iterator[Note]:
    """Empty approvers, work that nobody may take or give, unknown fields and roles."""
    for item in definition.items.values():
        if isinstance(item, PersonStep):
            yield from _may_be_empty(definition, item)
            yield from _unknown_fields(item, schema)
            yield from _unknown_roles(item, roles)
    for role in sorted(definition.leads | definition.admins) if roles is not None else ():
        if role not in (roles or ()):
            yield Note("flow.role_unknown", None, {"role": role})


def sources_of(step: PersonStep) -> tuple[Source, ...]:
    """Where the step's people come from; none for a start step."""
    if isinstance(step, ApproveStep):
        return step.approvers
    return step.owner if isinstance(step, HandleStep) else ()


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


def _unknown_fields(step: PersonStep, schema: Schema | None) -> Iterator[Note]:
    for source in sources_of(step):
        if source.kind != "field" or schema is None:
            continue
        field = schema.resolve(source.names[0])
        if field is None:
            yield Note("flow.field_unknown", step.id, {"field": source.names[0]})
        elif field.type not in (PERSON_KINDS if source.level == 0 else {"department"}):
            yield Note("flow.field_names_nobody", step.id, {"field": source.names[0]})


def _unknown_roles(step: PersonStep, roles: Collection[str] | None) -> Iterator[Note]:
    if roles is None:
        return
    named = [source.names[0] for source in sources_of(step) if source.kind == "role"]
    who = getattr(step, "who", None)
    for role in dict.fromkeys((*named, *sorted(step.dispatchers), *sorted(who.roles if who is not None else ()))):
        if role not in roles:
            yield Note("flow.role_unknown", step.id, {"role": role})
