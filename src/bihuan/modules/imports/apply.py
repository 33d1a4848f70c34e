"""Events of imports into rows."""

from typing import Any

from bihuan.core.values import thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.imports.messages import ImportBegun, ImportCancelled, RowsTaken
from bihuan.modules.imports.tables import data_import, import_part

_COUNTED = {"made": "made", "joined": "made", "changed": "changed", "skipped": "skipped", "refused": "refused"}


def apply_import(tx: Tx, import_id: str, events: list[StoredEvent]) -> None:
    """How far it has come, and what became of its rows."""
    row = tx.get(data_import, id=import_id) or {"id": import_id}
    for stored in events:
        event = stored.event
        if isinstance(event, ImportBegun):
            row |= _begun(event, stored)
        elif isinstance(event, RowsTaken):
            _take(tx, row, event)
        elif isinstance(event, ImportCancelled):
            row["state"] = "cancelled"
        row |= {"version": stored.no, "updated_at": stored.at}
    tx.upsert(data_import, row)


def _begun(event: ImportBegun, stored: StoredEvent) -> dict[str, Any]:
    facts = {"kind": event.kind, "file": event.file, "settings": thaw_json(event.settings), "rows": event.rows}
    counts = dict.fromkeys(("done", "made", "changed", "skipped", "refused"), 0)
    return {**facts, **counts, "by": stored.caller_id, "at": stored.at, "state": "running" if event.rows else "done"}


def _take(tx: Tx, row: Row, event: RowsTaken) -> None:
    rows = [list(item) for item in thaw_json(event.rows)]
    for item in rows:
        row[_COUNTED[item[1]]] += 1
    row["done"] = event.end
    if event.end >= row["rows"]:
        row["state"] = "done"
    refused = sum(1 for item in rows if item[1] == "refused")
    tx.insert(import_part, {"import": row["id"], "start": event.start, "rows": rows, "refused": refused})
