"""Custom tables with their records, values and search index (FRM-9).

Revision ID: 0033
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.rule_sql import ExactNumber
from bihuan.db.search import create_statements
from bihuan.db.sort_key import SortKey
from bihuan.db.types import Id, Instant, Json, Sequence

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """There was no table yet."""
    op.create_table(
        "data_table",
        sa.Column("stream_id", Id, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("archived_at", Instant),
        sa.Column("saved_by", Id),
        sa.Column("saved_at", Instant, nullable=False),
    )
    _records()
    op.create_table(
        "table_value",
        sa.Column("record", Id, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("text", sa.Text),
        sa.Column("num", ExactNumber()),
        sa.Column("at", Instant),
        sa.Column("sort_key", SortKey),
    )
    op.create_index("ix_table_value_text", "table_value", ["field", "text", "record"])
    for statement in create_statements("table_record", op.get_bind().dialect.name):
        op.execute(statement)


def _records() -> None:
    op.create_table(
        "table_record",
        sa.Column("pos", Sequence, primary_key=True, autoincrement=False),
        sa.Column("id", Id, nullable=False, unique=True),
        sa.Column("of_table", sa.Text, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("form_version", sa.Integer, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("title_sort", SortKey),
        sa.Column("data", Json),
        sa.Column("owner", Id),
        sa.Column("department", Id),
        sa.Column("resource", Id),
        sa.Column("starts_at", Instant),
        sa.Column("ends_at", Instant),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("created_by", Id),
        sa.Column("updated_at", Instant, nullable=False),
        sa.Column("updated_by", Id),
        sa.Column("archived_at", Instant),
        sa.Column("erased_at", Instant),
    )
    op.create_index("ix_table_record_table", "table_record", ["of_table", "pos"])
    booked = sa.text("resource IS NOT NULL")
    op.create_index(
        "ix_table_record_resource",
        "table_record",
        ["resource", "starts_at"],
        sqlite_where=booked,
        postgresql_where=booked,
    )
