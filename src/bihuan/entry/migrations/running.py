"""Runs Alembic on one tenant's database, and does nothing, quickly, where nothing is to be done."""

import re
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa

from bihuan.core.values import Kind, Refusal
from bihuan.db.engines import Database

FOLDER = Path(__file__).parent
# Not Alembic's usual name: another program's table in the schema "public" must never be taken for ours.
VERSION_TABLE = "bihuan_revision"
# Stands alone on a line behind each statement of an SQL file; a trigger's body has semicolons of its own.
STATEMENT_END = ";"
# One migration at a time per tenant's schema, whichever process came first.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext(current_schema()), 2)"


def head_revision() -> str | None:
    """The newest revision of this build; None while there is none."""
    return _head(FOLDER)


@lru_cache(maxsize=4)
def _head(folder: Path) -> str | None:
    # Read from the files: Alembic itself takes half a second to load, and is needed when there is work only.
    known, followed = _revisions(folder)
    heads = known - followed
    if len(heads) > 1:
        raise ValueError(f"several newest revisions: {sorted(heads)}")
    return next(iter(heads), None)


def _revisions(folder: Path) -> tuple[set[str], set[str]]:
    """(every revision, those that another one follows)."""
    texts = [path.read_text(encoding="utf-8") for path in (folder / "versions").glob("*.py")]
    return tuple(  # type: ignore[return-value]
        {match[1] for text in texts for match in [re.search(rf'^{name} = ["\'](\w+)["\']', text, re.M)] if match}
        for name in ("revision", "down_revision")
    )


def current_revision(database: Database) -> str | None:
    """The revision a database stands at: one SELECT. None for a new one."""
    with database.writer.connect() as connection:
        return _stored_revision(connection)


def run_file(revision: str) -> None:
    """Run `versions/<revision>.<database>.sql` in the migration that is under way."""
    from alembic import op

    connection = op.get_bind()
    path = FOLDER / "versions" / f"{revision}.{connection.dialect.name}.sql"
    # Straight to the driver: in an SQL file a percent sign is no placeholder.
    cursor = connection.connection.cursor()
    for statement in path.read_text(encoding="utf-8").split(f"\n{STATEMENT_END}\n"):
        if statement.strip():
            cursor.execute(statement)


def migrate(database: Database) -> None:
    """Bring `database` to `head_revision`. Refuses `database.newer` when a later build wrote it."""
    if current_revision(database) == head_revision():
        return
    with database.writer.connect() as connection:
        if database.kind == "sqlite":
            _migrate_sqlite(connection)
        else:
            with connection.begin():
                connection.execute(sa.text(_LOCK))
                _upgrade(connection)


def _migrate_sqlite(connection: sa.Connection) -> None:
    # The driver is in autocommit mode: one transaction by hand, so that a migration is all or nothing.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        _upgrade(connection)
        connection.exec_driver_sql("COMMIT")
    except BaseException:
        if connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
            connection.exec_driver_sql("ROLLBACK")
        raise


def _upgrade(connection: sa.Connection) -> None:
    stored = _stored_revision(connection) if sa.inspect(connection).has_table(VERSION_TABLE) else None
    if stored is not None and stored not in _revisions(FOLDER)[0]:
        raise Refusal("database.newer", Kind.CONFLICT, revision=stored)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes.update(connection=connection, version_table=VERSION_TABLE)
    command.upgrade(config, "head")


def _stored_revision(connection: sa.Connection) -> str | None:
    try:
        found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()  # noqa: S608
    except sa.exc.DBAPIError:
        return None
    return None if found is None else str(found)
