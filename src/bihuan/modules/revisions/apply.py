"""Events of a ticket's stream into rows of versions and comments."""

from collections.abc import Callable, Mapping
from typing import Any

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.tx import Tx
from bihuan.modules.revisions import messages as m
from bihuan.modules.revisions.tables import file_comment, file_version


def apply_ticket(tx: Tx, ticket: str, events: list[StoredEvent]) -> None:
    """Nearly every unit brings nothing of the kind."""
    for stored in events:
        fold = _FOLDS.get(type(stored.event))
        if fold is not None:
            fold(tx, ticket, stored, stored.event)


def _added(tx: Tx, ticket: str, stored: StoredEvent, event: m.FileVersionAdded) -> None:
    names = ("file", "document", "number", "replaced", "field", "note", "remark")
    row = {name: getattr(event, name) for name in names}
    tx.insert(file_version, {"ticket": ticket, **row, "at": stored.at, "by": stored.caller_id})


def _commented(tx: Tx, ticket: str, stored: StoredEvent, event: m.FileCommented) -> None:
    said = {"file": event.file, "text": event.text, "place": event.place, "at": stored.at, "by": stored.caller_id}
    tx.insert(file_comment, {"id": event.comment, "ticket": ticket, **said, "resolved_at": None, "resolved_by": None})


def _settled(tx: Tx, _ticket: str, stored: StoredEvent, event: m.FileCommentSettled) -> None:
    done = {"resolved_at": stored.at, "resolved_by": stored.caller_id}
    tx.update(file_comment, {"id": event.comment}, done if event.resolved else dict.fromkeys(done))


_FOLDS: Mapping[type, Callable[[Tx, str, StoredEvent, Any], None]] = {
    m.FileVersionAdded: _added,
    m.FileCommented: _commented,
    m.FileCommentSettled: _settled,
}
