"""Sessions as somebody sees them: of a ticket, one's own, and who is free when."""

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa

from bihuan.core.access import Allowed, FieldAccess, check_access, decide_access, visible_fields
from bihuan.core.joint import Slot, slot_faults
from bihuan.core.values import Instant, JsonObject, Kind, Refusal, local_time
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.dispatch import interface as dispatch
from bihuan.modules.identity import interface as identity
from bihuan.modules.joint.queries.rows import bookings, people_of, session_row
from bihuan.modules.joint.tables import joint_session, joint_session_person
from bihuan.modules.tickets import interface as tickets

_SHOWN = (
    *("id", "ticket", "subject", "start", "end", "place", "link", "state", "planned_by", "attended"),
    *("minutes", "conclusion", "reason"),
)
_OUTCOME = ("attended", "minutes", "conclusion", "reason")
_MOST = 200


def sessions_of(tx: Tx, caller: Caller, key: str) -> JsonObject:
    """The sessions of a ticket, the newest slot first, and whether the caller may plan them. Refuses
    `ticket.not_found`."""
    row, anchors = tickets.readable_row(tx, caller, key)
    if not tickets.reads_internal(caller.subject, tx, row):
        return {"ticket": row["id"], "sessions": [], "may_plan": False}
    rows = tx.all(joint_session, order=("-start", "id"), ticket=row["id"])
    may = isinstance(decide_access(caller.subject, "note", "ticket", anchors), Allowed)
    return {
        "ticket": row["id"],
        "sessions": [_shown(tx, one) for one in rows],
        "may_plan": may and row["archived_at"] is None,
    }


def _shown(tx: Tx, row: Row) -> JsonObject:
    return {**{name: row[name] for name in _SHOWN}, "people": people_of(tx, row["id"])}


def my_sessions(tx: Tx, caller: Caller, start: Instant, end: Instant) -> list[JsonObject]:
    """The sessions within a time that the caller is asked to, and that take place or did, with their tickets' names."""
    person = person_of(caller)
    table = joint_session_person.c
    meets = (table.start < end) & (table.end > start) & table.booked
    joined = joint_session.join(joint_session_person, table.session == joint_session.c.id)
    statement = sa.select(joint_session).select_from(joined).where(table.person == person, meets)
    rows = tx.rows(statement.order_by(joint_session.c.start, joint_session.c.id).limit(_MOST))
    return [_asked_to(tx, caller, row) for row in rows]


def _asked_to(tx: Tx, caller: Caller, row: Row) -> JsonObject:
    """When, where and what about is told to everybody who is asked; what came of it, to who reads such things of the
    ticket now: rights may be gone, and a confidential type opens to nobody by an invitation."""
    shown, ticket = _shown(tx, row), tickets.ticket_row(tx, row["ticket"])
    anchors = tickets.anchors_of(tx, ticket) if ticket is not None else {}
    reads = ticket is not None and isinstance(decide_access(caller.subject, "read", "ticket", anchors), Allowed)
    if ticket is None or not reads or not tickets.reads_internal(caller.subject, tx, ticket):
        shown |= dict.fromkeys(_OUTCOME)
    return {**shown, **_named(tx, caller, row["ticket"])}


def person_of(caller: Caller) -> str:
    """Who asks. Refuses `access.sign_in` for nobody."""
    if caller.subject.person is None:
        raise Refusal("access.sign_in", Kind.UNAUTHENTICATED)
    return caller.subject.person


def _named(tx: Tx, caller: Caller, ticket: str) -> JsonObject:
    row = tickets.ticket_row(tx, ticket)
    if row is None:
        return {"number": None, "title": None}
    anchors = tickets.anchors_of(tx, row)
    reads = isinstance(decide_access(caller.subject, "read", "ticket", anchors), Allowed)
    title = reads and visible_fields(caller.subject, "ticket", anchors)["title"] >= FieldAccess.READ
    return {"number": row["number"] if reads else None, "title": row["title"] if title else None}


def readable_session(tx: Tx, caller: Caller, session: str) -> JsonObject:
    """One session with its ticket's name, for whoever reads the sessions of that ticket. Refuses
    `session.not_here`."""
    row = session_row(tx, session)
    ticket = tickets.ticket_row(tx, row["ticket"]) if row is not None else None
    if row is None or ticket is None:
        raise Refusal("session.not_here", Kind.NOT_FOUND)
    may = decide_access(caller.subject, "read", "ticket", tickets.anchors_of(tx, ticket))
    if not isinstance(may, Allowed) or not tickets.reads_internal(caller.subject, tx, ticket):
        raise Refusal("session.not_here", Kind.NOT_FOUND)
    return {**_shown(tx, row), "changed_at": row["changed_at"], **_named(tx, caller, ticket["id"])}


def availability(tx: Tx, caller: Caller, people: Iterable[str], slot: Slot, zone: str) -> list[JsonObject]:
    """{person, on_duty, busy} of some people: whether the roster has them at work for the whole slot (null: nobody
    keeps a roster for them), and when they are booked. With what, is not told. For who may read people. Refuses
    `session.rejected` for a slot that nobody could book."""
    check_sees_people(caller)
    faults = slot_faults(slot, tx.memo.now())
    if faults:
        raise Refusal("session.rejected", problems=faults)
    wanted = list(dict.fromkeys(people))
    taken: dict[str, list[JsonObject]] = {}
    for row in bookings(tx, wanted, slot):
        taken.setdefault(row["person"], []).append({"start": row["start"], "end": row["end"]})
    first = local_time(slot.start, zone).date() - timedelta(days=1)
    duties = dispatch.duties_of(tx, zone, (first, local_time(slot.end, zone).date() + timedelta(days=1)))
    known = identity.person_briefs(tx, wanted)
    return [
        {"person": person, "on_duty": _on_duty(duties.get(person), slot), "busy": taken.get(person, [])}
        for person in wanted
        if person in known
    ]


def check_sees_people(caller: Caller) -> None:
    """Whoever may read people may know when they are booked, not with what."""
    check_access(caller.subject, "read", "user", {})


def _on_duty(found: "dispatch.OnRoster | None", slot: Slot) -> bool | None:
    if found is None:
        return None
    if any(slot.meets(Slot(away.start, away.end)) for away in found.absences):
        return False
    if found.duty is None:
        return None
    return any(one.start <= slot.start and slot.end <= one.end for one in found.duty)
