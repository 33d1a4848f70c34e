"""One command against one run: the events that follow, or the refusal that says why not. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from bihuan.core.flow import events as e
from bihuan.core.flow.acting_alone import fail_action, finish_action, settle_incident
from bihuan.core.flow.actions import (
    ASKED_IN,
    may_submit,
    offers_of,
    open_actions,
    open_keys,
    task_step,
    why_not_reopen,
    why_not_withdraw,
)
from bihuan.core.flow.asking_in import OPERATIONS, answer
from bihuan.core.flow.assigning import assign_task, expire_visit, pass_seat
from bihuan.core.flow.choosing import check_choices
from bihuan.core.flow.commands import (
    Act,
    AssignTask,
    EndWait,
    ExpireVisit,
    FailAction,
    FinishAction,
    FlowCommand,
    ForceClose,
    Merge,
    MoveWaits,
    PassSeat,
    PassWait,
    ReadCopy,
    Reopen,
    SettleIncident,
    Signal,
    StartRun,
    TellOfChild,
    Terminate,
    Unmerge,
    Urge,
    Withdraw,
)
from bihuan.core.flow.course import Course, shown_stage
from bihuan.core.flow.definition import ActionOffer, ApproveStep, FlowDefinition, HandleStep, TaskStep
from bihuan.core.flow.directory import Directory
from bihuan.core.flow.event_base import FlowEvent
from bihuan.core.flow.offers import EVIDENCE_NAMES
from bihuan.core.flow.representing import owner_for
from bihuan.core.flow.run import FlowRun, Task
from bihuan.core.flow.urging import check_urge
from bihuan.core.flow.visiting import VISIT_ACTIONS, act_on_visit, check_not_taken
from bihuan.core.flow.voting import advance, vote, written_files
from bihuan.core.flow.waiting import end_wait, move_waits, pass_wait, read_copy, signal
from bihuan.core.flow.with_children import release, tell_of_child
from bihuan.core.values import Instant, Kind, Problem, Refusal

FORBIDDEN_CODES = frozenset({"run.not_yours"})


def decide(
    definition: FlowDefinition, run: FlowRun | None, command: FlowCommand, now: Instant, directory: Directory
) -> tuple[FlowEvent, ...]:
    """The events of `command`; fold them with `evolve`. Raises Refusal and then nothing has happened.

    `run` is None only for `StartRun`. `definition` must have been parsed with the form's schema if it has branches.
    """
    return transition(definition, run, command, now, directory)[0]


def transition(
    definition: FlowDefinition, run: FlowRun | None, command: FlowCommand, now: Instant, directory: Directory
) -> tuple[tuple[FlowEvent, ...], FlowRun]:
    """The same, with the run after these events: deciding has folded them already."""
    if isinstance(command, StartRun):
        return _start(definition, run, command, now, directory)
    if run is None:
        raise Refusal("run.unknown", Kind.NOT_FOUND)
    course = Course(definition, run, now, directory)
    DECIDERS[type(command)](course, command)
    return tuple(course.events), course.run


def _start(
    definition: FlowDefinition, run: FlowRun | None, command: StartRun, now: Instant, directory: Directory
) -> tuple[tuple[FlowEvent, ...], FlowRun]:
    if run is not None:
        raise Refusal("run.already_started", Kind.CONFLICT, run=run.run_id)
    step = definition.start
    if not may_submit(definition, command.actor):
        raise Refusal("flow.submit_not_allowed", Kind.FORBIDDEN, flow=definition.key)
    _check_complete(step.offers["submit"], command)
    course = Course(definition, None, now, directory)
    started = e.RunStarted(
        run_id=command.run_id,
        at=now,
        flow=definition.key,
        step=step.id,
        submitter=command.submitter or command.actor.person,
        by=command.actor.person,
        stage=step.stage,
        comment=command.comment,
        files=written_files(command),
        signature=command.signature,
    )
    course.emit(started)
    course.data = command.data
    check_choices(course.asking(), step.id, command.data)
    course.go(course.onward(step.id))
    return tuple(course.events), course.run


def _act(course: Course, command: Act) -> None:
    task = _open_task(course.run, command.task_id)
    step = task_step(course.definition, task)
    offers = offers_of(step, task)
    offer = offers.get(command.action)
    if offer is None or command.action == "assign":
        raise Refusal("task.action_unknown", task=task.id, action=command.action, known=list(offers))
    person = _owner(course, task, command)
    _check_complete(offer, command)
    course.data = command.data
    course.form = command.form
    course.resume = _resume(offer, command)
    chooses = step.id in course.definition.choices
    if chooses and (offer.ending == "finish" or command.action in ("agree", "sign_after")):
        check_choices(course.asking(), step.id, command.data)
    if command.action in OPERATIONS:
        OPERATIONS[command.action](course, task, command, person)
    elif task.kind in ASKED_IN:
        answer(course, task, command, person)
    elif isinstance(step, ApproveStep) and command.action in ("agree", "refuse"):
        vote(course, task, command, person)
        advance(course, task.instance)
    elif isinstance(step, HandleStep) and command.action in VISIT_ACTIONS:
        act_on_visit(course, task, command, person)
    else:
        _finish(course, step, task, command, person)


def _open_task(run: FlowRun, task_id: str) -> Task:
    """Raises `task.not_open` for a task that is over, `task.unknown` for one that never was."""
    task = run.tasks.get(task_id)
    if task is not None:
        return task
    owner, _, number = task_id.rpartition("-")
    if owner == run.run_id and number.isdecimal() and 1 <= int(number) <= run.tasks_opened:
        raise Refusal("task.not_open", Kind.CONFLICT, task=task_id)
    raise Refusal("task.unknown", Kind.NOT_FOUND, task=task_id)


def _owner(course: Course, task: Task, command: Act) -> str:
    """As whom the actor acts. Raises `task.taken`, `task.not_yours`, `task.action_not_now`."""
    person = owner_for(course.definition, course.run, task, command.actor)
    if person is None:
        check_not_taken(task, command)
        raise Refusal("task.not_yours", Kind.FORBIDDEN, task=task.id, owner=task.owner)
    if command.action not in open_keys(course.definition, course.run, task, command.actor, owns=True):
        keys = [offer.key for offer in open_actions(course.definition, course.run, task, command.actor)]
        raise Refusal("task.action_not_now", Kind.CONFLICT, task=task.id, action=command.action, open=keys)
    return person


def _check_complete(offer: ActionOffer, command: Act | StartRun) -> None:
    """Comment, signature and evidence as the step asks for. Raises `task.incomplete` naming everything missing."""
    problems = []
    if offer.comment == "required" and not command.comment.strip():
        problems.append(Problem("comment", "task.comment_required"))
    if offer.signature == "required" and not command.signature:
        problems.append(Problem("signature", "task.signature_required"))
    for kind, least in offer.evidence.items():
        given = sum(1 for file in command.files if kind in ("any", file.kind))
        if given < least:
            told = {"kind": kind, "name": dict(EVIDENCE_NAMES[kind]), "least": least, "given": given}
            problems.append(Problem("files", "task.evidence_missing", told))
    if problems:
        raise Refusal("task.incomplete", problems=problems, action=offer.key)


def _finish(course: Course, step: TaskStep, task: Task, command: Act, person: str) -> None:
    offer = step.offers[command.action]
    target = _target(offer, command)
    finished = e.TaskFinished(
        **course.stamp(),
        task=task.id,
        step=step.id,
        instance=task.instance,
        action=offer.key,
        person=person,
        by=command.actor.person,
        visit=task.visit.id if task.visit is not None else None,
        comment=command.comment,
        files=written_files(command),
        signature=command.signature,
        target=target,
        inputs=course.inputs(step),
    )
    course.emit(finished)
    course.leave(task.instance, offer.key, (person,))
    if target is not None:
        course.go_back(target)
    elif offer.ending == "terminate":
        course.terminate(step.id, "", offer.key)
    else:
        course.go(course.onward(step.id))


def _target(offer: ActionOffer, command: Act) -> str | None:
    """The step to go back to; with one target drawn it need not be named."""
    if offer.ending != "return":
        return None
    if command.to is None and len(offer.targets) == 1:
        return offer.targets[0]
    if command.to not in offer.targets:
        raise Refusal("task.return_target_not_drawn", path="to", to=command.to, targets=list(offer.targets))
    return command.to


def _resume(offer: ActionOffer, command: Act) -> str | None:
    """How the run goes on after going back; the usual way need not be named."""
    if command.resume is None:
        return offer.resume[0] if offer.resume else None
    if command.resume not in offer.resume:
        raise Refusal("task.resume_not_drawn", path="resume", resume=command.resume, options=list(offer.resume))
    return command.resume


def _assign(course: Course, command: AssignTask) -> None:
    assign_task(course, _open_task(course.run, command.task_id), command)


def _urge(course: Course, command: Urge) -> None:
    task = _open_task(course.run, command.task_id)
    check_urge(task, command.actor, course.now)
    urged = e.TaskUrged(
        **course.stamp(),
        task=task.id,
        step=task.step,
        owner=task.owner,
        by=command.actor.person,
        count=len(task.urged) + 1,
        comment=command.comment,
    )
    course.emit(urged)


def _expire(course: Course, command: ExpireVisit) -> None:
    expire_visit(course, _open_task(course.run, command.task_id), command)


def _pass_seat(course: Course, command: PassSeat) -> None:
    pass_seat(course, _open_task(course.run, command.task_id), command)


def _withdraw(course: Course, command: Withdraw) -> None:
    definition, run = course.definition, course.run
    _check(why_not_withdraw(definition, run, command.actor))
    at_start = any(token.step == definition.start.id for token in run.tokens.values())
    revise = definition.withdraw.then == "revise" and not at_start
    if revise:
        release(course, run.tokens.values())
    stage = run.stage if revise else definition.withdraw.stage or definition.stage_of("cancelled", "closed")
    withdrawn = e.RunWithdrawn(
        **course.stamp(),
        by=command.actor.person,
        stage=stage,
        ended=not revise,
        reason=command.reason,
        cancelled=course.open_tasks(),
    )
    course.emit(withdrawn)
    course.data = command.data
    if revise:
        course.go(definition.start.id, "return")


def _reopen(course: Course, command: Reopen) -> None:
    definition, run = course.definition, course.run
    _check(why_not_reopen(definition, run, command.actor, course.now))
    _check_reason(command.reason)
    assert definition.reopen is not None  # why_not_reopen said so
    release(course, run.tokens.values())
    reopened = e.RunReopened(
        **course.stamp(),
        by=command.actor.person,
        round=run.round + 1,
        step=definition.reopen.step,
        reason=command.reason,
        cancelled=course.open_tasks(),
    )
    course.emit(reopened)
    course.data = command.data
    course.go(definition.reopen.step, "reopen")


def _terminate(course: Course, command: Terminate) -> None:
    _check_admin(course, command, "run.terminate_not_allowed")
    course.terminate("", "", command.reason, by=command.actor.person)


def _force_close(course: Course, command: ForceClose) -> None:
    _check_admin(course, command, "run.force_close_not_allowed")
    closed = e.RunForceClosed(
        **course.stamp(),
        by=command.actor.person,
        stage=course.definition.stage_of("closed", "cancelled"),
        reason=command.reason,
        cancelled=course.open_tasks(),
    )
    course.emit(closed)


def _check_admin(course: Course, command: Terminate | ForceClose, forbidden: str) -> None:
    """The flow admin's alone, as long as the run goes on, and with a reason."""
    if not (command.actor.system or command.actor.roles & course.definition.admins):
        raise Refusal(forbidden, Kind.FORBIDDEN)
    if not course.run.running:
        raise Refusal("run.not_running", Kind.CONFLICT)
    _check_reason(command.reason)


def _merge(course: Course, command: Merge) -> None:
    if not course.run.running:
        raise Refusal("run.not_running", Kind.CONFLICT)
    merged = e.RunMerged(
        **course.stamp(),
        by=command.actor.person,
        stage=course.definition.stage_of("cancelled", "closed"),
        reason=command.reason,
        cancelled=course.open_tasks(),
    )
    course.emit(merged)


def _unmerge(course: Course, command: Unmerge) -> None:
    """Every step it stood at is entered anew: whoever had its tasks has other work by now."""
    if course.run.state != "merged":
        raise Refusal("run.not_merged", Kind.CONFLICT)
    stood = course.run.stood
    stage = shown_stage(course.definition, [stand.stage for stand in stood])
    unmerged = e.RunUnmerged(**course.stamp(), by=command.actor.person, stage=stage, reason=command.reason)
    course.emit(unmerged)
    course.data = command.data
    for stand in stood:
        if stand in course.run.stood:  # else a policy decided at once, and ended the block or the run around it
            course.block, course.stood = stand.block, stand
            course.go(stand.step, "reopen")


def _tell_of_child(course: Course, command: TellOfChild) -> None:
    course.go(tell_of_child(course, command))


def _check(code: str | None) -> None:
    if code is not None:
        raise Refusal(code, Kind.FORBIDDEN if code in FORBIDDEN_CODES else Kind.CONFLICT)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("run.reason_required", path="reason")


DECIDERS: Mapping[type[FlowCommand], Callable[[Course, Any], None]] = {
    Act: _act,
    AssignTask: _assign,
    Urge: _urge,
    ExpireVisit: _expire,
    PassWait: pass_wait,
    Signal: signal,
    EndWait: end_wait,
    MoveWaits: move_waits,
    PassSeat: _pass_seat,
    ReadCopy: read_copy,
    FinishAction: finish_action,
    FailAction: fail_action,
    TellOfChild: _tell_of_child,
    SettleIncident: settle_incident,
    Withdraw: _withdraw,
    Reopen: _reopen,
    Terminate: _terminate,
    ForceClose: _force_close,
    Merge: _merge,
    Unmerge: _unmerge,
}
