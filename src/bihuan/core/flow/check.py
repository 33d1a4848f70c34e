"""The publish check: what would go wrong with this flow, said before it does (FLW-9, semantics §4)."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Literal, get_args

from bihuan.core.flow.check_children import check_children
from bihuan.core.flow.check_conditions import check_conditions
from bihuan.core.flow.check_deadlines import check_deadlines
from bihuan.core.flow.check_loops import check_loops
from bihuan.core.flow.check_people import check_people
from bihuan.core.flow.check_stages import check_stages
from bihuan.core.flow.check_waits import check_actions, check_waits
from bihuan.core.flow.check_words import TEXTS
from bihuan.core.flow.definition import (
    ApproveStep,
    ChildrenStep,
    FlowDefinition,
    Item,
    Label,
    NotifyStep,
    Parallel,
    PersonStep,
    WaitStep,
)
from bihuan.core.flow.layout import is_exit, leads_back, sequences_of, walk
from bihuan.core.flow.notes import Note
from bihuan.core.flow.parse import read_flow
from bihuan.core.late import dataclass
from bihuan.core.rules import Schema
from bihuan.core.values import Json, JsonObject, Problem

MANY_REQUIRED = 15
Severity = Literal["error", "unproven", "advice"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know before publishing. `step` is None for the flow as a whole.

    Errors block; what could not be proven is to be confirmed; advice stops nobody.
    """

    severity: Severity
    step: str | None
    code: str
    data: JsonObject
    text: Label


def check_flow(
    data: Json,
    schema: Schema | None = None,
    roles: Collection[str] | None = None,
    types: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """Everything that speaks against publishing the flow written in `data`; nothing found means it can run.

    `schema`: the fields of the form it will stand on; `roles`: the roles that exist; `types`: the flow of each ticket
    type. Without them those questions are not asked. Faults in the writing itself come alone: what they hide cannot be
    judged.
    """
    problems: list[Problem] = []
    definition = read_flow(data, problems)
    if definition is None or problems:
        return tuple(_from_problem(definition, problem) for problem in problems)
    notes = chain(
        _sequence(definition.root),
        _ends(definition),
        check_conditions(definition, schema),
        check_loops(definition),
        _lanes(definition),
        _ways_back(definition),
        _fields(definition, schema),
        check_people(definition, schema, roles),
        check_stages(definition),
        check_waits(definition, schema),
        check_actions(definition, schema),
        check_children(definition, schema, types),
        check_deadlines(definition, schema, roles),
    )
    findings = (_finding(definition, note) for note in notes)
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))


def _from_problem(definition: FlowDefinition | None, problem: Problem) -> Finding:
    data = {"path": problem.path, **problem.data}
    return _finding(definition, Note(problem.code, problem.data.get("step"), data))


def _finding(definition: FlowDefinition | None, note: Note) -> Finding:
    """The note in words."""
    item = definition.items.get(note.step or "") if definition is not None else None
    zh, en = TEXTS[note.code]
    words = {key: ", ".join(map(str, value)) if isinstance(value, list) else value for key, value in note.data.items()}
    about = item if item is not None else definition
    names = about.label if about is not None else {"zh": "", "en": ""}
    text = {
        "zh": zh.format_map({"name": names["zh"], **words}),
        "en": en.format_map({"name": names["en"], **words}),
    }
    severity: Severity = "advice" if note.advice else "unproven" if note.unproven else "error"
    return Finding(severity, note.step, note.code, dict(note.data), text)


def _sequence(items: tuple[Item, ...]) -> Iterator[Note]:
    """What stands behind an end is never reached."""
    over = False
    for item in items:
        if over:
            yield Note("flow.unreachable", item.id)
        for _, inner in sequences_of(item):
            yield from _sequence(inner)
        over = over or is_exit(item)


def _ends(definition: FlowDefinition) -> Iterator[Note]:
    if not any(is_exit(item) for item in definition.root):
        yield Note("flow.no_end", definition.root[-1].id)
    for item in definition.items.values():
        drawn = isinstance(item, ApproveStep) and item.refused.policy == "branch"
        if drawn and isinstance(item, ApproveStep) and not any(is_exit(inner) for inner in item.refused.items):
            yield Note("flow.refusal_runs_on", item.id, advice=True)


def _lanes(definition: FlowDefinition) -> Iterator[Note]:
    """A lane that needs nobody has ended before the others began: where not all are needed, it may cut them off."""
    for item in definition.items.values():
        for lane in item.lanes if isinstance(item, Parallel) else ():
            if not any(_holds(inner) for inner in walk(lane.items)):
                advice = isinstance(item, Parallel) and item.needed == len(item.lanes)
                yield Note("flow.lane_without_person", item.id, {"lane": lane.key}, advice=advice)


def _holds(item: Item) -> bool:
    return isinstance(item, PersonStep | WaitStep | ChildrenStep) or (isinstance(item, NotifyStep) and item.until_read)


def _ways_back(definition: FlowDefinition) -> Iterator[Note]:
    for item in definition.items.values():
        if not isinstance(item, PersonStep):
            continue
        targets = {target: None for offer in item.offers.values() for target in offer.targets}
        if isinstance(item, ApproveStep) and item.refused.policy == "return":
            targets[item.refused.step] = None
            if item.if_empty is not None and item.if_empty.policy == "refuse":
                yield Note("flow.circle_without_person", item.id, {"target": item.refused.step})
        for target in targets:
            if not leads_back(definition, target, item.id):
                yield Note("flow.not_on_the_way", item.id, {"target": target})


def _is_known(key: str, schema: Schema) -> bool:
    """Whether a right is that of a field of the form, or of a column of one (`parts.price`)."""
    name, _, column = key.partition(".")
    field = schema.fields.get(name)
    return field is not None and (not column or (field.type == "rows" and field.child(column) is not None))


def _fields(definition: FlowDefinition, schema: Schema | None) -> Iterator[Note]:
    for item in definition.items.values():
        if not isinstance(item, PersonStep):
            continue
        required = sum(1 for right in item.fields.values() if right == "required")
        if required > MANY_REQUIRED:
            yield Note("flow.many_required", item.id, {"count": required, "most": MANY_REQUIRED}, advice=True)
        for key in item.fields if schema is not None else ():
            if key != "*" and schema is not None and not _is_known(key, schema):
                yield Note("flow.field_unknown", item.id, {"field": key})
