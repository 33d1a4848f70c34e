"""What people wrote into a ticket's timeline."""

from bihuan.kernel.tx import Row, Tx
from bihuan.modules.tickets.tables import note, phone_call


def notes_of(tx: Tx, ticket_id: str) -> list[Row]:
    """Every note of a ticket, internal ones included, oldest first."""
    return tx.all(note, order=("at", "id"), ticket=ticket_id)


def internal_files(tx: Tx, ticket_id: str) -> frozenset[str]:
    """The files that only internal notes and calls of a ticket name."""
    rows = [*tx.all(note, ticket=ticket_id), *tx.all(phone_call, ticket=ticket_id)]
    shown = {file for row in rows if row["public"] for file in row["files"]}
    return frozenset(file for row in rows if not row["public"] for file in row["files"]) - shown
