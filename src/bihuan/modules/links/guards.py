"""Vetoes over commands of tickets: splitting is a right of its own over the ticket that is split."""

from bihuan.core.access import check_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.files import interface as files
from bihuan.modules.links import queries
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import CreateTicket, SplitFrom

_MOST_PIECES = 200


def may_split(command: CreateTicket, context: Context) -> None:
    """A report that is split off another ticket names one that the caller may split, and pieces that it really has."""
    split = command.split_from
    if split is None:
        return
    row = tickets.ticket_row(context.tx, split.ticket)
    if row is None:
        raise Refusal("ticket.not_found", Kind.NOT_FOUND)
    check_access(context.caller.subject, "split", "ticket", tickets.anchors_of(context.tx, row))
    if row["archived_at"] is not None:
        raise Refusal("ticket.archived", Kind.CONFLICT, number=row["number"])
    if queries.merge_of(context.tx, row["id"]) is not None:
        raise Refusal("split.merged", Kind.CONFLICT, number=row["number"])
    _check_pieces(split, row, context)


def _check_pieces(split: SplitFrom, row: Row, context: Context) -> None:
    if len(split.notes) + len(split.files) > _MOST_PIECES:
        raise Refusal("split.too_many", most=_MOST_PIECES)
    internal = tickets.reads_internal(context.caller.subject, context.tx, row)
    notes = {note["id"] for note in tickets.notes_of(context.tx, row["id"]) if note["public"] or internal}
    for index, note in enumerate(split.notes):
        if note not in notes:
            raise Refusal("split.note_unknown", path=f"notes.{index}")
    there = files.bound_to(context.tx, "ticket", row["id"], split.files) if split.files else {}
    for index, file in enumerate(split.files):
        if file not in there:
            raise Refusal("file.unknown", path=f"files.{index}", file=file)
