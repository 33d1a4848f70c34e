"""Events of the switches into their row."""

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.tx import Tx
from bihuan.modules.features.messages import FeatureSwitched
from bihuan.modules.features.tables import feature_switches


def apply_switches(tx: Tx, key: str, events: list[StoredEvent]) -> None:
    """Bring the switches up to their last event."""
    row = tx.get(feature_switches, key=key)
    off = set(row["off"]) if row else set()
    for stored in events:
        event: FeatureSwitched = stored.event
        off = off - {event.feature} if event.on else off | {event.feature}
    tx.upsert(feature_switches, {"key": key, "off": sorted(off), "version": events[-1].no})
