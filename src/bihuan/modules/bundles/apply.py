"""Events of applications into rows."""

from bihuan.core.values import thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.tx import Tx
from bihuan.modules.bundles.tables import application


def apply_application(tx: Tx, key: str, events: list[StoredEvent]) -> None:
    """One row per application: it happens once."""
    for stored in events:
        event = stored.event
        row = {name: getattr(event, name) for name in ("number", "bundle", "version", "undoes")}
        told = {"label": thaw_json(event.label), "changed": thaw_json(list(event.changed))}
        tx.upsert(application, {"id": key, "at": stored.at, "by": stored.caller_id, **row, **told})
