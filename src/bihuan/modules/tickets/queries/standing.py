"""Where the tickets of a flow stand now, and how long its tasks take: what is laid over its drawing (FLW-1)."""

from typing import Any

import sqlalchemy as sa

from bihuan.core.access import READ, scope_of
from bihuan.core.values import Instant, JsonObject
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.tickets.queries.lists import TICKETS
from bihuan.modules.tickets.tables import OPEN, task, ticket, ticket_run

DWELL_DAYS = 90
_DAY_MS = 86_400_000


def running_by_version(tx: Tx, caller: Caller) -> list[Row]:
    """How many tickets that the caller may read run on each version of each flow."""
    columns = (ticket.c.flow, ticket.c.flow_version.label("version"))
    statement = sa.select(*columns, sa.func.count().label("tickets")).where(
        _readable(caller), ticket.c.category.in_(OPEN)
    )
    return tx.rows(statement.group_by(*columns).order_by(*columns))


def standing_at_steps(tx: Tx, caller: Caller, flow: str, now: Instant) -> list[JsonObject]:
    """By step of the flow: how many tickets stand there now on any version, and how long its tasks took (median, ms).

    Of the tickets that the caller may read; of the tasks those that were closed in the last DWELL_DAYS.
    """
    tokens, step = _tokens(tx.kind)
    counted = sa.func.count(sa.distinct(ticket.c.id)).label("tickets")
    joined = ticket.join(ticket_run, ticket_run.c.ticket == ticket.c.id).join(tokens, sa.true())
    standing = sa.select(step.label("step"), counted).select_from(joined).where(_of(caller, flow)).group_by(step)
    since = now - DWELL_DAYS * _DAY_MS
    found: dict[str, JsonObject] = {}
    for row in tx.rows(standing.where(ticket.c.category.in_(OPEN))):
        found.setdefault(row["step"], {})["tickets"] = row["tickets"]
    for row in tx.rows(_medians(_of(caller, flow), since)):
        found.setdefault(row["step"], {})["dwell"] = int(row["dwell"])
    return [{"step": key, "tickets": 0, "dwell": None, **values} for key, values in sorted(found.items())]


def _medians(condition: sa.ColumnElement[bool], since: Instant) -> sa.Select[Any]:
    """The middle of each step's times, the mean of the two in the middle: both databases can count rows."""
    took = (task.c.closed_at - task.c.opened_at).label("took")
    ranked = (
        sa.select(
            task.c.step,
            took,
            sa.func.row_number().over(partition_by=task.c.step, order_by=took).label("at"),
            sa.func.count().over(partition_by=task.c.step).label("many"),
        )
        .select_from(task.join(ticket, task.c.ticket == ticket.c.id))
        .where(condition, task.c.state == "done", task.c.closed_at >= since)
        .subquery()
    )
    middle = sa.and_(ranked.c.at * 2 >= ranked.c.many, ranked.c.at * 2 <= ranked.c.many + 2)
    return sa.select(ranked.c.step, sa.func.avg(ranked.c.took).label("dwell")).where(middle).group_by(ranked.c.step)


def _tokens(kind: str) -> tuple[sa.FromClause, sa.ColumnElement[str]]:
    """The tokens of a stored run as rows, and the step that each stands at."""
    if kind == "sqlite":
        each = sa.func.json_each(ticket_run.c.state, "$.tokens").table_valued("key", "value", name="token")
        return each, sa.func.json_extract(each.c.value, "$.step")
    rows = sa.func.jsonb_each(ticket_run.c.state["tokens"]).table_valued("key", "value", name="token")
    return rows, sa.func.jsonb_extract_path_text(rows.c.value, "step")


def _of(caller: Caller, flow: str) -> sa.ColumnElement[bool]:
    return sa.and_(_readable(caller), ticket.c.flow == flow)


def _readable(caller: Caller) -> sa.ColumnElement[bool]:
    return scope_condition(scope_of(caller.subject, READ, "ticket"), TICKETS.anchors, ticket.c.id)
