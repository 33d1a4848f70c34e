"""An index of the open tickets alone, and where the tickets of each person stand.

Revision ID: 0046
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Sequence

revision = "0046"
down_revision = "0040"
branch_labels = None
depends_on = None

_COLUMNS = ["category", "pos", "updated_at", "priority", "type", "department", "assignee", "submitter", "id"]


def upgrade() -> None:
    """Participants get the place of their ticket."""
    is_open = sa.text("category IN ('new', 'active', 'waiting')")
    op.create_index("ix_ticket_open", "ticket", _COLUMNS, sqlite_where=is_open, postgresql_where=is_open)
    op.add_column("ticket_participant", sa.Column("pos", Sequence, nullable=False, server_default="0"))
    op.drop_index("ix_ticket_participant_person", "ticket_participant")
    op.execute(
        "UPDATE ticket_participant SET pos = (SELECT t.pos FROM ticket t WHERE t.id = ticket_participant.ticket)"
        " WHERE EXISTS (SELECT 1 FROM ticket t WHERE t.id = ticket_participant.ticket)"
    )
    op.create_index("ix_ticket_participant_person", "ticket_participant", ["person", "pos", "ticket"])
