"""Endpoints of webhooks that fail rest.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "webhook_health",
        sa.Column("endpoint", sa.Text, primary_key=True),
        sa.Column("no", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("resting_until", Instant),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
