"""The publish check: what would go wrong with this flow, said before it does (FLW-9, semantics §4)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from bihuan.core.flow.check_people import check_people
from bihuan.core.flow.check_stages import check_stages
from bihuan.core.flow.check_words import TEXTS
from bihuan.core.flow.conditions import condition_problems, flow_schema
from bihuan.core.flow.definition import ApproveStep, Branch, FlowDefinition, Item, Label, Parallel, PersonStep, Way
from bihuan.core.flow.layout import is_exit, leads_back, sequences_of, walk
from bihuan.core.flow.notes import Note
from bihuan.core.flow.parse import read_flow
from bihuan.core.rules import Env, Schema, compile_condition, fields_of, history_of, parse_condition
from bihuan.core.values import Json, JsonObject, Problem, Refusal

MANY_REQUIRED = 15


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know before publishing. Errors block, advice does not. `step` is None for the flow as a whole."""

    severity: Literal["error", "advice"]
    step: str | None
    code: str
    data: JsonObject
    text: Label


def check_flow(data: Json, schema: Schema | None = None, roles: Collection[str] | None = None) -> tuple[Finding, ...]:
    """Everything that speaks against publishing the flow written in `data`; nothing found means it can run.

    `schema`: the fields of the form it will stand on; `roles`: the roles that exist. Without them those questions are
    not asked. Faults in the writing itself come alone: what they hide cannot be judged.
    """
    problems: list[Problem] = []
    definition = read_flow(data, problems)
    if definition is None or problems:
        return tuple(_from_problem(definition, problem) for problem in problems)
    notes = chain(
        _sequence(definition.root),
        _ends(definition),
        _branches(definition, schema),
        _lanes(definition),
        _ways_back(definition),
        _fields(definition, schema),
        check_people(definition, schema, roles),
        check_stages(definition),
    )
    findings = (_finding(definition, note) for note in notes)
    return tuple(sorted(findings, key=lambda finding: finding.severity == "advice"))


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
    return Finding("advice" if note.advice else "error", note.step, note.code, dict(note.data), text)


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


def _branches(definition: FlowDefinition, schema: Schema | None) -> Iterator[Note]:
    known = flow_schema(definition, schema) if schema is not None else None
    for item in definition.items.values():
        if isinstance(item, Branch):
            yield from _default(item)
            yield from _repeated(item)
            if known is not None:
                yield from chain.from_iterable(_condition(item, way, known) for way in item.ways)


def _lanes(definition: FlowDefinition) -> Iterator[Note]:
    """A lane that needs nobody has ended before the others began: where not all are needed, it may cut them off."""
    for item in definition.items.values():
        for lane in item.lanes if isinstance(item, Parallel) else ():
            if not any(isinstance(inner, PersonStep) for inner in walk(lane.items)):
                advice = isinstance(item, Parallel) and item.needed == len(item.lanes)
                yield Note("flow.lane_without_person", item.id, {"lane": lane.key}, advice=advice)


def _default(branch: Branch) -> Iterator[Note]:
    if all(way.when is not None for way in branch.ways):
        yield Note("flow.no_default", branch.id)
    after_default = False
    for way in branch.ways:
        if after_default:
            yield Note("flow.dead_way", branch.id, {"way": way.key})
        after_default = after_default or way.when is None


def _repeated(branch: Branch) -> Iterator[Note]:
    """A condition that an earlier way already asked can never be the first to hold."""
    seen: list[Json] = []
    for way in branch.ways:
        if way.when is not None and way.when in seen:
            yield Note("flow.dead_way", branch.id, {"way": way.key})
        seen.append(way.when)


def _condition(branch: Branch, way: Way, schema: Schema) -> Iterator[Note]:
    if way.when is None:
        return
    try:
        condition = parse_condition(way.when, schema)
    except Refusal as refusal:
        for fault in condition_problems(branch.id, way.key, refusal):
            yield Note("flow.condition_unreadable", branch.id, {"way": way.key, "reason": fault.code, "at": fault.path})
        return
    constant = not fields_of(condition) and not history_of(condition) and not _asks_the_clock(way.when)
    if constant and not compile_condition(condition)({}, Env(now=0)):
        yield Note("flow.dead_way", branch.id, {"way": way.key})


def _asks_the_clock(tree: Json) -> bool:
    if isinstance(tree, dict):
        return "rel" in tree or any(_asks_the_clock(part) for part in tree.values())
    return isinstance(tree, list | tuple) and any(_asks_the_clock(part) for part in tree)


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


def _fields(definition: FlowDefinition, schema: Schema | None) -> Iterator[Note]:
    for item in definition.items.values():
        if not isinstance(item, PersonStep):
            continue
        required = sum(1 for right in item.fields.values() if right == "required")
        if required > MANY_REQUIRED:
            yield Note("flow.many_required", item.id, {"count": required, "most": MANY_REQUIRED}, advice=True)
        for key in item.fields if schema is not None else ():
            if key != "*" and schema is not None and key not in schema.fields:
                yield Note("flow.field_unknown", item.id, {"field": key})
