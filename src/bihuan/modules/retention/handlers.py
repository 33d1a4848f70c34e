"""Setting retention, holding tickets, purging what is due."""

from bihuan.core.access import check_access
from bihuan.core.values import Instant, Kind, Problem, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.flows import interface as flows
from bihuan.modules.retention import messages as m
from bihuan.modules.retention import queries
from bihuan.modules.tickets import interface as tickets

_MOST_YEARS, _MOST_REASON = 100, 2_000
# Each is a command of its own in the unit, with what follows from it.
PURGED_AT_ONCE = 10
_DAY_MS, _SOON_MS = 86_400_000, 1_000


def may_manage(_command: object, context: Context) -> None:
    """Administrators; for others there is nothing to see."""
    check_access(context.caller.subject, "manage", "retention", {})


def set_retention(command: m.SetRetention, context: Context) -> Outcome:
    """The years of a ticket type; the same again is no change."""
    flows.ticket_type(context.tx, command.type)
    if not 1 <= command.years <= _MOST_YEARS:
        raise Refusal(
            "retention.invalid", problems=[Problem("years", "retention.years_invalid", {"most": _MOST_YEARS})]
        )
    known = queries.years_by_type(context.tx).get(command.type)
    stream = m.retention_stream(command)
    same = known is not None and (known["years"], known["duty"]) == (command.years, command.duty)
    return Outcome(stream, () if same else ((stream, m.RetentionSet(command.years, command.duty)),))


def hold(command: m.HoldTicket, context: Context) -> Outcome:
    """Refuses `retention.held_already`."""
    row, stream = _ticket(context, command.ticket), m.held_stream(command)
    if queries.hold_of(context.tx, row["id"]) is not None:
        raise Refusal("retention.held_already", Kind.CONFLICT, number=row["number"])
    return Outcome(stream, ((stream, m.TicketHeld(_reason(command.reason))),))


def lift(command: m.LiftHold, context: Context) -> Outcome:
    """Refuses `retention.not_held`."""
    row, stream = _ticket(context, command.ticket), m.held_stream(command)
    if queries.hold_of(context.tx, row["id"]) is None:
        raise Refusal("retention.not_held", Kind.CONFLICT, number=row["number"])
    return Outcome(stream, ((stream, m.HoldLifted(_reason(command.reason))),))


def _ticket(context: Context, ticket: str) -> Row:
    row = tickets.ticket_row(context.tx, ticket)
    if row is None:
        raise Refusal("ticket.not_found", Kind.NOT_FOUND)
    return row


def _reason(text: str) -> str:
    reason = text.strip()
    if not 0 < len(reason) <= _MOST_REASON:
        raise Refusal("retention.reason_required", path="reason", most=_MOST_REASON)
    return reason


def set_purging(command: m.SetPurging, context: Context) -> Outcome:
    """The same again is no change."""
    plan = queries.plan_row(context.tx)
    if command.on == (plan is not None and plan["next_at"] is not None):
        return Outcome(m.PLAN_STREAM)
    due = context.now + _DAY_MS if command.on else None
    return Outcome(m.PLAN_STREAM, ((m.PLAN_STREAM, m.PurgingSet(due)),))


def purge_due(_command: m.PurgeDue, context: Context) -> Outcome:
    """Name what is due, a part at a time; the erasing follows in the same unit."""
    plan = queries.plan_row(context.tx)
    by_itself = plan is not None and plan["next_at"] is not None
    due = due_tickets(context, PURGED_AT_ONCE)
    if not due and not by_itself:
        return Outcome(m.PLAN_STREAM)
    pause: Instant = _SOON_MS if len(due) == PURGED_AT_ONCE else _DAY_MS
    event = m.DuePurged(tuple(due), context.now + pause if by_itself else None)
    return Outcome(m.PLAN_STREAM, ((m.PLAN_STREAM, event),))


def due_tickets(context: Context, limit: int) -> list[str]:
    """Tickets whose time is over, the oldest first."""
    known = queries.years_by_type(context.tx)
    found: list[str] = []
    for one in flows.ticket_types(context.tx):
        years = known[one.key]["years"] if one.key in known else m.DEFAULT_YEARS
        since = queries.over_since(context.now, years)
        found += [row["id"] for row in tickets.archived_before(context.tx, one.key, since, queries.spared(), limit)]
    return found[:limit]
