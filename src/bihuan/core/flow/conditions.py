"""Branch conditions: checked and compiled once against the form's fields and the outcomes of earlier steps."""

from dataclasses import replace
from typing import get_args

from bihuan.core.flow.definition import (
    ActionOffer,
    ActionStep,
    ApproveStep,
    Branch,
    ChildrenStep,
    FlowDefinition,
    HandleStep,
    Item,
    NotifyStep,
    Parallel,
    Repeat,
    WaitStep,
    Way,
)
from bihuan.core.flow.words import ACTION_OUTCOMES, CHILDREN_OUTCOMES, WAIT_OUTCOMES
from bihuan.core.rules import Field, Option, Schema, compile_condition, parse_condition
from bihuan.core.values import Problem, Refusal

# Conditions read an earlier step's outcome as {"field": "flow.<step id>"}; a form field of that name wins.
OUTCOMES = "flow"
# The lot that the branch draws for the ticket, 0 to 99.99: {"op": "lt", "left": {"field": "draw"}, "right": 10}.
DRAW = "draw"
DecidingStep = HandleStep | ApproveStep | WaitStep | NotifyStep | ActionStep | ChildrenStep


def flow_schema(definition: FlowDefinition, schema: Schema) -> Schema:
    """The form's fields plus `flow.<step>`, the action by which that step was last left (finish, agree, refuse, …), and
    `draw`, the lot that the branch draws."""
    outcomes = tuple(
        Field(step.id, "choice", step.label, options=_options(step))
        for step in definition.items.values()
        if isinstance(step, get_args(DecidingStep))
    )
    own = (
        Field(OUTCOMES, "record", {"zh": "流程结果", "en": "Flow outcomes"}, fields=outcomes),
        Field(DRAW, "number", {"zh": "抽签（0–99.99）", "en": "Draw (0–99.99)"}),
    )
    return Schema((*schema.fields.values(), *(field for field in own if field.key not in schema.fields)))


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
    if isinstance(item, Repeat):
        return _compile_repeat(item, schema, problems)
    if isinstance(item, ApproveStep) and item.refused.items:
        return replace(item, refused=replace(item.refused, items=_compiled(item.refused.items, schema, problems)))
    return item


def _compile_repeat(block: Repeat, schema: Schema, problems: list[Problem]) -> Repeat:
    items = _compiled(block.items, schema, problems)
    try:
        test = compile_condition(parse_condition(block.until, schema))
    except Refusal as refusal:
        problems.extend(condition_problems(block.id, "until", refusal))
        return replace(block, items=items)
    return replace(block, items=items, test=test)


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


def _options(step: DecidingStep) -> tuple[Option, ...]:
    if isinstance(step, ActionStep):
        return tuple(Option(how, label) for how, label in ACTION_OUTCOMES.items())
    if isinstance(step, ChildrenStep):
        return tuple(Option(why, label) for why, label in CHILDREN_OUTCOMES.items())
    if isinstance(step, WaitStep | NotifyStep):
        return tuple(Option(why, label) for why, label in WAIT_OUTCOMES.items())
    return tuple(Option(offer.key, offer.label) for offer in _outcomes(step))


def _outcomes(step: HandleStep | ApproveStep) -> list[ActionOffer]:
    if isinstance(step, ApproveStep):
        return [step.offers["agree"], step.offers["refuse"]]
    return [offer for offer in step.offers.values() if offer.ending == "finish"]
