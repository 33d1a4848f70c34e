"""What other modules may ask of tickets."""

from bihuan.core.values import Instant
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.tickets import queries

__all__ = ["open_on_customers", "open_on_devices", "ticket_row"]


def ticket_row(tx: Tx, ticket_id: str) -> Row | None:
    """A ticket's core record, whoever asks: for the platform's own decisions."""
    return queries.row_by_id(tx, ticket_id)


def open_on_customers(tx: Tx, caller: Caller, ids: tuple[str, ...], _now: Instant) -> dict[str, list[Row]]:
    """Open tickets for customers' cards, as far as the caller may read them."""
    return queries.open_tickets(tx, caller, "customer", ids)


def open_on_devices(tx: Tx, caller: Caller, ids: tuple[str, ...], _now: Instant) -> dict[str, list[Row]]:
    """Open tickets for devices' cards, as far as the caller may read them."""
    return queries.open_tickets(tx, caller, "device", ids)
