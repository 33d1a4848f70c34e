"""What follows in the same unit: work in want of a person is dispatched, and who becomes free is noted.

Without policies each of these costs a look at one row.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from bihuan.core import flow as f
from bihuan.core.dispatch import DispatchDecided
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.context import Context
from bihuan.modules.dispatch import messages as m
from bihuan.modules.dispatch import queries
from bihuan.modules.features import interface as features
from bihuan.modules.identity.messages import UserErased
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import AssignTask

# A text's code: the history and notices say it in their reader's language.
_REASON = "dispatch.owner_away"
_BACK = ("return", "reopen")


def _in_use(context: Context) -> bool:
    marks = queries.fingerprints(context.tx)
    return marks is not None and marks["policies"] is not None and features.is_on(context.tx, "dispatch")


def entered(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """A handle task was opened: nobody has it, or it came back to whoever had it, who may be away by now."""
    event: f.StepEntered = stored.event
    if event.kind != "handle" or not _in_use(context):
        return
    back = event.why in _BACK
    for task in event.tasks:
        if task["owner"] is None or back:
            yield m.DispatchTask(task["id"], "returned" if back else "new")


def refused(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """拒单 and giving back: the next one, please; and whoever refused can take other work."""
    if _in_use(context):
        yield m.DispatchTask(stored.event.task, "refused")
        yield m.NoteFreed(stored.event.person)


def expired(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """Not accepted in time, or nobody claimed."""
    return [m.DispatchTask(stored.event.task, "expired")] if _in_use(context) else []


def handed_over(stored: StoredEvent, _context: Context) -> Iterable[Any]:
    """The owner is away."""
    return [m.DispatchTask(stored.event.task, "leaver")]


def decided(stored: StoredEvent, context: Context) -> Iterator[Any]:
    """Do what was decided. Whoever got waiting work may have room for more."""
    event: DispatchDecided = stored.event
    row = tickets.task_row(context.tx, event.task)
    if row is None or event.move not in ("assign", "offer", "pool"):
        return
    reason = _REASON if row["visit"] not in (None, "offered") or row["owner"] else ""
    if event.move == "pool":
        yield AssignTask(task=event.task, candidates=event.people, reason=reason)
    elif row["owner"] != event.people[0]:
        yield AssignTask(task=event.task, person=event.people[0], reason=reason)
    if event.trigger == "freed" and event.move != "pool":
        yield m.NoteFreed(event.people[0])


def offered(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """An offer that a person made runs out like any other."""
    event: f.VisitOffered = stored.event
    if not event.by or not _in_use(context):
        return []
    return [m.AwaitAcceptance(event.task, event.visit, event.person)]


def accepted(stored: StoredEvent, _context: Context) -> Iterable[Any]:
    """抢单: the others are to learn who won, whoever let them claim."""
    event: f.VisitAccepted = stored.event
    return [m.NoteTaken(event.task, event.person)] if event.claimed else []


def finished(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """完工: can take more."""
    event: f.TaskFinished = stored.event
    return [m.NoteFreed(event.person)] if event.visit is not None and _in_use(context) else []


def cancelled(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """The work that people had is gone: they can take more."""
    people = dict.fromkeys(item["owner"] for item in stored.event.cancelled if item["owner"])
    return [m.NoteFreed(person) for person in people] if people and _in_use(context) else []


def erased(stored: StoredEvent, _context: Context) -> Iterable[Any]:
    """Who is erased is erased here, too."""
    assert isinstance(stored.event, UserErased)
    return [m.ForgetPerson(stored.stream_id)]
