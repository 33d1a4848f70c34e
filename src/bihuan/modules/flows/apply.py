"""Events of flows and ticket types into rows."""

from dataclasses import fields

from bihuan.core.values import thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.tx import Tx
from bihuan.modules.flows.messages import FlowPublished, TicketTypeSaved
from bihuan.modules.flows.tables import flow_version, ticket_type


def apply_flow(tx: Tx, stream_id: str, events: list[StoredEvent]) -> None:
    """Add a row per published version; a ticket type has one row that changes."""
    for stored in events:
        if isinstance(stored.event, FlowPublished):
            tx.insert(flow_version, _version_row(stream_id, stored, stored.event))
        elif isinstance(stored.event, TicketTypeSaved):
            values = {item.name: thaw_json(getattr(stored.event, item.name)) for item in fields(stored.event)}
            tx.upsert(ticket_type, {"stream_id": stream_id, "version": stored.no, **values})


def _version_row(stream_id: str, stored: StoredEvent, event: FlowPublished) -> dict[str, object]:
    return {
        "stream_id": stream_id,
        "version": event.version,
        "flow": event.key,
        "body": thaw_json(event.body),
        "form": event.form,
        "form_version": event.form_version,
        "findings": thaw_json(event.findings),
        "published_by": stored.caller_id,
        "published_at": stored.at,
    }
