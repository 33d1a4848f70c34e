"""Migrated databases are those that the tables declare, and opening one that is current costs a single look."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bihuan.core.values import Refusal
from bihuan.db.engines import Database, open_postgres, open_sqlite
from bihuan.db.types import metadata
from bihuan.entry import new_migration as generate
from bihuan.entry.migrations import current_revision, head_revision, migrate, running
from bihuan.entry.wiring import build_hooks

pytestmark = pytest.mark.req("TEN-2")
KEY = bytes(range(32))

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("note", sa.Text))
    if op.get_bind().dialect.name == FAILS_ON:
        op.execute("INSERT INTO there_is_no_such_table VALUES (1)")
"""


@pytest.fixture
def new_database(tmp_path: Path, database_url: str) -> Iterator[Callable[[str], Database]]:
    """Makes empty databases of a name."""
    made: list[Database] = []

    def make(name: str) -> Database:
        if database_url:
            made.append(open_postgres(database_url, f"t_{name}"))
            with made[-1].writer.begin() as connection:
                connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS t_{name}"))
        else:
            made.append(open_sqlite(tmp_path / f"{name}.db", KEY))
        return made[-1]

    yield make
    for database in made:
        database.dispose()


@pytest.fixture
def first_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Migrations as they would be written for the tables declared now, and nothing else."""
    folder = tmp_path / "migrations"
    shutil.copytree(running.FOLDER, folder, ignore=shutil.ignore_patterns("[0-9]*", "__pycache__"))
    (folder / "versions").mkdir(exist_ok=True)
    generate.write_first(folder / "versions")
    monkeypatch.setattr(running, "FOLDER", folder)
    return folder


def columns_of(database: Database) -> list[Any]:
    with database.writer.connect() as connection:
        inspector = sa.inspect(connection)
        return [
            (table, column["name"], str(column["type"]), column["nullable"], str(column["default"]))
            for table in sorted(inspector.get_table_names())
            for column in inspector.get_columns(table)
        ]


CATALOGUE = {
    "sqlite": "SELECT type, name, replace(sql, char(9), ' ') FROM sqlite_master WHERE sql IS NOT NULL ORDER BY 1, 2",
    "postgresql": """
        SELECT 'index', indexname::text, replace(indexdef, current_schema() || '.', '') FROM pg_indexes
        WHERE schemaname = current_schema()
        UNION ALL SELECT 'constraint', conname::text, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = current_schema()::regnamespace
        UNION ALL SELECT 'trigger', tgname::text, replace(pg_get_triggerdef(oid), current_schema() || '.', '')
        FROM pg_trigger WHERE NOT tgisinternal
        AND (SELECT relnamespace FROM pg_class WHERE oid = tgrelid) = current_schema()::regnamespace
        UNION ALL SELECT 'function', proname::text, prosrc FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace
        ORDER BY 1, 2""",
}


def catalogue(database: Database) -> list[Any]:
    with database.writer.connect() as connection:
        rows = connection.exec_driver_sql(CATALOGUE[database.kind]).all()
    # SQLite keeps the text of a statement as it was typed, line ends included.
    plain = [(str(kind), str(name), " ".join(str(text).split())) for kind, name, text in rows]
    return [row for row in plain if running.VERSION_TABLE not in row[1] and "bihuan_revision" not in row[2]]


def declared(new_database: Callable[[str], Database]) -> Database:
    database = new_database("declared")
    metadata.create_all(database.writer)
    return database


def without_revision(rows: list[Any]) -> list[Any]:
    return [row for row in rows if row[0] != running.VERSION_TABLE]


@pytest.mark.usefixtures("first_release")
def test_migrated_and_declared_databases_are_the_same(new_database: Callable[[str], Database]) -> None:
    migrated, plain = new_database("migrated"), declared(new_database)
    migrate(migrated)
    assert catalogue(migrated) == catalogue(plain)
    assert without_revision(columns_of(migrated)) == columns_of(plain)
    assert any("append_only" in str(row) or "append-only" in str(row) for row in catalogue(migrated))
    assert current_revision(migrated) == head_revision() == "0001"


def test_the_migrations_that_ship_make_what_the_modules_declare(new_database: Callable[[str], Database]) -> None:
    build_hooks()
    migrated, plain = new_database("shipped"), new_database("declared")
    migrate(migrated)
    ours = [table for table in metadata.sorted_tables if not table.name.startswith("test_")]
    metadata.create_all(plain.writer, tables=ours)

    def without_toys(rows: list[Any]) -> list[Any]:
        return [row for row in rows if "test_" not in str(row)]

    assert without_toys(catalogue(migrated)) == catalogue(plain)
    assert without_revision(without_toys(columns_of(migrated))) == columns_of(plain)
    assert current_revision(migrated) == head_revision()


@pytest.mark.usefixtures("first_release")
def test_a_current_database_is_looked_at_once(new_database: Callable[[str], Database]) -> None:
    database = new_database("current")
    migrate(database)
    asked: list[str] = []
    sa.event.listen(database.writer, "before_cursor_execute", lambda *event: asked.append(event[2]))
    migrate(database)
    assert len(asked) == 1


def test_an_older_database_is_brought_forward_with_its_rows(
    first_release: Path, new_database: Callable[[str], Database]
) -> None:
    database = new_database("older")
    migrate(database)
    with database.writer.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO timer (stream, name, due, command, body) VALUES ('a', 'b', 1, 'c', 'd')"
        )
    (first_release / "versions" / "0002_note.py").write_text(NEXT.replace("FAILS_ON", "'none'"))
    running._head.cache_clear()
    migrate(database)
    assert current_revision(database) == "0002"
    with database.writer.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM timer").scalar() == 1
        assert connection.exec_driver_sql("SELECT note FROM outbox").all() == []


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    first_release: Path, new_database: Callable[[str], Database]
) -> None:
    database = new_database("failing")
    migrate(database)
    before = catalogue(database), columns_of(database)
    (first_release / "versions" / "0002_note.py").write_text(NEXT.replace("FAILS_ON", repr(database.kind)))
    running._head.cache_clear()
    with pytest.raises(Exception, match="there_is_no_such_table"):
        migrate(database)
    assert (catalogue(database), columns_of(database), current_revision(database)) == (*before, "0001")


@pytest.mark.usefixtures("first_release")
def test_a_database_of_a_later_build_is_refused(new_database: Callable[[str], Database]) -> None:
    database = new_database("newer")
    migrate(database)
    with database.writer.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {running.VERSION_TABLE} SET version_num = '9999'")
    with pytest.raises(Refusal, match=r"database\.newer"):
        migrate(database)


def test_the_next_migration_is_found_by_comparison(first_release: Path) -> None:
    running._head.cache_clear()
    extra = sa.Table("test_extra", metadata, sa.Column("id", sa.Text, primary_key=True), sa.Column("size", sa.Integer))
    try:
        generate.write_next("an extra table")
    finally:
        metadata.remove(extra)
    written = next((first_release / "versions").glob("0002*.py")).read_text()
    assert "op.create_table('test_extra'" in written
    assert written.count("op.create_table") == 1
