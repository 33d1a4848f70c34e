"""Events of the portal into rows."""

from bihuan.core.values import thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.portal.messages import LinkIssued, LinkRevoked, VisitTimeAnswered, VisitTimeProposed
from bihuan.modules.portal.tables import public_form, ticket_access, visit_time

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


def apply_visit_time(tx: Tx, ticket: str, events: list[StoredEvent]) -> None:
    """One row per ticket; other events of its stream are none of ours."""
    for stored in events:
        event = stored.event
        if isinstance(event, VisitTimeProposed):
            known = tx.get(visit_time, ticket=ticket) or {}
            agreed = {name: known.get(name) for name in ("at", "until_at")}
            asked = {"asked_from": event.at, "asked_until": event.until, "asked_at": stored.at}
            who = {"asked_by": stored.caller_id, "words": event.text or "", "state": "asked"}
            blank = dict.fromkeys(("answered_at", "answered_by", "answer"))
            tx.upsert(visit_time, {"ticket": ticket, **agreed, **asked, **who, **blank})
        elif isinstance(event, VisitTimeAnswered):
            row: Row = {"state": "agreed" if event.agreed else "declined", "answer": event.text or ""}
            row |= {"answered_at": stored.at, "answered_by": stored.caller_id}
            set_to = {} if event.at is None else {"at": event.at, "until_at": event.until}
            tx.update(visit_time, {"ticket": ticket}, {**row, **set_to})
