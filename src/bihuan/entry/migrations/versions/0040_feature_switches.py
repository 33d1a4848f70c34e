"""Which modules a company has switched off.

Revision ID: 0040
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Json

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was switched off before."""
    op.create_table(
        "feature_switches",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("off", Json, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
