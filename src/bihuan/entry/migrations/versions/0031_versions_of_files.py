"""Versions of files, and comments on them.

Revision ID: 0031
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No file had a second version yet."""
    op.create_table(
        "file_version",
        sa.Column("ticket", Id, primary_key=True),
        sa.Column("file", Id, primary_key=True),
        sa.Column("document", Id, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("replaced", Id, nullable=False),
        sa.Column("field", sa.Text),
        sa.Column("note", Id),
        sa.Column("remark", sa.Text),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", Id),
    )
    op.create_table(
        "file_comment",
        sa.Column("id", Id, primary_key=True),
        sa.Column("ticket", Id, nullable=False),
        sa.Column("file", Id, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("place", sa.Text),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", Id),
        sa.Column("resolved_at", Instant),
        sa.Column("resolved_by", Id),
    )
    op.create_index("ix_file_comment_ticket", "file_comment", ["ticket"])
