"""Flows for tests in a few words: `flow(start(), approve("boss", {"role": "lead"}), end())`."""

from typing import Any

from bihuan.core.flow import FlowDefinition, parse_flow
from bihuan.core.rules import Field, Schema

STAGES: list[dict[str, Any]] = [
    {"key": "fresh", "category": "new"},
    {"key": "work", "category": "active"},
    {"key": "check", "category": "active"},
    {"key": "pause", "category": "waiting"},
    {"key": "solved", "category": "resolved"},
    {"key": "closed", "category": "closed"},
    {"key": "dropped", "category": "cancelled"},
]
SCHEMA = Schema(
    [
        Field("amount", "number"),
        Field("title", "text"),
        Field("engineer", "person"),
        Field("team", "department"),
        Field("crew", "multi"),
        Field("lines", "rows", fields=(Field("what", "text"), Field("who", "text"))),
        Field("due", "date"),
        Field("call_at", "instant"),
    ]
)
BIG = {"op": "gt", "left": {"field": "amount"}, "right": "500000"}

Drawn = dict[str, Any]


def start(**more: Any) -> Drawn:
    return {"id": "start", "kind": "start", "stage": "fresh", **more}


def handle(step: str, owner: Any = None, **more: Any) -> Drawn:
    return {"id": step, "kind": "handle", "stage": "work", **({"owner": owner} if owner else {}), **more}


def approve(step: str, approvers: Any, **more: Any) -> Drawn:
    return {"id": step, "kind": "approve", "stage": "check", "approvers": approvers, **more}


def wait(step: str, **more: Any) -> Drawn:
    return {"id": step, "kind": "wait", "stage": "pause", **more}


def notify(step: str, to: Any, **more: Any) -> Drawn:
    return {"id": step, "kind": "notify", "stage": "work", "to": to, **more}


def action(step: str, **more: Any) -> Drawn:
    return {"id": step, "kind": "action", "stage": "work", **more}


def children(step: str, **more: Any) -> Drawn:
    return {"id": step, "kind": "children", "stage": "work", **more}


def branch(step: str, *ways: Drawn) -> Drawn:
    return {"id": step, "kind": "branch", "ways": list(ways)}


def parallel(step: str, *lanes: list[Drawn], join: Any = "all") -> Drawn:
    written = [{"key": f"l{number}", "items": lane} for number, lane in enumerate(lanes, 1)]
    return {"id": step, "kind": "parallel", "join": join, "lanes": written}


def repeat(step: str, until: Any, *items: Drawn, most: int = 3) -> Drawn:
    return {"id": step, "kind": "repeat", "until": until, "most": most, "items": list(items)}


def outcome(step: str, result: str) -> Drawn:
    """The condition that a step was last left so."""
    return {"op": "eq", "left": {"field": f"flow.{step}"}, "right": result}


def way(when: Any, *items: Drawn, **more: Any) -> Drawn:
    return {**({} if when is None else {"when": when}), "items": list(items), **more}


def end(step: str = "end", stage: str = "closed") -> Drawn:
    return {"id": step, "kind": "end", "stage": stage}


def stop(step: str = "stop") -> Drawn:
    return {"id": step, "kind": "terminate", "stage": "dropped"}


def drawing(*items: Drawn, **more: Any) -> Drawn:
    return {"key": "drawn", "stages": STAGES, "leads": ["lead"], "root": list(items), **more}


def flow(*items: Drawn, **more: Any) -> FlowDefinition:
    return parse_flow(drawing(*items, **more), SCHEMA)
