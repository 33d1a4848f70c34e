"""How long what is kept, what is held, and what is due."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from bihuan.core.values import Instant
from bihuan.db.many_values import one_of_many
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.retention.tables import retention, retention_plan, ticket_keeping
from bihuan.modules.tickets import interface as tickets

YEAR_MS = 36_525 * 864_000


def years_by_type(tx: Tx) -> Mapping[str, Row]:
    """What was set, by ticket type; what is missing is as usual."""
    return {row["type"]: row for row in tx.all(retention)}


def plan_row(tx: Tx) -> Row | None:
    """The plan, if there ever was one."""
    return next(iter(tx.all(retention_plan)), None)


def hold_of(tx: Tx, ticket: str) -> Row | None:
    """The hold on a ticket; None where there is none."""
    row = tx.get(ticket_keeping, ticket=ticket)
    return row if row is not None and row["held_at"] is not None else None


def held_rows(tx: Tx) -> list[Row]:
    """Every hold, oldest first."""
    held = sa.select(ticket_keeping).where(ticket_keeping.c.held_at.is_not(None))
    return tx.rows(held.order_by(ticket_keeping.c.held_at, ticket_keeping.c.ticket))


def purged_among(tx: Tx, ids: Iterable[str]) -> frozenset[str]:
    """Those of these tickets whose personal data were erased."""
    these = one_of_many(tx.kind, ticket_keeping.c.ticket, tuple(ids))
    gone = sa.select(ticket_keeping.c.ticket).where(these, ticket_keeping.c.purged_at.is_not(None))
    return frozenset(row["ticket"] for row in tx.rows(gone))


def held_with(tx: Tx, person: str) -> list[Row]:
    """Tickets under hold that somebody ever had to do with."""
    met = tickets.tickets_of_person(tx, person, [row["ticket"] for row in held_rows(tx)])
    return [row for row in (tickets.ticket_row(tx, ticket) for ticket in met) if row is not None]


def spared() -> sa.Select[tuple[str]]:
    """The tickets that no purge touches: held ones, and those that were purged."""
    either = ticket_keeping.c.held_at.is_not(None) | ticket_keeping.c.purged_at.is_not(None)
    return sa.select(ticket_keeping.c.ticket).where(either)


def over_since(now: Instant, years: int) -> Instant:
    """What was archived before this instant has been kept for so many years (of 365¼ days)."""
    return now - years * YEAR_MS
