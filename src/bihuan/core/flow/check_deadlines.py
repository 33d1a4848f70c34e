"""The publish check's questions about deadlines: can what is to be done by itself be done without a person?"""

from collections.abc import Collection, Iterator

from bihuan.core.flow.deadlines import passing_action
from bihuan.core.flow.definition import ActionOffer, FlowDefinition, PersonStep, Rung
from bihuan.core.flow.layout import leads_back
from bihuan.core.flow.notes import Note
from bihuan.core.rules import Schema

DECISIONS = frozenset({"agree", "refuse"})
TOLD_WORDS = frozenset(
    {
        *("assignee", "submitter", "watchers", "lead", "dispatchers"),
        *("manager", "department_head", "deputy", "flow_admin"),
    }
)
TOLD_KINDS = frozenset({"person", "role", "department", "field", "manager"})
PERSON_KINDS = frozenset({"person", "multi", "department"})


def check_deadlines(definition: FlowDefinition, schema: Schema | None, roles: Collection[str] | None) -> Iterator[Note]:
    """Passing by itself what only a person can give, actions that the step does not have, and words for nobody."""
    for item in definition.items.values():
        if not isinstance(item, PersonStep):
            continue
        passed = {rung.action: rung for rung in item.deadlines if rung.do == "pass"}
        for rung in passed.values():
            yield from _passing(definition, item, rung)
        told = {repr(word): word for rung in item.deadlines for word in rung.to}
        for word in told.values():
            yield from _told(item.id, word, schema, roles)


def _passing(definition: FlowDefinition, step: PersonStep, rung: Rung) -> Iterator[Note]:
    action = rung.action or passing_action(step)
    offer = step.offers.get(action)
    if offer is None or (offer.ending is None and action not in DECISIONS):
        yield Note("flow.pass_by_no_ending", step.id, {"action": action})
        return
    if offer.signature == "required":
        yield Note("flow.pass_needs_signature", step.id, {"action": action})
    if offer.evidence:
        yield Note("flow.pass_needs_evidence", step.id, {"action": action, "kinds": sorted(offer.evidence)})
    missing = _demanded(definition, step, offer)
    if missing:
        yield Note("flow.pass_needs_fields", step.id, {"fields": missing}, advice=True)


def _demanded(definition: FlowDefinition, step: PersonStep, offer: ActionOffer) -> list[str]:
    """Fields that the action demands and no earlier step, which every way here has passed, has demanded already."""
    before = [
        item
        for item in definition.items.values()
        if isinstance(item, PersonStep) and item.id != step.id and leads_back(definition, item.id, step.id)
    ]
    given = {key for item in before for key, right in item.fields.items() if right == "required"}
    return sorted(key for key, right in offer.form.items() if right == "required" and key not in given)


def _told(step: str, word: object, schema: Schema | None, roles: Collection[str] | None) -> Iterator[Note]:
    if isinstance(word, str):
        if word not in TOLD_WORDS:
            yield Note("flow.told_unknown", step, {"word": word})
        return
    kind, name = next(iter(word.items())) if isinstance(word, dict) else ("", "")
    if kind not in TOLD_KINDS:
        yield Note("flow.told_unknown", step, {"word": str(kind)})
    elif kind == "role" and roles is not None and name not in roles:
        yield Note("flow.role_unknown", step, {"role": name})
    elif kind == "field" and schema is not None:
        field = schema.resolve(str(name))
        if field is None:
            yield Note("flow.field_unknown", step, {"field": name})
        elif field.type not in PERSON_KINDS:
            yield Note("flow.field_names_nobody", step, {"field": name})
