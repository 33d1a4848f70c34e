"""Ties between tickets, merged tickets with their leaders, and the pieces that split-off tickets show.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "ticket_link",
        sa.Column("ticket", Id, primary_key=True),
        sa.Column("link", sa.Text, primary_key=True),
        sa.Column("other", Id, primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", Id),
    )
    op.create_table(
        "ticket_merge",
        sa.Column("ticket", Id, primary_key=True),
        sa.Column("leader", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", Id),
        sa.Column("reason", sa.Text),
        sa.Column("ended", sa.Text),
        sa.Column("ended_at", Instant),
    )
    op.create_index("ix_ticket_merge_leader", "ticket_merge", ["leader"])
    op.create_table(
        "ticket_piece",
        sa.Column("ticket", Id, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("item", Id, primary_key=True),
        sa.Column("source", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
