"""Whom a note mentions.

Revision ID: 0014
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Json

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Notes of before mention nobody."""
    op.add_column("note", sa.Column("mentions", Json))
