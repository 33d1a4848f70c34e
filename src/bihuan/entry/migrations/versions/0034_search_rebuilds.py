"""The search index made anew where there are tickets: it finds them by notes, calls and names of files, too.

Revision ID: 0034
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Instant

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The worker does it after the upgrade, in slices; meanwhile everything is found as before."""
    op.create_table(
        "search_rebuild",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("pos", sa.BigInteger),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("began_at", Instant, nullable=False),
        sa.Column("ended_at", Instant),
    )
    op.execute(
        "INSERT INTO search_rebuild (id, pos, done, total, began_at) "
        "SELECT 1, -1, 0, count(*), max(created_at) FROM ticket HAVING count(*) > 0"
    )
