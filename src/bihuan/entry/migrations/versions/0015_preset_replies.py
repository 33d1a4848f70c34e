"""Preset replies.

Revision ID: 0015
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.sort_key import SortKey
from bihuan.db.types import Id, Instant, Json

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "reply",
        sa.Column("id", Id, primary_key=True),
        sa.Column("owner", Id, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("departments", Json, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("title_key", SortKey),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("updated_at", Instant, nullable=False),
    )
    op.create_index("ix_reply_scope", "reply", ["scope", "owner"])
