"""子工单 that a step opens: asked for, opened, told of, and what follows once enough of them are over (FLW-8).

`rest` says what becomes of those that nobody waits for any longer. Opening and ending them is the shell's business.
"""

from collections.abc import Iterable
from typing import Any

from bihuan.core.flow.action_events import IncidentSettled
from bihuan.core.flow.child_events import ChildFared, ChildOpened, ChildrenAsked, ChildrenReleased
from bihuan.core.flow.child_parts import children_inputs, enough, parts_of
from bihuan.core.flow.commands import SettleIncident, TellOfChild
from bihuan.core.flow.decision import Decision
from bihuan.core.flow.definition import ChildrenStep
from bihuan.core.flow.run import Part, Token
from bihuan.core.flow.wait_events import WaitEnded
from bihuan.core.flow.wait_times import length_ends
from bihuan.core.values import JsonObject, Kind, Refusal

# What a part is once a flow admin has seen to it that it could not be opened.
SETTLED = {"skip": "dropped", "fill": "done"}
FARES = frozenset({"open", "done", "cancelled", "dropped"})


def into_children(decision: Decision, step: ChildrenStep) -> str | None:
    """Where nobody is to be waited for, the run goes on."""
    if decision.passes(step):
        return decision.onward(step.id)
    until = length_ends(step, decision.asking(), decision.now)
    parts = tuple(_known(decision, step, part) for part in parts_of(step, decision.data))
    decision.stood = None
    decision.entered(step, (), (), {"kind": "children", "until": until, "event": "", "key": ""})
    instance = str(decision.run.steps)
    inputs = children_inputs(step, decision.data, decision.now)
    asked = ChildrenAsked(**decision.stamp(), step=step.id, instance=instance, parts=parts, inputs=inputs)
    decision.emit(asked)
    return _leave_if_enough(decision, decision.run.tokens[instance])


def _known(decision: Decision, step: ChildrenStep, part: JsonObject) -> JsonObject:
    """Of a run that was merged away and goes on again: its children are the same."""
    stood = decision.stood
    known = next((one for one in stood.parts if one.key == part["part"]), None) if stood is not None else None
    if stood is None or stood.step != step.id or known is None or known.state == "wanted":
        return part
    return {**part, "child": known.child, "state": known.state}


def tell_of_child(decision: Decision, command: TellOfChild) -> str | None:
    """A child was opened for a part, or stands otherwise than before. Returns the next item.

    Raises `family.step_over` where the step does not ask for that child any more: then it must not be opened.
    """
    if command.state not in FARES:
        raise Refusal("family.state_unknown", path="state", known=sorted(FARES))
    decision.data = command.data
    if command.step:
        token, part = _wanted(decision, command)
        decision.emit(
            ChildOpened(**decision.stamp(), step=token.step, instance=token.instance, part=part, child=command.child)
        )
    found = child_in(decision.run.tokens.values(), command.child)
    if found is None:
        return None
    token, known = found
    if known.state != command.state:
        _fared(decision, token, known.key, command.state)
    return _leave_if_enough(decision, decision.run.tokens[token.instance])


def _wanted(decision: Decision, command: TellOfChild) -> tuple[Token, str]:
    for token in decision.run.tokens.values():
        parts = token.wait.parts if token.wait is not None and token.step == command.step else ()
        if any(part.key == command.part and part.state == "wanted" for part in parts):
            return token, command.part
    raise Refusal("family.step_over", Kind.CONFLICT, step=command.step, part=command.part)


def child_in(tokens: Iterable[Token], child: str) -> tuple[Token, Part] | None:
    """The token that waits for a child, and the part that it was opened for."""
    for token in tokens:
        for part in token.wait.parts if token.wait is not None else ():
            if part.child == child:
                return token, part
    return None


def settle_children(decision: Decision, token: Token, command: SettleIncident) -> str | None:
    """Those that could not be opened: once more, not needed, or done by hand. Returns the next item."""
    step = decision.definition.items[token.step]
    assert isinstance(step, ChildrenStep) and token.wait is not None
    by = command.actor.person
    named: dict[str, Any] = {**decision.stamp(), "step": token.step, "instance": token.instance}
    settled = IncidentSettled(**named, how=command.how, by=by, reason=command.reason)
    decision.emit(settled)
    wanted = tuple(part.key for part in token.wait.parts if part.state == "wanted")
    if command.how == "retry":
        parts = tuple(part for part in parts_of(step, decision.data) if part["part"] in wanted)
        decision.emit(ChildrenAsked(**named, parts=parts, again=True, by=by))
        # A row that was taken out meanwhile needs no child any more.
        wanted = tuple(key for key in wanted if all(part["part"] != key for part in parts))
    for key in wanted:
        _fared(decision, token, key, SETTLED.get(command.how, "dropped"))
    return _leave_if_enough(decision, decision.run.tokens[token.instance])


def release(decision: Decision, tokens: Iterable[Token]) -> None:
    """These tokens are about to go: their open children end with that, unless their step leaves them."""
    for token in tokens:
        step = decision.definition.items[token.step]
        if token.wait is None or not isinstance(step, ChildrenStep) or step.rest == "leave":
            continue
        children = tuple(part.child for part in token.wait.parts if part.state == "open" and part.child)
        if children:
            decision.emit(
                ChildrenReleased(**decision.stamp(), step=token.step, instance=token.instance, children=children)
            )


def _fared(decision: Decision, token: Token, part: str, state: str) -> None:
    decision.emit(ChildFared(**decision.stamp(), step=token.step, instance=token.instance, part=part, state=state))


def _leave_if_enough(decision: Decision, token: Token) -> str | None:
    step, wait = decision.definition.items[token.step], token.wait
    assert isinstance(step, ChildrenStep) and wait is not None
    result = enough(step, wait.parts)
    if result is None:
        return None
    release(decision, (token,))
    decision.emit(WaitEnded(**decision.stamp(), step=token.step, instance=token.instance, why=result))
    decision.leave(token.instance, result, ())
    return decision.onward(token.step)
