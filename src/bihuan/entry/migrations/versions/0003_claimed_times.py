"""Times that people claimed for what became known later, and what a lead made of them.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant, Json

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "claimed_time",
        sa.Column("ticket", Id, primary_key=True),
        sa.Column("no", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("person", Id),
        sa.Column("claimed", Instant, nullable=False),
        sa.Column("skew", sa.BigInteger),
        sa.Column("offered", Instant, nullable=False),
        sa.Column("received", Instant, nullable=False),
        sa.Column("told", Instant, nullable=False),
        sa.Column("counts_from", Instant, nullable=False),
        sa.Column("doubts", Json, nullable=False),
        sa.Column("clocks", Json, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("settled_by", Id),
        sa.Column("settled_at", Instant),
        sa.Column("reason", sa.Text),
    )
    op.create_index(
        "ix_claimed_time_open",
        "claimed_time",
        ["received", "ticket"],
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
