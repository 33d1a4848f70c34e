"""Rows of families, whoever asks."""

from bihuan.kernel.tx import Row, Tx
from bihuan.modules.children.tables import OPEN, ticket_child
from bihuan.modules.links import interface as links


def children_of(tx: Tx, ticket: str) -> list[Row]:
    """The children of a ticket, in the order in which they came to it."""
    return tx.all(ticket_child, order=("at", "child"), ticket=ticket)


def open_children(tx: Tx, ticket: str) -> list[Row]:
    """Those that are not over."""
    return tx.all(ticket_child, order=("at", "child"), ticket=ticket, state=OPEN)


def child_row(tx: Tx, ticket: str, child: str) -> Row | None:
    """One child, as its parent knows it."""
    return tx.get(ticket_child, ticket=ticket, child=child)


def family_of(tx: Tx, ticket: str) -> list[str]:
    """The other tickets of its family: parents, children, siblings, from the top downwards."""
    top = ticket
    while (above := links.parent_of(tx, top)) is not None:
        top = above
    found, waiting = [top], [top]
    while waiting:
        below = [row["child"] for row in children_of(tx, waiting.pop(0))]
        found.extend(below)
        waiting.extend(below)
    return [each for each in found if each != ticket]
