"""What other modules may ask of intake."""

from bihuan.core.values import JsonObject
from bihuan.kernel.tx import Tx
from bihuan.modules.intake import queries


def is_open(tx: Tx, key: str) -> bool:
    """Whether the channel exists and takes new tickets."""
    row = queries.one(tx, key)
    return row is not None and bool(row["active"])


def configured_channels(tx: Tx) -> list[JsonObject]:
    """Every channel, by key."""
    return [{name: row[name] for name in ("key", "label", "active")} for row in queries.everything(tx)]
