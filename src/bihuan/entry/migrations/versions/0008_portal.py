"""Public forms, links to tickets, and codes on their way to phones.

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant, Json

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the portal."""
    op.create_table(
        "public_form",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("type", Id, nullable=False),
        sa.Column("label", Json, nullable=False),
        sa.Column("intro", Json, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("prefill", Json, nullable=False),
        sa.Column("phone_needed", sa.Boolean, nullable=False),
        sa.Column("for_devices", sa.Boolean, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "ticket_access",
        sa.Column("id", Id, primary_key=True),
        sa.Column("ticket", Id, nullable=False),
        sa.Column("person", Id, nullable=False),
        sa.Column("issued_at", Instant, nullable=False),
        sa.Column("issued_by", Id),
        sa.Column("until_at", Instant, nullable=False),
        sa.Column("revoked_at", Instant),
    )
    op.create_index("ix_ticket_access_ticket", "ticket_access", ["ticket", "issued_at"])
    op.create_index("ix_ticket_access_person", "ticket_access", ["person", "issued_at"])
    op.create_table(
        "portal_phone_code",
        sa.Column("phone", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("sent", sa.Integer, nullable=False),
        sa.Column("first_at", Instant, nullable=False),
        sa.Column("sent_at", Instant, nullable=False),
    )
    op.create_index("ix_user_account_phone", "user_account", ["phone"])
