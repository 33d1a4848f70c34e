"""Phone calls with customers.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant, Json

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "phone_call",
        sa.Column("id", Id, primary_key=True),
        sa.Column("ticket", Id, nullable=False),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("began_at", Instant, nullable=False),
        sa.Column("seconds", sa.Integer),
        sa.Column("contact", Id),
        sa.Column("name", sa.Text),
        sa.Column("text", sa.Text),
        sa.Column("public", sa.Boolean, nullable=False),
        sa.Column("files", Json, nullable=False),
        sa.Column("author", Id),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_index("ix_phone_call_ticket", "phone_call", ["ticket"])
