"""协作人: several engineers on one task. They see it and write; its owner finishes it."""

from bihuan.core.joint import MOVES
from bihuan.core.values import Kind, Problem, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.identity import interface as identity
from bihuan.modules.joint import messages as m
from bihuan.modules.joint import queries
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import ColleaguesJoined, ColleaguesLeft, ticket_of_task

MOST_HELPERS = 10


def set_helpers(command: m.SetHelpers, context: Context) -> Outcome:
    """The crew as a whole; what stands already is no change."""
    stream = m.stream_of_task(command)
    task = tickets.task_row(context.tx, command.task)
    if task is None:
        raise Refusal("task.unknown", Kind.NOT_FOUND, task=command.task)
    if task["state"] != "open":
        raise Refusal("task.not_open", Kind.CONFLICT, task=command.task)
    if task["kind"] != "handle":
        raise Refusal("crew.not_handled", Kind.CONFLICT)
    people = tuple(dict.fromkeys(command.people))
    faults = _faults(context, people, task["owner"])
    if faults:
        raise Refusal("crew.rejected", problems=faults)
    before = queries.helpers_of(context.tx, command.task)
    added = tuple(person for person in people if person not in before)
    gone = tuple(person for person in before if person not in people)
    if not added and not gone:
        return Outcome(stream)
    joined = ((stream, ColleaguesJoined(added)),) if added else ()
    asked = queries.still_asked(context.tx, ticket_of_task(command.task), but_task=command.task)
    left = tuple(person for person in gone if person not in asked)
    return Outcome(
        stream,
        (
            *joined,
            (stream, m.HelpersSet(command.task, people, added, gone)),
            *(((stream, ColleaguesLeft(left)),) if left else ()),
        ),
    )


def move(command: m.MoveAsHelper, context: Context) -> Outcome:
    """A helper's own visit; the task's actions are its owner's."""
    task, person = tickets.task_row(context.tx, command.task), context.caller.subject.person
    known = queries.helper_row(context.tx, command.task, person or "")
    if task is None or known is None or person is None:
        raise Refusal("task.unknown", Kind.NOT_FOUND, task=command.task)
    if task["state"] != "open":
        raise Refusal("task.not_open", Kind.CONFLICT, task=command.task)
    moves = MOVES[known["state"]]
    if command.move not in moves:
        raise Refusal("crew.move_not_now", Kind.CONFLICT, move=command.move, open=list(moves))
    stream = m.stream_of_task(command)
    return Outcome(stream, ((stream, m.HelperMoved(task=command.task, person=person, move=command.move)),))


def _faults(context: Context, people: tuple[str, ...], owner: str | None) -> list[Problem]:
    if len(people) > MOST_HELPERS:
        return [Problem("people", "crew.too_many", {"most": MOST_HELPERS})]
    faults = [Problem("people", "crew.is_owner")] if owner is not None and owner in people else []
    return faults + [
        Problem(f"people.{place}", "session.not_a_colleague")
        for place, person in enumerate(people)
        if not identity.is_active(context.tx, person) or identity.is_customers(context.tx, person)
    ]
