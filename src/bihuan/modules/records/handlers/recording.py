"""Records: made, changed, archived, restored, erased, reminded of."""

from collections.abc import Mapping

from bihuan.core.access import FieldAccess, FieldSet, check_access, check_edited_fields
from bihuan.core.sync import FieldConflict, merge_fields
from bihuan.core.values import Instant, Json, JsonObject, Kind, Problem, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.ids import position_of
from bihuan.kernel.timers import is_due
from bihuan.kernel.tx import Row
from bihuan.modules.identity import interface as identity
from bihuan.modules.records import messages as m
from bihuan.modules.records.handlers import around, returning
from bihuan.modules.records.queries.definitions import (
    Standing,
    anchors_of_new,
    not_found,
    rights_to_create,
    standing_table,
    table_row,
)
from bihuan.modules.records.queries.rows import anchors_of, fields_of, is_placed, record_row
from bihuan.modules.records.queries.rows import not_found as record_not_found

_ALL_FIELDS = FieldSet(others=FieldAccess.EDIT)
OneRecord = m.ChangeTableRecord | m.ArchiveTableRecord | m.RestoreTableRecord | m.EraseTableRecord


# --- may the caller? --------------------------------------------------------------------------------------------


def may_create(command: m.CreateTableRecord, context: Context) -> None:
    """Who may make records in this table; for whom there is no such table, there is none."""
    caller = context.caller
    try:
        check_access(caller.subject, "create", m.RECORD, anchors_of_new(caller, command.table, _department(context)))
    except Refusal as refusal:
        raise (not_found() if refusal.kind is Kind.NOT_FOUND else refusal) from refusal
    if table_row(context.tx, command.table) is None:
        raise not_found()


def may_change(command: m.ChangeTableRecord, context: Context) -> None:
    """Who may update the record, and edit the fields named."""
    row = _may(command, context, "update")
    rights = fields_of(context.caller, anchors_of(row))
    check_edited_fields(rights, command.data, standing_table(context.tx, row["of_table"]).form.fields)


def may_archive(command: m.ArchiveTableRecord | m.RestoreTableRecord, context: Context) -> None:
    """Archive and restore are one right."""
    _may(command, context, "archive")


def may_erase(command: m.EraseTableRecord, context: Context) -> None:
    """Erasing cannot be undone: a right of its own."""
    _may(command, context, "erase")


def _may(command: OneRecord, context: Context, action: str) -> Row:
    row = _row(context, command.record)
    check_access(context.caller.subject, action, m.RECORD, anchors_of(row))
    return row


def _row(context: Context, record_id: str) -> Row:
    row = context.once((m.RECORD, record_id), lambda: record_row(context.tx, record_id))
    if row is None:
        raise record_not_found()
    return row


def _department(context: Context) -> str | None:
    person = context.caller.subject.person
    return identity.main_department(context.tx, person) if person else None


# --- what follows -----------------------------------------------------------------------------------------------


def create(command: m.CreateTableRecord, context: Context) -> Outcome:
    """A record. Refuses `form.rejected`, `booking.taken`, `table.archived`."""
    table = _open_table(context, command.table)
    rights = rights_to_create(context.tx, context.caller, command.table)
    data = around.checked_data(context, table, None, command.data, rights)
    stream = m.record_stream(_fresh_id(context))
    event = m.TableRecordCreated(
        table=command.table,
        form=table.definition.form,
        form_version=table.form_version,
        department=_department(context),
        owner=around.owner_of(table, data),
        occupies=around.occupies_of(context, table, None, data),
        due=around.due_of(table, None, data, context.now),
        title=around.title_of(table, data, context.tenant.zone),
        data=data,
    )
    return Outcome(stream, ((stream, event),))


def _fresh_id(context: Context) -> str:
    """An id whose place in the list no record has yet."""
    for _ in range(20):
        record_id = context.new_id()
        if not is_placed(context.tx, position_of(record_id, context.now)):
            return record_id
    raise Refusal("table_record.no_place_free", Kind.UNAVAILABLE)


def _open_table(context: Context, key: str) -> Standing:
    table = standing_table(context.tx, key)
    if table.row["archived_at"] is not None:
        raise Refusal("table.archived", Kind.CONFLICT)
    return table


def change(command: m.ChangeTableRecord, context: Context) -> Outcome:
    """What changes; nothing, no event. Refuses `form.rejected`, `booking.taken`, `table_record.fields_changed`."""
    row = _row(context, command.record)
    if row["archived_at"] is not None:
        raise Refusal("table_record.archived", Kind.CONFLICT)
    table = _open_table(context, row["of_table"])
    patch = _merged(context, row, command)
    data = around.checked_data(context, table, row, patch, fields_of(context.caller, anchors_of(row)))
    return _changed(context, table, row, data)


def _changed(context: Context, table: Standing, row: Row, data: JsonObject) -> Outcome:
    stream, old = m.record_stream(row["id"]), row["data"] or {}
    keys = [key for key in {**old, **data} if old.get(key) != data.get(key)]
    if not keys:
        return Outcome(stream)
    event = m.TableRecordChanged(
        form_version=table.form_version,
        owner=around.owner_of(table, data),
        occupies=around.occupies_of(context, table, row, data),
        due=around.due_of(table, row, data, context.now),
        title=around.title_of(table, data, context.tenant.zone),
        data={key: data.get(key) for key in keys},
        data_before={key: old.get(key) for key in keys},
    )
    return Outcome(stream, ((stream, event),))


def _merged(context: Context, row: Row, command: m.ChangeTableRecord) -> JsonObject:
    """The patch as it is to be written, beside what others changed since. Refuses with every clash."""
    if command.seen is None:
        return command.data
    before: dict[str, Json] = {}
    last: dict[str, tuple[str | None, Instant]] = {}
    for stored in context.since(m.record_stream(row["id"]), command.seen):
        if isinstance(stored.event, m.TableRecordChanged):
            for key, value in (stored.event.data_before or {}).items():
                before.setdefault(key, value)
                last[key] = (stored.caller_id, stored.at)
    now = {key: (row["data"] or {}).get(key) for key in command.data}
    merged = merge_fields({**now, **before}, command.data, now)
    if merged.conflicts:
        problems = [_clash(conflict, last) for conflict in merged.conflicts]
        raise Refusal("table_record.fields_changed", Kind.CONFLICT, problems=problems, version=row["version"])
    return merged.values


def _clash(conflict: FieldConflict, last: Mapping[str, tuple[str | None, Instant]]) -> Problem:
    by, at = last[conflict.field]
    told = {"base": conflict.base, "mine": conflict.mine, "theirs": conflict.theirs, "by": by, "at": at}
    return Problem(conflict.field, "field.changed_meanwhile", told)


def archive(command: m.ArchiveTableRecord, context: Context) -> Outcome:
    """Saying it twice changes nothing."""
    stream = m.record_stream(command.record)
    archived = _row(context, command.record)["archived_at"] is not None
    return Outcome(stream, () if archived else ((stream, m.TableRecordArchived()),))


def restore(command: m.RestoreTableRecord, context: Context) -> Outcome:
    """In use again, where what it occupied is still free and no other record took its unique values meanwhile.

    Refuses `booking.taken`, `booking.taken_by`, `table_record.in_the_way`."""
    row, stream = _row(context, command.record), m.record_stream(command.record)
    if row["erased_at"] is not None:
        raise Refusal("table_record.erased", Kind.CONFLICT)
    if row["archived_at"] is None:
        return Outcome(stream)
    returning.check_free(context, standing_table(context.tx, row["of_table"]), row)
    return Outcome(stream, ((stream, m.TableRecordRestored()),))


def erase(command: m.EraseTableRecord, context: Context) -> Outcome:
    """The kernel erases the stream's payloads in the unit of this event."""
    row, stream = _row(context, command.record), m.record_stream(command.record)
    return Outcome(stream, ((stream, m.TableRecordErased()),) if row["erased_at"] is None else ())


def reach_reminder(command: m.ReachTableReminder, context: Context) -> Outcome:
    """Whom to tell, and what the reminder changes; where there is nothing to remind of, that. Either way its timer is
    done with. Not due yet, or no longer: nothing."""
    row, stream = _row(context, command.record), m.record_stream(command.record)
    if not is_due(context.tx, stream, m.reminder_timer(command.reminder), context.now):
        return Outcome(stream)
    table = standing_table(context.tx, row["of_table"])
    reminder = next((one for one in table.definition.reminders if one.key == command.reminder), None)
    data = row["data"] or {}
    due = data.get(reminder.field) if reminder else None
    if reminder is None or row["archived_at"] is not None or not isinstance(due, int):
        return Outcome(stream, ((stream, m.TableReminderPassed(command.reminder)),))
    if reminder.too_few and not around.has_too_few(context, table, data):
        return Outcome(stream, ((stream, m.TableReminderPassed(command.reminder)),))
    person = data.get(reminder.person) if reminder.person else None
    people = (person,) if isinstance(person, str) else ()
    reached = m.TableReminderReached(
        table=table.definition.key, reminder=reminder.key, due=due, roles=reminder.roles, people=people
    )
    changed = _changed_by(context, table, row, reminder.change)
    return Outcome(stream, ((stream, reached), *changed))


def _changed_by(
    context: Context, table: Standing, row: Row, patch: Mapping[str, Json]
) -> tuple[tuple[str, object], ...]:
    """What a reminder writes; what does not fit the form (any more) must not cost the reminder itself."""
    if not patch:
        return ()
    try:
        data = around.checked_data(context, table, row, dict(patch), _ALL_FIELDS)
        return _changed(context, table, row, data).events
    except Refusal:
        return ()
