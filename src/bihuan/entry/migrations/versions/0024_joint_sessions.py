"""Joint sessions with their people, helpers of tasks, and the switch for double bookings.

Revision ID: 0024
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.types import Id, Instant, Json

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "joint_session",
        sa.Column("id", Id, primary_key=True),
        sa.Column("ticket", Id, nullable=False),
        sa.Column("subject", sa.Text),
        sa.Column("start", Instant, nullable=False),
        sa.Column("end", Instant, nullable=False),
        sa.Column("place", sa.Text),
        sa.Column("link", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("planned_by", Id),
        sa.Column("attended", Json),
        sa.Column("minutes", sa.Text),
        sa.Column("conclusion", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("changed_at", Instant, nullable=False),
    )
    op.create_index("ix_joint_session_ticket", "joint_session", ["ticket"])
    op.create_table(
        "joint_session_person",
        sa.Column("session", Id, primary_key=True),
        sa.Column("person", Id, primary_key=True),
        sa.Column("ticket", Id, nullable=False),
        sa.Column("start", Instant, nullable=False),
        sa.Column("end", Instant, nullable=False),
        sa.Column("booked", sa.Boolean, nullable=False),
    )
    op.create_index("ix_joint_session_person_slot", "joint_session_person", ["person", "start"])
    op.create_index("ix_joint_session_person_ticket", "joint_session_person", ["ticket"])
    _crews()


def _crews() -> None:
    op.create_table(
        "task_helper",
        sa.Column("task", Id, primary_key=True),
        sa.Column("person", Id, primary_key=True),
        sa.Column("ticket", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", Id),
    )
    op.create_index("ix_task_helper_ticket", "task_helper", ["ticket"])
    op.create_index("ix_task_helper_person", "task_helper", ["person"])
    op.create_table(
        "session_rules",
        sa.Column("stream_id", Id, primary_key=True),
        sa.Column("double_booking", sa.Text, nullable=False),
    )
