"""Reads of channels."""

from bihuan.kernel.tx import Row, Tx
from bihuan.modules.intake.tables import channel


def one(tx: Tx, key: str) -> Row | None:
    """One channel."""
    return tx.get(channel, key=key)


def everything(tx: Tx) -> list[Row]:
    """Every channel, by key."""
    return tx.all(channel, order=("key",))
