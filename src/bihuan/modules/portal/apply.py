"""Events of the portal into rows."""

from bihuan.core.values import thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.tx import Tx
from bihuan.modules.portal.messages import LinkIssued, LinkRevoked
from bihuan.modules.portal.tables import public_form, ticket_access

_COPIED = ("type", "channel", "phone_needed", "for_devices", "active")


def apply_form(tx: Tx, key: str, events: list[StoredEvent]) -> None:
    """One row per form, as its last event says."""
    last = events[-1]
    row = {"key": key, "version": last.no, **{name: getattr(last.event, name) for name in _COPIED}}
    texts = {name: thaw_json(getattr(last.event, name)) for name in ("label", "intro", "prefill")}
    tx.upsert(public_form, {**row, **texts, "fields": list(last.event.fields)})


def apply_link(tx: Tx, link: str, events: list[StoredEvent]) -> None:
    """One row per link."""
    for stored in events:
        event = stored.event
        if isinstance(event, LinkIssued):
            whose = {"ticket": event.ticket, "person": event.person, "until_at": event.until, "revoked_at": None}
            tx.upsert(ticket_access, {"id": link, "issued_at": stored.at, "issued_by": stored.caller_id, **whose})
        elif isinstance(event, LinkRevoked):
            tx.update(ticket_access, {"id": link}, {"revoked_at": stored.at})
