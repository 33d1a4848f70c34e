"""What follows in the same unit: the tickets that were named are erased."""

from collections.abc import Iterable

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.context import Context
from bihuan.kernel.errors import coded
from bihuan.modules.tickets.messages import EraseTicket


def erase_due(stored: StoredEvent, _context: Context) -> Iterable[EraseTicket]:
    """One command for each ticket whose time was over."""
    return [EraseTicket(ticket=ticket, reason=coded("retention.over")) for ticket in stored.event.tickets]
