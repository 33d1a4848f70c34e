"""How the clocks of many tickets came out, for reports."""

from collections.abc import Sequence

import sqlalchemy as sa

from bihuan.core.sla import KINDS
from bihuan.db.many_values import one_of_many
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.sla.queries.definitions import sla_row
from bihuan.modules.sla.tables import ticket_clock, ticket_clocks


def judged_clocks(tx: Tx, tickets: Sequence[str]) -> list[Row]:
    """Promises that ended kept or broken, and those that broke and go on: ticket, kind, `at`, `met`, `elapsed`.

    The last state counts; cancelled clocks are no promise any more, and those that only watch (alarms) never were.
    """
    clock = ticket_clock.c
    at = sa.func.coalesce(clock.ended_at, clock.breached_at).label("at")
    set_ = (clock.policies.label("policies"), ticket_clocks.c.policies_version.label("version"))
    joined = ticket_clock.join(ticket_clocks, ticket_clocks.c.ticket == clock.ticket)
    columns = (clock.ticket, clock.clock, clock.kind, at, clock.outcome, clock.elapsed, *set_)
    statement = sa.select(*columns).select_from(joined).where(
        one_of_many(tx.kind, clock.ticket, tickets),
        clock.phase != "cancelled",
        sa.or_(clock.outcome.is_not(None), sa.and_(clock.ended_at.is_(None), clock.breached_at.is_not(None))),
    )  # fmt: skip
    rows = tx.rows(statement.order_by(clock.ticket, clock.clock))
    promises = [row for row in rows if row["clock"] not in _alarms(tx, row["policies"], row["version"])]
    return [{**row, "met": row["outcome"] == "met"} for row in promises]


def _alarms(tx: Tx, policies: str, version: int) -> frozenset[str]:
    """The clocks of a published set that watch rather than promise."""

    def find() -> frozenset[str]:
        row = sla_row(tx, policies, version)
        clocks = row["body"].get("clocks", ()) if row is not None else ()
        return frozenset(one["key"] for one in clocks if one.get("alarm", KINDS[one.get("kind", "custom")].alarm))

    return tx.memo.get(("sla.alarms", policies, version), find)
