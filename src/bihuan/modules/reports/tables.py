"""Rows of daily facts. All are made from tickets by bookkeeping.py and can be thrown away and counted anew.

Nothing in them is personal beyond ids: not a word that anybody wrote.
"""

import sqlalchemy as sa

from bihuan.core.reports import AMOUNTS
from bihuan.db.types import Instant, metadata

# What facts can be divided and narrowed by without asking tickets, with the anchors of row rules.
FIELDS = ("type", "priority", "category", "stage", "channel", "department", "region", "assignee")
_ANCHORS = ("team",)

# The combinations that occur, a few thousand: so that the facts themselves are numbers only. `key` is the row as text.
fact_group = sa.Table(
    "fact_group",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    *(sa.Column(name, sa.Text) for name in (*FIELDS, *_ANCHORS)),
)


def _amounts() -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in AMOUNTS]


# What one ticket adds to a day (core.reports.facts_of): to take it away again, and for percentiles. `day` is a day of
# the tenant's zone since 1970-01-01, `month` is as 202611.
ticket_fact = sa.Table(
    "ticket_fact",
    metadata,
    sa.Column("pos", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("month", sa.Integer, nullable=False),
    sa.Column("dims", sa.Integer, nullable=False),
    *_amounts(),
    sqlite_with_rowid=False,
)

# The same summed over all tickets of a combination; `tickets` is how many add to it.
daily_fact = sa.Table(
    "daily_fact",
    metadata,
    sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("dims", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("month", sa.Integer, nullable=False),
    sa.Column("tickets", sa.BigInteger, nullable=False),
    *_amounts(),
    sqlite_with_rowid=False,
)

# How far the counting has come: up to which leaf of the ledger, and, while everything is counted anew, up to which
# ticket. `at`: when what was counted last had happened. One row.
fact_state = sa.Table(
    "fact_state",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("leaf", sa.BigInteger, nullable=False),
    sa.Column("pos", sa.BigInteger),
    sa.Column("at", Instant, nullable=False),
)
