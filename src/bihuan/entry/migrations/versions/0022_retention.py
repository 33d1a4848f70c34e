"""How long tickets are kept, which are held, and which were purged.

Revision ID: 0022
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "retention",
        sa.Column("type", Id, primary_key=True),
        sa.Column("years", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "retention_plan",
        sa.Column("id", Id, primary_key=True),
        sa.Column("next_at", Instant),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "ticket_keeping",
        sa.Column("ticket", Id, primary_key=True),
        sa.Column("held_at", Instant),
        sa.Column("held_by", Id),
        sa.Column("reason", sa.Text),
        sa.Column("purged_at", Instant),
    )
    # What was purged before stands in the events only.
    op.execute(
        "INSERT INTO ticket_keeping (ticket, purged_at) SELECT substr(stream, 8), max(at) FROM event "
        "WHERE type = 'TicketPurged' AND substr(stream, 1, 7) = 'ticket:' GROUP BY substr(stream, 8)"
    )
    held = sa.text("held_at IS NOT NULL")
    op.create_index("ix_ticket_keeping_held", "ticket_keeping", ["held_at"], sqlite_where=held, postgresql_where=held)
