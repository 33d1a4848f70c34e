"""Crews: who helps with which task."""

from collections.abc import Collection

import sqlalchemy as sa

from bihuan.core.access import Allowed, FieldAccess, decide_access, visible_fields
from bihuan.core.joint import MOVES
from bihuan.core.values import JsonObject
from bihuan.db.many_values import one_of_many
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.joint.queries.sessions import person_of
from bihuan.modules.joint.tables import task_helper
from bihuan.modules.tickets import interface as tickets

_MOST = 200


def helpers_of(tx: Tx, task: str) -> tuple[str, ...]:
    """Who helps with a task, in the order in which they came."""
    return tuple(row["person"] for row in tx.all(task_helper, order=("at", "person"), task=task))


def helper_row(tx: Tx, task: str, person: str) -> Row | None:
    """A helper, with how his own visit stands."""
    return tx.get(task_helper, task=task, person=person)


def crew_lists(tx: Tx, tasks: Collection[str]) -> dict[str, list[str]]:
    """Who helps with each of these tasks, for lists of other modules."""
    found: dict[str, list[str]] = {}
    wanted = one_of_many(tx.kind, task_helper.c.task, tuple(tasks))
    for row in tx.rows(sa.select(task_helper).where(wanted).order_by(task_helper.c.at, task_helper.c.person)):
        found.setdefault(row["task"], []).append(row["person"])
    return found


def _visits(tx: Tx, task: str) -> list[JsonObject]:
    names = ("person", "state", "departed_at", "arrived_at", "left_at")
    return [{name: row[name] for name in names} for row in tx.all(task_helper, order=("at", "person"), task=task)]


def crews_of(tx: Tx, caller: Caller, key: str) -> list[JsonObject]:
    """{task, owner, people, may_set} of every open handle task of a ticket. Refuses `ticket.not_found`."""
    row, anchors = tickets.readable_row(tx, caller, key)
    if not tickets.reads_internal(caller.subject, tx, row):
        return []
    may = isinstance(decide_access(caller.subject, "assign", "ticket", anchors), Allowed)
    return [
        {
            "task": task["id"],
            "owner": task["owner"],
            "people": list(helpers_of(tx, task["id"])),
            "visits": _visits(tx, task["id"]),
            "may_set": may or (task["owner"] is not None and task["owner"] == caller.subject.person),
        }
        for task in tickets.tasks_of(tx, row["id"])
        if task["state"] == "open" and task["kind"] == "handle"
    ]


def my_help(tx: Tx, caller: Caller) -> list[JsonObject]:
    """The open tasks of others that the caller helps with, the oldest first."""
    person = person_of(caller)
    statement = sa.select(task_helper).where(task_helper.c.person == person).order_by(task_helper.c.at).limit(_MOST)
    found = (_helped(tx, caller, row) for row in tx.rows(statement))
    return [one for one in found if one is not None]


def _helped(tx: Tx, caller: Caller, mine: Row) -> JsonObject | None:
    task_id, ticket_id = mine["task"], mine["ticket"]
    task, row = tickets.task_row(tx, task_id), tickets.ticket_row(tx, ticket_id)
    if task is None or row is None or task["state"] != "open":
        return None
    anchors = tickets.anchors_of(tx, row)
    if not isinstance(decide_access(caller.subject, "read", "ticket", anchors), Allowed):
        return None
    title = visible_fields(caller.subject, "ticket", anchors)["title"] >= FieldAccess.READ
    return {
        "task": task_id,
        "ticket": ticket_id,
        "number": row["number"],
        "title": row["title"] if title else None,
        "priority": row["priority"],
        "owner": task["owner"],
        "visit": task["visit"],
        "state": mine["state"],
        "moves": list(MOVES[mine["state"]]),
    }
