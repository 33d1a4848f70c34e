"""Events of files into rows."""

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.timers import clear_timer, set_timer
from bihuan.kernel.tx import Tx
from bihuan.modules.files.messages import FileBound, FileErased, FileStored, FileSwept
from bihuan.modules.files.tables import file, file_binding

UNBOUND_MS = 7 * 86_400_000
_SWEEP = "sweep"


def apply_file(tx: Tx, file_id: str, events: list[StoredEvent]) -> None:
    """Bring a file's rows up to its stream's last event."""
    for stored in events:
        _follow(tx, file_id, stored)


def _follow(tx: Tx, file_id: str, stored: StoredEvent) -> None:
    event = stored.event
    if isinstance(event, FileStored):
        tx.insert(file, _row(file_id, stored, event))
        command = {"type": "SweepFile", "file": file_id}
        set_timer(tx, stored.stream, _SWEEP, stored.at + UNBOUND_MS, command)
    elif isinstance(event, FileBound):
        tx.upsert(file_binding, {"file": file_id, "kind": event.kind, "owner": event.owner})
        clear_timer(tx, stored.stream, _SWEEP)
        tx.update(file, {"id": file_id}, {"version": stored.no})
    elif isinstance(event, FileSwept):
        tx.delete(file, id=file_id)
        clear_timer(tx, stored.stream, _SWEEP)
    elif isinstance(event, FileErased):
        gone = {"name": None, "sha256": None, "address": None, "thumbnail": None}
        tx.update(file, {"id": file_id}, {**gone, "erased_at": stored.at, "version": stored.no})
        clear_timer(tx, stored.stream, _SWEEP)


def _row(file_id: str, stored: StoredEvent, event: FileStored) -> dict[str, object]:
    return {
        "id": file_id,
        "version": stored.no,
        "created_at": stored.at,
        "created_by": stored.caller_id,
        "name": event.name,
        "size": event.size,
        "media_type": event.media_type,
        "kind": event.kind,
        "address": event.address,
        "width": event.width,
        "height": event.height,
        "thumbnail": event.thumbnail,
        "sha256": event.sha256,
        "erased_at": None,
    }
