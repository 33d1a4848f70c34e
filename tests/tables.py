"""A tenant's tables in one go: hundreds of tests begin with an empty database."""

from collections.abc import Callable
from functools import cache
from typing import Any

import sqlalchemy as sa

from bihuan.db.engines import Database
from bihuan.db.types import metadata

# A schema of databases on the tests' PostgreSQL server: the first tenant that is made there takes it over.
SPARE = "spare_tenant"


def create_tables(database: Database, names: frozenset[str] | None = None) -> None:
    """Every declared table that is missing, in one go: `metadata.create_all` asks and commits table by table.

    `names`: on SQLite no others than these; on PostgreSQL they all stand ready.
    """
    with database.writer.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if database.kind == "sqlite":
            missing = _missing(driver, "SELECT name FROM sqlite_master") & (names or frozenset(metadata.tables))
            if missing:
                driver.executescript(";\n".join(["BEGIN IMMEDIATE", *_statements("sqlite", missing), "COMMIT"]))
            return
        ours = "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
        missing = _missing(driver, ours)
        if missing == set(metadata.tables) and _take_over(driver):
            missing = _missing(driver, ours)
        if missing:
            driver.execute(";\n".join(_statements("postgresql", missing)))
        driver.commit()


def at_once(migrate: Callable[[Database], None]) -> Callable[[Database], None]:
    """`migrate`, but a new database gets the tables that all migrations together make: tests show that they agree."""
    from bihuan.entry.migrations.running import VERSION_TABLE, current_revision, head_revision

    def prepare(database: Database) -> None:
        if current_revision(database) is not None:
            return migrate(database)
        create_tables(database)
        with database.writer.begin() as connection:
            connection.exec_driver_sql(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
            connection.exec_driver_sql(f"INSERT INTO {VERSION_TABLE} VALUES ('{head_revision()}')")
        return None

    return prepare


def _missing(driver: Any, names: str) -> frozenset[str]:
    return frozenset(metadata.tables) - {row[0] for row in driver.execute(names).fetchall()}


def _take_over(driver: Any) -> bool:
    """Give the spare schema the name of the tenant's empty one, if it is still there."""
    found = driver.execute("SELECT current_schema() FROM pg_namespace WHERE nspname = %s", (SPARE,)).fetchone()
    if found is None:
        return False
    driver.execute(f'DROP SCHEMA "{found[0]}"; ALTER SCHEMA {SPARE} RENAME TO "{found[0]}"')
    return True


def script_of_spare() -> str:
    """What makes the spare schema in an empty database."""
    statements = _statements("postgresql", frozenset(metadata.tables))
    return ";\n".join([f"CREATE SCHEMA {SPARE}", f"SET search_path = {SPARE}, public", *statements])


@cache
def _statements(kind: str, names: frozenset[str]) -> list[str]:
    made: list[str] = []

    def take(statement: Any, *_: Any, **__: Any) -> None:
        made.append(str(statement.compile(dialect=engine.dialect)).replace("%%", "%"))

    engine = sa.create_mock_engine("sqlite://" if kind == "sqlite" else "postgresql+psycopg://", take)
    metadata.create_all(engine, [table for table in metadata.sorted_tables if table.name in names], checkfirst=False)
    return made
