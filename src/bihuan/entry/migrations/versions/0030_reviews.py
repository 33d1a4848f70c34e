"""Reviews of closed tickets with their measures.

Revision ID: 0030
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was reviewed yet."""
    op.create_table(
        "ticket_review",
        sa.Column("ticket", Id, primary_key=True),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("lesson", sa.Text, nullable=False),
        sa.Column("by", Id),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_table(
        "review_measure",
        sa.Column("id", Id, primary_key=True),
        sa.Column("ticket", Id, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("person", Id, nullable=False),
        sa.Column("due", Instant, nullable=False),
        sa.Column("done_at", Instant),
        sa.Column("done_by", Id),
    )
    op.create_index("ix_review_measure_ticket", "review_measure", ["ticket"])
