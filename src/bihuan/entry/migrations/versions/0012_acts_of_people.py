"""Who did what when with a ticket, for the trace box; filled from what happened so far.

Revision ID: 0012
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# `tickets.apply` says the same of what happens from now on. Events say nothing of what is as usual: without `public`
# a note or a call is internal.
_ACTS = """
INSERT INTO ticket_act (ticket, at, person, "inner")
SELECT DISTINCT substr(stream, 8), {at}, {caller}, type IN ('NoteAdded', 'CallLogged') AND NOT {public}
FROM event WHERE substr(stream, 1, 7) = 'ticket:' AND {kind} IN ('user', 'token', 'link') AND {caller} IS NOT NULL
UNION
SELECT DISTINCT substr(stream, 8), {at}, {given}, {no}
FROM event WHERE substr(stream, 1, 7) = 'ticket:' AND type = 'VisitOffered'
"""
FILL = {
    "sqlite": _ACTS.format(
        at="min(at, coalesce(json_extract(body, '$.claimed'), at))",
        caller="json_extract(body, '$.caller.id')",
        kind="json_extract(body, '$.caller.kind')",
        public="coalesce(json_extract(body, '$.data.public'), 0)",
        given="json_extract(body, '$.data.person')",
        no="0",
    ),
    "postgresql": _ACTS.format(
        at="least(at, coalesce((body::json ->> 'claimed')::bigint, at))",
        caller="(body::json -> 'caller' ->> 'id')",
        kind="(body::json -> 'caller' ->> 'kind')",
        public="coalesce((body::json -> 'data' ->> 'public')::boolean, false)",
        given="(body::json -> 'data' ->> 'person')",
        no="false",
    ),
}


def upgrade() -> None:
    """Make the table and fill it."""
    op.create_table(
        "ticket_act",
        sa.Column("ticket", Id, primary_key=True),
        sa.Column("at", Instant, primary_key=True, autoincrement=False),
        sa.Column("person", Id, primary_key=True),
        sa.Column("inner", sa.Boolean, primary_key=True),
    )
    connection = op.get_bind()
    connection.exec_driver_sql(FILL[connection.dialect.name])
    op.create_index("ix_ticket_act_person", "ticket_act", ["person", "at", "ticket"])
