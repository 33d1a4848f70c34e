"""Runs that need a flow admin: actions that failed, and runs that nothing moves any more (the watchdog)."""

from collections.abc import Iterator

import sqlalchemy as sa

from bihuan.core.access import Allowed, FieldAccess, decide_access, visible_fields
from bihuan.core.flow import FlowRun, Token, Wait, run_from_json
from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.errors import said
from bihuan.kernel.tables import outbox, timer
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.flows.interface import flow_definition
from bihuan.modules.tickets.queries.rows import anchors_of
from bihuan.modules.tickets.tables import task, ticket, ticket_incident, ticket_run

# The follower that pushes what a step of a flow tells another system.
PUSH = "tickets.actions"
# The follower that opens the children of a step; the module above this one has it.
OPEN_CHILDREN = "children.open"
MOST = 200
_HEAD = (ticket.c.id, ticket.c.number, ticket.c.title, ticket.c.flow, ticket.c.flow_version)


def incidents_of(tx: Tx, caller: Caller) -> list[JsonObject]:
    """Open incidents, the oldest first, then runs that are stuck, of the tickets that the caller reads. Nothing for
    whoever publishes no flows."""
    if not isinstance(decide_access(caller.subject, "publish", "flow", {}), Allowed):
        return []
    joined = ticket_incident.join(ticket, ticket.c.id == ticket_incident.c.ticket)
    columns = (*_HEAD, ticket_incident.c.step, ticket_incident.c.why, ticket_incident.c.at)
    rows = tx.rows(sa.select(*columns).select_from(joined).order_by(ticket_incident.c.at).limit(MOST))
    failed = [(row, row["step"], row["why"], row["at"]) for row in rows]
    stuck = [(row, step, why, row["updated_at"]) for row in _without_tasks(tx) for step, why in _stuck(tx, row)]
    told = (_told(tx, caller, *each) for each in (*failed, *stuck))
    return [one for one in told if one is not None]


def _told(tx: Tx, caller: Caller, row: Row, step: str, why: str, at: int) -> JsonObject | None:
    """None where the caller may not read the ticket: who publishes flows need not be who reads what runs in them."""
    anchors = anchors_of(tx, tx.get(ticket, id=row["id"]) or row)
    if not isinstance(decide_access(caller.subject, "read", "ticket", anchors), Allowed):
        return None
    titled = visible_fields(caller.subject, "ticket", anchors)["title"] >= FieldAccess.READ
    item = flow_definition(tx, row["flow"], row["flow_version"]).items.get(step)
    return {
        "ticket": row["id"],
        "number": row["number"],
        "title": row["title"] if titled else None,
        "label": dict(getattr(item, "label", {})),
        "why": said(why, caller.language),
        "at": at,
    }


def _without_tasks(tx: Tx) -> list[Row]:
    """Open tickets without an open task, which something else must move."""
    tasks = sa.exists().where(task.c.ticket == ticket.c.id, task.c.state == "open")
    joined = ticket.join(ticket_run, ticket_run.c.ticket == ticket.c.id)
    statement = sa.select(*_HEAD, ticket.c.updated_at, ticket_run.c.state).select_from(joined)
    return tx.rows(statement.where(ticket.c.ended_at.is_(None), ~tasks).order_by(ticket.c.pos).limit(MOST))


def _stuck(tx: Tx, row: Row) -> Iterator[tuple[str, str]]:
    """(step, why) of what should move this run and is not there."""
    run: FlowRun = run_from_json(row["state"])
    if run.running and not run.tokens:
        yield "", "incident.no_token"
    for token in run.tokens.values():
        why = _nothing_moves(tx, f"ticket:{row['id']}", token)
        if why is not None:
            yield token.step, why


def _nothing_moves(tx: Tx, stream: str, token: Token) -> str | None:
    wait = token.wait
    if wait is None:
        return "incident.no_task"
    if wait.until is not None and tx.get(timer, stream=stream, name=f"wait:{token.instance}") is None:
        return "incident.no_timer"
    if wait.kind == "action" and not _is_asked(tx, stream, PUSH):
        return "incident.no_job"
    if wait.kind == "children" and not _has_children(tx, stream, wait):
        return "incident.no_child"
    return None


def _has_children(tx: Tx, stream: str, wait: Wait) -> bool:
    states = {part.state for part in wait.parts}
    return "open" in states or ("wanted" in states and _is_asked(tx, stream, OPEN_CHILDREN))


def _is_asked(tx: Tx, stream: str, follower: str) -> bool:
    waiting = (outbox.c.stream == stream, outbox.c.follower == follower, outbox.c.state == "waiting")
    return tx.scalar(sa.select(outbox.c.id).where(*waiting).limit(1)) is not None
