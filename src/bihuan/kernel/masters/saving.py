"""Deciding about records: who may, what is wrong, which events follow."""

from collections.abc import Iterator, Mapping
from typing import Any

from bihuan.core.access import Allowed, check_access, check_edited_fields, decide_access, visible_fields
from bihuan.core.rules import number_text
from bihuan.core.values import Json, JsonObject, Kind, Problem, Refusal, thaw_json
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.masters.fields import Fault, MasterField, clean_value
from bihuan.kernel.masters.master import Master, Saving, record_anchors, record_row
from bihuan.kernel.masters.messages import (
    ArchiveRecord,
    EraseRecord,
    RecordArchived,
    RecordErased,
    RecordRestored,
    RecordSaved,
    RestoreRecord,
    SaveRecord,
    record_stream,
)
from bihuan.kernel.tx import Row

Change = ArchiveRecord | RestoreRecord | EraseRecord


class Keeper:
    """Decides for every registered kind; one per process."""

    def __init__(self, masters: Mapping[str, Master]) -> None:
        self._masters = masters

    def master(self, kind: str) -> Master:
        """Refuses `record.kind_unknown`."""
        found = self._masters.get(kind)
        if found is None:
            raise Refusal("record.kind_unknown", Kind.INVALID, name=kind)
        return found

    # --- may the caller? ----------------------------------------------------------------------------------

    def may_save(self, command: SaveRecord, context: Context) -> None:
        """Create under what it will belong to, or update this record and the fields named."""
        master = self.master(command.kind)
        subject = context.caller.subject
        if command.id is None:
            mine = {**command.values, "created_by": context.caller.id}
            check_access(subject, "create", master.kind, record_anchors(context.tx, master, mine))
            return
        anchors = record_anchors(context.tx, master, self._row(master, command.id, context))
        check_access(subject, "update", master.kind, anchors)
        check_edited_fields(visible_fields(subject, master.kind, anchors), command.values, master.by_key)

    def may_archive(self, command: ArchiveRecord | RestoreRecord, context: Context) -> None:
        """Archive and restore are one right."""
        self._may(command, context, "archive")

    def may_erase(self, command: EraseRecord, context: Context) -> None:
        """Erasing cannot be undone: a right of its own."""
        self._may(command, context, "erase")

    def _may(self, command: Change, context: Context, action: str) -> None:
        master = self.master(command.kind)
        anchors = record_anchors(context.tx, master, self._row(master, command.id, context))
        check_access(context.caller.subject, action, master.kind, anchors)

    def _row(self, master: Master, record_id: str, context: Context) -> Row:
        row = context.once((master.kind, record_id), lambda: record_row(context.tx, master, record_id))
        if row is None:
            raise master.not_found()
        return row

    # --- what follows -------------------------------------------------------------------------------------

    def save(self, command: SaveRecord, context: Context) -> Outcome:
        """The changed fields as one event; none when nothing changes. Refuses `record.rejected`, naming every fault."""
        master = self.master(command.kind)
        before = None if command.id is None else self._row(master, command.id, context)
        if before is not None and before["archived_at"] is not None:
            raise Refusal("record.archived", Kind.CONFLICT)
        record_id = command.id or context.new_id()
        saving, problems = self.judge(master, context, (record_id, before), command.values)
        if problems:
            raise Refusal("record.rejected", problems=problems)
        stream = record_stream(master.kind, record_id)
        return Outcome(stream, ((stream, saved_event(master, saving)),) if saving.changed or before is None else ())

    def judge(
        self, master: Master, context: Context, record: tuple[str, Row | None], given: JsonObject
    ) -> tuple[Saving, list[Problem]]:
        """The record as it would be, and every fault. `record`: its id, and its row if there is one."""
        record_id, before = record
        values, problems = _cleaned(master, thaw_json(given), before)
        if before is None:
            values.update(_made(master, context, record_id))
        standing = _values_of(master, before)
        changed = {key: value for key, value in values.items() if standing.get(key) != value}
        saving = Saving(context, record_id, before, {**standing, **values}, frozenset(changed))
        named = {problem.path for problem in problems}
        problems += [p for p in self._clashes(master, saving) if p.path not in named]
        return saving, problems

    def _clashes(self, master: Master, saving: Saving) -> Iterator[Problem]:
        for item in master.fields:
            if item.key in saving.changed:
                yield from self._field_clashes(master, item, saving)
        yield from master.check(saving)

    def _field_clashes(self, master: Master, item: MasterField, saving: Saving) -> Iterator[Problem]:
        value = saving.values[item.key]
        if saving.before is not None and item.fixed:
            yield Problem(item.key, "record.fixed")
        if value is None:
            return
        if item.unique and _taken(master, item, value, saving):
            yield Problem(item.key, "record.taken", {"value": value})
        if item.target and not self.may_refer(item.target, value, saving.context):
            yield Problem(item.key, "record.reference_unknown", {"kind": item.target})

    def may_refer(self, kind: str, record_id: str, context: Context) -> bool:
        """Whether it is there, in use, and the caller may know of it: a reference must not be a way to find out."""
        master = self._masters.get(kind)
        if master is None:
            return True
        row = record_row(context.tx, master, record_id)
        if row is None or row["archived_at"] is not None:
            return False
        anchors = record_anchors(context.tx, master, row)
        return isinstance(decide_access(context.caller.subject, "read", kind, anchors), Allowed)

    def archive(self, command: ArchiveRecord, context: Context) -> Outcome:
        """Out of use; saying it twice changes nothing."""
        return self._switch(command, context, RecordArchived(), when=False)

    def restore(self, command: RestoreRecord, context: Context) -> Outcome:
        """In use again. What was erased stays archived."""
        master = self.master(command.kind)
        if self._row(master, command.id, context)["erased_at"] is not None:
            raise Refusal("record.erased", Kind.CONFLICT)
        return self._switch(command, context, RecordRestored(), when=True)

    def _switch(self, command: Change, context: Context, event: Any, *, when: bool) -> Outcome:
        master = self.master(command.kind)
        archived = self._row(master, command.id, context)["archived_at"] is not None
        stream = record_stream(master.kind, command.id)
        return Outcome(stream, ((stream, event),) if archived is when else ())

    def erase(self, command: EraseRecord, context: Context) -> Outcome:
        """The kernel erases the stream's payloads in the unit of this event."""
        master = self.master(command.kind)
        row = self._row(master, command.id, context)
        stream = record_stream(master.kind, command.id)
        return Outcome(stream, ((stream, RecordErased()),) if row["erased_at"] is None else ())


def _cleaned(master: Master, given: JsonObject, before: Row | None) -> tuple[JsonObject, list[Problem]]:
    problems = [Problem(str(key), "field.unknown") for key in given if key not in master.by_key]
    values: JsonObject = {}
    for item in master.fields:
        if item.make is not None or (before is not None and item.key not in given):
            if item.key in given:
                problems.append(Problem(item.key, "field.not_editable"))
            continue
        try:
            values[item.key] = clean_value(item, given.get(item.key, item.default))
        except Fault as fault:
            problems.append(Problem(item.key, fault.code, fault.data))
    return values, problems


def _made(master: Master, context: Context, record_id: str) -> JsonObject:
    return {item.key: item.make(context, record_id) for item in master.fields if item.make is not None}


def _values_of(master: Master, row: Row | None) -> JsonObject:
    return {} if row is None else {item.key: stored_value(item, row[item.key]) for item in master.fields}


def stored_value(item: MasterField, value: Any) -> Json:
    """A column's value as JSON."""
    return number_text(value) if item.type == "number" and value is not None else value


def _taken(master: Master, item: MasterField, value: Json, saving: Saving) -> bool:
    wanted = item.key_of(value) if item.key_of else value
    if wanted is None:
        return False
    other = saving.context.tx.get(master.table, **{item.match: wanted})
    return other is not None and other["id"] != saving.id


def saved_event(master: Master, saving: Saving) -> RecordSaved:
    """What the record's stream is told."""
    changed = {key: saving.values[key] for key in saving.values if key in saving.changed}
    plain = {key: value for key, value in changed.items() if not master.by_key[key].personal}
    personal = {key: value for key, value in changed.items() if master.by_key[key].personal and value is not None}
    # An emptied personal field says so openly: there is nothing left to protect.
    emptied = {key: None for key, value in changed.items() if master.by_key[key].personal and value is None}
    return RecordSaved({**plain, **emptied}, personal or None)
