"""What follows a new version in the same unit: it hangs on the ticket, and stands in the field instead of the old."""

from collections.abc import Iterable
from typing import Any

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.context import Context
from bihuan.modules.files.messages import BindFiles
from bihuan.modules.revisions.messages import FileVersionAdded
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import AmendTicket


def put_in_force(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """The form decides whether such a file may stand in the field; if it may not, nothing of the unit stands."""
    event: FileVersionAdded = stored.event
    ticket = stored.stream_id
    yield BindFiles((event.file,), "ticket", ticket)
    row = tickets.ticket_row(context.tx, ticket) if event.field is not None else None
    if row is not None and event.field is not None:
        value = [event.file if one == event.replaced else one for one in (row["data"] or {}).get(event.field) or ()]
        yield AmendTicket(ticket=ticket, data={event.field: value})
