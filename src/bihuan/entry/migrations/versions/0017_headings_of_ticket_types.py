"""Ticket types are chosen under a heading.

Revision ID: 0017
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Json

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("ticket_type", sa.Column("heading", Json))
