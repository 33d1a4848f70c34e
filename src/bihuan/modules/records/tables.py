"""Rows of custom tables and of their records; every one of them is made by apply.py from a stream."""

import sqlalchemy as sa

from bihuan.db.rule_sql import ExactNumber
from bihuan.db.search import attach_search
from bihuan.db.sort_key import SortKey
from bihuan.db.types import Id, Instant, Json, Sequence, metadata

data_table = sa.Table(
    "data_table",
    metadata,
    # The stream's id (`table.<key>`).
    sa.Column("stream_id", Id, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("archived_at", Instant),
    sa.Column("saved_by", Id),
    sa.Column("saved_at", Instant, nullable=False),
)

table_record = sa.Table(
    "table_record",
    metadata,
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
    # What a booking occupies, while it is not archived.
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
sa.Index("ix_table_record_table", table_record.c.of_table, table_record.c.pos)
sa.Index(
    "ix_table_record_resource",
    table_record.c.resource,
    table_record.c.starts_at,
    sqlite_where=table_record.c.resource.is_not(None),
    postgresql_where=table_record.c.resource.is_not(None),
)

# Values of records that lists filter and sort by, as tickets have them.
table_value = sa.Table(
    "table_value",
    metadata,
    sa.Column("record", Id, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text),
    sa.Column("num", ExactNumber()),
    sa.Column("at", Instant),
    sa.Column("sort_key", SortKey),
)
sa.Index("ix_table_value_text", table_value.c.field, table_value.c.text, table_value.c.record)

# The kind of object that rights, streams and the search index know records by.
RECORD = table_record.name

attach_search(table_record, RECORD)
