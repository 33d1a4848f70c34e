"""Dispatching: who gets a task, who gets the next one, and whose work goes to others."""

from collections import Counter
from dataclasses import replace
from typing import Any, cast

from bihuan.core.dispatch import (
    DispatchDecided,
    OpenWork,
    Trigger,
    Waiting,
    accept_window,
    leavers_work,
    next_job,
)
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.dispatch import messages as m
from bihuan.modules.dispatch import queries
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import ticket_of_task, ticket_stream

# How many waiting tasks are looked at for somebody who is free: the writer has others to serve.
MOST_WAITING = 20
# A dispatcher has the word on these; who becomes free does not take it from him.
_NOT_FOR_THE_FREED = frozenset({"recommended", "rounds_used_up"})


def stream_of(command: Any) -> str:
    """The ticket's stream."""
    return ticket_stream(ticket_of_task(command.task))


def dispatch_task(command: m.DispatchTask, context: Context) -> Outcome:
    """Decide by the policy. Without one nothing is said, unless something was said before. Refuses
    `dispatch.policy_unknown` for a policy that was named and cannot decide."""
    stream = stream_of(command)
    trigger = cast(Trigger, command.trigger)
    asked = queries.ask(context, command.task, trigger=trigger, by=command.policy)
    if asked is not None:
        return Outcome(stream, _said(stream, asked.decide(trigger)))
    if command.policy is not None:
        raise Refusal("dispatch.policy_unknown", Kind.CONFLICT, policy=command.policy)
    known = queries.dispatched_row(context.tx, command.task)
    return Outcome(stream, ((stream, m.DispatchStopped(command.task)),) if known else ())


def _said(stream: str, decided: DispatchDecided) -> tuple[tuple[str, Any], ...]:
    """The decision, and the call for a dispatcher where there is one."""
    if decided.move != "dispatcher":
        return ((stream, decided),)
    return (stream, decided), (stream, m.DispatcherCalled(decided.task, decided.why, removals(decided)))


def removals(decided: DispatchDecided) -> JsonObject:
    """How many people each rule removed, as the first that they failed."""
    return dict(Counter(line["removed"][0]["rule"] for line in decided.candidates if "removed" in line))


def decide(command: m.DecideDispatch, context: Context) -> Outcome:
    """A dispatcher asks. Refuses `dispatch.no_policy`, `dispatch.already_accepted`, `task.not_open`."""
    asked = queries.ask(context, command.task)
    stream = stream_of(command)
    if asked is None:
        _check_open(context, command.task)
        raise Refusal("dispatch.no_policy", Kind.CONFLICT, task=command.task)
    visit = asked.at_hand.task.visit
    if visit is not None and visit.state != "offered":
        raise Refusal("dispatch.already_accepted", Kind.CONFLICT, task=command.task, person=visit.person)
    if not command.act:
        few = asked.decide("by_hand", replace(asked.policy, decide="recommend"))
        return Outcome(stream, ((stream, _recommended(few, asked.policy.pool_size)),))
    decided = asked.decide("by_hand", replace(asked.policy, decide="automatic"))
    return Outcome(stream, _said(stream, decided))


def _check_open(context: Context, task: str) -> None:
    row = tickets.task_row(context.tx, task)
    if row is None or row["state"] != "open":
        raise Refusal("task.not_open", Kind.CONFLICT, task=task)


def _recommended(decided: DispatchDecided, few: int) -> DispatchDecided:
    """A recommendation in every mode: a pool that nobody asked to open stays shut."""
    if decided.move == "dispatcher":
        return decided
    people = decided.people[:few]
    return replace(decided, move="recommend", people=people, why="recommended", accept_until=None, accept_counted=None)


def await_acceptance(command: m.AwaitAcceptance, context: Context) -> Outcome:
    """An offer that a person made has the same window as one of the policy's."""
    stream = stream_of(command)
    asked = queries.ask(context, command.task, one=command.person)
    if asked is None:
        return Outcome(stream)
    visit, accept = asked.at_hand.task.visit, asked.policy.accept
    if visit is None or visit.id != command.visit or visit.state != "offered":
        return Outcome(stream)
    (candidate,) = asked.candidates
    wall = asked.job.priority in accept.wall_for
    window = accept_window(context.now, accept.minutes, candidate.duty, wall=wall)
    event = m.AcceptanceAwaited(task=command.task, visit=visit.id, until=window.until, counted=window.counted)
    return Outcome(stream, ((stream, event),))


def lapse_pool(command: m.LapsePool, context: Context) -> Outcome:
    """Nobody claimed in time, if that is still so."""
    stream = stream_of(command)
    row = tickets.task_row(context.tx, command.task)
    lapsed = row is not None and row["state"] == "open" and row["owner"] is None
    return Outcome(stream, ((stream, m.PoolLapsed(command.task)),) if lapsed else ())


def note_taken(command: m.NoteTaken, context: Context) -> Outcome:
    """Who else could have claimed the task."""
    row = tickets.task_row(context.tx, command.task)
    others = tuple(person for person in (row["candidates"] if row else ()) if person != command.person)
    stream = stream_of(command)
    return Outcome(stream, ((stream, m.PoolTaken(command.task, command.person, others)),) if others else ())


# --- who becomes free, who goes ---------------------------------------------------------------------------------


def note_freed(command: m.NoteFreed, context: Context) -> Outcome:
    """Worth a look, if the person is an engineer and something waits."""
    stream = m.backlog_stream(command.user)
    row = queries.engineer_row(context.tx, command.user)
    useful = row is not None and row["active"] and not row["paused"] and tickets.has_unowned_tasks(context.tx)
    return Outcome(stream, ((stream, m.EngineerFreed()),) if useful else ())


def give_next_job(command: m.GiveNextJob, context: Context) -> Outcome:
    """The first waiting task that fits the person: by priority, due, age. New work never overtakes old work."""
    for row in _waiting(context):
        asked = queries.ask(context, row["id"], one=command.user)
        if asked is None or not asked.candidates:
            continue
        found = next_job([Waiting(asked.job, asked.policy, asked.candidates[0])], asked.env)
        everybody = queries.ask(context, row["id"]) if found.job is not None else None
        if everybody is not None:
            stream = ticket_stream(row["ticket"])
            return Outcome(stream, _said(stream, everybody.decide("freed")))
    return Outcome(m.backlog_stream(command.user))


def _waiting(context: Context) -> list[JsonObject]:
    if queries.policy_book(context.tx, queries.fingerprints(context.tx)) is None:
        return []
    found = []
    for row in tickets.unowned_tasks(context.tx, 5 * MOST_WAITING):
        known = queries.dispatched_row(context.tx, row["id"])
        pooled = known is not None and known["move"] == "pool" and known["needs"] is None
        if not pooled and (known is None or known["needs"] not in _NOT_FOR_THE_FREED):
            found.append(row)
    return found[:MOST_WAITING]


def hand_over(command: m.HandOverTask, context: Context) -> Outcome:
    """Begun work is not torn away unseen, and what is not due before the return stays (core.dispatch)."""
    stream = stream_of(command)
    row = next((row for row in tickets.work_of(context.tx, command.person) if row["id"] == command.task), None)
    if row is None:
        return Outcome(stream)
    work = OpenWork(task=row["id"], priority=row["priority"], visit=row["visit"], due=row["due"])
    (handed,) = leavers_work([work], command.away_from, command.back_at)
    if handed.what == "keep":
        return Outcome(stream)
    if handed.what == "dispatcher":
        return Outcome(stream, ((stream, m.DispatcherCalled(command.task, handed.why, {})),))
    if queries.ask(context, command.task, trigger="leaver") is None:
        return Outcome(stream, ((stream, m.DispatcherCalled(command.task, "no_policy", {})),))
    return Outcome(stream, ((stream, m.WorkHandedOver(command.task, command.person, handed.why)),))
