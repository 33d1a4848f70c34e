"""Events of form definitions into rows."""

from bihuan.core.values import thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.tx import Tx
from bihuan.modules.forms.messages import FormPublished
from bihuan.modules.forms.tables import form_version


def apply_form(tx: Tx, stream_id: str, events: list[StoredEvent]) -> None:
    """Add a row per published version."""
    for stored in events:
        if isinstance(stored.event, FormPublished):
            tx.insert(form_version, _row(stream_id, stored, stored.event))


def _row(stream_id: str, stored: StoredEvent, event: FormPublished) -> dict[str, object]:
    return {
        "stream_id": stream_id,
        "version": event.version,
        "form": event.key,
        "body": thaw_json(event.body),
        "weight": event.weight,
        "changes": thaw_json(event.changes),
        "published_by": stored.caller_id,
        "published_at": stored.at,
    }
