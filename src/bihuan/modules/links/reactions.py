"""What follows in the same unit: a merged ticket's run ends, a released one's goes on, a case's end is told to all."""

from collections.abc import Iterable, Iterator
from typing import Any

from bihuan.core import flow as f
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.context import Context
from bihuan.modules.files.messages import BindFiles
from bihuan.modules.links import messages as m
from bihuan.modules.links import queries
from bihuan.modules.tickets.messages import EndMerged, ResumeMerged, TicketCreated

_PEOPLE = frozenset({"user", "token", "link"})
HOW: dict[type, str] = {
    f.RunEnded: "ended",
    f.RunTerminated: "stopped",
    f.RunWithdrawn: "withdrawn",
    f.RunForceClosed: "stopped",
    f.RunReopened: "reopened",
}


def end_run(stored: StoredEvent, _context: Context) -> Iterable[Any]:
    """Its tasks and offers are withdrawn and its clocks cancelled: the promise lives on with the leader."""
    return [EndMerged(ticket=stored.stream_id, by=_person(stored), reason=stored.event.reason or "")]


def resume_run(stored: StoredEvent, _context: Context) -> Iterable[Any]:
    """It stands where it stood, with tasks of its own again."""
    return [ResumeMerged(ticket=stored.stream_id, by=_person(stored), reason=stored.event.reason or "")]


def tell_case(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """Whoever reported the same case learns what became of it."""
    event = stored.event
    if isinstance(event, f.RunWithdrawn) and not event.ended:
        return ()
    if not queries.merged_into(context.tx, stored.stream_id):
        return ()
    return [m.NoteCase(leader=stored.stream_id, how=HOW[type(event)])]


def take_pieces(stored: StoredEvent, _context: Context) -> Iterator[Any]:
    """A ticket that was split off another shows what was chosen; its readers may open the files."""
    event: TicketCreated = stored.event
    if event.split_from is None:
        return
    notes, files = event.split_notes, event.split_files
    yield m.TakePieces(ticket=stored.stream_id, source=event.split_from, notes=notes, files=files)
    if files:
        yield BindFiles(files, "ticket", stored.stream_id)


def _person(stored: StoredEvent) -> str:
    return (stored.caller_id or "") if stored.caller_kind in _PEOPLE else ""
