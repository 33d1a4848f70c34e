"""What happens to a step whose time is over (FLW-6): told again, handed over, passed, sent back, escalated.

Named by rules and by the rungs of clocks alike; each sends the very command that a person would send, as the platform,
with the reason in it. What a step demands of people (a signature, evidence) nobody can give for them: then it fails.
What no later try would do better (nobody is left to take over, something is demanded of people) fails at once and for
good: the ticket's timeline says why, and so does the page of what waits for a person.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from bihuan.core.flow import FlowDefinition, FlowRun, Task, TaskReassigned, VisitOffered, passing_action, task_step
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.errors import coded
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import ActionCall, Hooks, JobContext, Keyed
from bihuan.kernel.ports import RefusedForGoodError
from bihuan.kernel.tx import Tx
from bihuan.modules.automations.jobs.reasons import in_languages, reason_of
from bihuan.modules.automations.jobs.tickets import ticket_of
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import ActOnTask, AddNote, AssignTask, ticket_stream

# What another day, other people or a quicker colleague may still change: these are worth another try.
_PASSING = frozenset({Kind.CONFLICT, Kind.STALE, Kind.TOO_MANY, Kind.UNAVAILABLE})
# Semantics §4: a hand-over for lack of time goes on at most three times and never back.
MOST_TRANSFERS = 3
_USUAL = ("deputy", "manager", "lead")


class StepOverError(RefusedForGoodError):
    """No task that was open when this was asked for still is. None opens again, so that no later try finds one."""


def _open_tasks(call: ActionCall, context: JobContext) -> tuple[FlowDefinition, list[Task]]:
    """The tasks that were open when this was asked for and still are: the named one, those of a step, or all. Raises
    StepOverError when there are none."""
    row = ticket_of(call, context)
    step = call.settings.get("step")

    def read(tx: Tx) -> tuple[FlowDefinition, FlowRun]:
        return tickets.flow_of(tx, row), tickets.run_of(tx, row["id"])

    flow, run = context.read(read)
    only = call.settings.get("task")
    found = [
        task
        for task in run.tasks.values()
        if step in (None, task.step) and only in (None, task.id) and task.opened_at <= call.at
    ]
    if not found:
        raise StepOverError("automation.step_over", f"{row['number']} {step or ''}".strip())
    return flow, found


def _key(call: ActionCall, task: str) -> str:
    """What is sent about a task, once for ever: at another try other tasks are open, and other people free."""
    return f"{call.key}:{task}"


def _tasks_left(call: ActionCall, context: JobContext) -> tuple[FlowDefinition, list[Task]] | None:
    """The open tasks about which no earlier try has sent anything; None when one has and now none is open. Raises
    StepOverError like `_open_tasks`."""
    try:
        flow, tasks = _open_tasks(call, context)
    except StepOverError:
        rows = context.read(lambda tx: tickets.tasks_of(tx, call.ticket or ""))
        if any(context.was_sent(_key(call, row["id"])) for row in rows):
            return None
        raise
    return flow, [task for task in tasks if not context.was_sent(_key(call, task.id))]


def _send(call: ActionCall, context: JobContext, key: str, command: Any) -> Iterator[Any]:
    """Send it under `key`. A refusal that no later try would escape is written down, and ends the job for good."""
    refused: list[Refusal] = []

    def give_up(refusal: Refusal) -> AddNote:
        if refusal.kind in _PASSING:
            raise refusal
        refused.append(refusal)
        return _failed(call, context, refusal)

    yield Keyed(key, command, otherwise=give_up)
    if refused:
        raise _for_good(call, refused[0])


def _failed(call: ActionCall, context: JobContext, refusal: Refusal) -> AddNote:
    """The finding, on the ticket's timeline, in the words of the first thing that was wrong."""
    why = refusal.problems[0] if refusal.problems else refusal
    words = coded("automation.given_up", by=reason_of(call, context), why=coded(why.code, **why.data))
    return AddNote(ticket=call.ticket or "", text=words)


def _for_good(call: ActionCall, refusal: Refusal) -> RefusedForGoodError:
    why = refusal.problems[0] if refusal.problems else refusal
    return RefusedForGoodError(why.code, call.name)


# --- transfer -----------------------------------------------------------------------------------------------------


def transfer(hooks: Hooks, call: ActionCall, context: JobContext) -> Iterator[Any]:
    """自动转交: to whom the action names, else deputy, manager, lead. Where nobody is left, that is written down."""
    left = _tasks_left(call, context)
    if left is None:
        return
    flow, tasks = left
    stuck: Task | None = None
    for task in tasks:
        person: str | None = context.read(partial(_successor, hooks, call, context, task))
        if person is None:
            stuck = stuck or task
            continue
        command = AssignTask(task=task.id, person=person, reason=reason_of(call, context))
        yield from _send(call, context, _key(call, task.id), command)
    if stuck is not None:
        step = dict(task_step(flow, stuck).label)
        refusal = Refusal("automation.nobody_to_transfer_to", Kind.CONFLICT, step=step)
        yield Keyed(f"{call.key}:nobody", _failed(call, context, refusal))
        raise _for_good(call, refusal)


def _successor(hooks: Hooks, call: ActionCall, context: JobContext, task: Task, tx: Tx) -> str | None:
    had = _had_it(hooks, tx, call.ticket or "", task)
    if len(had) > MOST_TRANSFERS:
        return None
    env = identity.env_of(tx, context.tenant, context.now)
    standing = tickets.Standing(tx, env, tickets.ticket_row(tx, call.ticket or ""), task.owner)
    to = call.settings.get("to")
    words = to if isinstance(to, list | tuple) else [to] if to else _USUAL
    people = (person for word in words for person in standing.meant_by(word))
    return next((person for person in people if person not in had and identity.is_active(tx, person)), None)


def _had_it(hooks: Hooks, tx: Tx, ticket: str, task: Task) -> set[str]:
    """Everybody who had this task, its present owner among them."""
    had = {task.owner} if task.owner else set()
    for stored in EventLog(hooks).read(tx, ticket_stream(ticket)):
        event = stored.event
        if isinstance(event, TaskReassigned) and event.task == task.id:
            had |= {person for person in (event.before, event.person) if person}
        elif isinstance(event, VisitOffered) and event.task == task.id:
            had.add(event.person)
    return had


# --- pass, return -------------------------------------------------------------------------------------------------


def pass_step(call: ActionCall, context: JobContext) -> Iterator[Any]:
    """自动通过: every open task of the step is agreed to or finished, for as long as any is open."""
    left = _tasks_left(call, context)
    if left is None:
        return
    flow, tasks = left
    for task in tasks:
        if _is_open(call, context, task):
            action = call.settings.get("action") or passing_action(task_step(flow, task))
            command = ActOnTask(task=task.id, action=action, comment=reason_of(call, context))
            yield from _send(call, context, _key(call, task.id), command)


def return_step(call: ActionCall, context: JobContext) -> Iterator[Any]:
    """自动退回: to the step that is named, else to the only one that is drawn."""
    key = _key(call, "return")
    if context.was_sent(key):
        return
    _, tasks = _open_tasks(call, context)
    target = call.settings.get("target")
    command = ActOnTask(task=tasks[0].id, action="return", comment=reason_of(call, context), to=target)
    yield from _send(call, context, key, command)


def _is_open(call: ActionCall, context: JobContext, task: Task) -> bool:
    """Whether a task is still open now that those before it were passed."""
    run: FlowRun = context.read(lambda tx: tickets.run_of(tx, call.ticket or ""))
    return task.id in run.tasks


# --- telling ------------------------------------------------------------------------------------------------------


def remind(hooks: Hooks, call: ActionCall, context: JobContext) -> Iterable[Any]:
    """催办: told again, unless it is done meanwhile."""
    _open_tasks(call, context)
    return hooks.run_action(_notice(call, context, ["assignee"], "remind"), context)


def escalate(hooks: Hooks, call: ActionCall, context: JobContext) -> Iterator[Any]:
    """升级: those above are told, and the timeline says so."""
    row = ticket_of(call, context)
    _open_tasks(call, context)
    yield AddNote(ticket=row["id"], text=reason_of(call, context))
    yield from hooks.run_action(_notice(call, context, ["manager", "lead"], "escalate"), context)


def _notice(call: ActionCall, context: JobContext, to: list[Any], name: str) -> ActionCall:
    said = {"title": in_languages(f"automation.told_{name}"), "text": in_languages(reason_of(call, context))}
    settings = {"to": to, "template": "message", **said, **call.settings}
    return replace(call, name="notify", key=f"{call.key}:notify", settings=settings)


STEP_RUNNERS: Mapping[str, tuple[bool, Callable[..., Iterable[Any]]]] = {
    "transfer": (True, transfer),
    "pass": (False, pass_step),
    "return_step": (False, return_step),
    "remind": (True, remind),
    "escalate": (True, escalate),
}
"""Name → whether it needs the registry, and the runner."""
