"""Rows of retention."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, metadata

retention = sa.Table(
    "retention",
    metadata,
    sa.Column("type", Id, primary_key=True),
    sa.Column("years", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    # A law says so: nobody erases earlier, whoever asks.
    sa.Column("duty", sa.Boolean, nullable=False, server_default=sa.false()),
)

retention_plan = sa.Table(
    "retention_plan",
    metadata,
    sa.Column("id", Id, primary_key=True),
    # None: nothing is erased by itself.
    sa.Column("next_at", Instant),
    sa.Column("version", sa.Integer, nullable=False),
)

# Tickets that are or were held, and those that were purged; others have no row.
ticket_keeping = sa.Table(
    "ticket_keeping",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("held_at", Instant),
    sa.Column("held_by", Id),
    sa.Column("reason", sa.Text),
    sa.Column("purged_at", Instant),
)
sa.Index(
    "ix_ticket_keeping_held",
    ticket_keeping.c.held_at,
    sqlite_where=ticket_keeping.c.held_at.is_not(None),
    postgresql_where=ticket_keeping.c.held_at.is_not(None),
)
