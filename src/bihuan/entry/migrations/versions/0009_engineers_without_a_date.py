"""When a profile of an engineer changed stands in its stream; nobody read the column.

Revision ID: 0009
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop it."""
    op.drop_column("engineer", "changed_at")
