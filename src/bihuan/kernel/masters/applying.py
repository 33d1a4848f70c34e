"""Events of records into their rows."""

from decimal import Decimal
from typing import Any

from bihuan.core.values import Json, thaw_json
from bihuan.db.sort_key import sort_key
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.masters.fields import MasterField
from bihuan.kernel.masters.master import Master
from bihuan.kernel.masters.messages import RecordArchived, RecordErased, RecordRestored, RecordSaved
from bihuan.kernel.tx import Row, Tx


def apply_record(tx: Tx, master: Master, record_id: str, events: list[StoredEvent]) -> None:
    """Bring the record's row up to its stream's last event; the only writer of the table."""
    row = tx.get(master.table, id=record_id)
    fresh = row is None
    row = row or _blank(master, record_id)
    for stored in events:
        _follow(master, row, stored)
    if fresh:
        tx.insert(master.table, row)
    else:
        tx.update(master.table, {"id": record_id}, {name: value for name, value in row.items() if name != "id"})


def _blank(master: Master, record_id: str) -> Row:
    return {**dict.fromkeys((column.name for column in master.table.columns), None), "id": record_id}


def _follow(master: Master, row: Row, stored: StoredEvent) -> None:
    event = stored.event
    if isinstance(event, RecordSaved):
        for key, value in {**event.plain, **(event.personal or {})}.items():
            # A field that later releases no longer have stays in the history only.
            if key in master.by_key:
                row.update(_cells(master.by_key[key], thaw_json(value)))
        row["updated_at"] = stored.at
    elif isinstance(event, RecordArchived):
        row["archived_at"] = stored.at
    elif isinstance(event, RecordRestored):
        row["archived_at"] = None
    elif isinstance(event, RecordErased):
        row["erased_at"] = stored.at
        row["archived_at"] = row["archived_at"] or stored.at
    if stored.no == 1:
        row["created_at"], row["created_by"] = stored.at, stored.caller_id
    row["version"] = stored.no


def _cells(item: MasterField, value: Json) -> dict[str, Any]:
    cells: dict[str, Any] = {item.key: Decimal(value) if item.type == "number" and value is not None else value}
    if item.key_of is not None:
        cells[f"{item.key}_key"] = None if value is None else item.key_of(value)
    if item.sort:
        cells[f"{item.key}_sort"] = sort_key(value)
    return cells
