"""Recovery codes, roles that must sign in in two steps, and sessions that wait for the second one.

Revision ID: 0023
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Json

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has codes yet, and no role asks for more than it did."""
    op.add_column("credential", sa.Column("recovery", Json))
    op.add_column("role", sa.Column("second_factor", sa.Boolean))
    op.add_column("session", sa.Column("must_enrol", sa.Boolean))
