"""What people wrote into a ticket's timeline."""

from bihuan.kernel.tx import Row, Tx
from bihuan.modules.tickets.tables import note


def notes_of(tx: Tx, ticket_id: str) -> list[Row]:
    """Every note of a ticket, internal ones included, oldest first."""
    return tx.all(note, order=("at", "id"), ticket=ticket_id)
