"""Events into rows of stars, and of who turned to whom."""

from typing import Any

from bihuan.core.flow import SigningOpened, TaskReassigned, VisitOffered
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.tx import Tx
from bihuan.modules.colleagues.tables import person_asked, person_star


def apply_stars(tx: Tx, person: str, events: list[StoredEvent]) -> None:
    """Each star as it was set last."""
    for stored in events:
        row = {"person": person, "target": stored.event.person}
        tx.delete(person_star, **row)
        if stored.event.starred:
            tx.insert(person_star, row)


def apply_asked(tx: Tx, ticket: str, events: list[StoredEvent]) -> None:
    """Whom people chose; what the product or a rule chose is nobody's habit."""
    for stored in events:
        event: Any = stored.event
        if not isinstance(event, SigningOpened | TaskReassigned | VisitOffered) or stored.caller_kind != "user":
            continue
        seats = event.seats if isinstance(event, SigningOpened) else ({"person": event.person},)
        chosen = {seat["person"] for seat in seats} - {event.by}
        for target in sorted(chosen):
            if event.by == stored.caller_id:
                tx.upsert(person_asked, {"ticket": ticket, "by": event.by, "target": target, "at": stored.at})
