"""Rows of stars, and of who turned to whom."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, metadata

person_star = sa.Table(
    "person_star",
    metadata,
    sa.Column("person", Id, primary_key=True),
    sa.Column("target", Id, primary_key=True),
)

# Who (`by`) gave work of a ticket to whom, or asked him in, and when he did so last.
person_asked = sa.Table(
    "person_asked",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("by", Id, primary_key=True),
    sa.Column("target", Id, primary_key=True),
    sa.Column("at", Instant, nullable=False),
)
sa.Index("ix_person_asked_by", person_asked.c.by, person_asked.c.at)
