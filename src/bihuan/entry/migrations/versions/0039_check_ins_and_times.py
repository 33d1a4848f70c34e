"""How check-ins were judged, how far around a site they count, and other times that customers ask for.

Revision ID: 0039
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.rule_sql import ExactNumber
from bihuan.db.types import Id, Instant, Json

revision = "0039"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody's check-in was judged before, and no site has a radius of its own."""
    op.add_column("visit", sa.Column("check_in", Json))
    op.add_column("site", sa.Column("fence", ExactNumber()))
    op.create_table(
        "portal_visit_time",
        sa.Column("ticket", Id, nullable=False),
        sa.Column("at", Instant),
        sa.Column("until_at", Instant),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("asked_from", Instant, nullable=False),
        sa.Column("asked_until", Instant, nullable=False),
        sa.Column("asked_at", Instant, nullable=False),
        sa.Column("asked_by", Id),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("answered_at", Instant),
        sa.Column("answered_by", Id),
        sa.Column("answer", sa.Text),
        sa.PrimaryKeyConstraint("ticket"),
    )
