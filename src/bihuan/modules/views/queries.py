"""Typed reads of views: one's own, and those shared with a role one has or a department one belongs to."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import Subject
from bihuan.core.rules import Env
from bihuan.core.values import Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import count_lists
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.views.tables import saved_view, view_audience, view_choice

MOST_VIEWS = 200


def view_row(tx: Tx, view_id: str) -> Row | None:
    """One view, whoever asks."""
    return tx.get(saved_view, id=view_id)


def audience_of(tx: Tx, view_ids: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """With whom each view is shared: ids by `role` and `department`."""
    found: dict[str, dict[str, list[str]]] = {view: {"role": [], "department": []} for view in view_ids}
    statement = sa.select(view_audience).where(view_audience.c.view.in_(list(found)))
    for row in tx.rows(statement.order_by(view_audience.c.view, view_audience.c.kind, view_audience.c.target)):
        found[row["view"]][row["kind"]].append(row["target"])
    return found


def views_for(tx: Tx, subject: Subject) -> list[Row]:
    """Every view that somebody may use: his own first, then by name."""
    condition = sa.or_(saved_view.c.owner == subject.person, saved_view.c.id.in_(_shared_with(tx, subject)))
    statement = sa.select(saved_view).where(condition).order_by(saved_view.c.name, saved_view.c.id).limit(MOST_VIEWS)
    return sorted(tx.rows(statement), key=lambda row: row["owner"] != subject.person)


def may_use(tx: Tx, subject: Subject, row: Row) -> bool:
    """Whether the view is theirs, or shared with them."""
    shared = _shared_with(tx, subject).where(view_audience.c.view == row["id"])
    return row["owner"] == subject.person or bool(tx.rows(shared))


def _shared_with(tx: Tx, subject: Subject) -> Any:
    trees = identity.organisation(tx).trees
    departments = {above for one in subject.departments for above in trees.ancestors("department", one)}
    return sa.select(view_audience.c.view).where(
        sa.or_(
            sa.and_(view_audience.c.kind == "role", view_audience.c.target.in_(sorted(subject.roles))),
            sa.and_(view_audience.c.kind == "department", view_audience.c.target.in_(sorted(departments))),
        )
    )


def default_of(tx: Tx, person: str | None) -> str | None:
    """The view that somebody's pool opens with, as they chose it."""
    row = tx.get(view_choice, person=person) if person else None
    return row["view"] if row else None


def counts_of(tx: Tx, caller: Caller, rows: list[Row], env: Env) -> dict[str, tuple[int, bool]]:
    """How many tickets each view has for this caller, in one statement. A view that asks for what he may not ask, or
    for what is no more, has no count."""
    asked = {}
    for row in rows:
        try:
            asked[row["id"]] = tickets.asked_of_pool(tx, caller, row["query"], env)
        except Refusal:
            continue
    return dict(zip(asked, count_lists(tx, list(asked.values())), strict=True))
