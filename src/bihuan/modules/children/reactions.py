"""What follows in the same unit: a child is tied to its parent, follows it, tells it how it fares, and ends with it."""

from collections.abc import Iterable, Iterator
from typing import Any

from bihuan.core import flow as f
from bihuan.core.links import END, LEAVE, family_rules, farewell, followed
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.command import Caller, StoredEvent
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.children import queries
from bihuan.modules.children.messages import OPEN, NoteChild
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.identity import interface as identity
from bihuan.modules.links import interface as links
from bihuan.modules.links.messages import LinkTickets, TicketLinked, TicketUnlinked
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import (
    ActOnTicket,
    AmendTicket,
    ChildrenTold,
    TellOfChild,
    TellWaits,
    TicketChanged,
    TicketCreated,
)

ENDINGS: tuple[type, ...] = (f.RunEnded, f.RunTerminated, f.RunWithdrawn, f.RunForceClosed)
FARES: tuple[type, ...] = (*ENDINGS, f.RunReopened, f.RunMerged, f.RunUnmerged)
# Who acts by an account of his own; the reporter's link is none.
_PEOPLE = frozenset({"user", "token"})
# Callers whose word on children counts only where they may know of them.
_OUTSIDE = _PEOPLE | {"link", "anonymous"}
_PARENT = "parent"
# A text's code: the history says it in its reader's language.
_REASON, _STEP_REASON = "family.parent_ended", "family.step_left"


def tie(stored: StoredEvent, _context: Context) -> Iterable[Any]:
    """A ticket that was opened as a child belongs to its parent from the beginning."""
    event: TicketCreated = stored.event
    if event.child_of is None:
        return ()
    return [LinkTickets(ticket=event.child_of, link=_PARENT, other=stored.stream_id)]


def opened(stored: StoredEvent, _context: Context) -> Iterable[Any]:
    """The step that asked for it knows its child; one that asks for it no more refuses the whole unit."""
    event: TicketCreated = stored.event
    if event.child_of is None or event.child_step is None:
        return ()
    told = {"ticket": event.child_of, "child": stored.stream_id, "state": OPEN}
    return [TellOfChild(**told, step=event.child_step, part=event.child_row or "")]


def untied(stored: StoredEvent, _context: Context) -> Iterable[Any]:
    """A ticket that is no child any more is none that a step waits for."""
    event: TicketUnlinked = stored.event
    return [TellOfChild(ticket=stored.stream_id, child=event.other, state="dropped")] if event.link == _PARENT else ()


def release(stored: StoredEvent, context: Context) -> Iterator[Any]:
    """Nobody waits for these any longer, and their step says that they end with that."""
    event: f.ChildrenReleased = stored.event
    for child in event.children:
        if tickets.run_of(context.tx, child).running:
            yield ActOnTicket(ticket=child, action="force_close", reason=_STEP_REASON, children=END)


def tied(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """A ticket that was over already when it became a child is none that its parent waits for."""
    event: TicketLinked = stored.event
    if event.link != _PARENT or tickets.run_of(context.tx, event.other).running:
        return ()
    return [NoteChild(parent=stored.stream_id, child=event.other)]


def fares(stored: StoredEvent, context: Context) -> Iterator[Any]:
    """The parent learns that a child has ended, or goes on again; its run may wait for that."""
    parent = links.parent_of(context.tx, stored.stream_id)
    if parent is None:
        return
    yield NoteChild(parent=parent, child=stored.stream_id)
    yield TellOfChild(ticket=parent, child=stored.stream_id, state=queries.fares(context.tx, stored.stream_id))
    if isinstance(stored.event, ENDINGS) and not tickets.run_of(context.tx, stored.stream_id).running:
        yield TellWaits(ticket=parent, event="child_closed", by="")


def sync(stored: StoredEvent, context: Context) -> Iterator[Any]:
    """What a parent's type names, its open children take over when it changes; what does not fit them is left out."""
    event: TicketChanged = stored.event
    changes, data = {**(event.changes or {}), **(event.texts or {})}, event.data or {}
    if not (changes or data) or _is_new(stored, context):
        return
    children = queries.open_children(context.tx, stored.stream_id)
    row = tickets.ticket_row(context.tx, stored.stream_id) if children else None
    rules = family_rules(flows.family_settings(context.tx, row["type"])) if row is not None else None
    if rules is None or not rules.synced:
        return
    for child in children:
        below = tickets.ticket_row(context.tx, child["child"])
        if below is None or below["archived_at"] is not None:
            continue
        form = forms.form_definition(context.tx, below["form"], below["form_version"])
        core, patch = followed(rules, (changes, data), form.fields)
        if core or patch:
            yield AmendTicket(ticket=below["id"], changes=core, data=patch, source=_PARENT)


def _is_new(stored: StoredEvent, context: Context) -> bool:
    """Whether the ticket was made in this very unit: it has no children yet, and asking would cost each report."""
    return any(one.stream == stored.stream and isinstance(one.event, TicketCreated) for one in context.events)


def end(stored: StoredEvent, context: Context) -> Iterator[Any]:
    """What becomes of open children. Refuses `family.open_children` and `family.choose`, which undo the whole unit."""
    if isinstance(stored.event, f.RunWithdrawn) and not stored.event.ended:
        return
    # Those that a step of this flow let go in this very unit are over already.
    listed = queries.open_children(context.tx, stored.stream_id)
    children = [one for one in listed if tickets.run_of(context.tx, one["child"]).running]
    row = tickets.ticket_row(context.tx, stored.stream_id) if children else None
    if row is None:
        return
    rules = family_rules(flows.family_settings(context.tx, row["type"]))
    knows = _knows(stored, context.tx, row)
    closing = isinstance(stored.event, f.RunEnded)
    # Who may not know of children has no say in what becomes of them; the platform says what a person said above.
    heard = knows or stored.caller_kind not in _OUTSIDE
    fate = farewell(rules.on_end, closing=closing, choice=_said(stored, context) if heard else "", asks=knows)
    if fate in ("blocked", "ask"):
        code = "family.open_children" if fate == "blocked" else "family.choose"
        raise Refusal(code, Kind.CONFLICT, **_told(context.tx, (stored, row, knows), children, fate))
    for child in children if fate == END else ():
        yield ActOnTicket(ticket=child["child"], action="force_close", reason=_REASON, children=END)


def _said(stored: StoredEvent, context: Context) -> str:
    told = (one.event for one in context.events if one.stream == stored.stream and isinstance(one.event, ChildrenTold))
    return next((event.how for event in told), "")


def _knows(stored: StoredEvent, tx: Tx, row: Row) -> bool:
    """Whether whoever ends the ticket is one of ours, who may know of its children."""
    if stored.caller_kind not in _PEOPLE or stored.caller_id is None:
        return False
    return tickets.reads_internal(identity.subject_of(tx, stored.caller_id), tx, row)


def _told(tx: Tx, ended: tuple[StoredEvent, Row, bool], children: list[Row], fate: str) -> JsonObject:
    """How many children are open, and to whom may know which: those. A confidential one is only counted."""
    stored, row, knows = ended
    told: JsonObject = {"count": len(children)}
    if knows and stored.caller_id is not None:
        who = Caller(stored.caller_kind, stored.caller_id, identity.subject_of(tx, stored.caller_id))
        told["children"] = queries.known_numbers(tx, who, row, [child["child"] for child in children])
    if fate == "ask":
        told["choices"] = [LEAVE, END]
    return told
