"""派单, 改派 and the expiry of offers: who gives a task to whom."""

from bihuan.core.flow import events as e
from bihuan.core.flow.actions import may_assign, task_step
from bihuan.core.flow.commands import AssignTask, ExpireVisit, PassSeat
from bihuan.core.flow.course import Course
from bihuan.core.flow.definition import HandleStep, TaskStep
from bihuan.core.flow.people import flow_admins, person_present
from bihuan.core.flow.run import Task
from bihuan.core.flow.visiting import next_visit_id
from bihuan.core.values import Kind, Refusal

POOLED_MODES = frozenset({"claim", "dispatch_claim"})


def assign_task(course: Course, task: Task, command: AssignTask) -> None:
    """Give `task` to a person, or to several to claim it.

    Raises Refusal: `task.assign_not_allowed`, `person.not_active`, `task.already_assigned`, `task.reason_required`,
    `task.person_required`, `task.no_pool`.
    """
    step = task_step(course.definition, task)
    if not may_assign(course.definition, step, task, command.actor):
        raise Refusal("task.assign_not_allowed", Kind.FORBIDDEN, task=task.id)
    _check_reason(step, task, command)
    if command.candidates:
        return _pool(course, step, task, command)
    if command.person is None:
        raise Refusal("task.person_required", path="person", task=task.id)
    check_active(course, (command.person,))
    if task.owner == command.person:
        raise Refusal("task.already_assigned", Kind.CONFLICT, task=task.id, person=command.person)
    if isinstance(step, HandleStep) and step.mode != "direct" and task.kind == step.kind:
        return offer_visit(course, task, command.person, (command.actor.person, command.reason))
    return reassign(course, task, command.person, (command.actor.person, command.reason))


def _check_reason(step: TaskStep, task: Task, command: AssignTask) -> None:
    """Taking accepted work or a decision away from somebody is explained; a first dispatch is not."""
    accepted = task.visit is not None and task.visit.state != "offered"
    forced = accepted or (task.owner is not None and not isinstance(step, HandleStep))
    if forced and not command.reason.strip():
        raise Refusal("task.reason_required", path="reason", task=task.id)


def check_active(course: Course, people: tuple[str, ...]) -> None:
    """Raises Refusal `person.not_active` for somebody unknown or gone."""
    for person in people:
        if not course.directory.is_active(person):
            raise Refusal("person.not_active", path="person", person=person)


def offer_visit(course: Course, task: Task, person: str, why: tuple[str, str]) -> None:
    """Offer dispatched work to somebody; `why` is who does so, and the reason."""
    by, reason = why
    offered = e.VisitOffered(
        **course.stamp(),
        task=task.id,
        visit=next_visit_id(task),
        person=person,
        by=by,
        reason=reason,
        replaces=task.visit.id if task.visit is not None else None,
    )
    course.emit(offered)


def reassign(course: Course, task: Task, person: str, why: tuple[str, str]) -> None:
    """Give a task to somebody, no questions asked; `why` is who does so, and the reason."""
    by, reason = why
    step = task_step(course.definition, task)
    visits = isinstance(step, HandleStep) and bool(step.phases) and task.kind == step.kind
    reassigned = e.TaskReassigned(
        **course.stamp(),
        task=task.id,
        before=task.owner,
        person=person,
        by=by,
        reason=reason,
        visit=next_visit_id(task) if visits else None,
    )
    course.emit(reassigned)
    course.handed(task)


def pass_seat(course: Course, task: Task, command: PassSeat) -> None:
    """A leaver's seat passes to the deputy, else to the nearest head, else to the flow admin. With none of them the
    task stays where it is, and a lead gives it to somebody.

    Raises Refusal `task.system_only`.
    """
    if not command.actor.system:
        raise Refusal("task.system_only", Kind.FORBIDDEN, task=task.id)
    if task.owner is None or course.directory.is_active(task.owner):
        return
    successors = (person_present(task.owner, course.directory), *flow_admins(course.asking()))
    person = next((one for one in successors if one is not None), None)
    if person is not None:
        reassign(course, task, person, (command.actor.person, command.reason))


def _pool(course: Course, step: TaskStep, task: Task, command: AssignTask) -> None:
    if not isinstance(step, HandleStep) or step.mode not in POOLED_MODES:
        raise Refusal("task.no_pool", path="candidates", task=task.id)
    candidates = tuple(dict.fromkeys(command.candidates))
    check_active(course, candidates)
    pooled = e.TaskPooled(
        **course.stamp(),
        task=task.id,
        candidates=candidates,
        by=command.actor.person,
        reason=command.reason,
        replaces=task.visit.id if task.visit is not None else None,
    )
    course.emit(pooled)


def expire_visit(course: Course, task: Task, command: ExpireVisit) -> None:
    """The accept window has passed. Late by a moment is normal: then the visit is no longer merely offered.

    Raises Refusal `task.system_only`, `visit.not_offered`.
    """
    if not command.actor.system:
        raise Refusal("task.system_only", Kind.FORBIDDEN, task=task.id)
    visit = task.visit
    if visit is None or visit.id != command.visit_id or visit.state != "offered":
        raise Refusal("visit.not_offered", Kind.CONFLICT, visit=command.visit_id)
    course.emit(e.VisitExpired(**course.stamp(), task=task.id, visit=visit.id, person=visit.person))
