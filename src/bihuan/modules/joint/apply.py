"""Sessions and crews of a ticket into their rows."""

from collections.abc import Callable, Mapping
from typing import Any

from bihuan.core.joint import LEFT, STATE_AFTER
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.timers import clear_timer, set_timer
from bihuan.kernel.tx import Tx
from bihuan.modules.joint import messages as m
from bihuan.modules.joint.tables import joint_session, joint_session_person, session_rules, task_helper

# So long before it begins people are reminded.
REMINDED_MS = 15 * 60_000


def apply_joint(tx: Tx, ticket_id: str, events: list[StoredEvent]) -> None:
    """Fold what concerns work done together; nearly every unit brings nothing of the kind."""
    for stored in events:
        fold = _FOLDS.get(type(stored.event))
        if fold is not None:
            fold(tx, ticket_id, stored, stored.event)


def apply_rules(tx: Tx, stream_id: str, events: list[StoredEvent]) -> None:
    """The company's switch."""
    for stored in events:
        if isinstance(stored.event, m.SessionRulesSet):
            tx.upsert(session_rules, {"stream_id": stream_id, "double_booking": stored.event.double_booking})


def _planned(tx: Tx, ticket: str, stored: StoredEvent, event: m.JointSessionPlanned) -> None:
    known = tx.get(joint_session, id=event.session)
    row = {name: getattr(event, name) for name in ("subject", "start", "end", "place", "link")}
    blank = dict.fromkeys(("attended", "minutes", "conclusion", "reason"))
    planner = known["planned_by"] if known is not None else stored.caller_id
    state = {"state": m.PLANNED, "planned_by": planner, "changed_at": stored.at}
    tx.upsert(joint_session, {"id": event.session, "ticket": ticket, **blank, **row, **state})
    tx.delete(joint_session_person, session=event.session)
    slot = {"ticket": ticket, "start": event.start, "end": event.end, "booked": True}
    people = ({"session": event.session, "person": person, **slot} for person in event.people)
    tx.insert(joint_session_person, *people)
    remind = {"type": "RemindSession", "ticket": ticket, "session": event.session}
    if event.start - REMINDED_MS > stored.at:
        set_timer(tx, stored.stream, _timer(event.session), event.start - REMINDED_MS, remind)
    else:
        clear_timer(tx, stored.stream, _timer(event.session))


def _cancelled(tx: Tx, _ticket: str, stored: StoredEvent, event: m.JointSessionCancelled) -> None:
    values = {"state": m.CANCELLED, "reason": event.reason, "changed_at": stored.at}
    tx.update(joint_session, {"id": event.session}, values)
    tx.update(joint_session_person, {"session": event.session}, {"booked": False})
    clear_timer(tx, stored.stream, _timer(event.session))


def _held(tx: Tx, _ticket: str, stored: StoredEvent, event: m.JointSessionHeld) -> None:
    written = {"minutes": event.minutes, "conclusion": event.conclusion, "attended": list(event.attended)}
    tx.update(joint_session, {"id": event.session}, {"state": m.HELD, "changed_at": stored.at, **written})
    clear_timer(tx, stored.stream, _timer(event.session))


def _timer(session: str) -> str:
    return f"session:{session}"


def _helpers(tx: Tx, ticket: str, stored: StoredEvent, event: m.HelpersSet) -> None:
    for person in event.gone:
        tx.delete(task_helper, task=event.task, person=person)
    row = {"task": event.task, "ticket": ticket, "at": stored.at, "by": stored.caller_id}
    for person in event.added:
        tx.upsert(task_helper, {**row, **_NOT_BEGUN, "person": person})


_MOMENTS = {"depart": "departed_at", "arrive": "arrived_at", "leave": "left_at"}
_NOT_BEGUN = dict.fromkeys(("state", *_MOMENTS.values()))


def _moved(tx: Tx, _ticket: str, stored: StoredEvent, event: m.HelperMoved) -> None:
    helper = {"task": event.task, "person": event.person}
    known = tx.get(task_helper, **helper)
    again = _NOT_BEGUN if known is not None and known["state"] == LEFT else {}
    at = stored.at if stored.claimed is None else min(stored.claimed, stored.at)
    tx.update(task_helper, helper, {**again, "state": STATE_AFTER[event.move], _MOMENTS[event.move]: at})


_FOLDS: Mapping[type, Callable[[Tx, str, StoredEvent, Any], None]] = {
    m.JointSessionPlanned: _planned,
    m.JointSessionCancelled: _cancelled,
    m.JointSessionHeld: _held,
    m.HelpersSet: _helpers,
    m.HelperMoved: _moved,
}
