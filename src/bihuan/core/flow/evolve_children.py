"""How a run changes with the child tickets that a step of it opens."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bihuan.core.flow.child_events import ChildFared, ChildOpened, ChildrenAsked, ChildrenReleased
from bihuan.core.flow.event_base import FlowEvent
from bihuan.core.flow.run import FlowRun, Part, Token
from bihuan.core.values import thaw_json


def _asked(run: FlowRun, event: ChildrenAsked) -> FlowRun:
    token = run.tokens[event.instance]
    assert token.wait is not None  # it entered a step that waits for children
    parts = token.wait.parts
    if not event.again:
        parts = tuple(Part(one["part"], one.get("state", "wanted"), one.get("child")) for one in event.parts)
        token = replace(token, inputs=thaw_json(event.inputs))
    return _with(run, token, parts, kind="children")


def _opened(run: FlowRun, event: ChildOpened) -> FlowRun:
    return _changed(run, event.instance, Part(event.part, "open", event.child))


def _fared(run: FlowRun, event: ChildFared) -> FlowRun:
    token = run.tokens[event.instance]
    known = next(part for part in token.wait.parts if part.key == event.part) if token.wait else Part(event.part)
    return _changed(run, event.instance, replace(known, state=event.state))


def _changed(run: FlowRun, instance: str, part: Part) -> FlowRun:
    """What could not be opened is no incident any more once nothing is wanting."""
    token = run.tokens[instance]
    assert token.wait is not None  # or it would have no children
    parts = tuple(part if part.key == one.key else one for one in token.wait.parts)
    wanting = any(one.state == "wanted" for one in parts)
    return _with(run, token, parts, kind=token.wait.kind if wanting else "children")


def _with(run: FlowRun, token: Token, parts: tuple[Part, ...], kind: str) -> FlowRun:
    assert token.wait is not None
    key = token.wait.key if kind == "incident" else ""
    wait = replace(token.wait, kind=kind, key=key, parts=parts)
    return run.but(tokens={**run.tokens, token.instance: replace(token, wait=wait)})


def _released(run: FlowRun, _event: ChildrenReleased) -> FlowRun:
    """The token leaves with the event that follows."""
    return run


CHILD_FOLDS: Mapping[type[FlowEvent], Callable[[FlowRun, Any], FlowRun]] = {
    ChildrenAsked: _asked,
    ChildOpened: _opened,
    ChildFared: _fared,
    ChildrenReleased: _released,
}
