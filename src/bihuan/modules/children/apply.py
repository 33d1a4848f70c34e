"""Ties to children, and how they fare, into the rows of their parent."""

from bihuan.core.flow import ChildOpened
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.tx import Tx
from bihuan.modules.children.messages import OPEN, ChildNoted
from bihuan.modules.children.tables import ticket_child
from bihuan.modules.links.messages import TicketLinked, TicketUnlinked

_PARENT = "parent"
_FRESH = dict.fromkeys(("handler", "ended_at", "step", "part"))


def apply_children(tx: Tx, ticket_id: str, events: list[StoredEvent]) -> None:
    """Fold what concerns children; nearly every unit brings nothing of the kind."""
    for stored in events:
        event = stored.event
        if isinstance(event, TicketLinked) and event.link == _PARENT:
            row = {"ticket": ticket_id, "child": event.other, "state": OPEN, "at": stored.at}
            tx.upsert(ticket_child, {**row, **_FRESH})
        elif isinstance(event, TicketUnlinked) and event.link == _PARENT:
            tx.delete(ticket_child, ticket=ticket_id, child=event.other)
        elif isinstance(event, ChildOpened):
            tx.update(
                ticket_child, {"ticket": ticket_id, "child": event.child}, {"step": event.step, "part": event.part}
            )
        elif isinstance(event, ChildNoted):
            values = {name: getattr(event, name) for name in ("state", "handler", "ended_at")}
            tx.update(ticket_child, {"ticket": ticket_id, "child": event.child}, values)
