"""What follows after the unit: the tickets, one by one, for there may be hundreds; files and words follow them."""

from collections.abc import Iterable

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.hooks import JobContext, Keyed
from bihuan.modules.erasure.messages import WHY
from bihuan.modules.tickets.messages import EraseTicket


def erase_tickets(stored: StoredEvent, _context: JobContext) -> Iterable[Keyed]:
    """One command for each."""
    return [Keyed(ticket, EraseTicket(ticket=ticket, reason=WHY)) for ticket in stored.event.tickets]
