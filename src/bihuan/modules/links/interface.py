"""What other modules may ask of tickets that belong together. The platform's own reads: no rights."""

from bihuan.kernel.tx import Tx
from bihuan.modules.links import queries


def leading_ticket(tx: Tx, ticket_id: str) -> str:
    """The ticket in which a case goes on: the leader of a merged one, else the ticket itself."""
    leaders = queries.leaders_of(tx, ticket_id)
    return leaders[-1] if leaders else ticket_id


def parent_of(tx: Tx, ticket_id: str) -> str | None:
    """The parent of a ticket; None for one that has none."""
    found = queries.neighbours(tx, "child", ticket_id)
    return found[0] if found else None


def children_of(tx: Tx, ticket_id: str) -> list[str]:
    """The tickets that it is the parent of."""
    return queries.neighbours(tx, "parent", ticket_id)
