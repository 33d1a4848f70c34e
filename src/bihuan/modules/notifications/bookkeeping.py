"""Read marks and attempts at delivery: no events, written in the tenant's queue between units (semantics §2.5)."""

import sqlalchemy as sa

from bihuan.core.values import Instant
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.notifications.tables import delivery_attempt, notice_read, notice_seen

DELIVERED, REFUSED, AGAIN, SKIPPED = "delivered", "refused", "again", "skipped"


def note_attempt(tx: Tx, delivery: str, attempt: Row) -> None:
    """Note how a try went; `attempt`: at, outcome, code, detail, channel, receipt."""
    newest = sa.select(sa.func.max(delivery_attempt.c.no)).where(delivery_attempt.c.delivery == delivery)
    blank = {"code": None, "detail": None, "channel": None, "receipt": None}
    tx.insert(delivery_attempt, {**blank, **attempt, "delivery": delivery, "no": (tx.scalar(newest) or 0) + 1})


def mark_read(tx: Tx, notice: str, at: Instant) -> None:
    """The recipient has read this one. The first time counts."""
    if tx.get(notice_read, notice=notice) is None:
        tx.insert(notice_read, {"notice": notice, "at": at})


def mark_all_read(tx: Tx, person: str, until: Instant) -> None:
    """The recipient has read everything that was there at `until`."""
    known = tx.get(notice_seen, person=person)
    if known is None or known["until"] < until:
        tx.upsert(notice_seen, {"person": person, "until": until})
