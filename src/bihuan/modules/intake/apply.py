"""Events of channels into rows."""

from bihuan.core.values import thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.tx import Tx
from bihuan.modules.intake.tables import channel


def apply_channel(tx: Tx, key: str, events: list[StoredEvent]) -> None:
    """One row per channel, as its last event says."""
    last = events[-1]
    row = {"key": key, "label": thaw_json(last.event.label), "active": last.event.active, "version": last.no}
    tx.upsert(channel, row)
