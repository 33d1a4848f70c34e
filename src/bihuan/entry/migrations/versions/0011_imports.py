"""Imports of customers and devices: how far each has come, and what became of its rows.

Revision ID: 0011
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant, Json

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables."""
    counted = ("rows", "done", "made", "changed", "skipped", "refused", "version")
    op.create_table(
        "data_import",
        sa.Column("id", Id, primary_key=True),
        sa.Column("by", Id),
        sa.Column("at", Instant, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("file", Id, nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in counted),
        sa.Column("updated_at", Instant, nullable=False),
    )
    op.create_index("ix_data_import_by", "data_import", ["by", "at"])
    op.create_table(
        "import_part",
        sa.Column("import", Id, primary_key=True),
        sa.Column("start", sa.Integer, primary_key=True),
        sa.Column("rows", Json, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
    )
