"""Work that waits for a dispatcher."""

from typing import Any

import sqlalchemy as sa

from bihuan.core.access import NOTHING, scope_of
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.dispatch.queries.people import names_of
from bihuan.modules.dispatch.queries.sight import sees_every_table, sight_of
from bihuan.modules.dispatch.tables import dispatched
from bihuan.modules.tickets import interface as tickets

MOST_CALLED = 500
# What a module may provide: (tx, task ids) → who helps with each task besides its owner.
CREWS = "dispatch.crews"


def waiting_tasks(tx: Tx, caller: Caller, limit: int) -> JsonObject:
    """Open work that the caller may give to people: what nobody has, and what a dispatcher was called for though
    somebody has it. By priority, due, age: old work does not drown. Refuses `dispatch.not_found` to outsiders."""
    if scope_of(caller.subject, "assign", "ticket") == NOTHING:
        raise Refusal("dispatch.not_found", Kind.NOT_FOUND)
    called = sa.select(dispatched.c.task).where(dispatched.c.needs.is_not(None)).order_by(dispatched.c.at)
    besides = [row["task"] for row in tx.rows(called.limit(MOST_CALLED))]
    rows = tickets.assignable_tasks(tx, caller, besides, limit)
    known = _known(tx, [row["id"] for row in rows])
    # What several people may take by themselves, without any policy, waits for them and not for a dispatcher.
    open_rows = [row for row in rows if row["id"] in known or not row["candidates"]]
    every = sees_every_table(caller.subject)
    shown = [_narrowed(tx, caller, _shown(row, known.get(row["id"])), every) for row in open_rows]
    crews = _crews(tx, [item["id"] for item in shown])
    shown = [{**item, "helpers": crews.get(item["id"], [])} for item in shown]
    people = {one for item in shown for one in (*item["people"], *item["helpers"], item["owner"]) if one}
    return {"tasks": shown, "names": names_of(tx, people)}


def _crews(tx: Tx, tasks: list[str]) -> dict[str, list[str]]:
    """Who helps with each task, where there is a module that knows of crews."""
    reads = tx.memo.provided.get(CREWS)
    return reads(tx, tasks) if reads is not None and tasks else {}


def _known(tx: Tx, ids: list[str]) -> dict[str, Row]:
    return {row["task"]: row for row in tx.rows(sa.select(dispatched).where(dispatched.c.task.in_(ids)))}


def _shown(row: Row, known: Row | None) -> dict[str, Any]:
    names = ("id", "ticket", "number", "title", "type", "priority", "region", "stage", "step", "owner", "opened_at")
    found = {name: row[name] for name in names}
    if known is None:
        return {**found, "due": row["next_due"], "state": "by_hand", "needs": None, "people": [], **_NOT_DISPATCHED}
    state = "needs_dispatcher" if known["needs"] not in (None, "recommended") else known["needs"] or known["move"]
    decided = {"policy": known["policy"], "failures": known["failures"], "until": known["until"], "since": known["at"]}
    return {
        **found,
        "due": row["next_due"],
        "state": state or "by_hand",
        "needs": known["needs"],
        "people": known["people"],
        **decided,
    }


def _narrowed(tx: Tx, caller: Caller, shown: JsonObject, every: bool) -> JsonObject:
    """Whom a table named goes with the table."""
    row = tickets.ticket_row(tx, shown["ticket"]) if shown["people"] and not every else None
    if row is None:
        return shown
    sight = sight_of(tx, caller, row)
    return {**shown, "people": [person for person in shown["people"] if sight.sees(person)]}


_NOT_DISPATCHED: JsonObject = {"policy": None, "failures": 0, "until": None, "since": None}
