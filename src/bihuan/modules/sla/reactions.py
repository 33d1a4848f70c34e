"""What clocks make of a ticket's events, in the same unit: once per ticket and fact, not once per event."""

from collections.abc import Iterable
from typing import Any

from bihuan.core.flow import (
    FLOW_EVENTS,
    RunReopened,
    TaskReassigned,
    VisitExpired,
    VisitOffered,
    VisitRefused,
)
from bihuan.core.sla import Claim, effective_time, rank_priority
from bihuan.core.values import Instant, JsonObject
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.identity import interface as identity
from bihuan.modules.sla import queries
from bihuan.modules.sla.messages import JudgeTicket
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import (
    REACHED,
    AmendTicket,
    CallLogged,
    ClocksMoved,
    NoteAdded,
    TicketChanged,
    TicketCreated,
)

# What may move a clock or change what its conditions read.
MOVING: tuple[type, ...] = (TicketCreated, TicketChanged, NoteAdded, CallLogged, *FLOW_EVENTS)
_MOVING = frozenset(MOVING)
_WORDS: dict[type, str] = {
    TicketCreated: "created",
    VisitOffered: "reassigned",
    TaskReassigned: "reassigned",
    VisitRefused: "refused",
    VisitExpired: "expired",
    RunReopened: "reopened",
}
# Records beside a ticket whose dates remind, and how many of their open tickets follow in one unit.
_BESIDE = frozenset({"device", "customer", "site", "contract"})
_MOST_MOVED = 100
_BY_PEOPLE = frozenset({"user", "token", "link"})
# Whom a priority may be taken over from: nobody decided it.
_UNDECIDED = frozenset({"type", "matrix"})


def judge_fact(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """Once everything that the unit does to the ticket's record has been done, judge its clocks."""
    if context.claimed is None and not queries.any_set(context.tx):
        return ()
    events = _of_this_fact(stored.stream, context)
    if not events:
        return ()
    first = events[0]
    cause: JsonObject = {"event": first.ref, "what": type(first.event).__name__, "kind": first.caller_kind}
    if first.caller_id is not None and first.caller_kind in _BY_PEOPLE:
        cause["by"] = first.caller_id
    claim = _claim(first, context)
    if claim is not None and claim["doubts"]:
        cause["doubts"] = list(claim["doubts"])
    words = _words(context.tx, events)
    at = claim["counts_from"] if claim is not None else context.now
    return (JudgeTicket(ticket=stored.stream_id, at=at, happened=words, cause=cause, claim=claim),)


def _claim(first: StoredEvent, context: Context) -> JsonObject | None:
    """When the person says it was, as `TimeClaimed` has it; None where that is not said, or is now.

    What rules and dispatch did because of it was done now. A report counts from when it could be read: nobody is late
    with what he could not know.
    """
    if first.caller_kind not in _BY_PEOPLE or isinstance(first.event, TicketCreated):
        return None
    tx, person, offered = context.tx, first.caller_id, _offered(context.tx, first)
    claim = _said(first.event, offered, context)
    if claim is None:
        return None
    # A phone hands in what was done in that order; at a desk people note things as they come to mind.
    previous = queries.last_told(tx, first.stream_id, person) if context.claimed is not None else None
    found = effective_time(claim, offered, context.now, previous)
    if not found.doubts and found.told == context.now:
        return None
    said = {"no": first.no, "what": type(first.event).__name__, "person": person}
    measured = {"claimed": claim.claimed, "skew": claim.skew, "offered": offered}
    return {**said, **measured, "told": found.told, "counts_from": found.at, "doubts": found.doubts}


def _said(event: Any, offered: Instant, context: Context) -> Claim | None:
    """What the phone says, or whoever notes a call that reached somebody: that counts from when it was."""
    if not isinstance(event, CallLogged) or event.outcome != REACHED:
        return None if context.claimed is None else Claim(context.claimed, context.skew)
    skew = 0 if context.claimed is None else context.skew
    made = offered - (skew or 0)
    # A report is often written down while the customer is still on the line: he was answered as it was made.
    is_on_the_line = event.began_at < made <= event.began_at + (event.seconds or 0) * 1000
    return Claim(made if is_on_the_line else event.began_at, skew)


def _of_this_fact(stream: str, context: Context) -> list[StoredEvent]:
    """The ticket's events since its clocks last moved in this unit."""
    found: list[StoredEvent] = []
    for event in context.events:
        if event.stream == stream:
            if type(event.event) is ClocksMoved:
                found.clear()
            elif type(event.event) in _MOVING:
                found.append(event)
    return found


def _offered(tx: Tx, first: StoredEvent) -> Instant:
    """When the person could first have known of the work: work done offline is never older."""
    visit, task = getattr(first.event, "visit", None), getattr(first.event, "task", None)
    row = tickets.visit_row(tx, visit) if visit else None
    if row is not None and row["offered_at"] is not None:
        return int(row["offered_at"])
    opened = tickets.task_row(tx, task) if task else None
    if opened is not None:
        return int(opened["opened_at"])
    ticket = tickets.ticket_row(tx, first.stream_id)
    return int(ticket["created_at"]) if ticket is not None else first.at


def _words(tx: Tx, events: list[StoredEvent]) -> tuple[str, ...]:
    """What `work.happened` says of this fact."""
    found = {_WORDS[type(stored.event)]: None for stored in events if type(stored.event) in _WORDS}
    if any(stored.caller_kind in _BY_PEOPLE for stored in events):
        found["updated"] = None
    for stored in events:
        if isinstance(stored.event, NoteAdded | CallLogged):
            found.update(_spoken_words(tx, stored))
    return tuple(found)


def _spoken_words(tx: Tx, stored: StoredEvent) -> dict[str, None]:
    author = stored.caller_id
    row = tickets.ticket_row(tx, stored.stream_id)
    if author is None or row is None or stored.caller_kind not in _BY_PEOPLE:
        return {}
    if author == row["submitter"] or identity.is_customers(tx, author):
        return {"customer_reply": None}
    event = stored.event
    was_heard = event.outcome == REACHED if isinstance(event, CallLogged) else event.public
    return {"public_update": None} if was_heard else {}


def move_dates(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """A date of a record was moved (下次保养日期): the reminders of its open tickets move with it, at once."""
    kind = stored.stream.partition(":")[0]
    if kind not in _BESIDE or not queries.any_set(context.tx):
        return
    in_force = queries.present(context.tx)
    changed = {f"{kind}.{name}" for name in stored.event.plain}
    moved = {one.key for one in in_force.sets if any(item.field in changed for item in one.definition.reminders)}
    if not moved:
        return
    cause: JsonObject = {"event": stored.ref, "what": "RecordSaved", "kind": stored.caller_kind}
    for row in queries.open_tickets_with(context.tx, kind, stored.stream_id, _MOST_MOVED):
        if queries.judged_by(in_force, row["type"]).key in moved:
            yield JudgeTicket(ticket=row["id"], at=context.now, cause=cause)


def rank(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """Priority from 紧急程度 × 影响, where nobody has chosen one."""
    event = stored.event
    if not event.data or not queries.any_set(context.tx):
        return ()
    row = _ranked_row(stored, context)
    applied = queries.present(context.tx).set_for(row["type"]) if row is not None else None
    matrix = applied.definition.priority if applied is not None else None
    if row is None or applied is None or matrix is None:
        return ()
    wanted = frozenset(path.partition(".")[0] for path in (matrix.urgency, matrix.impact))
    record = tickets.record_at(context.tx, context.tenant, context.now, row, wanted)
    found = rank_priority(matrix, record, None, row["priority"])
    if found.source != "matrix" or found.level == row["priority"]:
        return ()
    return (AmendTicket(ticket=row["id"], changes={"priority": found.level}, source="matrix"),)


def _ranked_row(stored: StoredEvent, context: Context) -> Row | None:
    if isinstance(stored.event, TicketCreated) and stored.event.priority_source not in _UNDECIDED:
        return None
    row = tickets.ticket_row(context.tx, stored.stream_id)
    return row if row is not None and row["priority_source"] in _UNDECIDED else None
