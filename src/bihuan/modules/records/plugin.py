"""What the records module registers."""

from functools import partial

from bihuan.kernel.hooks import Derived, FileOwner, Hooks, Projection, platform_only
from bihuan.modules.features import interface as features
from bihuan.modules.records import api, apply, jobs, messages, reactions, tables
from bihuan.modules.records import messages as m
from bihuan.modules.records.handlers import defining, recording
from bihuan.modules.records.queries import rows, searching


def register(hooks: Hooks) -> None:
    """Commands, events, rows, followers and routes of custom tables."""
    _commands(hooks)
    _feature(hooks)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    hooks.eraser(m.TableRecordErased)
    hooks.projection(Projection("definition", ((tables.data_table, "stream_id"),), apply.apply_table))
    of_record = ((tables.table_record, "id"), (tables.table_value, "record"))
    hooks.projection(Projection(m.RECORD, of_record, apply.apply_record))
    searched: frozenset[type] = frozenset({m.TableRecordCreated, m.TableRecordChanged, m.TableRecordErased})
    hooks.derived(Derived("search.table_record", m.RECORD, searching.refresh_search, searched))
    hooks.file_owner(FileOwner(m.RECORD, rows.may_read_files))
    hooks.stream_reader(m.RECORD, rows.may_read)
    for event in (m.TableRecordCreated, m.TableRecordChanged):
        hooks.reaction("enrich", event, "records.files", reactions.bind_files)
    hooks.reaction("enrich", m.TableRecordErased, "records.files_erased", reactions.erase_files)
    hooks.job(m.TableRecordErased, "records.files_left", jobs.erase_files)
    hooks.job(m.TableRecordErased, "records.words", jobs.forget_words)
    hooks.job(m.TableReminderReached, "records.reminders", partial(jobs.remind, hooks))
    hooks.router("/tables", api.router)


def _commands(hooks: Hooks) -> None:
    hooks.command(m.SaveTable, defining.save, defining.may_save)
    hooks.command(m.ArchiveTable, defining.archive, defining.may_manage)
    hooks.command(m.RestoreTable, defining.restore, defining.may_manage)
    hooks.command(m.CreateTableRecord, recording.create, recording.may_create)
    hooks.command(m.ChangeTableRecord, recording.change, recording.may_change, _stream)
    hooks.command(m.ArchiveTableRecord, recording.archive, recording.may_archive, _stream)
    hooks.command(m.RestoreTableRecord, recording.restore, recording.may_archive, _stream)
    hooks.command(m.EraseTableRecord, recording.erase, recording.may_erase, _stream)
    hooks.command(m.ReachTableReminder, recording.reach_reminder, platform_only, _stream)


def _feature(hooks: Hooks) -> None:
    kept = features.rows_where(tables.table_record, lambda _now: tables.table_record.c.erased_at.is_(None))
    amounts = {"tables": features.rows_where(tables.data_table), "records": kept}
    running = {"reminders": features.timers_of(m.ReachTableReminder)}
    begin = (m.SaveTable, m.ArchiveTable, m.RestoreTable, m.CreateTableRecord, m.ChangeTableRecord)
    keep = (m.ArchiveTableRecord, m.RestoreTableRecord)
    features.register_feature(hooks, features.Feature("tables", (), amounts, running), *begin, *keep)


def _stream(command: recording.OneRecord | m.ReachTableReminder) -> str:
    return m.record_stream(command.record)
