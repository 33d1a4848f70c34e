"""Events of calendars, policies and clocks into rows. Every due instant stands in the event; nothing is measured."""

from dataclasses import fields
from typing import Any

from bihuan.core import ledger
from bihuan.core.sla import (
    Clock,
    ClockCancelled,
    ClockRetimed,
    Clocks,
    ClockStopped,
    clocks_from_json,
    clocks_to_json,
    event_from_json,
    evolve,
)
from bihuan.core.values import thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.timers import clear_timer, set_timer
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.sla.messages import (
    CalendarPublished,
    DefaultCalendarSet,
    OpenTicketsJudged,
    SlaPublished,
    TimeClaimed,
    TimeSettled,
)
from bihuan.modules.sla.tables import (
    calendar_version,
    claimed_time,
    sla_present,
    sla_version,
    ticket_clock,
    ticket_clocks,
)
from bihuan.modules.tickets.messages import ClocksMoved

TIMER = "clocks"
_CLAIM_FIELDS = tuple(item.name for item in fields(TimeClaimed))
_UNSETTLED = dict.fromkeys(("settled_by", "settled_at", "reason"))


# --- definitions ------------------------------------------------------------------------------------------------


def apply_definition(tx: Tx, stream_id: str, events: list[StoredEvent]) -> None:
    """A row per published version, and what is in force now."""
    for stored in events:
        event = stored.event
        if isinstance(event, CalendarPublished):
            _calendar(tx, stream_id, stored, event)
        elif isinstance(event, SlaPublished):
            _sla(tx, stream_id, stored, event)
        elif isinstance(event, DefaultCalendarSet):
            tx.upsert(sla_present, _present(stream_id, "default", event.calendar, stored.no))
        elif isinstance(event, OpenTicketsJudged):
            _judged(tx, stored, event)


def _calendar(tx: Tx, stream_id: str, stored: StoredEvent, event: CalendarPublished) -> None:
    body = thaw_json(event.body)
    row = {"stream_id": stream_id, "version": event.version, "key": event.key, "body": body}
    tx.insert(calendar_version, {**row, **_published(stored)})
    tx.upsert(sla_present, _present(stream_id, "calendar", event.key, event.version, digest=_digest(body)))
    _judge_open(tx, stored, event.version, "0")


def _sla(tx: Tx, stream_id: str, stored: StoredEvent, event: SlaPublished) -> None:
    body = {name: thaw_json(getattr(event, name)) for name in ("body", "forms", "findings", "active")}
    row = {"stream_id": stream_id, "version": event.version, "key": event.key, "types": list(event.types), **body}
    tx.insert(sla_version, {**row, **_published(stored)})
    if event.active:
        digest = _digest([row["body"], row["forms"]])
        types = " ".join(event.types)
        tx.upsert(sla_present, _present(stream_id, "sla", event.key, event.version, types=types, digest=digest))
    else:
        tx.delete(sla_present, stream_id=stream_id)
    _judge_open(tx, stored, event.version, "0")


def _published(stored: StoredEvent) -> Row:
    return {"published_by": stored.caller_id, "published_at": stored.at}


def _present(stream_id: str, kind: str, key: str, version: int, *, types: str = "", digest: str = "") -> Row:
    row = {"stream_id": stream_id, "kind": kind, "key": key, "version": version}
    return {**row, "types": types, "digest": digest}


def _digest(body: Any) -> str:
    return ledger.event_hash(ledger.canonical(body)).hex()[:16]


def _judged(tx: Tx, stored: StoredEvent, event: OpenTicketsJudged) -> None:
    clear_timer(tx, stored.stream, f"judge.{event.version}.{event.after}")
    if event.next is not None:
        _judge_open(tx, stored, event.version, event.next)


def _judge_open(tx: Tx, stored: StoredEvent, version: int, after: str) -> None:
    """Open tickets follow slice by slice: never one long unit. The name makes each slice's command one of its own."""
    command = {"type": "JudgeOpenTickets", "definition": stored.stream_id, "version": version, "after": after}
    set_timer(tx, stored.stream, f"judge.{version}.{after}", stored.at, command)


# --- clocks -----------------------------------------------------------------------------------------------------


def apply_clocks(tx: Tx, ticket_id: str, events: list[StoredEvent]) -> None:
    """Fold what moved into the ticket's clocks, their rows, and the timer that looks again."""
    moved = [stored for stored in events if type(stored.event) is ClocksMoved]
    if not moved:
        return
    known = tx.get(ticket_clocks, ticket=ticket_id)
    clocks = clocks_from_json(known["state"]) if known is not None else Clocks()
    rows: dict[str, Row] = {}
    for stored in moved:
        for move in stored.event.whole_moves(stored.at):
            event = event_from_json(move)
            clocks = evolve(clocks, event)
            key = move.get("clock")
            if key is not None:
                rows[key] = {**rows.get(key, {}), **_clock_row(ticket_id, stored.event, clocks.clocks[key], event)}
    last = moved[-1].event
    names = {"policies": last.policies, "policies_version": last.policies_version}
    tx.upsert(ticket_clocks, {"ticket": ticket_id, **names, "state": clocks_to_json(clocks)})
    _write_rows(tx, list(rows.values()), is_new=known is None)
    _set_look(tx, moved[-1], ticket_id, is_new=known is None)


def _write_rows(tx: Tx, rows: list[Row], *, is_new: bool) -> None:
    if is_new:
        tx.insert(ticket_clock, *rows)
        return
    for row in rows:
        tx.upsert(ticket_clock, row)


def _set_look(tx: Tx, stored: StoredEvent, ticket_id: str, *, is_new: bool) -> None:
    if stored.event.look_at is not None:
        command = {"type": "LookAtClocks", "ticket": ticket_id}
        set_timer(tx, stored.stream, TIMER, stored.event.look_at, command)
    elif not is_new:
        clear_timer(tx, stored.stream, TIMER)


def _clock_row(ticket_id: str, moved: ClocksMoved, clock: Clock, event: Any) -> Row:
    """The row as this event leaves it; how it ended stays said until it goes on."""
    ended = event if isinstance(event, ClockStopped | ClockCancelled) or _is_over(event, clock) else None
    is_over = not clock.live
    row = {
        "ticket": ticket_id,
        "clock": clock.key,
        "kind": clock.kind,
        "policies": moved.policies,
        "phase": clock.phase,
        "cycle": clock.cycle,
        **clock.terms.to_json(),
        "started_at": clock.started_at,
        "due": clock.due,
        "breached_at": clock.breached_at,
        "breaches": len(clock.breaches),
    }
    if ended is not None:
        over = {"ended_at": clock.moved_at, "elapsed": ended.elapsed, "outcome": getattr(ended, "outcome", None)}
        return {**row, **over}
    return row if is_over else {**row, "ended_at": None, "elapsed": None, "outcome": None}


def _is_over(event: Any, clock: Clock) -> bool:
    """Whether it tells anew how a clock ended."""
    return isinstance(event, ClockRetimed) and not clock.live


# --- when it was ------------------------------------------------------------------------------------------------


def apply_claims(tx: Tx, ticket_id: str, events: list[StoredEvent]) -> None:
    """A row per claimed time, and what a lead made of it."""
    for stored in events:
        event = stored.event
        if isinstance(event, TimeClaimed):
            row = {name: thaw_json(getattr(event, name)) for name in _CLAIM_FIELDS}
            row |= {"ticket": ticket_id, "received": stored.at, "is_open": bool(event.doubts and event.clocks)}
            tx.insert(claimed_time, {**row, **_UNSETTLED})
        elif isinstance(event, TimeSettled):
            settled = {"settled_by": stored.caller_id, "settled_at": stored.at, "reason": event.reason}
            values = {"counts_from": event.counts_from, "is_open": False, **settled}
            tx.update(claimed_time, {"ticket": ticket_id, "no": event.no}, values)
