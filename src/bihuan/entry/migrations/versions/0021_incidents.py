"""Actions of flows that failed and that nobody has seen to yet.

Revision ID: 0021
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "ticket_incident",
        sa.Column("ticket", Id, primary_key=True),
        sa.Column("instance", sa.Text, primary_key=True),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
