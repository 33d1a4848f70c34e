"""Random rules over random records: Python, SQLite and PostgreSQL give the same answer, whatever the record holds."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher  # type: ignore[import-untyped]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.core.rules import Env, FieldRef, Sql, compile_condition, parse_condition, to_sql
from bihuan.core.values import Refusal
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
from tests.core.rules.vectors import read_env, read_schema, vectors
from tests.postgres import PostgresServer

RECORDS = random_records(100)
IN_COLUMNS: dict[str, Any] = {
    "title": sa.Text(),
    "source": sa.Text(),
    "created": sa.BigInteger(),
    "cost": ExactNumber(),
}
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


vector_case = sa.Table(
    "vector_case", tables, sa.Column("id", sa.Integer, primary_key=True), sa.Column("data", Json, nullable=False)
)


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


# What the two databases may leave to Python, by the name of the case.
LEFT_TO_PYTHON = {
    "within the department of another field",
    "within a missing department is false",
    "counts over history come with the record",
    "a count that was not supplied is missing",
}


def wrong_vectors(engine: sa.Engine) -> tuple[list[str], set[str]]:
    """The shared cases a database answers differently, and those it leaves to Python."""
    wrong, refused = [], set()
    cases = [case for case in vectors() if case["what"] == "condition"]
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(sa.insert(vector_case), [{"id": n, "data": case["record"]} for n, case in enumerate(cases)])
        for number, case in enumerate(cases):
            target = rule_target(engine.dialect.name, lambda field: InJson(vector_case.c.data, field.path))
            try:
                found = to_sql(parse_condition(case["tree"], read_schema(case)), target, read_env(case["env"]))
            except Refusal as refusal:
                assert refusal.code == "rule.not_in_sql"
                refused.add(case["name"])
                continue
            holds: Any = connection.execute(sa.select(found).where(vector_case.c.id == number)).scalar_one()
            if holds is None or bool(holds) != case["expect"]:
                wrong.append(case["id"])
        transaction.rollback()
    return wrong, refused


@pytest.mark.req("FRM-2", "COL-4", "RPT-1")
def test_sqlite_answers_the_shared_vectors(sqlite: sa.Engine) -> None:
    assert wrong_vectors(sqlite) == ([], LEFT_TO_PYTHON)


@pytest.mark.postgres
@pytest.mark.req("FRM-2", "COL-4", "RPT-1")
def test_postgres_answers_the_shared_vectors(postgres: sa.Engine) -> None:
    assert wrong_vectors(postgres) == ([], LEFT_TO_PYTHON)


@pytest.mark.parametrize(
    "tree",
    [
        {"op": "gt", "left": {"history": {"same": "contract", "days": 30}}, "right": 2},
        {"op": "eq", "left": {"fn": "add_working_days", "args": [{"field": "planned"}, 1]}, "right": "2026-05-29"},
        {"op": "gt", "left": {"fn": "add_months", "args": [{"field": "created"}, 1]}, "right": {"rel": "now"}},
        {"op": "within", "left": {"field": "team"}, "right": {"field": "owner.team"}},
    ],
)
def test_what_only_python_can_evaluate_is_refused_by_name(tree: Any) -> None:
    with pytest.raises(Refusal, match=r"rule\.not_in_sql") as refused:
        to_sql(parse_condition(tree, SCHEMA), rule_target("sqlite", all_in_json), ENV)
    assert refused.value.data["what"]


def test_working_days_from_now_need_no_calendar_in_the_database(sqlite: sa.Engine) -> None:
    tree = {"op": "lt", "left": {"field": "created"}, "right": {"rel": "today", "add": -3, "unit": "working_day"}}
    assert in_sql(sqlite, tree, ENV) == [in_python(tree, ENV)] * 4


def test_the_index_of_a_value_row_answers_a_comparison(sqlite: sa.Engine) -> None:
    tree = {"op": "gt", "left": {"field": "amount"}, "right": "500000"}
    found = sa.select(sample.c.id).where(to_sql(parse_condition(tree, SCHEMA), rule_target("sqlite", spread_out), ENV))
    with sqlite.connect() as connection:
        text = str(found.compile(sqlite, compile_kwargs={"literal_binds": True}))
        plan = connection.execute(sa.text(f"EXPLAIN QUERY PLAN {text}")).all()
    assert any("by_num (field=? AND num>?)" in str(row) for row in plan), plan


def test_the_examples_of_the_guide_hold() -> None:
    guide = Path(__file__).parents[2] / "docs" / "rules.md"
    examples = re.findall(r"```python\n(.*?)```", guide.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(examples) == 2
    names: dict[str, Any] = {}
    for example in examples:  # the second goes on from the first
        exec(compile(example, str(guide), "exec"), names)
