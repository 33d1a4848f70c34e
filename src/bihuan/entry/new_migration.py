"""Writes a migration: `python -m bihuan.entry.new_migration "what changes"`.

The first one holds every statement that makes the tables, as plain SQL per database, so that it never changes with
the code. Later ones are Alembic operations, found by comparing a database at the newest revision with the tables
declared now. Triggers and search indexes are not compared: add them by hand (`db.types.append_only_statements`,
`db.search.create_statements`); the test that both ways give the same database fails until they are there.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from bihuan.db.engines import open_sqlite
from bihuan.db.types import metadata
from bihuan.entry.migrations import running
from bihuan.entry.wiring import build_hooks

FIRST = "0001"
_DIALECTS = {"sqlite": "sqlite://", "postgresql": "postgresql+psycopg://"}
_FIRST_MIGRATION = '''"""The tables of the first release.

Revision ID: 0001
"""

from bihuan.entry.migrations.running import run_file

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run 0001.<database>.sql."""
    run_file(revision)
'''


def write_first(folder: Path) -> None:
    """Write 0001 as SQL for both databases."""
    for dialect in _DIALECTS:
        statements = create_statements(dialect)
        text = "".join(f"{statement}\n{running.STATEMENT_END}\n" for statement in statements)
        (folder / f"{FIRST}.{dialect}.sql").write_text(text, encoding="utf-8")
    (folder / f"{FIRST}_first_release.py").write_text(_FIRST_MIGRATION, encoding="utf-8")


def create_statements(dialect: str) -> list[str]:
    """Every statement that makes the tables of a tenant, triggers and indexes included."""
    found: list[str] = []

    def collect(statement: Any, *_: Any, **__: Any) -> None:
        found.append(str(statement.compile(dialect=engine.dialect)).strip().replace("%%", "%"))

    engine = sa.create_mock_engine(_DIALECTS[dialect], collect)
    metadata.create_all(engine, checkfirst=False)
    return [_without_trailing_spaces(statement) for statement in found]


def _without_trailing_spaces(statement: str) -> str:
    return "\n".join(line.rstrip() for line in statement.splitlines())


def write_next(message: str) -> None:
    """Write the operations between the newest revision and the tables declared now."""
    versions = running.FOLDER / "versions"
    number = f"{len(list(versions.glob('[0-9]*.py'))) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        database = open_sqlite(Path(folder) / "compare.db", bytes(32))
        running.migrate(database)
        with database.writer.connect() as connection:
            config = Config()
            config.set_main_option("script_location", str(running.FOLDER))
            config.attributes.update(connection=connection, version_table=running.VERSION_TABLE)
            command.revision(config, message=message, autogenerate=True, rev_id=number)
        database.dispose()


def main(message: str) -> None:
    """Write the first migration when there is none, else the next."""
    build_hooks()
    if running.head_revision() is None:
        write_first(running.FOLDER / "versions")
    else:
        write_next(message)


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "change")
