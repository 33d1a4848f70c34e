"""Waits: when one is over, who may end it before, and what follows. Instants are computed here and stand in events."""

from bihuan.core.flow.commands import Actor, EndWait, MoveWaits, PassWait, ReadCopy, Signal
from bihuan.core.flow.course import Course
from bihuan.core.flow.definition import ChildrenStep, FlowDefinition, NotifyStep, WaitStep
from bihuan.core.flow.run import Token
from bihuan.core.flow.told_events import CopyRead
from bihuan.core.flow.wait_events import WaitEnded, WaitMoved
from bihuan.core.flow.wait_times import until_of
from bihuan.core.flow.with_children import release
from bihuan.core.values import Kind, Refusal


def may_end_wait(definition: FlowDefinition, token: Token, actor: Actor) -> bool:
    """Leads where the step lets them; flow admins everywhere, or a wait for what never comes could not be left."""
    step = definition.items[token.step]
    if token.wait is None or not isinstance(step, WaitStep | NotifyStep | ChildrenStep):
        return False
    if actor.system or actor.roles & definition.admins:
        return True
    return step.early and bool(actor.roles & definition.leads)


def waits_on_fields(definition: FlowDefinition) -> frozenset[str]:
    """The fields whose dates some wait of the flow hangs on, by their first name."""
    steps = (item for item in definition.items.values() if isinstance(item, WaitStep))
    return frozenset(step.field.split(".")[0] for step in steps if step.field)


def pass_wait(course: Course, command: PassWait) -> None:
    """The time of a wait has come."""
    if not command.actor.system:
        raise Refusal("task.system_only", Kind.FORBIDDEN)
    token = _waiting(course, command.instance)
    until = token.wait.until if token.wait is not None else None
    if until is None or until > course.now:
        raise Refusal("wait.not_over", Kind.CONFLICT, step=token.step, until=until)
    course.data = command.data
    _end(course, token, "time")


def signal(course: Course, command: Signal) -> None:
    """Something came about: every wait for it is over. What nobody waits for is refused."""
    course.data = command.data
    waiting = [token for token in course.run.tokens.values() if _waits_for(token, command)]
    if not waiting:
        raise Refusal("wait.nobody_waits", Kind.CONFLICT, event=command.event, key=command.key)
    for token in waiting:
        if token.instance in course.run.tokens:  # else the end of the one before ended the block around both
            _end(course, token, "event", command.actor)


def end_wait(course: Course, command: EndWait) -> None:
    """Somebody in charge does not want to wait any longer."""
    token = _waiting(course, command.instance)
    if not may_end_wait(course.definition, token, command.actor):
        raise Refusal("wait.end_not_allowed", Kind.FORBIDDEN, step=token.step)
    if not command.reason.strip():
        raise Refusal("run.reason_required", path="reason")
    course.data = command.data
    _end(course, token, "early", command.actor, command.reason)


def move_waits(course: Course, command: MoveWaits) -> None:
    """The form was changed: waits that hang on a date move with it, and are over where it has passed."""
    course.data = command.data
    for token in tuple(course.run.tokens.values()):
        step = course.definition.items[token.step]
        if token.wait is None or not isinstance(step, WaitStep) or not step.field:
            continue
        until = until_of(step, course.asking(), course.now)
        if token.instance not in course.run.tokens or until == token.wait.until:
            continue
        course.emit(WaitMoved(**course.stamp(), step=step.id, instance=token.instance, until=until))
        if until is not None and until <= course.now:
            _end(course, token, "time")


def read_copy(course: Course, command: ReadCopy) -> None:
    """Somebody who was told has read it; the last of those that the run waits for lets it go on."""
    course.data = command.data
    read = CopyRead(**course.stamp(), step=command.step, instance=command.instance, person=command.person)
    course.emit(read)
    token = course.run.tokens.get(command.instance)
    if token is not None and token.wait is not None and token.wait.kind == "read" and not token.wait.people:
        _end(course, token, "read")


def _waiting(course: Course, instance: str) -> Token:
    token = course.run.tokens.get(instance)
    if token is None or token.wait is None:
        raise Refusal("wait.over", Kind.CONFLICT, instance=instance)
    return token


def _waits_for(token: Token, command: Signal) -> bool:
    wait = token.wait
    return wait is not None and (wait.event, wait.key) == (command.event, command.key)


def _end(course: Course, token: Token, why: str, actor: Actor | None = None, reason: str = "") -> None:
    by = actor.person if actor is not None else ""
    release(course, (token,))
    ended = WaitEnded(**course.stamp(), step=token.step, instance=token.instance, why=why, by=by, reason=reason)
    course.emit(ended)
    course.leave(token.instance, why, ())
    course.go(course.onward(token.step))
