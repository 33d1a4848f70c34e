"""Events of retention into rows. Pure in the stream: replay gives the same rows and timers."""

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.timers import clear_timer, set_timer
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.retention import messages as m
from bihuan.modules.retention.tables import retention, retention_plan, ticket_keeping
from bihuan.modules.tickets.messages import TicketPurged


def apply_retention(tx: Tx, type_: str, events: list[StoredEvent]) -> None:
    """The years as last set."""
    last = events[-1]
    tx.upsert(retention, {"type": type_, "years": last.event.years, "duty": last.event.duty, "version": last.no})


def apply_plan(tx: Tx, plan: str, events: list[StoredEvent]) -> None:
    """Whether and when what is due is erased by itself."""
    last = events[-1]
    tx.upsert(retention_plan, {"id": plan, "next_at": last.event.next_at, "version": last.no})
    if last.event.next_at is None:
        clear_timer(tx, last.stream, m.PLAN)
    else:
        set_timer(tx, last.stream, m.PLAN, last.event.next_at, {"type": "PurgeDue"})


def apply_ticket(tx: Tx, ticket: str, events: list[StoredEvent]) -> None:
    """Holds and purges of one ticket; other events of its stream are none of ours."""
    own = [stored for stored in events if isinstance(stored.event, m.TicketHeld | m.HoldLifted | TicketPurged)]
    if not own:
        return
    row: Row = tx.get(ticket_keeping, ticket=ticket) or {
        "ticket": ticket,
        **dict.fromkeys(("held_at", "held_by", "reason", "purged_at")),
    }
    for stored in own:
        if isinstance(stored.event, TicketPurged):
            row = {**row, "purged_at": stored.at}
        elif isinstance(stored.event, m.TicketHeld):
            by = stored.caller_id if stored.caller_kind == "user" else None
            row = {**row, "held_at": stored.at, "held_by": by, "reason": stored.event.reason}
        else:
            row = {**row, "held_at": None, "held_by": None, "reason": None}
    tx.upsert(ticket_keeping, row)
