"""Clocks of tickets: judged with every fact, looked at when a timer goes off, judged anew after a publication."""

from collections.abc import Iterator
from typing import Any

from bihuan.core.rules import Env
from bihuan.core.sla import Clocks, Fact, Tick, clocks_moved_by
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.sla import queries
from bihuan.modules.sla.handlers.escalating import calls_of
from bihuan.modules.sla.messages import (
    EscalationDue,
    JudgeOpenTickets,
    JudgeTicket,
    LookAtClocks,
    OpenTicketsJudged,
    TimeClaimed,
)
from bihuan.modules.sla.queries import Applied, Judged, Present
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import ClocksMoved, ticket_stream

# Some milliseconds of the writer's time; then others have their turn.
SLICE = 16
Events = tuple[tuple[str, Any], ...]


def judge_ticket(command: JudgeTicket, context: Context) -> Outcome:
    """A fact against the ticket's clocks. What moves nothing leaves no event."""
    row = _ticket(context, command.ticket)
    in_force = queries.present(context.tx)
    applied = queries.judged_by(in_force, row["type"])
    why = (command.happened, command.cause)
    fact = queries.fact_of(context.tx, context.tenant, row, applied, (command.at, context.now), why)
    state = queries.state_row(context.tx, row["id"])
    judged = _judged(context, in_force, applied, state, fact)
    stream = ticket_stream(row["id"])
    events = clock_events(row, applied, state, judged, command.cause)
    return Outcome(stream, (*((stream, one) for one in _claimed(command, judged)), *events))


def _claimed(command: JudgeTicket, judged: Judged) -> Iterator[TimeClaimed]:
    """What somebody says of when it was, with the clocks that it concerns."""
    if command.claim is not None:
        moved = clocks_moved_by(judged.events, str(command.cause.get("event")))
        yield TimeClaimed(**{**command.claim, "doubts": tuple(command.claim["doubts"])}, clocks=moved)


def look_at_clocks(command: LookAtClocks, context: Context) -> Outcome:
    """What has been reached by now; the timer moves on even when nothing was."""
    row = _ticket(context, command.ticket)
    in_force = queries.present(context.tx)
    applied = queries.judged_by(in_force, row["type"])
    state = queries.state_row(context.tx, row["id"])
    cause = {"what": "timer"}
    judged = _judged(context, in_force, applied, state, Tick(cause))
    return Outcome(ticket_stream(row["id"]), clock_events(row, applied, state, judged, cause, always=True))


def judge_open(command: JudgeOpenTickets, context: Context) -> Outcome:
    """The next slice of open tickets; one that cannot be judged does not keep the others from it."""
    stream = f"definition:{command.definition}"
    in_force = queries.present(context.tx)
    rows = queries.open_tickets(context.tx, in_force, int(command.after), SLICE)
    cause = {"what": "published", "definition": command.definition, "version": command.version}
    events: list[tuple[str, Any]] = []
    for row in rows:
        applied = queries.judged_by(in_force, row["type"])
        state = queries.state_row(context.tx, row["id"])
        try:
            fact = queries.fact_of(context.tx, context.tenant, row, applied, (context.now, context.now), ((), cause))
            judged = _judged(context, in_force, applied, state, fact)
        except Refusal:
            continue
        events.extend(clock_events(row, applied, state, judged, cause))
    after = str(rows[-1]["pos"]) if len(rows) == SLICE else None
    done = OpenTicketsJudged(version=command.version, after=command.after, tickets=len(rows), next=after)
    return Outcome(stream, (*events, (stream, done)))


def _ticket(context: Context, ticket_id: str) -> Row:
    row = tickets.ticket_row(context.tx, ticket_id)
    if row is None:
        raise Refusal("ticket.not_found", Kind.NOT_FOUND)
    return row


def _judged(context: Context, in_force: Present, applied: Applied, state: Row | None, moment: Fact | Tick) -> Judged:
    clocks = queries.clocks_in(state)
    shelf = queries.shelf_for(context.tx, in_force, clocks)
    return queries.judge(applied.definition, clocks, moment, (shelf, env_of(context, in_force)))


def env_of(context: Context, in_force: Present) -> Env:
    """What conditions may know besides the record, made once per command."""
    return context.once("sla.env", lambda: queries.env_for(context.tx, context.tenant, context.now, in_force))


def clock_events(
    row: Row, applied: Applied, state: Row | None, judged: Judged, cause: JsonObject, *, always: bool = False
) -> Events:
    """One fat event for all that moved, and one for what is to be done about it, if anything is."""
    if not (judged.events or always) and not _is_under_other_version(state, applied, judged.after):
        return ()
    stream = ticket_stream(row["id"])
    moved = ClocksMoved(
        moves=tuple(queries.move_json(event) for event in judged.events),
        **queries.summary(applied.definition, judged.after),
        look_at=judged.look_at,
        policies=applied.key,
        policies_version=applied.version,
        cause=dict(cause) or None,
    )
    calls = calls_of(applied, judged, row)
    due: Events = ((stream, EscalationDue(calls=calls)),) if calls else ()
    return ((stream, moved), *due)


def _is_under_other_version(state: Row | None, applied: Applied, clocks: Clocks) -> bool:
    """Whether the ladders that are looked at have changed, though no clock has moved."""
    if state is None or not any(clock.live for clock in clocks.clocks.values()):
        return False
    return (state["policies"], state["policies_version"]) != (applied.key, applied.version)
