"""Typed reads of preset replies: everybody's, those of one's departments, and one's own."""

import sqlalchemy as sa

from bihuan.core.access import Allowed, Subject, decide_access
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.identity import interface as identity
from bihuan.modules.replies.tables import reply

KIND = "reply"


def reply_row(tx: Tx, reply_id: str) -> Row | None:
    """One reply, whoever asks, deleted or not."""
    return tx.get(reply, id=reply_id)


def replies_for(tx: Tx, subject: Subject, deleted: bool) -> list[Row]:
    """Every reply that somebody may use: by category and title. `deleted`: those that he may restore instead."""
    theirs = sa.or_(reply.c.scope != "own", reply.c.owner == subject.person)
    order = (reply.c.category, reply.c.title_key, reply.c.id)
    rows = tx.rows(sa.select(reply).where(theirs, reply.c.deleted.is_(deleted)).order_by(*order))
    fits = may_edit if deleted else may_use
    return [row for row in rows if fits(tx, subject, row)]


def count_kept(tx: Tx, scope: str, owner: str | None) -> int:
    """How many are offered: of one person's own, or of those that are shared."""
    which = reply.c.owner == owner if scope == "own" else sa.true()
    kept = sa.and_(reply.c.scope == "own" if scope == "own" else reply.c.scope != "own", which, ~reply.c.deleted)
    return int(tx.scalar(sa.select(sa.func.count()).select_from(reply).where(kept)) or 0)


def may_use(tx: Tx, subject: Subject, row: Row) -> bool:
    """Whether the reply is theirs, everybody's, or one of a department they belong to, of one above it, or one that
    they may change."""
    if row["scope"] == "own":
        return bool(row["owner"] == subject.person)
    if row["scope"] == "everybody":
        return True
    trees = identity.organisation(tx).trees
    above = {unit for one in subject.departments for unit in trees.ancestors("department", one)}
    return not above.isdisjoint(row["departments"]) or may_edit(tx, subject, row)


def may_edit(_tx: Tx, subject: Subject, row: Row) -> bool:
    """One's own; everybody's for who manages all, a department's for who manages it."""
    if row["scope"] == "own":
        return bool(row["owner"] == subject.person)
    return all(may_manage(subject, department) for department in row["departments"] or (None,))


def may_manage(subject: Subject, department: str | None) -> bool:
    """Whether somebody looks after the replies of a department; None: of everybody."""
    anchors = {"department": department} if department is not None else {}
    return isinstance(decide_access(subject, "manage", KIND, anchors), Allowed)


def shared_rows(tx: Tx) -> list[Row]:
    """The replies that are everybody's and not deleted, by category and title."""
    rows = tx.all(reply, scope="everybody", deleted=False)
    return sorted(rows, key=lambda row: (row["category"], row["title"], row["id"]))
