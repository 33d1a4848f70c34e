"""Profiles, places in the roster and published definitions."""

import hashlib
from dataclasses import asdict
from typing import Any

from bihuan.core.ledger import canonical
from bihuan.core.values import JsonObject, thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.timers import clear_timer, set_timer
from bihuan.kernel.tx import Tx
from bihuan.modules.dispatch import messages as m
from bihuan.modules.dispatch.tables import book, definition, duty, engineer


def apply_engineer(tx: Tx, user: str, events: list[StoredEvent]) -> None:
    """One row per engineer."""
    for stored in events:
        event = stored.event
        place = {"version": stored.no}
        if isinstance(event, m.EngineerSaved):
            profile = {name: thaw_json(getattr(event, name)) for name in m.PROFILE}
            if not tx.update(engineer, {"user": user}, {**profile, **place, "active": True}):
                tx.insert(engineer, {"user": user, "active": True, "paused": False, **profile, **place})
        elif isinstance(event, m.EngineerPaused):
            tx.update(engineer, {"user": user}, {"paused": event.paused, **place})
        elif isinstance(event, m.EngineerRemoved | m.PersonForgotten):
            tx.update(engineer, {"user": user}, {"active": False, **place})
    _turn(tx, "people", events)


def apply_duty(tx: Tx, user: str, events: list[StoredEvent]) -> None:
    """One row per person of the roster; leave that is to come has timers."""
    row = tx.get(duty, user=user) or {"user": user, "memberships": [], "days": {}, "leaves": [], "mark": ""}
    for stored in events:
        _fold(tx, row, stored)
    row["version"] = events[-1].no
    row["mark"] = _mark(row["mark"], events)
    tx.upsert(duty, row)
    _turn(tx, "people", events)


def _fold(tx: Tx, row: JsonObject, stored: StoredEvent) -> None:
    event = stored.event
    if isinstance(event, m.MembershipsSet):
        row["memberships"] = thaw_json(event.memberships)
    elif isinstance(event, m.DaySet | m.RosterPlanned):
        new = {event.day: event.shifts} if isinstance(event, m.DaySet) else event.days
        days = {**row["days"], **thaw_json(new)}
        row["days"] = {day: list(shifts) for day, shifts in days.items() if shifts is not None}
    elif isinstance(event, m.LeaveEntered):
        words = {"kind": event.kind or "leave", "note": event.note or ""}
        leave = {"id": event.leave, "start": event.start, "end": event.end, **words}
        row["leaves"] = sorted([*row["leaves"], leave], key=lambda item: (item["start"], item["id"]))
        _set_leave_timers(tx, stored, event)
    elif isinstance(event, m.LeaveCancelled):
        row["leaves"] = _without(row["leaves"], event)
        for name in ("begin", "end"):
            clear_timer(tx, stored.stream, f"{name}:{event.leave}")
    elif isinstance(event, m.LeaveBegan):
        clear_timer(tx, stored.stream, f"begin:{event.leave}")
    elif isinstance(event, m.LeaveEnded):
        clear_timer(tx, stored.stream, f"end:{event.leave}")


def _without(leaves: list[JsonObject], event: m.LeaveCancelled) -> list[JsonObject]:
    if event.end is None:
        return [item for item in leaves if item["id"] != event.leave]
    return [{**item, "end": event.end} if item["id"] == event.leave else item for item in leaves]


def _set_leave_timers(tx: Tx, stored: StoredEvent, event: m.LeaveEntered) -> None:
    user = stored.stream_id
    for name, due, ended in (("begin", event.start, False), ("end", event.end, True)):
        command = {"type": "TurnLeave", "user": user, "leave": event.leave, "ended": ended}
        set_timer(tx, stored.stream, f"{name}:{event.leave}", due, command)


def apply_definition(tx: Tx, stream_id: str, events: list[StoredEvent]) -> None:
    """A row per published version of policies and roster."""
    for stored in events:
        event: Any = stored.event
        if not isinstance(event, m.RosterPublished | m.DispatchPoliciesPublished):
            continue
        row = {
            "stream_id": stream_id,
            "version": event.version,
            "body": thaw_json(event.body),
            "findings": thaw_json(getattr(event, "findings", ())),
            "published_by": stored.caller_id,
            "published_at": stored.at,
        }
        tx.insert(definition, row)
        column = "roster" if isinstance(event, m.RosterPublished) else "policies"
        _turn(tx, column, [stored], **{f"{column}_version": event.version})


def _mark(before: str | None, events: list[StoredEvent]) -> str:
    # A fingerprint and no counter: after a rolled-back unit the next one must not meet caches filled under the number
    # it takes.
    mark = before or ""
    for stored in events:
        said = canonical({"ref": stored.ref, "at": stored.at, "event": thaw_json(asdict(stored.event))})
        mark = hashlib.sha256(mark.encode() + said).hexdigest()[:32]
    return mark


def _turn(tx: Tx, column: str, events: list[StoredEvent], **more: Any) -> None:
    row = tx.get(book, id=1) or dict.fromkeys(item.name for item in book.columns)
    tx.upsert(book, {**row, "id": 1, column: _mark(row[column], events), **more})
