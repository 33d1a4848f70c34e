"""Typed reads: one's own stars, and those whom one turned to lately."""

import sqlalchemy as sa

from bihuan.kernel.tx import Tx
from bihuan.modules.colleagues.tables import person_asked, person_star

MOST_STARS = 50
MOST_RECENT = 8


def starred(tx: Tx, person: str) -> list[str]:
    """Whom somebody has starred."""
    return [row["target"] for row in tx.all(person_star, order=("target",), person=person)]


def recent(tx: Tx, person: str) -> list[str]:
    """Whom somebody turned to, the last one first; eight at most."""
    last = sa.func.max(person_asked.c.at)
    statement = sa.select(person_asked.c.target).where(person_asked.c.by == person).group_by(person_asked.c.target)
    return [row["target"] for row in tx.rows(statement.order_by(last.desc(), person_asked.c.target).limit(MOST_RECENT))]
