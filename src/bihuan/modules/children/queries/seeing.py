"""How much of a family its members' readers see.

Whoever reads a ticket and its internal notes (a colleague, never the customer) learns of each relative that it is
there, who works on it and how it stands, and reads its files, its public notes and what came of it. The rest of a
relative (description, internal notes, history) takes the right to read that ticket itself.
"""

from collections.abc import Iterable

from bihuan.core.access import READ, Allowed, FieldAccess, FieldSet, RowAnchors, decide_access, visible_fields
from bihuan.core.late import dataclass
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.children.queries.rows import family_of
from bihuan.modules.tickets import interface as tickets

_INTERNAL_NOTES = "internal_notes"


@dataclass(frozen=True, slots=True)
class Relative:
    """A ticket of the family, as one of its readers sees it: `own` right, or as far as the family goes (`shared`)."""

    row: Row
    rights: FieldSet
    own: bool
    shared: bool


def relative(tx: Tx, caller: Caller, ticket_id: str, through: RowAnchors) -> Relative | None:
    """A relative of the ticket with the anchors `through`; a confidential type is shared with its own readers only."""
    row = tickets.ticket_row(tx, ticket_id)
    if row is None:
        return None
    own = tickets.anchors_of(tx, row)
    if _may_read(caller, own):
        return Relative(row, visible_fields(caller.subject, "ticket", own), own=True, shared=True)
    borrowed = {**through, "type": row["type"]}
    shared = _may_read(caller, borrowed) and _is_colleague(caller, borrowed)
    return Relative(row, visible_fields(caller.subject, "ticket", borrowed), own=False, shared=shared)


def known_numbers(tx: Tx, caller: Caller, row: Row, others: Iterable[str]) -> list[str]:
    """The numbers of those relatives of a ticket that its reader may know."""
    anchors = tickets.anchors_of(tx, row)
    found = (relative(tx, caller, other, anchors) for other in others)
    return [one.row["number"] for one in found if one is not None and one.shared]


def reads_family(tx: Tx, caller: Caller, ticket_id: str) -> bool:
    """Whether the caller may read the files of a ticket because of another one of its family."""
    row = tickets.ticket_row(tx, ticket_id)
    if row is None:
        return False
    for other in family_of(tx, ticket_id):
        near = tickets.ticket_row(tx, other)
        anchors = tickets.anchors_of(tx, near) if near is not None else {}
        # He must read that other ticket by himself, and then this one's type with the same standing.
        ways = (anchors, {**anchors, "type": row["type"]})
        if near is not None and all(_may_read(caller, one) and _is_colleague(caller, one) for one in ways):
            return True
    return False


def _may_read(caller: Caller, anchors: RowAnchors) -> bool:
    return isinstance(decide_access(caller.subject, READ, "ticket", anchors), Allowed)


def _is_colleague(caller: Caller, anchors: RowAnchors) -> bool:
    return visible_fields(caller.subject, "ticket", anchors)[_INTERNAL_NOTES] >= FieldAccess.READ
