"""Branch conditions: checked and compiled once against the form's fields and the outcomes of earlier steps."""

from dataclasses import replace
from typing import get_args

from bihuan.core.flow.definition import (
    ActionOffer,
    ApproveStep,
    Branch,
    FlowDefinition,
    HandleStep,
    Item,
    Parallel,
    Way,
)
from bihuan.core.rules import Field, Option, Schema, compile_condition, parse_condition
from bihuan.core.values import Problem, Refusal

# Conditions read an earlier step's outcome as {"field": "flow.<step id>"}; a form field of that name wins.
OUTCOMES = "flow"
DecidingStep = HandleStep | ApproveStep


def flow_schema(definition: FlowDefinition, schema: Schema) -> Schema:
    """The form's fields plus `flow.<step>`: the action by which that step was last left (finish, agree, refuse, …)."""
    if OUTCOMES in schema.fields:
        return schema
    outcomes = tuple(
        Field(step.id, "choice", step.label, options=tuple(_option(offer) for offer in _outcomes(step)))
        for step in definition.items.values()
        if isinstance(step, get_args(DecidingStep))
    )
    own = Field(OUTCOMES, "record", {"zh": "流程结果", "en": "Flow outcomes"}, fields=outcomes)
    return Schema((*schema.fields.values(), own))


def compile_ways(definition: FlowDefinition, schema: Schema, problems: list[Problem]) -> tuple[Item, ...]:
    """The root sequence with every condition compiled; unreadable conditions are noted and left as they are."""
    return _compiled(definition.root, flow_schema(definition, schema), problems)


def _compiled(items: tuple[Item, ...], schema: Schema, problems: list[Problem]) -> tuple[Item, ...]:
    return tuple(_compile_item(item, schema, problems) for item in items)


def _compile_item(item: Item, schema: Schema, problems: list[Problem]) -> Item:
    if isinstance(item, Branch):
        return replace(item, ways=tuple(_compile_way(item, way, schema, problems) for way in item.ways))
    if isinstance(item, Parallel):
        lanes = (replace(lane, items=_compiled(lane.items, schema, problems)) for lane in item.lanes)
        return replace(item, lanes=tuple(lanes))
    if isinstance(item, ApproveStep) and item.refused.items:
        return replace(item, refused=replace(item.refused, items=_compiled(item.refused.items, schema, problems)))
    return item


def _compile_way(branch: Branch, way: Way, schema: Schema, problems: list[Problem]) -> Way:
    items = _compiled(way.items, schema, problems)
    if way.when is None:
        return replace(way, items=items)
    try:
        test = compile_condition(parse_condition(way.when, schema))
    except Refusal as refusal:
        problems.extend(condition_problems(branch.id, way.key, refusal))
        return replace(way, items=items)
    return replace(way, items=items, test=test)


def condition_problems(branch: str, way: str, refusal: Refusal) -> list[Problem]:
    """The faults of one condition, each with the branch and the way it belongs to."""
    found = refusal.problems or (Problem("", refusal.code, refusal.data),)
    return [
        Problem(f"{branch}.{way}.when.{fault.path}".rstrip("."), fault.code, {**fault.data, "step": branch, "way": way})
        for fault in found
    ]


def _outcomes(step: DecidingStep) -> list[ActionOffer]:
    if isinstance(step, ApproveStep):
        return [step.offers["agree"], step.offers["refuse"]]
    return [offer for offer in step.offers.values() if offer.ending == "finish"]


def _option(offer: ActionOffer) -> Option:
    return Option(offer.key, offer.label)
