"""One elector's answer, and what follows from it: the decision, or the next in turn."""

from bihuan.core.flow import events as e
from bihuan.core.flow.actions import task_step
from bihuan.core.flow.approving import answer_of, verdict_of
from bihuan.core.flow.commands import Act, StartRun
from bihuan.core.flow.course import Course
from bihuan.core.flow.definition import ApproveStep
from bihuan.core.flow.run import Task, Token
from bihuan.core.values import JsonObject


def vote(course: Course, task: Task, command: Act, person: str, verdict: str = "") -> None:
    """Record an answer: the action's, or the `verdict` that it implies."""
    cast = e.VoteCast(
        **course.stamp(),
        task=task.id,
        step=task.step,
        instance=task.instance,
        verdict=verdict or command.action,
        person=person,
        by=command.actor.person,
        comment=command.comment,
        files=written_files(command),
        signature=command.signature,
        inputs=course.inputs(task_step(course.definition, task)),
    )
    course.emit(cast)


def advance(course: Course, instance: str) -> None:
    """Settle the decision as soon as it is made; else, in sequence, call the next once the one before has agreed."""
    token = course.run.tokens[instance]
    step = course.definition.items[token.step]
    assert isinstance(step, ApproveStep)  # nothing else is voted on
    verdict = verdict_of(step, token.seats, token.signings)
    if verdict is not None:
        course.go(course.settle(step, instance, verdict), course.why)
    elif step.mode == "sequence" and _may_call(token):
        course.call_next(instance, step.kind)


def written_files(command: Act | StartRun) -> tuple[JsonObject, ...]:
    """The files of a command as events keep them."""
    return tuple({"id": file.id, "kind": file.kind} for file in command.files)


def _may_call(token: Token) -> bool:
    """Whether everyone called so far has agreed, and somebody has not been called."""
    called = [seat for seat in token.seats if seat.task is not None or seat.verdict is not None]
    agreed = all(answer_of(seat, token.signings) == "agree" for seat in called)
    return agreed and len(called) < len(token.seats)
