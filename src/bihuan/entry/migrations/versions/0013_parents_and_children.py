"""Parents and children: what a type says of them, and what a parent knows of its children.

Revision ID: 0013
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant, Json

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# Ties that people made before. The history tells nothing of how those children fared, so that all of them count as open
# until something happens to them, exactly as replaying it would say.
_KNOWN = """
INSERT INTO ticket_child (ticket, child, state, handler, at, ended_at)
SELECT ticket, other, 'open', NULL, at, NULL FROM ticket_link WHERE link = 'parent'
"""


def upgrade() -> None:
    """Add the column and make the tables."""
    op.add_column("ticket_type", sa.Column("children", Json))
    op.create_table(
        "ticket_child",
        sa.Column("ticket", Id, primary_key=True),
        sa.Column("child", Id, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("handler", Id),
        sa.Column("at", Instant, nullable=False),
        sa.Column("ended_at", Instant),
    )
    op.execute(_KNOWN)
