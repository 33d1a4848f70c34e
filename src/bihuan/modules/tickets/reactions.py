"""What follows a ticket's events in the same unit."""

from collections.abc import Iterable, Mapping
from typing import Any

from bihuan.core.flow import ActionAsked, RunStarted, TaskFinished, VisitArrived, VoteCast, WaitStep, waits_on_fields
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Tx
from bihuan.modules.files import interface as files
from bihuan.modules.files.messages import BindFiles
from bihuan.modules.flows.interface import flow_definition
from bihuan.modules.forms.interface import form_definition
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets.messages import (
    AmendTicket,
    CallLogged,
    FinishAction,
    MoveWaits,
    NoteAdded,
    TellWaits,
    TicketChanged,
    TicketCreated,
)
from bihuan.modules.tickets.queries import row_by_id

WITH_FILES: tuple[type, ...] = (
    *(TicketCreated, TicketChanged, NoteAdded, CallLogged),
    *(RunStarted, TaskFinished, VisitArrived, VoteCast),
)


def bind_files(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """Files that an event names belong to the ticket from then on: whoever reads it may read them."""
    ids = (*files_in_data(context.tx, stored.stream_id, stored.event), *_signature_file(context.tx, stored))
    return [BindFiles(ids, "ticket", stored.stream_id)] if ids else []


def move_waits(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """A date was changed that the run may wait for."""
    changed = stored.event.data or {}
    row = row_by_id(context.tx, stored.stream_id) if changed else None
    if row is None or not waits_on_fields(flow_definition(context.tx, row["flow"], row["flow_version"])) & set(changed):
        return []
    return [MoveWaits(ticket=stored.stream_id)]


def tell_of_message(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """The customer wrote, and the run may wait for that."""
    row = row_by_id(context.tx, stored.stream_id)
    author = stored.caller_id
    if row is None or author is None or not stored.event.public:
        return []
    if author != row["submitter"] and not identity.is_customers(context.tx, author):
        return []
    flow = flow_definition(context.tx, row["flow"], row["flow_version"])
    waits = any(isinstance(item, WaitStep) and item.event == "message" for item in flow.items.values())
    return [TellWaits(ticket=stored.stream_id, event="message", by=author)] if waits else []


def act_at_once(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """What a step of the flow sets; where nothing is pushed, the step is done with that."""
    asked: ActionAsked = stored.event
    ticket, wanted = stored.stream_id, dict(asked.changes)
    if wanted:
        core = {key: wanted.pop(key) for key in ("priority", "tags") if key in wanted}
        yield AmendTicket(ticket=ticket, changes=core, data=wanted, source="rule")
    if not asked.webhook:
        yield FinishAction(ticket=ticket, instance=asked.instance)


def _signature_file(tx: Tx, stored: StoredEvent) -> tuple[str, ...]:
    """The picture of a signature, if it is a file and not strokes. One that somebody else uploaded would be shown to
    people that he never showed it to."""
    signature = getattr(stored.event, "signature", None)
    return files.brought_by(tx, stored.caller_id, (signature,)) if signature else ()


def files_in_data(tx: Tx, ticket_id: str, event: Any) -> tuple[str, ...]:
    """Every file that an event of this ticket names, in its own list or in fields of the form."""
    found: dict[str, None] = {}
    for item in getattr(event, "files", ()) or ():
        found.setdefault(item["id"] if isinstance(item, Mapping) else item)
    data = getattr(event, "data", None)
    if data:
        fields = form_definition(tx, *_form_of(tx, ticket_id, event)).fields
        for name, value in data.items():
            if name in fields and value is not None:
                found.update(dict.fromkeys(fields[name].kind.files_in(value)))
    return tuple(found)


def _form_of(tx: Tx, ticket_id: str, event: Any) -> tuple[str, int]:
    if isinstance(event, TicketCreated):
        return event.form, event.form_version
    row = row_by_id(tx, ticket_id)
    if row is None:
        raise Refusal("ticket.not_found", Kind.NOT_FOUND)
    return row["form"], row["form_version"]
