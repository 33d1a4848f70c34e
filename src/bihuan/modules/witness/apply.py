"""Events of outside witnesses into rows. Pure in the stream: replay gives the same rows and timers."""

from bihuan.core.values import thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.ids import derived_id
from bihuan.kernel.timers import set_timer
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.witness import messages as m
from bihuan.modules.witness.tables import departure, witness, witness_plan


def apply_witness(tx: Tx, witness_id: str, events: list[StoredEvent]) -> None:
    """Bring one destination up to its stream's last event."""
    for stored in events:
        event = stored.event
        if isinstance(event, m.WitnessSaved):
            row = {"kind": event.kind, "label": event.label, "enabled": event.enabled, "secrets": event.secrets}
            settings = thaw_json(event.settings or {})
            tx.upsert(witness, {"id": witness_id, **row, "settings": settings, "removed": False, "version": stored.no})
        else:
            gone: Row = {"settings": {}, "secrets": None, "enabled": False, "removed": True, "version": stored.no}
            tx.update(witness, {"id": witness_id}, gone)


def apply_plan(tx: Tx, plan: str, events: list[StoredEvent]) -> None:
    """The plan as last set, and its timer."""
    for stored in events:
        event = stored.event
        if isinstance(event, m.WitnessPlanSet):
            row = {"hour": event.hour, "overdue_days": event.overdue_days}
            tx.upsert(witness_plan, {"id": plan, **row, "next_at": event.next_at, "version": stored.no})
        else:
            tx.update(witness_plan, {"id": plan}, {"next_at": event.next_at, "version": stored.no})
        set_timer(tx, stored.stream, m.PLAN, event.next_at, {"type": "SendDaily"})


def apply_departure(tx: Tx, departure_id: str, events: list[StoredEvent]) -> None:
    """Asked for, then gone."""
    for stored in events:
        event = stored.event
        if isinstance(event, m.DepartureAsked):
            row = {name: getattr(event, name) for name in ("witness", "kind", "label", "size", "signed_at", "note")}
            asked = {"asked_at": stored.at, "asked_by": stored.caller_id if stored.caller_kind == "user" else None}
            blank = dict.fromkeys(("left_at", "receipt", "token", "stamped_at"))
            outbox = derived_id(stored.ref, m.CARRY)
            tx.insert(departure, {"id": departure_id, **row, **asked, **blank, "outbox": outbox})
        else:
            left = {"left_at": event.at, "receipt": event.receipt, "token": event.token}
            tx.update(departure, {"id": departure_id}, {**left, "stamped_at": event.stamped_at})
