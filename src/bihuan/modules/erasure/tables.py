"""Rows of erasures: the evidence that they were done."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, Json, metadata

erasure = sa.Table(
    "erasure",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("by", Id),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("records", Json, nullable=False),
    sa.Column("tickets", Json, nullable=False),
    sa.Column("payloads", sa.Integer, nullable=False),
    sa.Column("files", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text),
)

backup_keeping = sa.Table(
    "backup_keeping",
    metadata,
    sa.Column("id", Id, primary_key=True),
    # None: nobody has said how long backups are kept.
    sa.Column("days", sa.Integer),
    sa.Column("version", sa.Integer, nullable=False),
)
