"""What follows a ticket's events in the same unit."""

from collections.abc import Iterable
from typing import Any

from bihuan.core.flow import RunStarted, TaskFinished, VoteCast
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.context import Context
from bihuan.modules.files.messages import BindFiles
from bihuan.modules.tickets.messages import NoteAdded, TicketChanged, TicketCreated
from bihuan.modules.tickets.queries import files_in_data

WITH_FILES: tuple[type, ...] = (TicketCreated, TicketChanged, NoteAdded, RunStarted, TaskFinished, VoteCast)


def bind_files(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """Files that an event names belong to the ticket from then on: whoever reads it may read them."""
    ids = files_in_data(context.tx, stored.stream_id, stored.event)
    return [BindFiles(ids, "ticket", stored.stream_id)] if ids else []
