"""Vetoes: who may open a child, and for which tickets."""

from bihuan.core.access import check_access
from bihuan.core.links import MAX_LEVELS
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.context import Context
from bihuan.modules.children import queries
from bihuan.modules.links import interface as links
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import CreateTicket

# More than that is a list of its own, not the work of one ticket; and its end is decided in one unit.
MAX_CHILDREN = 30


def may_open(command: CreateTicket, context: Context) -> None:
    """A child is opened by whoever may tie its parent, while that is under way."""
    above = command.child_of
    if above is None:
        return
    row = tickets.ticket_row(context.tx, above.ticket)
    if row is None:
        raise Refusal("ticket.not_found", Kind.NOT_FOUND)
    check_access(context.caller.subject, "link", "ticket", tickets.anchors_of(context.tx, row))
    if not tickets.run_of(context.tx, row["id"]).running:
        raise Refusal("family.parent_over", Kind.CONFLICT, number=row["number"])
    if len(queries.children_of(context.tx, row["id"])) >= MAX_CHILDREN:
        raise Refusal("family.too_many", Kind.CONFLICT, most=MAX_CHILDREN)
    if _generations(context, row["id"]) >= MAX_LEVELS:
        raise Refusal("link.too_deep", Kind.CONFLICT, most=MAX_LEVELS)


def _generations(context: Context, ticket: str) -> int:
    above = links.parent_of(context.tx, ticket)
    return 1 if above is None else 1 + _generations(context, above)
