"""No request needs more SQL statements than its budget, and none needs one per row."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from bench.statements import BUDGETS, budget_of, count_all


@dataclass(frozen=True)
class Needed:
    """Request → the SQL it sent, on one kind of database."""

    kind: str
    sql: Mapping[str, tuple[str, ...]]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def needed(request: pytest.FixtureRequest) -> Needed:
    if request.param == "sqlite":
        counts = count_all()
    else:
        server = request.getfixturevalue("postgres_server")
        with server.new_database() as name:
            counts = count_all(server.url(name))
    sql = {count.request: tuple(statement.sql for statement in count.statements) for count in counts}
    return Needed(request.param, sql)


def test_every_budget_is_kept(needed: Needed) -> None:
    over = [name for name in BUDGETS if len(needed.sql[name]) > budget_of(name, needed.kind)]
    said = [f"{name}: {len(needed.sql[name])} > {budget_of(name, needed.kind)}" for name in over]
    assert not over, "\n".join([*said, *(sql for name in over for sql in needed.sql[name])])


def test_a_budget_is_no_looser_than_it_must_be(needed: Needed) -> None:
    loose = {name: len(sql) for name, sql in needed.sql.items() if name in BUDGETS and len(sql) < BUDGETS[name] - 2}
    assert not loose, f"fewer statements are needed now, lower the budgets: {loose}"


def test_fifty_tickets_cost_as_many_statements_as_five(needed: Needed) -> None:
    assert len(needed.sql["list, 50 tickets"]) == len(needed.sql["list, 5 tickets"])
