"""Who may tie, merge and split tickets; each is the mandatory check registered with its command."""

from bihuan.core.access import READ, check_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.links import messages as m
from bihuan.modules.links import queries
from bihuan.modules.tickets import interface as tickets


def the_ticket(context: Context, ticket_id: str) -> Row:
    """A ticket's row, read once per command. Refuses `ticket.not_found`."""

    def load() -> Row:
        row = tickets.ticket_row(context.tx, ticket_id)
        if row is None:
            raise Refusal("ticket.not_found", Kind.NOT_FOUND)
        return row

    return context.once(("ticket", ticket_id), load)


def check_ticket(context: Context, ticket_id: str, action: str) -> Row:
    """The ticket, if the caller may do `action` on it; unknown and forbidden look the same to outsiders."""
    row = the_ticket(context, ticket_id)
    check_access(context.caller.subject, action, "ticket", tickets.anchors_of(context.tx, row))
    return row


def may_link(command: m.LinkTickets | m.UnlinkTickets, context: Context) -> None:
    """Whoever may tie the one and read the other."""
    check_ticket(context, command.ticket, "link")
    check_ticket(context, command.other, READ)


def may_merge(command: m.MergeTicket, context: Context) -> None:
    """Merging is a right over both tickets: each loses something by it."""
    check_ticket(context, command.ticket, "merge")
    check_ticket(context, command.into, "merge")


def may_unmerge(command: m.UnmergeTicket, context: Context) -> None:
    """So is undoing it."""
    check_ticket(context, command.ticket, "merge")
    merge = queries.merge_of(context.tx, command.ticket)
    if merge is not None:
        check_ticket(context, merge["leader"], "merge")
