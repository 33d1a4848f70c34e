"""What follows in the same unit: with a ticket, a record or a person, the texts about them are erased."""

from collections.abc import Iterable

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.context import Context
from bihuan.modules.notifications.messages import EraseNotices


def erase_with_ticket(stored: StoredEvent, _context: Context) -> Iterable[EraseNotices]:
    """TicketPurged: what notices quoted from it goes, too."""
    return [EraseNotices(ticket=stored.stream_id)]


def erase_with_person(stored: StoredEvent, _context: Context) -> Iterable[EraseNotices]:
    """UserErased: what they were told goes, too."""
    return [EraseNotices(person=stored.stream_id)]


def erase_with_record(stored: StoredEvent, _context: Context) -> Iterable[EraseNotices]:
    """TableRecordErased: whoever was reminded of it keeps the notice, not what it was called."""
    return [EraseNotices(record=stored.stream_id)]
