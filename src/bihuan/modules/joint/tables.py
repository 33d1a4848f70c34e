"""Rows of joint sessions and crews, made from the stream of the ticket that they belong to."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, Json, metadata

# `state`: planned, held, cancelled. `attended`: who was there; null until the session was held.
joint_session = sa.Table(
    "joint_session",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("ticket", Id, nullable=False, index=True),
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

# Who is asked to a session; the slot stands here, too, so that one look finds who is booked when.
joint_session_person = sa.Table(
    "joint_session_person",
    metadata,
    sa.Column("session", Id, primary_key=True),
    sa.Column("person", Id, primary_key=True),
    sa.Column("ticket", Id, nullable=False),
    sa.Column("start", Instant, nullable=False),
    sa.Column("end", Instant, nullable=False),
    sa.Column("booked", sa.Boolean, nullable=False),
)
sa.Index("ix_joint_session_person_slot", joint_session_person.c.person, joint_session_person.c.start)
sa.Index("ix_joint_session_person_ticket", joint_session_person.c.ticket)

# 协作人: engineers who help the owner of a task.
task_helper = sa.Table(
    "task_helper",
    metadata,
    sa.Column("task", Id, primary_key=True),
    sa.Column("person", Id, primary_key=True),
    sa.Column("ticket", Id, nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("by", Id),
    # His own visit: en_route, on_site, left; null: not begun. The instants are those of the latest go.
    sa.Column("state", sa.Text),
    sa.Column("departed_at", Instant),
    sa.Column("arrived_at", Instant),
    sa.Column("left_at", Instant),
)
sa.Index("ix_task_helper_person", task_helper.c.person)

# One row: whether somebody may be asked to two sessions at once. Without it: yes, when it is said knowingly.
session_rules = sa.Table(
    "session_rules",
    metadata,
    sa.Column("stream_id", Id, primary_key=True),
    sa.Column("double_booking", sa.Text, nullable=False),
)
