"""Where checkpoints leave for, when by themselves, and what left.

Revision ID: 0019
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant, Json

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:  # limits: table
    """Make the tables."""
    op.create_table(
        "witness",
        sa.Column("id", Id, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.Column("secrets", sa.Text),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "witness_plan",
        sa.Column("id", Id, primary_key=True),
        sa.Column("hour", sa.Integer, nullable=False),
        sa.Column("overdue_days", sa.Integer, nullable=False),
        sa.Column("next_at", Instant, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "departure",
        sa.Column("id", Id, primary_key=True),
        sa.Column("witness", Id, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("signed_at", Instant, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("asked_at", Instant, nullable=False),
        sa.Column("asked_by", Id),
        sa.Column("outbox", Id, nullable=False),
        sa.Column("left_at", Instant),
        sa.Column("receipt", sa.Text),
        sa.Column("token", sa.Text),
        sa.Column("stamped_at", Instant),
    )
    op.create_index("ix_departure_asked", "departure", ["asked_at", "id"])
    gone = sa.text("left_at IS NOT NULL")
    op.create_index("ix_departure_left", "departure", ["size", "left_at"], sqlite_where=gone, postgresql_where=gone)
