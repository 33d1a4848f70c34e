"""The moves of a visit between an offer and the work's end."""

from collections.abc import Mapping

from bihuan.core.flow import events as e
from bihuan.core.flow.commands import Act
from bihuan.core.flow.course import Course
from bihuan.core.flow.run import Task
from bihuan.core.flow.voting import written_files
from bihuan.core.values import Kind, Refusal

MOVES: Mapping[str, type[e.VisitDeparted | e.WorkBegan | e.VisitArrived]] = {
    "depart": e.VisitDeparted,
    "arrive": e.VisitArrived,
    "begin": e.WorkBegan,
}
VISIT_ACTIONS = frozenset({"claim", "accept", "refuse", *MOVES})


def next_visit_id(task: Task) -> str:
    """The id of the visit that would be the task's next."""
    return f"{task.id}-v{len(task.visits) + 1}"


def act_on_visit(course: Course, task: Task, command: Act, person: str) -> None:
    """claim, accept, refuse, depart, arrive, begin. `person` is the formal owner; that it is open has been checked."""
    visit = task.visit
    if command.action == "claim" or visit is None:
        claimed = e.VisitAccepted(
            **course.stamp(),
            task=task.id,
            visit=next_visit_id(task),
            person=person,
            by=command.actor.person,
            claimed=True,
            comment=command.comment,
        )
        return course.emit(claimed)
    common = {**course.stamp(), "task": task.id, "visit": visit.id, "person": person, "by": command.actor.person}
    if command.action == "accept":
        return course.emit(e.VisitAccepted(**common, comment=command.comment))
    if command.action == "refuse":
        return course.emit(e.VisitRefused(**common, reason=command.comment))
    said = {**common, "comment": command.comment, "position": command.position}
    if command.action == "arrive":
        return course.emit(e.VisitArrived(**said, check_in=command.check_in, files=written_files(command)))
    return course.emit(MOVES[command.action](**said))


def check_not_taken(task: Task, command: Act) -> None:
    """Several saw the offer, one was first: the others learn who.

    Raises Refusal `task.taken` with `person`.
    """
    if task.owner is not None and command.action in ("claim", "accept", "finish") and _was_offered(task, command):
        raise Refusal("task.taken", Kind.CONFLICT, task=task.id, person=task.owner)


def _was_offered(task: Task, command: Act) -> bool:
    return command.actor.person in task.candidates or command.actor.person in {visit.person for visit in task.visits}
