"""Which step of a flow opened a child ticket, and for which team or row.

Revision ID: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until now people opened them all."""
    op.add_column("ticket_child", sa.Column("step", sa.Text))
    op.add_column("ticket_child", sa.Column("part", sa.Text))
