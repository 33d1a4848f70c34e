"""What bundles were applied, and what stood before.

Revision ID: 0032
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant, Json

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Earlier applications were units of their own for each piece and are not on record as one."""
    op.create_table(
        "bundle_application",
        sa.Column("id", Id, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", sa.Text),
        sa.Column("bundle", sa.Text, nullable=False),
        sa.Column("label", Json, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("changed", Json, nullable=False),
        sa.Column("undoes", Id),
    )
