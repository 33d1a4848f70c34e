"""Times that people claimed and that are doubtful: a lead confirms them or sets them right."""

from bihuan.core.access import check_access
from bihuan.core.sla import Retiming, next_timer, retime
from bihuan.core.values import Instant, JsonObject, Kind, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.tx import Row
from bihuan.modules.sla import queries
from bihuan.modules.sla.handlers.judging import Events, clock_events, env_of
from bihuan.modules.sla.messages import SettleTime, TimeSettled
from bihuan.modules.sla.queries import Judged
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import ticket_stream

MAX_REASON = 2_000
_MINUTE = 60_000


def may_settle(command: SettleTime, context: Context) -> None:
    """Leads of the ticket. Refuses `ticket.not_found`."""
    row = tickets.ticket_row(context.tx, command.ticket)
    if row is None:
        raise Refusal("ticket.not_found", Kind.NOT_FOUND)
    check_access(context.caller.subject, queries.SETTLE, "ticket", tickets.anchors_of(context.tx, row))


def settle_time(hooks: Hooks, command: SettleTime, context: Context) -> Outcome:
    """Event `no` counts from when it was confirmed to have been; its clocks are measured again."""
    claim = queries.claim_row(context.tx, command.ticket, command.no)
    if claim is None:
        raise Refusal("claim.not_found", Kind.NOT_FOUND)
    at = _checked(command, claim, context)
    stream = ticket_stream(command.ticket)
    if claim["settled_at"] is not None and claim["counts_from"] == at:
        return Outcome(stream)
    settled = TimeSettled(no=command.no, counts_from=at, reason=command.reason.strip())
    return Outcome(stream, ((stream, settled), *_measured_again(hooks, command, context, at)))


def _checked(command: SettleTime, claim: Row, context: Context) -> Instant:
    """The instant that is to count."""
    if not claim["doubts"]:
        raise Refusal("claim.not_doubtful", Kind.CONFLICT)
    if claim["person"] is not None and claim["person"] == context.caller.id:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="claim.own")
    at = claim["told"] if command.at is None else _to_the_minute(command.at, claim)
    if not claim["offered"] <= at <= claim["received"]:
        bounds = {"earliest": claim["offered"], "latest": claim["received"]}
        raise Refusal("claim.out_of_bounds", path="at", **bounds)
    if at != claim["told"] and not command.reason.strip():
        raise Refusal("claim.reason_required", path="reason")
    if len(command.reason) > MAX_REASON:
        raise Refusal("claim.reason_too_long", path="reason", most=MAX_REASON)
    return int(at)


def _to_the_minute(at: Instant, claim: Row) -> Instant:
    """People read and write minutes: the bound that lies within the one they wrote is meant."""
    for bound in (claim["offered"], claim["received"]):
        if abs(at - bound) < _MINUTE:
            return int(bound)
    return at


def _measured_again(hooks: Hooks, command: SettleTime, context: Context, at: Instant) -> Events:
    row = tickets.ticket_row(context.tx, command.ticket)
    state = queries.state_row(context.tx, command.ticket)
    if row is None or state is None:
        return ()
    in_force = queries.present(context.tx)
    applied, clocks = queries.judged_by(in_force, row["type"]), queries.clocks_in(state)
    fact = queries.fact_ref(command.ticket, command.no)
    when = {**queries.settled_times(context.tx, command.ticket), fact: at}
    cause: JsonObject = {"what": "TimeSettled", "no": command.no, "kind": context.caller.kind, "by": context.caller.id}
    retiming = Retiming(queries.moves_of(context.tx, hooks, command.ticket), when, fact, cause)
    shelf = queries.shelf_for(context.tx, in_force, clocks)
    events, after = retime(applied.definition, clocks, retiming, shelf, env_of(context, in_force))
    judged = Judged(clocks, after, events, next_timer(applied.definition, after, shelf))
    return clock_events(row, applied, state, judged, cause)
