"""转交, 征询 and 加签: an owner gives his task away, asks for opinions, or has others decide.

Before him, after him or beside him; semantics §4. Who was asked in asks nobody in: there is no nesting.
"""

from collections.abc import Callable, Mapping

from bihuan.core.flow import events as e
from bihuan.core.flow.actions import holding, task_step
from bihuan.core.flow.approving import outcome_of
from bihuan.core.flow.assigning import check_active, offer_visit, reassign
from bihuan.core.flow.commands import Act
from bihuan.core.flow.course import Course
from bihuan.core.flow.definition import HandleStep
from bihuan.core.flow.keeping_events import TaskKept
from bihuan.core.flow.opening import open_seats
from bihuan.core.flow.people import people_of
from bihuan.core.flow.run import Seat, Signing, Task
from bihuan.core.flow.voting import advance, vote, written_files
from bihuan.core.values import JsonObject, Kind, Refusal

MOST_PEOPLE = 20
JOINT = ("all", "any", "sequence")
KINDS: Mapping[str, str] = {
    "consult": "consult",
    "sign_before": "before",
    "sign_after": "after",
    "sign_parallel": "parallel",
}


def transfer(course: Course, task: Task, command: Act, _person: str) -> None:
    """转交: the task moves, with the seat in the decision. Dispatched work is offered and may be refused.

    Raises Refusal as `_people` does, and `task.one_person`.
    """
    people = _people(course, task, command)
    if len(people) != 1:
        raise Refusal("task.one_person", path="people", task=task.id)
    step = task_step(course.definition, task)
    dispatched = isinstance(step, HandleStep) and step.mode != "direct"
    give = offer_visit if dispatched else reassign
    give(course, task, people[0], (command.actor.person, command.comment))


def ask_in(course: Course, task: Task, command: Act, person: str) -> None:
    """征询 and 加签. Who asks others to decide after him has agreed himself.

    Raises Refusal as `_people` does, `task.joint_unknown`, and `task.already_asked` for somebody who decides already.
    """
    kind = KINDS[command.action]
    people = _people(course, task, command)
    if command.joint not in JOINT:
        raise Refusal("task.joint_unknown", path="joint", known=list(JOINT))
    _check_not_asked(course, task, people, kind)
    if kind == "after":
        vote(course, task, command, person, "agree")
    opened = course.run.tokens[task.instance].signings
    at_once = 1 if command.joint == "sequence" else len(people)
    tasks, seats = open_seats([Seat(one) for one in people], course.run, at_once)
    asked = e.SigningOpened(
        **course.stamp(),
        task=task.id,
        step=task.step,
        instance=task.instance,
        signing=f"{task.id}-s{len(opened) + 1}",
        kind=kind,
        mode=command.joint,
        person=person,
        by=command.actor.person,
        tasks=tasks,
        seats=seats,
        comment=command.comment,
    )
    course.emit(asked)
    if kind == "after":
        advance(course, task.instance)


def take_back(course: Course, task: Task, command: Act, _person: str) -> None:
    """收回代理: no deputy acts on this task any more."""
    actor = command.actor.person
    course.emit(TaskKept(**course.stamp(), task=task.id, step=task.step, by=actor, comment=command.comment))


def recall(course: Course, task: Task, command: Act, _person: str) -> None:
    """收回: the owner goes on without those he waits for."""
    for signing in holding(course.run, task):
        _close(course, task, signing, ("recalled", "", command.actor.person))


def answer(course: Course, task: Task, command: Act, person: str) -> None:
    """Somebody who was asked in says what he thinks, or decides."""
    answered = e.SigningAnswered(
        **course.stamp(),
        task=task.id,
        step=task.step,
        instance=task.instance,
        signing=_signing_of(course, task).id,
        verdict="opinion" if command.action == "answer" else command.action,
        person=person,
        by=command.actor.person,
        comment=command.comment,
        files=written_files(command),
        signature=command.signature,
    )
    course.emit(answered)
    signing = _signing_of(course, task)
    outcome = outcome_of(signing)
    if outcome is not None:
        _close(course, task, signing, ("answered", outcome, ""))
        if signing.kind in ("after", "parallel"):
            advance(course, task.instance)
    elif signing.mode == "sequence":
        course.call_next(task.instance, task.kind, signing)


def _people(course: Course, task: Task, command: Act) -> tuple[str, ...]:
    """Whom the command names. Raises `task.person_required`, `task.too_many_people`, `task.not_to_self`,
    `person.not_active`, `task.out_of_range`.
    """
    people = tuple(dict.fromkeys(command.people))
    if not people:
        raise Refusal("task.person_required", path="person", task=task.id)
    if len(people) > MOST_PEOPLE:
        raise Refusal("task.too_many_people", path="people", most=MOST_PEOPLE)
    if task.owner in people:
        raise Refusal("task.not_to_self", path="person", task=task.id)
    check_active(course, people)
    step = task_step(course.definition, task)
    allowed = people_of(step.range, course.asking()) if step.range else people
    outside = [person for person in people if person not in allowed]
    if outside:
        raise Refusal("task.out_of_range", path="person", people=outside)
    return people


def _check_not_asked(course: Course, task: Task, people: tuple[str, ...], kind: str) -> None:
    """Each decides once; an opinion may be asked for again once it was given."""
    token = course.run.tokens[task.instance]
    groups = [signing.seats for signing in token.signings if (signing.kind == "consult") == (kind == "consult")]
    seats = [seat for group in groups for seat in group]
    deciding = {seat.person for seat in (seats if kind == "consult" else (*token.seats, *seats))}
    again = [person for person in people if person in deciding and not _has_answered(seats, person, kind)]
    if again:
        raise Refusal("task.already_asked", Kind.CONFLICT, path="person", people=again)


def _has_answered(seats: list[Seat], person: str, kind: str) -> bool:
    answers = [seat.verdict for seat in seats if seat.person == person]
    return kind == "consult" and None not in answers


def _signing_of(course: Course, task: Task) -> Signing:
    signings = course.run.tokens[task.instance].signings
    return next(one for one in signings if any(seat.task == task.id for seat in one.seats))


def _close(course: Course, task: Task, signing: Signing, how: tuple[str, str, str]) -> None:
    """`how`: why, the outcome, and who did it."""
    why, outcome, by = how
    asking = course.run.tasks.get(signing.task)
    closed = e.SigningClosed(
        **course.stamp(),
        task=signing.task,
        step=task.step,
        instance=task.instance,
        signing=signing.id,
        owner=asking.owner if asking is not None else None,
        why=why,
        outcome=outcome,
        by=by,
        cancelled=_left_over(course, signing),
    )
    course.emit(closed)


def _left_over(course: Course, signing: Signing) -> tuple[JsonObject, ...]:
    tasks = course.run.tasks
    open_seats_of = (seat.task for seat in signing.seats if seat.task in tasks)
    return tuple({"task": task, "owner": tasks[task].owner} for task in open_seats_of if task is not None)


OPERATIONS: Mapping[str, Callable[[Course, Task, Act, str], None]] = {
    "transfer": transfer,
    "recall": recall,
    "take_back": take_back,
    **dict.fromkeys(KINDS, ask_in),
}
