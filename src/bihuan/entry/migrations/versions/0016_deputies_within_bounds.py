"""Deputies for some ticket types or roles, and for days of leave.

Revision ID: 0016
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Json

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Whoever was appointed so far stands in for everything."""
    op.add_column("user_deputy", sa.Column("types", Json))
    op.add_column("user_deputy", sa.Column("roles", Json))
    op.add_column("user_deputy", sa.Column("away", sa.Boolean))
