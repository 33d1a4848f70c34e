"""Reads a flow as people write it (JSON, or YAML read as JSON). `docs/flows.md` shows the whole shape."""

from collections.abc import Mapping
from dataclasses import replace

from bihuan.core.flow.conditions import compile_ways
from bihuan.core.flow.definition import (
    CATEGORIES,
    FlowDefinition,
    Item,
    PersonStep,
    ReopenRule,
    Source,
    Stage,
    StartStep,
    Step,
    WithdrawRule,
)
from bihuan.core.flow.layout import joins_of, places_of, walk
from bihuan.core.flow.parse_steps import read_items
from bihuan.core.flow.people import sources_of
from bihuan.core.flow.reader import Nesting, Reader
from bihuan.core.rules import Schema
from bihuan.core.values import Json, Problem, Refusal

MAX_ITEMS = 400
DEFAULT_ADMIN = "admin"


def parse_flow(data: Json, schema: Schema | None = None) -> FlowDefinition:
    """The flow written in `data`, fit to run.

    `schema` lists the fields that branch conditions may read (the ticket type's form); without it conditions are kept
    as written and a branch cannot be decided, which is enough for looking at a flow.
    Raises Refusal `flow.invalid`; `problems` names every fault with its path.
    """
    problems: list[Problem] = []
    definition = read_flow(data, problems)
    if definition is not None and schema is not None:
        definition = replace_items(definition, compile_ways(definition, schema, problems))
    if definition is None or problems:
        raise Refusal("flow.invalid", problems=problems)
    return definition


def read_flow(data: Json, problems: list[Problem]) -> FlowDefinition | None:
    """The flow as far as it can be read, faults noted; None where not even its start can be found."""
    reader = Reader(data, "", problems)
    key = reader.key("key")
    label = reader.label(key)
    stages = _read_stages(reader)
    root = read_items(reader, "root", Nesting(0, _start_id(reader.raw("root"))))
    leads = frozenset(reader.names("leads"))
    admins = frozenset(reader.names("admins")) or frozenset({DEFAULT_ADMIN})
    withdraw, reopen = _read_withdraw(reader), _read_reopen(reader)
    reader.done()
    if not root or not isinstance(root[0], StartStep) or not stages:
        reader.fault("root" if stages else "stages", "flow.starts_with_start" if stages else "flow.missing")
        return None
    definition = FlowDefinition(
        key, label, stages, root, root[0], leads, admins, withdraw, reopen, _by_id(root, reader), {}, {}
    )
    _check_references(definition, reader)
    # Places need unique ids; with a duplicate the flow is refused anyway.
    return replace(definition, places=places_of(root), choices=_choices(definition))


def _choices(definition: FlowDefinition) -> dict[str, tuple[Source, ...]]:
    """By the step that is left: where people of any later one are chosen. It is asked at every step of every run."""
    found: dict[str, tuple[Source, ...]] = {}
    for item in definition.items.values():
        for source in sources_of(item) if isinstance(item, PersonStep) else ():
            # One that is incomplete is refused elsewhere, with its place.
            if source.kind == "chosen" and len(source.names) == 2:
                chooser = str(source.names[1] or definition.start.id)
                found[chooser] = (*found.get(chooser, ()), source)
    return found


def replace_items(definition: FlowDefinition, root: tuple[Item, ...]) -> FlowDefinition:
    """The same flow over items that were compiled; ids and order are unchanged, so the places stand."""
    return replace(definition, root=root, items={item.id: item for item in walk(root)} | joins_of(root))


def _start_id(root: Json) -> str:
    first = root[0] if isinstance(root, list | tuple) and root else {}
    found = first.get("id") if isinstance(first, Mapping) else None
    return found if isinstance(found, str) else ""


def _read_stages(reader: Reader) -> dict[str, Stage]:
    stages: dict[str, Stage] = {}
    for index, child in enumerate(reader.children("stages")):
        key = child.key("key")
        category = child.choice("category", CATEGORIES)
        stage = Stage(key, child.label(key), category, child.whole("rank", 10 * (index + 1)))
        child.done()
        if key in stages:
            child.fault("key", "flow.duplicate_stage", stage=key)
        stages[key] = stage
    return stages


def _read_withdraw(reader: Reader) -> WithdrawRule:
    child = reader.child("withdraw")
    if child is None:
        return WithdrawRule()
    rule = WithdrawRule(
        child.choice("until", ("first_act", "never"), "first_act"),
        child.choice("then", ("cancel", "revise"), "cancel"),
        child.key("stage", ""),
    )
    child.done()
    return rule


def _read_reopen(reader: Reader) -> ReopenRule | None:
    child = reader.child("reopen")
    if child is None:
        return None
    rule = ReopenRule(child.key("to"), child.whole("days", 7, 0, 3650))
    child.done()
    return rule


def _by_id(root: tuple[Item, ...], reader: Reader) -> dict[str, Item]:
    items: dict[str, Item] = {}
    for item in walk(root):
        if item.id in items:
            reader.fault("root", "flow.duplicate_id", step=item.id)
        if isinstance(item, StartStep) and items:
            reader.fault("root", "flow.second_start", step=item.id)
        items[item.id] = item
    items.update(joins_of(root))
    if len(items) > MAX_ITEMS:
        reader.fault("root", "flow.too_many_steps", most=MAX_ITEMS)
    return items


def _check_references(definition: FlowDefinition, reader: Reader) -> None:
    """What a step names must exist; whether it makes sense is the publish check's question."""
    for item in definition.items.values():
        if isinstance(item, Step) and item.stage not in definition.stages:
            reader.fault("root", "flow.stage_unknown", step=item.id, stage=item.stage)
        if isinstance(item, PersonStep):
            for target in _targets(item):
                if not isinstance(definition.items.get(target), PersonStep):
                    reader.fault("root", "flow.target_unknown", step=item.id, target=target)
    if definition.reopen and not isinstance(definition.items.get(definition.reopen.step), PersonStep):
        reader.fault("reopen.to", "flow.target_unknown", step=None, target=definition.reopen.step)
    if definition.withdraw.stage and definition.withdraw.stage not in definition.stages:
        reader.fault("withdraw.stage", "flow.stage_unknown", step=None, stage=definition.withdraw.stage)


def _targets(step: PersonStep) -> set[str]:
    targets = {target for offer in step.offers.values() for target in offer.targets}
    refused = getattr(step, "refused", None)
    if refused is not None and refused.policy == "return":
        targets.add(refused.step)
    return targets
