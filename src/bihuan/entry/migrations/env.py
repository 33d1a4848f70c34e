"""Alembic's entrance. The connection is handed in by `running.py`; there is no configuration file."""

from alembic import context

from bihuan.db.types import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    version_table=context.config.attributes["version_table"],
    # The transaction is the caller's: on SQLite opened by hand, on PostgreSQL under the tenant's lock.
    transactional_ddl=False,
)
context.run_migrations()
