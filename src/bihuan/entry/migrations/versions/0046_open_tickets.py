"""An index of the open tickets alone, and where the tickets of each person stand.

Revision ID: 0046
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Sequence

revision = "0046"
down_revision = "0040"
branch_labels = None
depends_on = None

_COLUMNS = ["category", "pos", "updated_at", "priority", "type", "department", "assignee", "submitter", "id"]


def upgrade() -> None:
    """Participants get the place of their ticket."""
    is_open = sa.text("category IN ('new', 'active', 'waiting')")
    op.create_index("ix_ticket_open", "ticket", _COLUMNS, sqlite_where=is_open, postgresql_where=is_open)
    # Made anew: SQLite adds no column that must hold a value.
    op.execute(
        "CREATE TABLE participant_of_before AS SELECT p.ticket, p.person, t.pos"
        " FROM ticket_participant p JOIN ticket t ON t.id = p.ticket"
    )
    op.drop_table("ticket_participant")
    op.create_table(
        "ticket_participant",
        sa.Column("ticket", Id, nullable=False),
        sa.Column("person", Id, nullable=False),
        sa.Column("pos", Sequence, nullable=False),
        sa.PrimaryKeyConstraint("ticket", "person"),
    )
    op.execute(
        "INSERT INTO ticket_participant (ticket, person, pos) SELECT ticket, person, pos FROM participant_of_before"
    )
    op.drop_table("participant_of_before")
    op.create_index("ix_ticket_participant_person", "ticket_participant", ["person", "pos", "ticket"])
