"""Erasures of people as evidence, how long backups are kept, and types that a law says to keep.

Revision ID: 0027
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant, Json

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was erased in this way yet, and no type was said to be kept by law."""
    op.create_table(
        "erasure",
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
    op.create_table(
        "backup_keeping",
        sa.Column("id", Id, primary_key=True),
        sa.Column("days", sa.Integer),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index(
        "ix_file_erased",
        "file",
        ["erased_at"],
        sqlite_where=sa.text("erased_at IS NOT NULL"),
        postgresql_where=sa.text("erased_at IS NOT NULL"),
    )
    op.add_column("retention", sa.Column("duty", sa.Boolean, nullable=False, server_default=sa.false()))
