"""Visits of helpers: where each of a crew is.

Revision ID: 0028
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Instant

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody's visit has begun."""
    op.add_column("task_helper", sa.Column("state", sa.Text))
    for moment in ("departed_at", "arrived_at", "left_at"):
        op.add_column("task_helper", sa.Column(moment, Instant))
