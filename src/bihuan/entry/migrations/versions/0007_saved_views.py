"""Saved views of the pool, with whom they are shared, and what each person's pool opens with.

Revision ID: 0007
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant, Json

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "saved_view",
        sa.Column("id", Id, primary_key=True),
        sa.Column("owner", Id, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("query", Json, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("updated_at", Instant, nullable=False),
    )
    op.create_index("ix_saved_view_owner", "saved_view", ["owner"])
    op.create_table(
        "view_audience",
        sa.Column("view", Id, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("target", sa.Text, primary_key=True),
    )
    op.create_index("ix_view_audience_target", "view_audience", ["kind", "target"])
    op.create_table(
        "view_choice",
        sa.Column("person", Id, primary_key=True),
        sa.Column("view", Id),
    )
