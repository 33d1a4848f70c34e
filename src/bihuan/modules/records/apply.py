"""Events of tables and records into their rows; nothing else writes them."""

from collections.abc import Mapping

from bihuan.core.values import Json, JsonObject, thaw_json
from bihuan.db.rule_sql import value_cells
from bihuan.db.sort_key import sort_key
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.ids import position_of
from bihuan.kernel.timers import clear_timer, clear_timers, set_timer
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.forms.interface import form_definition
from bihuan.modules.records import messages as m
from bihuan.modules.records.tables import data_table, table_record, table_value

Recorded = m.TableRecordCreated | m.TableRecordChanged


def apply_table(tx: Tx, stream_id: str, events: list[StoredEvent]) -> None:
    """The definition as it was saved last."""
    for stored in events:
        event = stored.event
        if isinstance(event, m.TableSaved):
            row = {"stream_id": stream_id, "key": event.key, "version": event.version, "body": thaw_json(event.body)}
            old = tx.get(data_table, stream_id=stream_id) or {}
            archived = {"archived_at": old.get("archived_at")}
            tx.upsert(data_table, {**row, **archived, "saved_by": stored.caller_id, "saved_at": stored.at})
        elif isinstance(event, m.TableArchived | m.TableRestored):
            at = stored.at if isinstance(event, m.TableArchived) else None
            tx.update(data_table, {"stream_id": stream_id}, {"archived_at": at})


def apply_record(tx: Tx, record_id: str, events: list[StoredEvent]) -> None:
    """Bring the record's rows up to its stream's last event."""
    row = tx.get(table_record, id=record_id)
    fresh, values = row is None, False
    row = row or _blank(record_id)
    for stored in events:
        _follow(tx, row, stored)
        values = values or isinstance(stored.event, Recorded | m.TableRecordErased)
    if fresh:
        tx.insert(table_record, row)
    else:
        tx.update(table_record, {"id": record_id}, {name: row[name] for name in row if name not in ("id", "pos")})
    if values:
        _write_values(tx, row)


def _blank(record_id: str) -> Row:
    return {**dict.fromkeys(column.name for column in table_record.columns), "id": record_id}


def _follow(tx: Tx, row: Row, stored: StoredEvent) -> None:
    event = stored.event
    if isinstance(event, m.TableRecordCreated):
        row.update(of_table=event.table, form=event.form, department=event.department)
        row.update(created_at=stored.at, created_by=stored.caller_id, pos=position_of(row["id"], stored.at))
    if isinstance(event, Recorded):
        _written(tx, row, stored, event)
    elif isinstance(event, m.TableRecordArchived | m.TableRecordErased):
        row["archived_at"] = row["archived_at"] or stored.at
    elif isinstance(event, m.TableRecordRestored):
        row["archived_at"] = None
    if isinstance(event, m.TableRecordErased):
        row.update(erased_at=stored.at, title=None, title_sort=None, data=None, owner=None)
        row.update(resource=None, starts_at=None, ends_at=None)
        clear_timers(tx, stored.stream)
    if isinstance(event, m.TableReminderReached | m.TableReminderPassed):
        clear_timer(tx, stored.stream, m.reminder_timer(event.reminder))
    else:
        row.update(updated_at=stored.at, updated_by=stored.caller_id)
    row["version"] = stored.no


def _written(tx: Tx, row: Row, stored: StoredEvent, event: Recorded) -> None:
    data: JsonObject = {**(row["data"] or {}), **thaw_json(event.data or {})}
    row["data"] = {key: value for key, value in data.items() if value is not None}
    row.update(title=event.title, title_sort=sort_key(event.title), owner=event.owner)
    row["form_version"] = event.form_version
    taken: Mapping[str, Json] = event.occupies or {}
    row.update(resource=taken.get("resource"), starts_at=taken.get("start"), ends_at=taken.get("end"))
    _set_timers(tx, row["id"], stored.stream, event.due)


def _set_timers(tx: Tx, record_id: str, stream: str, due: JsonObject) -> None:
    for key, at in due.items():
        if isinstance(at, int):
            command = {"type": m.ReachTableReminder.__name__, "record": record_id, "reminder": key}
            set_timer(tx, stream, m.reminder_timer(key), at, command)
        else:
            clear_timer(tx, stream, m.reminder_timer(key))


def _write_values(tx: Tx, row: Row) -> None:
    tx.delete(table_value, record=row["id"])
    form = form_definition(tx, row["form"], row["form_version"])
    data = row["data"] or {}
    rows = [
        {
            "record": row["id"],
            "field": key,
            "position": index,
            "text": cells.text,
            "num": cells.num,
            "at": cells.at,
            "sort_key": sort_key(cells.text),
        }
        for key, item in form.fields.items()
        if item.kind.filterable
        for index, cells in enumerate(value_cells(item.kind.rule_type, data.get(key)))
    ]
    tx.insert(table_value, *rows)
