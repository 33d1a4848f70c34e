"""Random rules over random records: Python, SQLite and PostgreSQL give the same answer, whatever the record holds."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.core.rules import Env, FieldRef, Sql, compile_condition, parse_condition, to_sql
from bihuan.db.rule_sql import (
    ExactNumber,
    InColumn,
    InJson,
    InValueRow,
    Place,
    register_rule_functions,
    rule_target,
    value_cells,
)
from bihuan.db.types import Json, dump_json
from tests.core.rules.random_rules import ENV, OTHER_ENV, SCHEMA, conditions, random_records
from tests.postgres import PostgresServer

RECORDS = random_records(150)
IN_COLUMNS = {"title": sa.Text(), "source": sa.Text(), "created": sa.BigInteger(), "cost": ExactNumber()}
IN_VALUE_ROWS = ("amount", "note", "closed", "planned", "owner", "tags", "photos", "urgent", "area")

tables = sa.MetaData()
sample = sa.Table(
    "sample",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("data", Json, nullable=False),
    *(sa.Column(name, type_) for name, type_ in IN_COLUMNS.items()),
)
sample_value = sa.Table(
    "sample_value",
    tables,
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("sample", sa.Integer, nullable=False),
    sa.Column("text", sa.Text),
    sa.Column("num", ExactNumber()),
    sa.Column("at", sa.BigInteger),
    sa.Index("by_num", "field", "num", "sample"),
)


def all_in_json(field: FieldRef) -> Place:
    return InJson(sample.c.data, field.path)


def spread_out(field: FieldRef) -> Place:
    """As a ticket is kept: core columns, value rows for what is filtered, JSON for the rest."""
    key = field.path[0]
    if len(field.path) == 1 and key in IN_COLUMNS:
        return InColumn(sample.c[key], clean=key != "title")
    if len(field.path) == 1 and key in IN_VALUE_ROWS:
        return InValueRow(sample.c.id, sample_value, key, owner_column="sample")
    return InJson(sample.c.data, field.path)


def fill(engine: sa.Engine) -> None:
    tables.create_all(engine)
    with engine.begin() as connection:
        for number, record in enumerate(RECORDS):
            columns = {name: column_value(name, record) for name in IN_COLUMNS}
            connection.execute(sa.insert(sample).values(id=number, data=record, **columns))
            for key in IN_VALUE_ROWS:
                for cells in value_cells(SCHEMA.fields[key].type, record.get(key)):
                    row = {"text": cells.text, "num": cells.num, "at": cells.at}
                    connection.execute(sa.insert(sample_value).values(field=key, sample=number, **row))


def column_value(name: str, record: dict[str, Any]) -> Any:
    if name == "title":  # as it was typed, not folded: the target must do that
        return record.get(name) if isinstance(record.get(name), str) else None
    cells = value_cells(SCHEMA.fields[name].type, record.get(name))
    return next((part for cell in cells for part in (cell.text, cell.num, cell.at) if part is not None), None)


@pytest.fixture(scope="module")
def sqlite() -> Iterator[sa.Engine]:
    def connect() -> Any:
        connection = sqlcipher.connect(":memory:", check_same_thread=False)
        register_rule_functions(connection)
        return connection

    engine = sa.create_engine(
        "sqlite+pysqlite://", module=sqlcipher, creator=connect, poolclass=sa.StaticPool, json_serializer=dump_json
    )
    fill(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def postgres(postgres_server: PostgresServer) -> Iterator[sa.Engine]:
    with postgres_server.new_database() as name:
        engine = sa.create_engine(postgres_server.url(name), json_serializer=dump_json)
        fill(engine)
        yield engine
        engine.dispose()


def in_python(tree: Any, env: Env) -> list[int]:
    holds = compile_condition(parse_condition(tree, SCHEMA))
    return [number for number, record in enumerate(RECORDS) if holds(record, env)]


def in_sql(engine: sa.Engine, tree: Any, env: Env) -> list[list[int]]:
    """The answers with everything in JSON and spread out, and of the negation: no leaf may be NULL."""
    condition = parse_condition(tree, SCHEMA)
    answers = []
    with engine.connect() as connection:
        for places in (all_in_json, spread_out):
            found: Sql = to_sql(condition, rule_target(engine.dialect.name, places), env)
            rows = connection.execute(sa.select(sample.c.id, found.label("holds")).order_by(sample.c.id)).all()
            assert all(row.holds is not None for row in rows)
            answers.append([row.id for row in rows if row.holds])
            filtered = connection.execute(sa.select(sample.c.id).where(found).order_by(sample.c.id))
            answers.append(list(filtered.scalars()))
    return answers


AGREE = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
)
TREES = conditions(3)
ENVS = st.sampled_from([ENV, OTHER_ENV])


@pytest.mark.req("FRM-2", "COL-4", "RPT-1")
@AGREE
@given(tree=TREES, env=ENVS)
def test_sqlite_answers_as_python_does(sqlite: sa.Engine, tree: Any, env: Env) -> None:
    assert in_sql(sqlite, tree, env) == [in_python(tree, env)] * 4


@pytest.mark.postgres
@pytest.mark.req("FRM-2", "COL-4", "RPT-1")
@AGREE
@given(tree=TREES, env=ENVS)
def test_postgres_answers_as_python_does(postgres: sa.Engine, tree: Any, env: Env) -> None:
    assert in_sql(postgres, tree, env) == [in_python(tree, env)] * 4
