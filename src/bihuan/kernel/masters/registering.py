"""How a module brings a kind of master into the house."""

from bihuan.kernel.hooks import Hooks, Projection
from bihuan.kernel.masters.applying import apply_record
from bihuan.kernel.masters.master import Master
from bihuan.kernel.masters.messages import (
    EVENTS,
    PERSONAL,
    ArchiveRecord,
    EraseRecord,
    RecordErased,
    RestoreRecord,
    SaveRecord,
    record_stream,
)
from bihuan.kernel.masters.saving import Keeper


def register_master(hooks: Hooks, master: Master) -> None:
    """Let records of this kind be saved, archived, restored and erased."""
    if not hooks.masters:
        _register_commands(hooks)
    if master.kind in hooks.masters:
        raise ValueError(f"{master.kind} is registered already")
    hooks.masters[master.kind] = master
    hooks.projection(
        Projection(master.kind, ((master.table, "id"),), lambda tx, id_, events: apply_record(tx, master, id_, events))
    )


def _register_commands(hooks: Hooks) -> None:
    keeper = Keeper(hooks.masters)
    hooks.command(SaveRecord, keeper.save, keeper.may_save, lambda c: c.id and record_stream(c.kind, c.id))
    hooks.command(ArchiveRecord, keeper.archive, keeper.may_archive, lambda c: record_stream(c.kind, c.id))
    hooks.command(RestoreRecord, keeper.restore, keeper.may_archive, lambda c: record_stream(c.kind, c.id))
    hooks.command(EraseRecord, keeper.erase, keeper.may_erase, lambda c: record_stream(c.kind, c.id))
    for event in EVENTS:
        hooks.event(event, personal=PERSONAL.get(event, ()))
    hooks.eraser(RecordErased)
