"""A scope names the same rows in Python and in SQL, on both databases (AUD-3)."""

from collections.abc import Iterator
from itertools import count

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.access import EVERYTHING, NOTHING, Clause, Scope, scope_allows
from bihuan.db.scope_sql import Anchors, Between, Link, scope_condition, sets_of

_metadata = sa.MetaData()
thing = sa.Table(
    "scoped_thing",
    _metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("run", sa.Integer),
    sa.Column("type", sa.Text),
    sa.Column("team", sa.Text),
    sa.Column("pos", sa.Integer),
)
part = sa.Table(
    "scoped_part",
    _metadata,
    sa.Column("thing", sa.Text),
    sa.Column("person", sa.Text),
    sa.Column("pos", sa.Integer),
    sa.Index("ix_part", "thing"),
)
LINK = Link(part.c.thing, part.c.person, part.c.pos)
ANCHORS: Anchors = {"type": thing.c.type, "team": thing.c.team, "participant": LINK}
_runs = count(1)

values = st.sampled_from(["a", "b", "c", ""])
few = st.frozensets(values, max_size=3)
clauses = st.builds(
    Clause,
    anchor=st.sampled_from([None, "team", "participant", "area"]),
    values=few,
    types=st.none() | few,
    except_types=few,
)
scopes = st.just(EVERYTHING) | st.just(NOTHING) | st.builds(Scope, clauses=st.lists(clauses, max_size=3).map(tuple))
rows = st.lists(st.tuples(st.none() | values, st.none() | values, few), max_size=5)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def connection(request: pytest.FixtureRequest) -> Iterator[sa.Connection]:
    if request.param == "sqlite":
        engine = sa.create_engine("sqlite://")
        with engine.connect() as opened:
            _metadata.create_all(opened)
            yield opened
        return
    server = request.getfixturevalue("postgres_server")
    with server.new_database() as name:
        engine = sa.create_engine(server.url(name))
        with engine.connect() as opened:
            _metadata.create_all(opened)
            yield opened
        engine.dispose()


@pytest.mark.req("AUD-3")
@given(scope=scopes, things=rows)
def test_sql_and_python_agree_on_every_row(connection: sa.Connection, scope: Scope, things):
    run = next(_runs)
    expected = set()
    for number, (type_, team, people) in enumerate(things):
        row_id = f"{run}-{number}"
        pos = run * 1_000 + number
        connection.execute(thing.insert().values(id=row_id, run=run, type=type_, team=team, pos=pos))
        for person in people:
            connection.execute(part.insert().values(thing=row_id, person=person, pos=pos))
        if scope_allows(scope, {"type": type_, "team": team, "participant": people}):
            expected.add(row_id)

    within: Between = (("after", run * 1_000 - 1), ("up to", run * 1_000 + 999))
    for anchors in (ANCHORS, sets_of(ANCHORS, thing.c.pos, within)):
        condition = scope_condition(scope, anchors, thing.c.id)
        found: set[str] = set(connection.execute(sa.select(thing.c.id).where(thing.c.run == run, condition)).scalars())
        assert found == expected
