"""Events of erasures into rows."""

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.tx import Tx
from bihuan.modules.erasure.messages import PersonErased
from bihuan.modules.erasure.tables import backup_keeping, erasure


def apply_erasure(tx: Tx, erasure_id: str, events: list[StoredEvent]) -> None:
    """One row for each."""
    for stored in events:
        event = stored.event
        if isinstance(event, PersonErased):
            by = stored.caller_id if stored.caller_kind in ("user", "token") else None
            lists = {"records": list(event.records), "tickets": list(event.tickets)}
            counts = {"payloads": event.payloads, "files": event.files}
            row = {"id": erasure_id, "at": stored.at, "by": by, "kind": event.kind, "reason": event.reason}
            tx.upsert(erasure, {**row, **lists, **counts})


def apply_keeping(tx: Tx, keeping: str, events: list[StoredEvent]) -> None:
    """As last said."""
    last = events[-1]
    tx.upsert(backup_keeping, {"id": keeping, "days": last.event.days, "version": last.no})
