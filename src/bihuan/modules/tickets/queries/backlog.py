"""Work that waits for a person, and the work that somebody has: what dispatch reads of tasks."""

from collections.abc import Iterable

import sqlalchemy as sa

from bihuan.core.access import scope_of
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.tickets.queries.lists import TICKETS
from bihuan.modules.tickets.queries.narrowing import permitted
from bihuan.modules.tickets.tables import task, ticket

_OPEN_WORK = sa.and_(task.c.state == "open", task.c.kind == "handle")
_ORDER = (ticket.c.priority, ticket.c.next_due.is_(None), ticket.c.next_due, task.c.opened_at, task.c.id)


def unowned_tasks(tx: Tx, limit: int) -> list[Row]:
    """Open work that nobody has: by priority, what is due first, then the oldest."""
    columns = (task.c.id, task.c.ticket, task.c.step, task.c.opened_at)
    statement = sa.select(*columns, ticket.c.priority, ticket.c.next_due.label("due")).select_from(_joined())
    return tx.rows(statement.where(_OPEN_WORK, task.c.owner.is_(None)).order_by(*_ORDER).limit(limit))


def has_unowned_tasks(tx: Tx) -> bool:
    """Whether there is any."""
    return tx.scalar(sa.select(task.c.id).where(_OPEN_WORK, task.c.owner.is_(None)).limit(1)) is not None


def work_of(tx: Tx, person: str) -> list[Row]:
    """The open work that somebody has: task, ticket, state of the visit, priority, when it is due."""
    columns = (task.c.id, task.c.ticket, task.c.visit, ticket.c.priority, ticket.c.next_due.label("due"))
    statement = sa.select(*columns).select_from(_joined()).where(_OPEN_WORK, task.c.owner == person)
    return tx.rows(statement.order_by(task.c.opened_at, task.c.id))


def seats_of(tx: Tx, person: str) -> list[str]:
    """The open tasks that somebody has besides work: decisions, and where he was asked for his say."""
    statement = sa.select(task.c.id).where(task.c.state == "open", task.c.kind != "handle", task.c.owner == person)
    return [row["id"] for row in tx.rows(statement.order_by(task.c.opened_at, task.c.id))]


def assignable_tasks(tx: Tx, caller: Caller, besides: Iterable[str], limit: int) -> list[Row]:
    """Open work that the caller may give to people: what nobody has, and the tasks in `besides`; with headlines."""
    scope = scope_condition(scope_of(caller.subject, "assign", "ticket"), TICKETS.anchors, ticket.c.id)
    wanted = sa.or_(task.c.owner.is_(None), task.c.id.in_(list(besides)))
    shown = (permitted(caller, TICKETS, name) for name in ("title", "priority", "region", "next_due"))
    columns = (task.c.id, task.c.ticket, task.c.step, task.c.owner, task.c.candidates, task.c.opened_at)
    statement = sa.select(*columns, ticket.c.number, ticket.c.type, ticket.c.stage, *shown).select_from(_joined())
    return tx.rows(statement.where(_OPEN_WORK, wanted, scope).order_by(*_ORDER).limit(limit))


def _joined() -> sa.Join:
    return task.join(ticket, task.c.ticket == ticket.c.id)
