"""Daily facts of tickets for reports; the worker counts what is there already.

Revision ID: 0025
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Instant

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_CLOCKS = ("assign", "accept", "first_response", "resolve", "update", "other")
_AMOUNTS = (
    *("created", "open", "resolved", "closed", "cancelled", "reopened"),
    *("responded", "response_ms", "resolve_ms", "worked", "work_ms", "visited", "first_fixed"),
    *(f"{clock}_{outcome}" for clock in _CLOCKS for outcome in ("met", "breached")),
)
_FIELDS = ("type", "priority", "category", "stage", "channel", "department", "region", "assignee", "team")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "fact_group",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        *(sa.Column(name, sa.Text) for name in _FIELDS),
    )
    op.create_table(
        "ticket_fact",
        sa.Column("pos", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("month", sa.Integer, nullable=False),
        sa.Column("dims", sa.Integer, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in _AMOUNTS),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "daily_fact",
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("dims", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("month", sa.Integer, nullable=False),
        sa.Column("tickets", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in _AMOUNTS),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fact_state",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("leaf", sa.BigInteger, nullable=False),
        sa.Column("pos", sa.BigInteger),
        sa.Column("at", Instant, nullable=False),
    )
