"""Work that somebody else should have: of people who are away or have left, and one's own before one goes."""

from collections.abc import Iterator

import sqlalchemy as sa

from bihuan.core.access import scope_of
from bihuan.core.flow import ASKED_IN, open_actions, run_from_json
from bihuan.core.rules import Env
from bihuan.core.values import Instant, JsonObject
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.flows.interface import flow_definition
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets.queries.lists import TICKETS
from bihuan.modules.tickets.queries.narrowing import permitted
from bihuan.modules.tickets.queries.rows import actor_in, reads_internal, row_by_id, run_state
from bihuan.modules.tickets.tables import task, ticket

MOST = 200
# Of the actions that are open to somebody, the one by which a task gets to another.
_WAYS = ("assign", "transfer")
# 拒单: dispatched work goes back to the dispatcher. The same word of a decision says no, and hands nothing over.
_GIVE_BACK = "refuse"


def people_away(tx: Tx, caller: Caller, now: Instant) -> list[JsonObject]:
    """Who has open tasks that the caller may give to others, and has left, is on leave, or is stood in for."""
    number = sa.func.count().label("number")
    oldest = sa.func.min(task.c.opened_at).label("oldest")
    statement = sa.select(task.c.owner, number, oldest).select_from(_joined()).where(_owned(), _may_assign(caller))
    rows = tx.rows(statement.group_by(task.c.owner).order_by(oldest, task.c.owner))
    away = [(row, why) for row in rows if (why := _why(tx, row["owner"], now))]
    people = {row["owner"] for row, _ in away}
    standing_in = {person: _deputies(tx, person, now) for person in people}
    names = _names(tx, people.union(*standing_in.values()) if people else set())
    return [
        {
            "person": row["owner"],
            "name": names.get(row["owner"]),
            "why": why,
            "deputies": [name for one in standing_in[row["owner"]] if (name := names.get(one))],
            "tasks": row["number"],
            "oldest": row["oldest"],
        }
        for row, why in away
    ]


def work_to_hand_over(tx: Tx, caller: Caller, person: str, env: Env) -> list[JsonObject]:
    """The open tasks of somebody, oldest first, of the tickets that the caller may give to others; one's own all.
    `how`: by which action the caller hands each over, None where he may not."""
    shown = (permitted(caller, TICKETS, name) for name in ("title", "priority", "next_due"))
    columns = (ticket.c.number, ticket.c.type, ticket.c.stage, ticket.c.flow, ticket.c.flow_version, *shown)
    statement = sa.select(task.c.id, task.c.ticket, task.c.step, task.c.kind, task.c.opened_at, *columns)
    mine = person == caller.subject.person
    whose = (task.c.owner == person,) if mine else (task.c.owner == person, _may_assign(caller))
    statement = statement.select_from(_joined()).where(_owned(), *whose)
    rows = tx.rows(statement.order_by(task.c.opened_at, task.c.id).limit(MOST))
    return list(_with_ways(tx, caller, rows, env, mine=mine))


def _with_ways(tx: Tx, caller: Caller, rows: list[Row], env: Env, *, mine: bool) -> Iterator[JsonObject]:
    for row in rows:
        if row["kind"] in ASKED_IN and not mine and not _reads_internal(tx, caller, row["ticket"]):
            continue  # whom a colleague asked for his say is for colleagues
        flow = flow_definition(tx, row["flow"], row["flow_version"])
        run = run_from_json(run_state(tx, row["ticket"]))
        found = run.tasks.get(row["id"])
        actor = actor_in(
            identity.TxDirectory(tx, env, row["type"]), run, caller.subject.person or "", caller.subject.roles
        )
        offers = {offer.key for offer in open_actions(flow, run, found, actor)} if found is not None else set()
        ways = _WAYS if row["kind"] != "handle" else (*_WAYS, _GIVE_BACK)
        yield {
            **row,
            "label": dict(getattr(flow.items[row["step"]], "label", {})),
            "stage_label": dict(flow.stages[row["stage"]].label),
            "how": next((way for way in ways if way in offers), None),
        }


def _reads_internal(tx: Tx, caller: Caller, ticket_id: str) -> bool:
    row = row_by_id(tx, ticket_id)
    return row is not None and reads_internal(caller.subject, tx, row)


def _why(tx: Tx, person: str, now: Instant) -> str | None:
    if not identity.is_active(tx, person):
        return "left"
    absences = tx.memo.provided.get(identity.ABSENCES)
    if absences is not None and absences(tx, person, now):
        return "leave"
    return "deputed" if _deputies(tx, person, now) else None


def _deputies(tx: Tx, person: str, now: Instant) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.deputy for one in identity.deputies_now(tx, person, now)))


def _names(tx: Tx, people: set[str]) -> dict[str, str | None]:
    return {person: brief.name for person, brief in identity.person_briefs(tx, sorted(people)).items()}


def _owned() -> sa.ColumnElement[bool]:
    return sa.and_(task.c.state == "open", task.c.owner.is_not(None))


def _may_assign(caller: Caller) -> sa.ColumnElement[bool]:
    return scope_condition(scope_of(caller.subject, "assign", "ticket"), TICKETS.anchors, ticket.c.id)


def _joined() -> sa.Join:
    return task.join(ticket, task.c.ticket == ticket.c.id)
