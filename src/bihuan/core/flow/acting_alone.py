"""Actions that the product does by itself: asked for, done, failed, and settled by a flow admin."""

from bihuan.core.flow.action_events import ActionAsked, ActionDone, IncidentOpened, IncidentSettled
from bihuan.core.flow.commands import Actor, FailAction, FinishAction, SettleIncident
from bihuan.core.flow.course import Course
from bihuan.core.flow.definition import ActionStep, ChildrenStep, FlowDefinition
from bihuan.core.flow.run import Token
from bihuan.core.flow.with_children import settle_children
from bihuan.core.values import Kind, Refusal

# How an incident is settled, and what later branches read of the step then.
SETTLINGS = {"retry": "", "skip": "skipped", "fill": "filled"}


def may_settle(definition: FlowDefinition, token: Token, actor: Actor) -> bool:
    """Whether the actor is a flow admin before an open incident."""
    is_incident = token.wait is not None and token.wait.kind == "incident"
    return is_incident and (actor.system or bool(actor.roles & definition.admins))


def finish_action(course: Course, command: FinishAction) -> None:
    """It worked."""
    token = _at_work(course, command.instance, "action")
    course.data = command.data
    course.emit(ActionDone(**course.stamp(), step=token.step, instance=token.instance))
    course.leave(token.instance, "done", ())
    course.go(course.onward(token.step))


def fail_action(course: Course, command: FailAction) -> None:
    """It did not, and will not by itself."""
    token = _at_work(course, command.instance, "action", "children")
    course.emit(IncidentOpened(**course.stamp(), step=token.step, instance=token.instance, why=command.why))


def settle_incident(course: Course, command: SettleIncident) -> None:
    """Once more, or on without it."""
    token = _at_work(course, command.instance, "incident")
    if not may_settle(course.definition, token, command.actor):
        raise Refusal("incident.not_allowed", Kind.FORBIDDEN, step=token.step)
    if command.how not in SETTLINGS:
        raise Refusal("incident.how_unknown", path="how", known=sorted(SETTLINGS))
    if command.how != "retry" and not command.reason.strip():
        raise Refusal("run.reason_required", path="reason")
    course.data = command.data
    if isinstance(course.definition.items[token.step], ChildrenStep):
        course.go(settle_children(course, token, command))
        return
    by = command.actor.person
    settled = IncidentSettled(
        **course.stamp(),
        step=token.step,
        instance=token.instance,
        how=command.how,
        by=by,
        reason=command.reason,
    )
    course.emit(settled)
    if command.how == "retry":
        step = course.definition.items[token.step]
        assert isinstance(step, ActionStep)  # no other step has incidents
        course.emit(asked(course, step, token.instance, by))
        return
    course.leave(token.instance, SETTLINGS[command.how], (by,))
    course.go(course.onward(token.step))


def asked(course: Course, step: ActionStep, instance: str, by: str) -> ActionAsked:
    """The request for a step's action, once more."""
    return ActionAsked(
        **course.stamp(),
        step=step.id,
        instance=instance,
        changes=dict(step.changes),
        webhook=step.webhook,
        values=dict(step.values) or None,
        again=True,
        by=by,
    )


def _at_work(course: Course, instance: str, *kinds: str) -> Token:
    token = course.run.tokens.get(instance)
    if token is None or token.wait is None or token.wait.kind not in kinds:
        raise Refusal("incident.over", Kind.CONFLICT, instance=instance)
    return token
