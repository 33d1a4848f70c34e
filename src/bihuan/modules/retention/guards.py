"""Vetoes: while a ticket is held, nothing of it is erased, by whomever."""

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.context import Context
from bihuan.kernel.masters import EraseRecord
from bihuan.kernel.tx import Row
from bihuan.modules.files import interface as files
from bihuan.modules.files.messages import EraseFile
from bihuan.modules.identity.messages import EraseUser
from bihuan.modules.retention import interface, queries
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import EraseTicket

_SHOWN = 5


def not_held(command: EraseTicket, context: Context) -> None:
    """Refuses `retention.held`, and `retention.duty` while a law says to keep it."""
    if queries.hold_of(context.tx, command.ticket) is not None:
        _refuse(context, [command.ticket])
    row = tickets.ticket_row(context.tx, command.ticket)
    code, until = interface.why_kept(context.tx, row, context.now) if row is not None else (None, None)
    if code is not None and code.startswith("retention.duty"):
        raise Refusal(code, Kind.CONFLICT, numbers=row["number"] if row else "", until=until)


def file_not_held(command: EraseFile, context: Context) -> None:
    """A file that hangs on a held ticket."""
    owners = files.owners_of(context.tx, command.file, "ticket")
    _refuse(context, [owner for owner in owners if queries.hold_of(context.tx, owner) is not None])


def record_not_held(command: EraseRecord, context: Context) -> None:
    """A customer, contact, site or device that a held ticket names."""
    _refuse(context, [row["id"] for row in _held(context) if row.get(command.kind) == command.id])


def person_not_held(command: EraseUser, context: Context) -> None:
    """Somebody who ever had to do with a held ticket."""
    met = tickets.tickets_of_person(context.tx, command.user, [row["id"] for row in _held(context)])
    _refuse(context, met)


def _held(context: Context) -> list[Row]:
    found = (tickets.ticket_row(context.tx, row["ticket"]) for row in queries.held_rows(context.tx))
    return [row for row in found if row is not None]


def _refuse(context: Context, held: list[str]) -> None:
    if held:
        rows = (tickets.ticket_row(context.tx, ticket) for ticket in held[:_SHOWN])
        raise Refusal("retention.held", Kind.CONFLICT, numbers=", ".join(row["number"] for row in rows if row))
