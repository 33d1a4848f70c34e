"""What follows in the same unit: the person's records go."""

from collections.abc import Iterable

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.context import Context
from bihuan.kernel.masters import EraseRecord
from bihuan.modules.erasure.messages import WHY
from bihuan.modules.identity.messages import EraseUser


def erase_records(stored: StoredEvent, _context: Context) -> Iterable[EraseRecord | EraseUser]:
    """One command for each record; what hangs on these (notices, homes, leave) follows as it always does."""
    for record in stored.event.records:
        kind, _, id_ = record.partition(":")
        yield EraseUser(id_, WHY) if kind == "user" else EraseRecord(kind, id_)
