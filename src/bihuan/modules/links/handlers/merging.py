"""合并 and its undoing: one unit over both streams. The runs follow by reactions, in the same unit."""

from collections.abc import Iterator
from typing import Any

from bihuan.core.links import descends
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.links import messages as m
from bihuan.modules.links import queries
from bihuan.modules.links.handlers.rights import the_ticket
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import ticket_stream

# How many tickets one leader stands for at most: its end is told to each of them in one unit.
MAX_CASE = 200
# How often a leader may itself be merged on.
MAX_CHAIN = 5
_MAX_REASON = 2_000


def merge(command: m.MergeTicket, context: Context) -> Outcome:
    """The ticket is part of another's case from now on. Saying so again changes nothing."""
    row, leader = the_ticket(context, command.ticket), the_ticket(context, command.into)
    stream, other = ticket_stream(row["id"]), ticket_stream(leader["id"])
    known = queries.merge_of(context.tx, row["id"])
    if known is not None and known["leader"] == leader["id"]:
        return Outcome(stream)
    _check_ends(context, row, leader)
    _check_shape(context, row["id"], leader["id"])
    merged = m.TicketMerged(leader=leader["id"], reason=_reason(command.reason))
    return Outcome(stream, ((stream, merged), (other, m.DuplicateTaken(row["id"]))))


def _check_ends(context: Context, row: Row, leader: Row) -> None:
    """Both must be open: a closed case takes no more, and what is over has nothing to hand on."""
    if row["id"] == leader["id"]:
        raise Refusal("merge.itself", path="into")
    state = tickets.run_of(context.tx, row["id"]).state
    if state == "merged":
        raise Refusal("merge.merged_already", Kind.CONFLICT, number=row["number"])
    if state != "running":
        raise Refusal("merge.ended", Kind.CONFLICT, number=row["number"])
    state = tickets.run_of(context.tx, leader["id"]).state
    if state == "merged":
        raise Refusal("merge.leader_merged", Kind.CONFLICT, number=leader["number"])
    if state != "running":
        raise Refusal("merge.leader_ended", Kind.CONFLICT, number=leader["number"])


def _check_shape(context: Context, ticket: str, leader: str) -> None:
    """No parent vanishes into its own child; chains and crowds have an end."""
    tx = context.tx
    if descends("parent", ticket, leader, lambda kind, of: queries.neighbours(tx, kind, of)):
        raise Refusal("merge.into_descendant", Kind.CONFLICT)
    if _height(context, ticket) > MAX_CHAIN:
        raise Refusal("merge.too_deep", Kind.CONFLICT, most=MAX_CHAIN)
    if 1 + len(queries.case_of(tx, ticket)) + len(queries.case_of(tx, leader)) > MAX_CASE:
        raise Refusal("merge.too_many", Kind.CONFLICT, most=MAX_CASE)


def _height(context: Context, ticket: str) -> int:
    return 1 + max((_height(context, row["ticket"]) for row in queries.merged_into(context.tx, ticket)), default=0)


def unmerge(command: m.UnmergeTicket, context: Context) -> Outcome:
    """It is a case of its own again, as long as the one that it was put to is still open."""
    row = the_ticket(context, command.ticket)
    known = queries.merge_of(context.tx, row["id"])
    if known is None:
        raise Refusal("merge.not_merged", Kind.CONFLICT, number=row["number"])
    if row["archived_at"] is not None:
        raise Refusal("ticket.archived", Kind.CONFLICT, number=row["number"])
    top = the_ticket(context, queries.leaders_of(context.tx, row["id"])[-1])
    if not tickets.run_of(context.tx, top["id"]).running:
        raise Refusal("merge.case_over", Kind.CONFLICT)
    stream, other = ticket_stream(row["id"]), ticket_stream(known["leader"])
    undone = m.MergeUndone(leader=known["leader"], reason=_reason(command.reason))
    return Outcome(stream, ((stream, undone), (other, m.DuplicateReleased(row["id"]))))


def note_case(command: m.NoteCase, context: Context) -> Outcome:
    """How the case fares stands in the history of each ticket that is part of it."""
    if command.how == "withdrawn":
        return Outcome(ticket_stream(command.leader), tuple(_handed_on(context, command.leader)))
    noted = m.CaseNoted(command.leader, command.how)
    events: list[tuple[str, Any]] = [
        (ticket_stream(row["ticket"]), noted) for row in queries.case_of(context.tx, command.leader)
    ]
    return Outcome(ticket_stream(command.leader), tuple(events))


def _handed_on(context: Context, leader: str) -> Iterator[tuple[str, Any]]:
    """Whoever withdraws his report speaks for nobody else: the one that was merged first leads the others on."""
    heir, *others = (row["ticket"] for row in queries.merged_into(context.tx, leader))
    yield ticket_stream(heir), m.MergeUndone(leader=leader)
    yield ticket_stream(leader), m.DuplicateReleased(heir)
    for ticket in others:
        yield ticket_stream(leader), m.DuplicateReleased(ticket)
        yield ticket_stream(ticket), m.LeaderChanged(heir)
        yield ticket_stream(heir), m.DuplicateTaken(ticket)


def _reason(reason: str) -> str | None:
    text = reason.strip()
    if len(text) > _MAX_REASON:
        raise Refusal("merge.reason_too_long", path="reason", most=_MAX_REASON)
    return text or None
