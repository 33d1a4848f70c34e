"""How a token comes to stand at a step that is nobody's task: waits, people told, the product's own actions."""

from bihuan.core.flow.action_events import ActionAsked
from bihuan.core.flow.decision import Decision
from bihuan.core.flow.definition import ActionStep, NotifyStep, WaitStep
from bihuan.core.flow.people import people_of
from bihuan.core.flow.wait_events import WaitEnded
from bihuan.core.flow.wait_times import written_reading, written_wait


def into_wait(decision: Decision, step: WaitStep) -> str | None:
    """A date that has passed holds nobody up, and what was waited for is not waited for again on the way straight
    back."""
    if decision.passes(step):
        return decision.onward(step.id)
    wait = written_wait(step, decision.asking(), decision.now)
    decision.entered(step, (), (), wait)
    if wait["until"] is None or wait["until"] > decision.now:
        return None
    instance = str(decision.run.steps)
    decision.emit(WaitEnded(**decision.stamp(), step=step.id, instance=instance, why="time"))
    decision.leave(instance, "time", ())
    return decision.onward(step.id)


def into_notify(decision: Decision, step: NotifyStep) -> str | None:
    """Those told may be nobody: then nobody is waited for."""
    asking = decision.asking()
    people = people_of(step.to, asking)
    waits = step.until_read and bool(people)
    decision.entered(step, (), (), written_reading(step, people, asking, decision.now) if waits else None)
    instance = str(decision.run.steps)
    decision.tell(step, instance, "notify", people)
    if waits:
        return None
    decision.leave(instance, "done", (), "" if people else "nobody")
    return decision.onward(step.id)


def into_action(decision: Decision, step: ActionStep) -> None:
    """The shell carries it out and says how it went."""
    decision.entered(step, (), (), {"kind": "action", "until": None, "event": "", "key": ""})
    asked = ActionAsked(
        **decision.stamp(),
        step=step.id,
        instance=str(decision.run.steps),
        changes=dict(step.changes),
        webhook=step.webhook,
        values=dict(step.values) or None,
    )
    decision.emit(asked)
