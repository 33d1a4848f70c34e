"""Events of a ticket's stream into the rows of its visits and of its tasks' dispatch.

Pure in the stream. A visit's customer and device are always the ticket's last ones, so that it does not matter in how
many pieces the events arrive.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bihuan.core import flow as f
from bihuan.core.dispatch import DispatchDecided
from bihuan.core.values import Instant, JsonObject
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.timers import clear_timer, set_timer
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.dispatch import messages as m
from bihuan.modules.dispatch.tables import dispatched, given
from bihuan.modules.tickets.interface import ticket_row, visit_row
from bihuan.modules.tickets.messages import TicketChanged

_TIMERS = ("accept", "pool", "wake")
# Rules that time alone may lift: who fails only these may fit when the next shift begins.
_PASSING = frozenset({"shift", "capacity", "day_cap"})
_HALF_A_DAY_MS = 12 * 3_600_000
_BLANK: JsonObject = {
    "policy": None, "policy_version": None, "move": None, "why": None, "people": [], "until": None, "failures": 0,
    "since": 0, "needs": None,
}  # fmt: skip


def apply_ticket(tx: Tx, ticket: str, events: list[StoredEvent]) -> None:
    """Fold what concerns dispatch; all else costs a look into a table."""
    for stored in events:
        fold = _FOLDS.get(type(stored.event))
        if fold is not None:
            fold(tx, ticket, stored, stored.event)


# --- visits ----------------------------------------------------------------------------------------------------


def _open(tx: Tx, ticket: str, stored: StoredEvent, visit: str, **values: Any) -> None:
    known = ticket_row(tx, ticket) or {"customer": None, "device": None}
    blank = {"outcome": None, "ended_at": None, "ended_no": None, "reason": None, "claimed": False}
    place = {"visit": visit, "ticket": ticket, "at": stored.at, "open": True}
    tx.upsert(given, {**place, **blank, "customer": known["customer"], "device": known["device"], **values})


def _end(tx: Tx, stored: StoredEvent, outcome: str, reason: str | None = None, /, **key: Any) -> None:
    end = {"open": False, "outcome": outcome, "ended_at": stored.at, "ended_no": stored.no, "reason": reason}
    tx.update(given, {**key, "open": True}, end)


def _entered(tx: Tx, ticket: str, stored: StoredEvent, event: f.StepEntered) -> None:
    for task in event.tasks:
        visit = task["visit"]
        if visit is not None:
            _open(tx, ticket, stored, visit["id"], task=task["id"], person=visit["person"])


def _replaced(tx: Tx, stored: StoredEvent, event: f.VisitOffered | f.TaskPooled) -> None:
    if event.replaces is not None:
        _end(tx, stored, "replaced", visit=event.replaces)


def _offered(tx: Tx, ticket: str, stored: StoredEvent, event: f.VisitOffered) -> None:
    _replaced(tx, stored, event)
    _open(tx, ticket, stored, event.visit, task=event.task, person=event.person)
    row = _settled(tx, stored, event.task, event.by)
    if row is not None and row["move"] == "offer" and row["until"] and not event.by:
        _await(tx, stored, event.task, event.visit, row["until"])


def _reassigned(tx: Tx, ticket: str, stored: StoredEvent, event: f.TaskReassigned) -> None:
    _end(tx, stored, "replaced", task=event.task)
    if event.visit is not None:
        _open(tx, ticket, stored, event.visit, task=event.task, person=event.person)
    _settled(tx, stored, event.task, event.by)


def _pooled(tx: Tx, _ticket: str, stored: StoredEvent, event: f.TaskPooled) -> None:
    _replaced(tx, stored, event)
    row = _settled(tx, stored, event.task, event.by)
    if row is not None and row["move"] == "pool" and row["until"] and not event.by:
        set_timer(tx, stored.stream, f"pool:{event.task}", row["until"], {"type": "LapsePool", "task": event.task})


def _accepted(tx: Tx, ticket: str, stored: StoredEvent, event: f.VisitAccepted) -> None:
    if event.claimed:
        _open(tx, ticket, stored, event.visit, task=event.task, person=event.person, claimed=True)
    _settled(tx, stored, event.task, "")


def _refused(tx: Tx, _ticket: str, stored: StoredEvent, event: f.VisitRefused) -> None:
    before = visit_row(tx, event.visit)
    outcome = "returned" if before is not None and before["accepted_at"] is not None else "refused"
    _end(tx, stored, outcome, event.reason, visit=event.visit)
    _failed(tx, stored, event.task)


def _expired(tx: Tx, _ticket: str, stored: StoredEvent, event: f.VisitExpired) -> None:
    _end(tx, stored, "expired", visit=event.visit)
    _failed(tx, stored, event.task)


def _finished(tx: Tx, _ticket: str, stored: StoredEvent, event: f.TaskFinished) -> None:
    if event.visit is not None:
        _end(tx, stored, "finished", visit=event.visit)
    _close(tx, stored, event.task)


def _cancelled(tx: Tx, _ticket: str, stored: StoredEvent, event: Any) -> None:
    for task in event.cancelled:
        _end(tx, stored, "cancelled", task=task["task"])
        _close(tx, stored, task["task"])


def _changed(tx: Tx, ticket: str, _stored: StoredEvent, event: TicketChanged) -> None:
    changes = {name: value for name, value in (event.changes or {}).items() if name in ("customer", "device")}
    tx.update(given, {"ticket": ticket}, changes)


# --- the dispatch of a task ------------------------------------------------------------------------------------


def _decided(tx: Tx, ticket: str, stored: StoredEvent, event: DispatchDecided) -> None:
    _clear(tx, stored, event.task)
    row = _row(tx, ticket, stored, event.task)
    if event.trigger == "by_hand":
        row |= {"failures": 0, "since": stored.no}
    row |= {name: getattr(event, name) for name in ("policy", "policy_version", "move", "why")}
    needs = {"dispatcher": event.why, "recommend": "recommended"}.get(event.move)
    row |= {"people": list(event.people), "until": event.accept_until, "needs": needs}
    tx.upsert(dispatched, row)
    if event.move == "offer" and event.accept_until is not None:
        # Work that comes back stands offered already; else the offer follows and finds `until` in the row.
        known = tx.get(given, task=event.task, open=True)
        if known is not None and known["person"] == event.people[0]:
            _await(tx, stored, event.task, known["visit"], event.accept_until)
    wake = _wake_at(event, stored.at)
    if wake is not None:
        command = {"type": "DispatchTask", "task": event.task, "trigger": "freed"}
        set_timer(tx, stored.stream, f"wake:{event.task}", wake, command)


def _wake_at(event: DispatchDecided, at: Instant) -> Instant | None:
    """When somebody who is only off duty now will be there: a task that nobody fits must not wait for luck."""
    if event.why != "nobody_fits":
        return None
    found: list[Instant] = []
    for line in event.candidates or ():
        rules = {item["rule"]: item["data"] for item in line.get("removed", ())}
        if not rules or rules.keys() - _PASSING:
            continue
        following = rules.get("shift", {}).get("next")
        if following is not None and following > at:
            found.append(following)
        elif "day_cap" in rules and "shift" not in rules:
            found.append(at + _HALF_A_DAY_MS)
    return min(found, default=None)


def _awaited(tx: Tx, ticket: str, stored: StoredEvent, event: m.AcceptanceAwaited) -> None:
    tx.upsert(dispatched, _row(tx, ticket, stored, event.task))
    _await(tx, stored, event.task, event.visit, event.until)


def _lapsed(tx: Tx, _ticket: str, stored: StoredEvent, event: m.PoolLapsed) -> None:
    _failed(tx, stored, event.task)


def _called(tx: Tx, ticket: str, stored: StoredEvent, event: m.DispatcherCalled) -> None:
    tx.upsert(dispatched, {**_row(tx, ticket, stored, event.task), "needs": event.why})


def _stopped(tx: Tx, _ticket: str, stored: StoredEvent, event: m.DispatchStopped) -> None:
    _close(tx, stored, event.task)


def _row(tx: Tx, ticket: str, stored: StoredEvent, task: str) -> Row:
    known = tx.get(dispatched, task=task) or _BLANK
    return {**known, "task": task, "ticket": ticket, "at": stored.at}


def _settled(tx: Tx, stored: StoredEvent, task: str, by: str) -> Row | None:
    """The task has somebody: nobody need be called. Dispatched by a person, its failures count from none."""
    row = tx.get(dispatched, task=task)
    if row is None:
        return None
    _clear(tx, stored, task)
    tx.update(dispatched, {"task": task}, {"needs": None, **({"failures": 0} if by else {})})
    return row


def _failed(tx: Tx, stored: StoredEvent, task: str) -> None:
    row = tx.get(dispatched, task=task)
    if row is not None:
        _clear(tx, stored, task)
        tx.update(dispatched, {"task": task}, {"failures": row["failures"] + 1})


def _close(tx: Tx, stored: StoredEvent, task: str) -> None:
    if tx.delete(dispatched, task=task):
        _clear(tx, stored, task)


def _await(tx: Tx, stored: StoredEvent, task: str, visit: str, until: Instant) -> None:
    set_timer(tx, stored.stream, f"accept:{task}", until, {"type": "ExpireVisit", "task": task, "visit": visit})


def _clear(tx: Tx, stored: StoredEvent, task: str) -> None:
    for name in _TIMERS:
        clear_timer(tx, stored.stream, f"{name}:{task}")


_FOLDS: Mapping[type, Callable[[Tx, str, StoredEvent, Any], None]] = {
    f.StepEntered: _entered,
    f.VisitOffered: _offered,
    f.TaskPooled: _pooled,
    f.TaskReassigned: _reassigned,
    f.VisitAccepted: _accepted,
    f.VisitRefused: _refused,
    f.VisitExpired: _expired,
    f.TaskFinished: _finished,
    f.StepLeft: _cancelled,
    f.BlockLeft: _cancelled,
    f.RunTerminated: _cancelled,
    f.RunWithdrawn: _cancelled,
    f.RunReopened: _cancelled,
    f.RunForceClosed: _cancelled,
    f.RunMerged: _cancelled,
    TicketChanged: _changed,
    DispatchDecided: _decided,
    m.AcceptanceAwaited: _awaited,
    m.PoolLapsed: _lapsed,
    m.DispatcherCalled: _called,
    m.DispatchStopped: _stopped,
}
