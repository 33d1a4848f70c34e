"""A ticket's clocks as people read them: how each stands, when it is due, and why then."""

from collections.abc import Iterator
from typing import Any

from bihuan.core.access import FieldAccess, visible_fields
from bihuan.core.calendars import Counted
from bihuan.core.sla import (
    CalendarShelf,
    ClockReading,
    Explanation,
    Leg,
    Moment,
    Policy,
    SlaDefinition,
    SlaEvent,
    duration_text,
    event_from_json,
    explain,
    next_due,
    read_clocks,
)
from bihuan.core.values import Instant, JsonObject, Kind, Refusal, local_time
from bihuan.kernel.command import Caller
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.errors import say
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.sla.queries.claims import told_claims
from bihuan.modules.sla.queries.clocks import clocks_in, shelf_for, shelf_of_moves, state_row
from bihuan.modules.sla.queries.definitions import present
from bihuan.modules.sla.queries.reminders import told_reminders
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import ClocksMoved

# Beyond so many stretches nobody reads on; the newest are shown.
MOST_STRETCHES = 200


def told_clocks(tx: Tx, caller: Caller, key: str, now: Instant) -> JsonObject:
    """Every clock of the ticket with this id or number. Refuses `ticket.not_found`."""
    row = _readable(tx, caller, key)
    state = state_row(tx, row["id"])
    in_force = present(tx)
    applied = in_force.set_for(row["type"])
    clocks = clocks_in(state)
    if applied is None:
        nothing: JsonObject = {"policies": None, "version": 0, "policy": None, "next": None}
        return {**nothing, "clocks": [], "reminders": [], "claims": []}
    readings = read_clocks(applied.definition, clocks, shelf_for(tx, in_force, clocks), now)
    first = next_due(readings)
    policy = _policy(applied.definition, clocks.policy)
    return {
        "policies": applied.key,
        "version": applied.version,
        "policy": {"key": policy.key, "label": dict(policy.label)} if policy else None,
        "next": first.key if first else None,
        "clocks": [_told(applied.definition, clocks.clocks.get(one.key), one) for one in readings],
        "reminders": told_reminders(tx, caller, row, applied.definition, clocks.reminders),
        "claims": told_claims(tx, caller, row),
    }


def _readable(tx: Tx, caller: Caller, key: str) -> Row:
    row, anchors = tickets.readable_row(tx, caller, key)
    # Whoever may not know what is due has no clocks to read.
    if visible_fields(caller.subject, "ticket", anchors)["next_due"] < FieldAccess.READ:
        raise Refusal("ticket.not_found", Kind.NOT_FOUND)
    return row


def _policy(definition: SlaDefinition, key: str | None) -> Policy | None:
    return next((policy for policy in definition.policies if policy.key == key), None)


def _told(definition: SlaDefinition, clock: Any, reading: ClockReading) -> JsonObject:
    terms = clock.terms if clock is not None else None
    return {
        "key": reading.key,
        "label": dict(definition.clocks[reading.key].label),
        "kind": reading.kind,
        "alarm": reading.alarm,
        "state": reading.state,
        "moving": reading.moving,
        "breached": reading.breached,
        "goal": reading.goal,
        "elapsed": reading.elapsed,
        "remaining": reading.remaining,
        "percent": reading.percent,
        "due": reading.due,
        "changes_at": reading.changes_at,
        "policy": terms.policy if terms else None,
        "hours": terms.hours if terms else None,
        "calendar": terms.calendar or None if terms else None,
        "calendar_version": terms.calendar_version or None if terms else None,
        "cycle": clock.cycle if clock is not None else 0,
        "breaches": list(clock.breaches) if clock is not None else [],
    }


# --- why is it due then -----------------------------------------------------------------------------------------


def told_clock(tx: Tx, hooks: Hooks, tenant: TenantInfo, asked: tuple[Caller, str, str], now: Instant) -> JsonObject:
    """The whole story of one clock: `asked` are the caller, the ticket and the clock. Refuses `clock.not_found`."""
    caller, key, clock = asked
    row = _readable(tx, caller, key)
    moves = moves_of(tx, hooks, row["id"])
    told = explain(moves, clock, shelf_of_moves(tx, present(tx), moves), now)
    return _story(told, clock, tenant, caller.language)


def told_trial(
    moves: tuple[SlaEvent, ...], clock: str, shelf: CalendarShelf, reader: tuple[TenantInfo, str]
) -> JsonObject:
    """The story of a clock that was only tried out, up to when it is due. Refuses `clock.not_found`."""
    tenant, language = reader
    last = max((move.at for move in moves), default=0)
    told = explain(moves, clock, shelf, last)
    if told is not None and told.due is not None:
        told = explain(moves, clock, shelf, told.due)
    return _story(told, clock, tenant, language)


def _story(told: Explanation | None, clock: str, tenant: TenantInfo, language: str) -> JsonObject:
    if told is None:
        raise Refusal("clock.not_found", Kind.NOT_FOUND)
    stretches = [stretch for leg in told.legs for stretch in leg.counted]
    return {
        "key": clock,
        "policy": told.clock.terms.policy,
        "goal": told.clock.terms.goal,
        "elapsed": told.elapsed,
        "remaining": told.remaining,
        "due": told.due,
        "provisional": list(told.provisional),
        "moments": [_moment(moment) for moment in told.moments],
        "legs": [_leg(leg) for leg in told.legs],
        "stretches": [_stretch(one) for one in stretches[-MOST_STRETCHES:]],
        "texts": list(_lines(told, tenant, language)),
    }


def moves_of(tx: Tx, hooks: Hooks, ticket_id: str) -> tuple[SlaEvent, ...]:
    """Everything that ever moved the clocks of a ticket, in order."""
    stored = EventLog(hooks).read(tx, f"ticket:{ticket_id}")
    facts = (one for one in stored if isinstance(one.event, ClocksMoved))
    return tuple(event_from_json(move) for one in facts for move in one.event.whole_moves(one.at))


def _moment(moment: Moment) -> JsonObject:
    return {
        "at": moment.at,
        "received": moment.received,
        "late": moment.late,
        "what": moment.what,
        "why": moment.why,
        "cause": dict(moment.cause),
        "elapsed": moment.elapsed,
        "due": moment.due,
    }


def _leg(leg: Leg) -> JsonObject:
    return {"from": leg.start, "to": leg.end}


def _stretch(counted: Counted) -> JsonObject:
    return {**counted.to_json(), "counts": counted.counts}


def _lines(told: Explanation, tenant: TenantInfo, language: str) -> Iterator[str]:
    """The story in sentences, oldest first."""
    for moment in told.moments:
        values = {
            "at": _clock_text(moment.at, tenant.zone),
            "received": _clock_text(moment.received, tenant.zone),
            "elapsed": duration_text(moment.elapsed),
            "due": _clock_text(moment.due, tenant.zone) if moment.due is not None else "–",
        }
        yield say(f"clock.told.{moment.what}", values, language)
        if moment.late:
            yield say("clock.told.late", values, language)
    skipped = [one for leg in told.legs for one in leg.counted if not one.counts]
    for one in skipped[-MOST_STRETCHES:]:
        yield say("clock.told.holiday", {"day": one.day, "name": one.name, "window": one.window}, language)
    for one in (one for leg in told.legs for one in leg.counted if one.kind == "make_up"):
        yield say("clock.told.make_up", {"day": one.day, "name": one.name, "window": one.window}, language)
    for year in told.provisional:
        yield say("clock.told.provisional", {"year": year}, language)


def _clock_text(at: Instant, zone: str) -> str:
    return local_time(at, zone).strftime("%Y-%m-%d %H:%M")
