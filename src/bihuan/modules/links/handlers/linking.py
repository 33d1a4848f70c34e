"""Ties between tickets: both histories tell of each."""

from bihuan.core.links import INVERSE, check_link
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.links import messages as m
from bihuan.modules.links import queries
from bihuan.modules.links.handlers.rights import the_ticket
from bihuan.modules.tickets.messages import ticket_stream


def link(command: m.LinkTickets, context: Context) -> Outcome:
    """A tie that is there already is no change."""
    stream, other = ticket_stream(command.ticket), ticket_stream(command.other)
    _check_not_archived(context, command.ticket)
    if queries.is_linked(context.tx, command.ticket, command.link, command.other):
        return Outcome(stream)
    check_link(command.link, command.ticket, command.other, lambda kind, of: queries.neighbours(context.tx, kind, of))
    here = m.TicketLinked(command.link, command.other)
    there = m.TicketLinked(INVERSE[command.link], command.ticket)
    return Outcome(stream, ((stream, here), (other, there)))


def unlink(command: m.UnlinkTickets, context: Context) -> Outcome:
    """A tie that is not there is no change. What a split left behind is history and stays."""
    stream, other = ticket_stream(command.ticket), ticket_stream(command.other)
    _check_not_archived(context, command.ticket)
    known = queries.is_linked(context.tx, command.ticket, command.link, command.other)
    if not known or command.link not in INVERSE:
        return Outcome(stream)
    here = m.TicketUnlinked(command.link, command.other)
    there = m.TicketUnlinked(INVERSE[command.link], command.ticket)
    return Outcome(stream, ((stream, here), (other, there)))


def _check_not_archived(context: Context, ticket_id: str) -> None:
    row = the_ticket(context, ticket_id)
    if row["archived_at"] is not None:
        raise Refusal("ticket.archived", Kind.CONFLICT, number=row["number"])
