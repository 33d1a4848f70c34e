"""Columns of notices that nobody read: the event of a delivery names its other channels, that of a template its author.

Revision ID: 0002
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop them."""
    op.drop_column("notice_delivery", "fallbacks")
    op.drop_column("notice_template", "author")
    op.drop_column("notice_template", "at")
