"""What other modules and the operator may ask of retention."""

from collections.abc import Iterable

from bihuan.core.values import Instant, JsonObject
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.retention import queries


def hold_of(tx: Tx, ticket: str) -> Row | None:
    """The hold on a ticket (`held_at`, `held_by`, `reason`); None where there is none."""
    return queries.hold_of(tx, ticket)


def purged_among(tx: Tx, ids: Iterable[str]) -> frozenset[str]:
    """Those of these tickets whose personal data were erased."""
    return queries.purged_among(tx, ids)


def why_kept(tx: Tx, row: Row, now: Instant) -> tuple[str | None, Instant | None]:
    """The code of what forbids erasing a ticket that somebody wants erased, and until when: it is held, not archived
    yet while its type must be kept by law, within those years, or still being worked on. (None, None): nothing does.
    """
    if queries.hold_of(tx, row["id"]) is not None:
        return "retention.held", None
    if row["ended_at"] is None:
        return "retention.still_open", None
    known = queries.years_by_type(tx).get(row["type"])
    if known is None or not known["duty"]:
        return None, None
    if row["archived_at"] is None:
        return "retention.duty_unarchived", None
    until = row["archived_at"] + known["years"] * queries.YEAR_MS
    return ("retention.duty", until) if now < until else (None, None)


def held_with(tx: Tx, person: str) -> list[Row]:
    """Tickets under hold that somebody ever had to do with."""
    return queries.held_with(tx, person)


def configured_years(tx: Tx) -> dict[str, JsonObject]:
    """How long tickets are kept by ticket type, where the company said so."""
    rows = sorted(queries.years_by_type(tx).items())
    return {type_: {"years": row["years"], "duty": bool(row["duty"])} for type_, row in rows}
