"""`core.access.Scope` as SQL: the same rows as `scope_allows`, for lists, counts and searches (semantics §8)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

import sqlalchemy as sa

from bihuan.core.access import TYPE, Clause, Scope
from bihuan.core.late import dataclass

Between = tuple[tuple[Literal["after", "up to"], int], ...]
"""Bounds of the places at which things stand in their list."""


@dataclass(frozen=True, slots=True)
class Link:
    """An anchor with several values per row: `value` of every row of another table whose `row` equals the thing's id.

    The other table needs an index on (value, row) or (row, value). Where it also keeps the thing's place (`pos`),
    behind an index on (value, pos), the things can be found as a set (`sets_of`): those that stand at `among`.
    """

    row: sa.ColumnElement[str]
    value: sa.ColumnElement[str]
    pos: sa.ColumnElement[int] | None = None
    among: sa.ColumnElement[int] | None = None
    between: Between = ()


Anchors = Mapping[str, sa.ColumnElement[str] | Link]
"""Where a table keeps each anchor. An anchor that is not named here is one that its rows lack."""


def sets_of(anchors: Anchors, pos: sa.ColumnElement[int] | None, between: Between) -> Anchors:
    """The same anchors for whoever wants all rows of a scope, or how many: with links a thing is then looked for among
    those of the person, instead of asking each thing whether it is one of his."""
    if pos is None:
        return anchors
    return {
        name: replace(anchor, among=pos, between=between)
        if isinstance(anchor, Link) and anchor.pos is not None
        else anchor
        for name, anchor in anchors.items()
    }


def placed(pos: sa.ColumnElement[int], between: Between) -> list[sa.ColumnElement[bool]]:
    """What stands within these bounds."""
    return [pos > place if side == "after" else pos <= place for side, place in between]


def scope_condition(scope: Scope, anchors: Anchors, row_id: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """The condition that holds for the rows of `scope`. For WHERE and CASE only: it may be NULL where it fails."""
    if scope.everything:
        return sa.true()
    return sa.or_(sa.false(), *(_clause(clause, anchors, row_id) for clause in scope.clauses))


def _clause(clause: Clause, anchors: Anchors, row_id: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    fits_type = _type_fits(clause, anchors, row_id)
    if clause.anchor is None:
        return fits_type
    return sa.and_(_has_one_of(anchors.get(clause.anchor), clause.values, row_id), fits_type)


def _type_fits(clause: Clause, anchors: Anchors, row_id: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    anchor = anchors.get(TYPE)
    if clause.types is not None:
        return _has_one_of(anchor, clause.types, row_id)
    if anchor is None or not clause.except_types:
        return sa.true()
    if isinstance(anchor, Link):
        return sa.not_(_has_one_of(anchor, clause.except_types, row_id))
    return sa.or_(anchor.is_(None), anchor.not_in(sorted(clause.except_types)))


def _has_one_of(
    anchor: sa.ColumnElement[str] | Link | None, values: Iterable[str], row_id: sa.ColumnElement[str]
) -> sa.ColumnElement[bool]:
    wanted = sorted(values)
    if anchor is None or not wanted:
        return sa.false()
    if not isinstance(anchor, Link):
        return _in(anchor, wanted)
    if anchor.among is not None and anchor.pos is not None:
        theirs = sa.select(anchor.pos).where(_in(anchor.value, wanted), *placed(anchor.pos, anchor.between))
        return anchor.among.in_(theirs)
    return sa.exists().where(anchor.row == row_id, _in(anchor.value, wanted))


def _in(column: sa.ColumnElement[str], wanted: list[str]) -> sa.ColumnElement[bool]:
    # One value as plain equality: both planners then use the index behind it for the order, too.
    return column == wanted[0] if len(wanted) == 1 else column.in_(wanted)
