"""Stars that people give to colleagues, and who turned to whom; filled from what happened so far.

Revision ID: 0020
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# `colleagues.apply` says the same of what happens from now on.
_ASKED = """
INSERT INTO person_asked (ticket, "by", target, at)
SELECT ticket, "by", target, max(at) FROM (
  SELECT substr(stream, 8) AS ticket, {by} AS "by", {person} AS target, at, {kind} AS kind, {caller} AS caller
  FROM event WHERE substr(stream, 1, 7) = 'ticket:' AND type IN ('VisitOffered', 'TaskReassigned')
  UNION ALL
  SELECT substr(stream, 8), {by}, {seat_person}, at, {kind}, {caller}
  FROM event, {seats} WHERE substr(stream, 1, 7) = 'ticket:' AND event.type = 'SigningOpened'
) AS found
WHERE kind = 'user' AND "by" = caller AND target <> "by"
GROUP BY ticket, "by", target
"""
FILL = {
    "sqlite": _ASKED.format(
        by="json_extract(body, '$.data.by')",
        person="json_extract(body, '$.data.person')",
        caller="json_extract(body, '$.caller.id')",
        kind="json_extract(body, '$.caller.kind')",
        seats="json_each(event.body, '$.data.seats') AS seat",
        seat_person="json_extract(seat.value, '$.person')",
    ),
    "postgresql": _ASKED.format(
        by="(body::json -> 'data' ->> 'by')",
        person="(body::json -> 'data' ->> 'person')",
        caller="(body::json -> 'caller' ->> 'id')",
        kind="(body::json -> 'caller' ->> 'kind')",
        seats="json_array_elements(event.body::json -> 'data' -> 'seats') AS seat",
        seat_person="(seat ->> 'person')",
    ),
}


def upgrade() -> None:
    """Make the tables and fill the second one."""
    op.create_table(
        "person_star",
        sa.Column("person", Id, primary_key=True),
        sa.Column("target", Id, primary_key=True),
    )
    op.create_table(
        "person_asked",
        sa.Column("ticket", Id, primary_key=True),
        sa.Column("by", Id, primary_key=True),
        sa.Column("target", Id, primary_key=True),
        sa.Column("at", Instant, nullable=False),
    )
    connection = op.get_bind()
    connection.exec_driver_sql(FILL[connection.dialect.name])
    op.create_index("ix_person_asked_by", "person_asked", ["by", "at"])
