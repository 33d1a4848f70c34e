"""Deliveries and how their tries went."""

from collections.abc import Iterable

import sqlalchemy as sa

from bihuan.kernel.tables import outbox
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.notifications.tables import delivery_attempt, notice, notice_delivery

_SHOWN = (
    *(notice_delivery.c.id, notice_delivery.c.notice, notice_delivery.c.channel, notice_delivery.c.asked_at),
    *(outbox.c.state, outbox.c.due),
)


def delivery_row(tx: Tx, delivery: str) -> Row | None:
    """One delivery, with the state of its outbox row."""
    return tx.first(_deliveries().where(notice_delivery.c.id == delivery))


def deliveries_of(tx: Tx, notices: Iterable[str]) -> dict[str, list[Row]]:
    """The deliveries of several notices, in the order they were asked for, each with its `attempts`."""
    statement = _deliveries().where(notice_delivery.c.notice.in_(list(notices)))
    rows = tx.rows(statement.order_by(notice_delivery.c.asked_at, notice_delivery.c.id))
    tries = attempts_of(tx, [row["id"] for row in rows])
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["notice"], []).append({**row, "attempts": tries.get(row["id"], [])})
    return found


def failed_deliveries(tx: Tx, limit: int) -> list[Row]:
    """Deliveries that gave up and wait for a person, newest first, with their notice's recipient and kind."""
    joined = notice_delivery.join(outbox, outbox.c.id == notice_delivery.c.id).join(
        notice, notice.c.id == notice_delivery.c.notice
    )
    statement = (
        sa.select(*_SHOWN, notice.c.person, notice.c.group, notice.c.kind, notice.c.number)
        .select_from(joined)
        .where(outbox.c.state == "dead")
        .order_by(notice_delivery.c.asked_at.desc(), notice_delivery.c.id)
        .limit(limit)
    )
    rows = tx.rows(statement)
    tries = attempts_of(tx, [row["id"] for row in rows])
    return [{**row, "attempts": tries.get(row["id"], [])} for row in rows]


def attempts_of(tx: Tx, deliveries: Iterable[str]) -> dict[str, list[Row]]:
    """The tries of several deliveries, first to last."""
    found: dict[str, list[Row]] = {}
    statement = sa.select(delivery_attempt).where(delivery_attempt.c.delivery.in_(list(deliveries)))
    for row in tx.rows(statement.order_by(delivery_attempt.c.delivery, delivery_attempt.c.no)):
        found.setdefault(row.pop("delivery"), []).append(row)
    return found


def was_delivered(tx: Tx, delivery: str) -> bool:
    """Whether a try succeeded: a repeat after a crash must not deliver twice."""
    return bool(tx.all(delivery_attempt, delivery=delivery, outcome="delivered"))


def _deliveries() -> sa.Select[tuple[object, ...]]:
    joined = notice_delivery.outerjoin(outbox, outbox.c.id == notice_delivery.c.id)
    return sa.select(*_SHOWN).select_from(joined)
