"""Reads of the ledger that the kernel does not offer."""

import sqlalchemy as sa

from bihuan.kernel.tables import event, leaf
from bihuan.kernel.tx import Tx


def event_at_leaf(tx: Tx, index: int) -> tuple[str, int] | None:
    """Stream and number of the event with this leaf number."""
    joined = event.join(leaf, event.c.seq == leaf.c.seq)
    row = tx.first(sa.select(event.c.stream, event.c.no).select_from(joined).where(leaf.c.idx == index))
    return (row["stream"], row["no"]) if row else None


def event_hash(tx: Tx, stream: str, no: int) -> bytes:
    """The hash of an event that exists: what its leaf commits to."""
    return bytes(tx.scalar(sa.select(event.c.hash).where(event.c.stream == stream, event.c.no == no)))
