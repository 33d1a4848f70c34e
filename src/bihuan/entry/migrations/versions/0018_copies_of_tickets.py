"""Who was told of a ticket without having to act, and who has read it.

Revision ID: 0018
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant, Json

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "ticket_copy",
        sa.Column("ticket", Id, primary_key=True),
        sa.Column("instance", sa.Text, primary_key=True),
        sa.Column("person", Id, primary_key=True),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("text", Json),
        sa.Column("at", Instant, nullable=False),
        sa.Column("read_at", Instant),
    )
