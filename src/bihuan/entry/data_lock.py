"""One process has a data folder (semantics §2.8)."""

from pathlib import Path

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.owner import OwnerLock
from bihuan.settings import Settings


def own_data_folder(settings: Settings) -> OwnerLock | None:
    """The lock on the data folder (SQLite); None on PostgreSQL. Refuses `owner.busy` when another server has it."""
    if settings.database_url:
        return None
    try:
        return OwnerLock.take(lock_path(settings), "*")
    except Refusal as refusal:
        raise Refusal("owner.busy", Kind.CONFLICT, process=refusal.data["process"]) from refusal


def lock_path(settings: Settings) -> Path:
    """Where the data folder's lock lies."""
    return settings.data / "server.lock"
