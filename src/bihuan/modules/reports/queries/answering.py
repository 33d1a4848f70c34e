"""A question as one statement on both databases: facts, the caller's rights inside, summed and ranked."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from bihuan.core.late import dataclass
from bihuan.core.reports import AGES, TIMED, valued
from bihuan.db.nearest_rank import nearest_rank
from bihuan.db.scope_sql import Link, scope_condition
from bihuan.kernel.listing import Condition
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.reports.queries.asking import Asking
from bihuan.modules.reports.queries.offering import FACTS, groupable, value_of
from bihuan.modules.reports.tables import daily_fact, fact_group, ticket_fact

MAX_ROWS = 2_000
_PERIOD_NAMES = ("day", "week", "month", "weekday", "age")
_Cell = sa.ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of (values of the groups, values of the measures), ordered by the groups. `more`: there are further ones."""

    rows: tuple[tuple[tuple[Any, ...], tuple[int | float | None, ...]], ...]
    more: bool


def answer(tx: Tx, asking: Asking) -> Answer:
    """The answer, in one statement."""
    tx.plan_each()
    found = tx.rows(_statement(asking).limit(MAX_ROWS + 1))
    rows = tuple((_group_values(asking, row), _measures(asking, row)) for row in found[:MAX_ROWS])
    return Answer(rows, len(found) > MAX_ROWS)


def _group_values(asking: Asking, row: Row) -> tuple[Any, ...]:
    columns = groupable(asking.among.view.listing)
    values = []
    for index, name in enumerate(asking.question.by):
        value = row[f"g{index}"]
        is_flag = name not in _PERIOD_NAMES and columns[name].type == "boolean"
        values.append(bool(value) if is_flag and value is not None else value)
    return tuple(values)


def _measures(asking: Asking, row: Row) -> tuple[int | float | None, ...]:
    return tuple(valued(one, row, row.get(one.key) if one.percent else None) for one in asking.question.measures)


# --- the statement ----------------------------------------------------------------------------------------------


def _statement(asking: Asking) -> sa.Select[Any]:
    facts = sa.union_all(*_sources(asking)).subquery("facts")
    groups = [facts.c[f"g{index}"] for index in range(len(asking.question.by))]
    sums = [sa.func.sum(facts.c[name]).label(name) for name in asking.amounts]
    statement = sa.select(*groups, *sums, *_percentiles(asking, facts))
    # A group is also made of rows that count nothing of what is asked; people did not ask for these.
    shown = sa.or_(*(facts.c[name] != 0 for name in asking.amounts))
    return statement.where(shown).group_by(*groups).order_by(*(group.asc().nulls_last() for group in groups))


def _percentiles(asking: Asking, facts: sa.Subquery) -> Iterator[_Cell]:
    for one in asking.question.measures:
        if one.percent:
            yield nearest_rank(facts.c[one.of], one.percent, facts.c[TIMED[one.of]] == 1).label(one.key)


def _sources(asking: Asking) -> list[sa.Select[Any]]:
    if asking.facts is None:
        return [_of_tickets(asking, ())]
    beside = _beside_facts(asking)
    if beside is None:
        return [_of_facts(asking)]
    covered = scope_condition(asking.among.view.scope, FACTS.anchors, FACTS.id)
    return [_of_facts(asking), _of_tickets(asking, (beside, sa.not_(sa.func.coalesce(covered, sa.false()))))]


def _beside_facts(asking: Asking) -> Condition | None:
    """The tickets that are the caller's by row rules of which facts know nothing: few, and found by their indexes."""
    listing, found = asking.among.view.listing, list[Condition]()
    for clause in asking.among.view.scope.clauses:
        anchor = listing.anchors.get(clause.anchor or "")
        if clause.anchor in FACTS.anchors or anchor is None or not clause.values:
            continue
        if isinstance(anchor, Link) and anchor.pos is not None and listing.pos is not None:
            theirs = sa.select(anchor.pos).where(anchor.value.in_(sorted(clause.values)))
            found.append(listing.pos.in_(theirs))
        elif isinstance(anchor, Link):
            found.append(listing.id.in_(sa.select(anchor.row).where(anchor.value.in_(sorted(clause.values)))))
        else:
            found.append(anchor.in_(sorted(clause.values)))
    return sa.or_(*found) if found else None


def _of_facts(asking: Asking) -> sa.Select[Any]:
    """Facts by day; percentiles need those of each ticket."""
    assert asking.facts is not None
    table = ticket_fact if any(one.percent for one in asking.question.measures) else daily_fact
    groups = [
        _period(asking, name, table) if name in _PERIOD_NAMES else fact_group.c[name] for name in asking.question.by
    ]
    columns = [*_labelled(groups), *(table.c[name] for name in asking.amounts)]
    joined = table.join(fact_group, fact_group.c.id == table.c.dims)
    return sa.select(*columns).select_from(joined).where(*asking.facts.conditions, *_within(asking, table))


def _of_tickets(asking: Asking, further: tuple[Condition, ...]) -> sa.Select[Any]:
    """Facts of each ticket beside its record."""
    view = asking.among.view
    ticket = view.listing.source
    groups = [
        _period(asking, name, ticket_fact) if name in _PERIOD_NAMES else value_of(view, asking.groups[name])
        for name in asking.question.by
    ]
    amounts = [_permitted(asking, name).label(name) for name in asking.amounts]
    joined = ticket_fact.join(ticket, ticket.c.pos == ticket_fact.c.pos)
    joined = joined.join(fact_group, fact_group.c.id == ticket_fact.c.dims)
    where = (*asking.among.conditions, *further, *_within(asking, ticket_fact))
    return sa.select(*_labelled(groups), *amounts).select_from(joined).where(*where)


def _permitted(asking: Asking, amount: str) -> _Cell:
    cell: _Cell = ticket_fact.c[amount]
    for permit in asking.amounts[amount]:
        cell = asking.among.view.permitted(cell, permit.rows)
    return cell


def _labelled(groups: list[_Cell]) -> list[_Cell]:
    return [group.label(f"g{index}") for index, group in enumerate(groups)]


def _within(asking: Asking, table: sa.Table) -> Iterator[Condition]:
    # Days on which nothing of what is asked happened need not be looked at.
    yield sa.or_(*(table.c[name] != 0 for name in asking.amounts))
    if asking.question.first is not None:
        yield table.c.day >= asking.question.first
    if asking.question.last is not None:
        yield table.c.day <= asking.question.last


def _period(asking: Asking, name: str, table: sa.Table) -> _Cell:
    day = table.c.day
    if name == "day":
        return day
    if name == "month":
        return table.c.month
    # 1970-01-01 was a Thursday; weeks begin on Monday.
    weekday = (day + 3) % 7
    if name == "weekday":
        return weekday
    if name == "week":
        return day - weekday
    steps = [(day > asking.today - following, age) for age, following in pairwise(AGES)]
    return sa.case(*steps, else_=AGES[-1])
