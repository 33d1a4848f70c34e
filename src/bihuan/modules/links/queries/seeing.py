"""Which of the tickets that belong together somebody may see, and how much of them."""

from bihuan.core.access import READ, Allowed, FieldAccess, FieldSet, RowAnchors, decide_access, redact, visible_fields
from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.files import interface as files
from bihuan.modules.links.queries.rows import leaders_of
from bihuan.modules.tickets import interface as tickets

_HEADLINE = ("title", "priority", "assignee", "submitter")
_INTERNAL_NOTES = "internal_notes"


@dataclass(frozen=True, slots=True)
class Seen:
    """A ticket that the caller may read, with his access to its fields."""

    row: Row
    rights: FieldSet

    @property
    def internal(self) -> bool:
        """Whether he reads its internal notes."""
        return self.rights[_INTERNAL_NOTES] >= FieldAccess.READ


def seen(tx: Tx, caller: Caller, ticket_id: str) -> Seen | None:
    """The ticket as the caller may read it by himself; None for one that he may not, or that there is not."""
    row = tickets.ticket_row(tx, ticket_id)
    return _seen_at(caller, row, tickets.anchors_of(tx, row)) if row is not None else None


def seen_in_case(tx: Tx, caller: Caller, ticket_id: str) -> Seen | None:
    """The same, or else as it may be read where its leader stands.

    Whoever works on the leader needs what was reported of the case elsewhere; the other people who reported it are
    none of each other's business. So it counts only for those who read internal notes, and with the merged ticket's
    own type: a confidential one stays so.
    """
    found = seen(tx, caller, ticket_id)
    row = tickets.ticket_row(tx, ticket_id)
    if found is not None or row is None:
        return found
    for leader_id in leaders_of(tx, ticket_id):
        leader = tickets.ticket_row(tx, leader_id)
        if leader is not None:
            through = _seen_at(caller, row, {**tickets.anchors_of(tx, leader), "type": row["type"]})
            if through is not None and through.internal:
                return through
    return None


def reads_case(tx: Tx, caller: Caller, ticket_id: str) -> bool:
    """Whether the caller may read what hangs on a ticket, be it through its leader."""
    return seen_in_case(tx, caller, ticket_id) is not None


def _seen_at(caller: Caller, row: Row, anchors: RowAnchors) -> Seen | None:
    if not isinstance(decide_access(caller.subject, READ, "ticket", anchors), Allowed):
        return None
    return Seen(row, visible_fields(caller.subject, "ticket", anchors))


def files_for(tx: Tx, ticket_id: str, internal: bool) -> list[JsonObject]:
    """What hangs on a ticket; what only internal notes and calls name, for those alone who read these."""
    found = files.hanging_on(tx, "ticket", ticket_id)
    inner = frozenset() if internal else tickets.internal_files(tx, ticket_id)
    return [file for file in found if file["id"] not in inner]


def headline(tx: Tx, ticket: Seen) -> JsonObject:
    """What names a ticket in a list of others."""
    row = ticket.row
    shown = redact({name: row[name] for name in _HEADLINE}, ticket.rights, {})
    always = {name: row[name] for name in ("id", "number", "type", "stage", "category", "created_at")}
    return {**dict.fromkeys(_HEADLINE), **shown, **always, "stage_label": stage_label(tx, row)}


def stage_label(tx: Tx, row: Row) -> dict[str, str]:
    """What people call the stage that a ticket stands in."""
    return dict(tickets.flow_of(tx, row).stages[row["stage"]].label)


def may(tx: Tx, caller: Caller, action: str, row: Row) -> bool:
    """Whether the caller may do `action` on this ticket."""
    return isinstance(decide_access(caller.subject, action, "ticket", tickets.anchors_of(tx, row)), Allowed)
