"""Rows of sessions, whoever asks."""

from collections.abc import Iterable

import sqlalchemy as sa

from bihuan.core.joint import Slot
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.joint.tables import joint_session, joint_session_person, session_rules, task_helper

# The one row of `session_rules`, and what holds without it (`messages.RULES_STREAM` and `WARN`).
_CANCELLED = "cancelled"
_RULES, _USUAL = "joint_sessions", "warn"


def session_row(tx: Tx, session: str) -> Row | None:
    """One session."""
    return tx.get(joint_session, id=session)


def people_of(tx: Tx, session: str) -> list[str]:
    """Who is asked to it, in a stable order."""
    return [row["person"] for row in tx.all(joint_session_person, order=("person",), session=session)]


def bookings(tx: Tx, people: Iterable[str], slot: Slot, but: str = "") -> list[Row]:
    """The sessions (other than `but`) that these people are asked to within a slot."""
    wanted = list(dict.fromkeys(people))
    if not wanted:
        return []
    table = joint_session_person.c
    meets = (table.start < slot.end) & (table.end > slot.start) & table.booked
    statement = sa.select(joint_session_person).where(table.person.in_(wanted), meets, table.session != but)
    return tx.rows(statement.order_by(table.start, table.session, table.person))


def busy_people(tx: Tx, people: Iterable[str], slot: Slot, but: str = "") -> tuple[str, ...]:
    """Those who are booked at that time already. Units are decided one after another, so the answer still holds when
    the session is written."""
    return tuple(dict.fromkeys(row["person"] for row in bookings(tx, people, slot, but)))


def still_asked(tx: Tx, ticket: str, *, but_session: str = "", but_task: str = "") -> frozenset[str]:
    """Who is asked to a session of the ticket that was not cancelled, or helps with a task of it; but for one."""
    joined = joint_session_person.join(joint_session, joint_session.c.id == joint_session_person.c.session)
    of_ticket = (joint_session.c.ticket == ticket, joint_session.c.id != but_session)
    valid = joint_session.c.state != _CANCELLED
    asked = tx.rows(sa.select(joint_session_person.c.person).select_from(joined).where(*of_ticket, valid))
    helpers = (row for row in tx.all(task_helper, ticket=ticket) if row["task"] != but_task)
    return frozenset(row["person"] for row in (*asked, *helpers))


def double_booking(tx: Tx) -> str:
    """The company's switch: warn or refuse."""
    row = tx.get(session_rules, stream_id=_RULES)
    return str(row["double_booking"]) if row is not None else _USUAL
