"""Ready-made clocks, and the facts of work that their conditions read beside the ticket's own fields."""

from collections.abc import Mapping
from dataclasses import field

from bihuan.core.late import dataclass
from bihuan.core.rules import Field, Option, Schema
from bihuan.core.sla.definition import Again
from bihuan.core.values import Json

# Conditions read these as {"field": "work.assigned"}.
WORK = "work"
CATEGORIES = ("new", "active", "waiting", "resolved", "closed", "cancelled")

_TEXTS = {
    "category": ("阶段类别", "Category of stage"),
    "stage": ("阶段", "Stage"),
    "assigned": ("已有处理人", "Assigned"),
    "accepted": ("已接单", "Accepted"),
    "responded": ("已响应", "Responded"),
    "entered": ("已进入的步骤", "Steps entered"),
    "left": ("已完成的步骤", "Steps left"),
    "happened": ("刚发生", "Just happened"),
}
_CATEGORY_TEXTS = {
    "new": ("新建", "New"),
    "active": ("处理中", "Active"),
    "waiting": ("等待", "Waiting"),
    "resolved": ("已解决", "Resolved"),
    "closed": ("已关闭", "Closed"),
    "cancelled": ("已取消", "Cancelled"),
}


def sla_schema(schema: Schema) -> Schema:
    """The ticket's fields and the relation `work`, which every fact carries:

    category, stage · assigned, accepted, responded (a first human answer went out, or somebody came) · entered, left:
    step ids, less what a return made void · happened: words for what this very fact is (`public_update`, `updated`,
    `reassigned`, …); true at that instant only.
    """
    if WORK in schema.fields:
        return schema
    options = tuple(Option(value, _label(_CATEGORY_TEXTS[value])) for value in CATEGORIES)
    inner = (
        Field("category", "choice", _label(_TEXTS["category"]), options),
        Field("stage", "choice", _label(_TEXTS["stage"])),
        *(Field(key, "boolean", _label(_TEXTS[key])) for key in ("assigned", "accepted", "responded")),
        *(Field(key, "multi", _label(_TEXTS[key])) for key in ("entered", "left", "happened")),
    )
    return Schema((*schema.fields.values(), Field(WORK, "record", {"zh": "处理情况", "en": "Work"}, fields=inner)))


@dataclass(frozen=True, slots=True)
class ClockKind:
    """What a kind of clock does where its definition says nothing else."""

    conditions: Mapping[str, Json] = field(default_factory=dict)
    again: Again = "never"
    alarm: bool = False


def _label(pair: tuple[str, str]) -> dict[str, str]:
    return {"zh": pair[0], "en": pair[1]}


def _is(key: str) -> Json:
    return {"field": f"{WORK}.{key}"}


def _category(*names: str) -> Json:
    if len(names) == 1:
        return {"op": "eq", "left": _is("category"), "right": names[0]}
    return {"op": "in", "left": _is("category"), "right": list(names)}


def has_step(which: str, step: str) -> Json:
    """The condition that a step has been `entered` or `left`."""
    return {"op": "contains", "left": _is(which), "right": step}


def _happened(word: str) -> Json:
    return {"op": "contains", "left": _is("happened"), "right": word}


OPEN = _category("new", "active", "waiting")
DONE = _category("resolved", "closed")
GONE = _category("cancelled")
WAITING = _category("waiting")

KINDS: Mapping[str, ClockKind] = {
    # Until someone owns it; goes on when the owner gives it back.
    "assign": ClockKind({"start": OPEN, "stop": {"any": [_is("assigned"), DONE]}, "cancel": GONE}, "continue"),
    # Each owner has the whole time to accept.
    "accept": ClockKind(
        {
            "start": {"all": [OPEN, _is("assigned")]},
            "reset": _happened("reassigned"),
            "stop": {"any": [_is("accepted"), DONE]},
            "cancel": {"any": [GONE, {"not": _is("assigned")}]},
        },
        "restart",
    ),
    "first_response": ClockKind({"start": OPEN, "stop": {"any": [_is("responded"), DONE]}, "cancel": GONE}),
    "resolve": ClockKind({"start": OPEN, "pause": WAITING, "stop": DONE, "cancel": GONE}, "continue"),
    # The customer hears something at least every N.
    "update": ClockKind(
        {"start": OPEN, "pause": WAITING, "reset": _happened("public_update"), "stop": DONE, "cancel": GONE}, "restart"
    ),
    # Nobody touched it for N: also while it waits, for that is how tickets are forgotten.
    "stale": ClockKind({"start": OPEN, "reset": _happened("updated"), "stop": DONE, "cancel": GONE}, "restart", True),
    # From one step to another; `from` and `to` make its start and stop.
    "between": ClockKind({"cancel": GONE}, "continue"),
    "custom": ClockKind(),
}
