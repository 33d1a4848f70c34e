"""Events of devices' documents into rows; the devices' own rows are written by kernel/masters."""

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.tx import Tx
from bihuan.modules.assets.messages import DocumentAttached, DocumentRemoved
from bihuan.modules.assets.tables import device_document


def apply_documents(tx: Tx, device: str, events: list[StoredEvent]) -> None:
    """Keep the list of documents."""
    for stored in events:
        event = stored.event
        if isinstance(event, DocumentAttached):
            row = {"label": event.label, "at": stored.at, "by": stored.caller_id}
            tx.upsert(device_document, {"device": device, "file": event.file, **row})
        elif isinstance(event, DocumentRemoved):
            tx.delete(device_document, device=device, file=event.file)
