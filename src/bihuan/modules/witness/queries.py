"""Destinations, the plan and what left, as they stand."""

from typing import Any

import sqlalchemy as sa

from bihuan.core.values import Instant
from bihuan.kernel.sequencer import latest_checkpoint
from bihuan.kernel.tables import checkpoint as checkpoint_table
from bihuan.kernel.tables import outbox as outbox_table
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.witness.tables import departure, witness, witness_plan

DEFAULT_HOUR, DEFAULT_OVERDUE_DAYS = 3, 7
DAY_MS = 86_400_000
MOST_DEPARTURES = 200


def witness_row(tx: Tx, witness_id: str) -> Row | None:
    """A destination that was not removed, its secrets sealed."""
    row = tx.get(witness, id=witness_id)
    return row if row is not None and not row["removed"] else None


def witness_rows(tx: Tx) -> list[Row]:
    """Every destination that was not removed."""
    return tx.all(witness, order=("label", "id"), removed=False)


def plan_row(tx: Tx) -> Row:
    """When checkpoints leave by themselves; `next_at` None: nobody has set it up yet."""
    found = next(iter(tx.all(witness_plan)), None)
    return found or {"hour": DEFAULT_HOUR, "overdue_days": DEFAULT_OVERDUE_DAYS, "next_at": None, "version": 0}


def departure_row(tx: Tx, departure_id: str) -> Row | None:
    """One departure, with the state of its outbox row."""
    return tx.first(_departures().where(departure.c.id == departure_id))


def departure_rows(tx: Tx, limit: int = MOST_DEPARTURES) -> list[Row]:
    """What was asked to leave, newest first."""
    order = (departure.c.asked_at.desc(), departure.c.id.desc())
    return tx.rows(_departures().order_by(*order).limit(limit))


def _departures() -> sa.Select[tuple[Any, ...]]:
    joined = departure.outerjoin(outbox_table, outbox_table.c.id == departure.c.outbox)
    waits = (outbox_table.c.state, outbox_table.c.attempts, outbox_table.c.due, outbox_table.c.last_error)
    return sa.select(departure, *waits).select_from(joined)


def last_left(tx: Tx) -> Row | None:
    """The departure that left last."""
    gone = sa.select(departure).where(departure.c.left_at.is_not(None))
    return tx.first(gone.order_by(departure.c.left_at.desc(), departure.c.id.desc()).limit(1))


def last_sizes(tx: Tx) -> dict[str, int]:
    """By destination, the largest checkpoint that was asked to leave for it."""
    largest = sa.select(departure.c.witness, sa.func.max(departure.c.size).label("size"))
    return {row["witness"]: row["size"] for row in tx.rows(largest.group_by(departure.c.witness))}


def left_sizes(tx: Tx, limit: int) -> list[int]:
    """The sizes of the checkpoints that left, the largest first."""
    sizes = sa.select(departure.c.size).where(departure.c.left_at.is_not(None)).distinct()
    return [row["size"] for row in tx.rows(sizes.order_by(departure.c.size.desc()).limit(limit))]


def left_covering(tx: Tx, leaf: int) -> Row | None:
    """Of the checkpoints that left and cover the event of this leaf, the smallest: it proves the most."""
    gone = sa.select(departure).where(departure.c.left_at.is_not(None), departure.c.size > leaf)
    return tx.first(gone.order_by(departure.c.size, departure.c.left_at).limit(1))


def overdue_since(tx: Tx, now: Instant) -> Instant | None:
    """Since when no checkpoint has left, where that is longer ago than the plan allows; else None.

    Counted from the last that left, else from the first that was signed.
    """
    gone = last_left(tx)
    since = gone["left_at"] if gone else tx.scalar(sa.select(sa.func.min(checkpoint_table.c.at)))
    if since is None or latest_checkpoint(tx) is None:
        return None
    return int(since) if now - since > plan_row(tx)["overdue_days"] * DAY_MS else None
