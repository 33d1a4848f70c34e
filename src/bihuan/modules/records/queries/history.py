"""Versions of a record: who changed what, when, as far as the reader may read it."""

from typing import Any

from bihuan.core.access import FieldAccess, FieldSet
from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller, StoredEvent
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.tx import Tx
from bihuan.modules.records.queries.definitions import Standing
from bihuan.modules.records.queries.lists import names_beside
from bihuan.modules.records.queries.rows import fields_of, readable_row
from bihuan.modules.records.tables import RECORD

_WORDS = {
    "TableRecordCreated": "created",
    "TableRecordChanged": "changed",
    "TableRecordArchived": "archived",
    "TableRecordRestored": "restored",
    "TableRecordErased": "erased",
    "TableReminderReached": "reminded",
}


def record_history(tx: Tx, hooks: Hooks, caller: Caller, table: Standing, record_id: str) -> JsonObject:
    """Every version, newest first, and what the ids in it are called. Refuses `table_record.not_found`."""
    row, anchors = readable_row(tx, caller, table.definition.key, record_id)
    rights = fields_of(caller, anchors)
    events = EventLog(hooks).read(tx, f"{RECORD}:{row['id']}")
    entries = [_entry(stored, rights) for stored in reversed(events) if type(stored.event).__name__ in _WORDS]
    shown = [{"values": side, "created_by": entry["by"]} for entry in entries for side in _sides(entry)]
    return {"entries": entries, "names": names_beside(tx, caller, table, shown)}


def _entry(stored: StoredEvent, rights: FieldSet) -> JsonObject:
    data = getattr(stored.event, "data", None) or {}
    before = getattr(stored.event, "data_before", None) or {}
    readable = [key for key in {**before, **data} if rights[key] >= FieldAccess.READ]
    person = stored.caller_id if stored.caller_kind in ("user", "token") else None
    return {
        "version": stored.no,
        "what": _WORDS[type(stored.event).__name__],
        "at": stored.at,
        "by": person,
        "channel": stored.channel,
        "changes": [{"field": key, "before": before.get(key), "after": data.get(key)} for key in readable],
    }


def _sides(entry: JsonObject) -> list[dict[str, Any]]:
    return [{change["field"]: change[side] for change in entry["changes"]} for side in ("before", "after")] or [{}]
