"""Links to tickets: made with the report, by hand for whoever called, and taken back."""

from bihuan.core.access import check_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.identity import interface as identity
from bihuan.modules.portal import queries
from bihuan.modules.portal.messages import IssueLink, LinkIssued, LinkRevoked, RevokeLink, link_stream
from bihuan.modules.tickets import interface as tickets

LONGEST_MS = 400 * 86_400_000


def may_issue(command: IssueLink, context: Context) -> None:
    """Who may write to the ticket's customer may give him its page."""
    check_access(
        context.caller.subject, "share", "ticket", tickets.anchors_of(context.tx, _ticket(context, command.ticket))
    )


def may_revoke(command: RevokeLink, context: Context) -> None:
    """The same people."""
    row = _link(context, command.link)
    check_access(
        context.caller.subject, "share", "ticket", tickets.anchors_of(context.tx, _ticket(context, row["ticket"]))
    )


def issue(command: IssueLink, context: Context) -> Outcome:
    """A link for the ticket's submitter, if he is a customer: staff sign in, and a link would lend out their rights."""
    row = _ticket(context, command.ticket)
    if not identity.is_customers(context.tx, row["submitter"]):
        raise Refusal("link.not_a_customer", Kind.CONFLICT)
    if not context.now < command.until <= context.now + LONGEST_MS:
        raise Refusal("link.until_invalid", path="until", days=LONGEST_MS // 86_400_000)
    stream = link_stream(command.link or context.new_id())
    return Outcome(stream, ((stream, LinkIssued(ticket=row["id"], person=row["submitter"], until=command.until)),))


def revoke(command: RevokeLink, context: Context) -> Outcome:
    """Taken back; a second time changes nothing."""
    stream = link_stream(command.link)
    gone = _link(context, command.link)["revoked_at"] is not None
    return Outcome(stream, () if gone else ((stream, LinkRevoked()),))


def _ticket(context: Context, ticket: str) -> Row:
    row = tickets.ticket_row(context.tx, ticket)
    if row is None:
        raise Refusal("ticket.not_found", Kind.NOT_FOUND)
    return row


def _link(context: Context, link: str) -> Row:
    row = queries.link(context.tx, link)
    if row is None:
        raise Refusal("link.unknown", Kind.NOT_FOUND)
    return row
