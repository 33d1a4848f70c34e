"""Reads of published forms."""

import sqlalchemy as sa

from bihuan.core.values import JsonObject
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.forms.tables import form_version

_NEWEST = {
    "sqlite": "SELECT max(version) FROM form_version WHERE stream_id = ?",
    "postgresql": "SELECT max(version) FROM form_version WHERE stream_id = %s",
}


def newest(tx: Tx, key: str) -> Row | None:
    """The row of the newest version of a form."""
    found = tx.all(form_version, order=("-version",), stream_id=f"form.{key}")
    return found[0] if found else None


def newest_version(tx: Tx, key: str) -> int | None:
    """The number of the newest version: read with every new ticket, so without the body."""
    row = tx.run(_NEWEST[tx.kind], (f"form.{key}",)).fetchone()
    return None if row is None or row[0] is None else int(row[0])


def one(tx: Tx, key: str, version: int) -> Row | None:
    """The row of one version."""
    return tx.get(form_version, stream_id=f"form.{key}", version=version)


def versions(tx: Tx, key: str) -> list[JsonObject]:
    """Every version of a form without its body, newest first."""
    columns = [form_version.c[name] for name in ("version", "weight", "changes", "published_by", "published_at")]
    statement = sa.select(*columns).where(form_version.c.stream_id == f"form.{key}")
    return tx.rows(statement.order_by(form_version.c.version.desc()))


def bodies(tx: Tx, key: str) -> list[Row]:
    """Every version of a form with its body, newest first."""
    return tx.all(form_version, order=("-version",), stream_id=f"form.{key}")


def newest_rows(tx: Tx) -> list[Row]:
    """The row of the newest version of every form, by key."""
    top = (
        sa.select(form_version.c.stream_id, sa.func.max(form_version.c.version).label("version"))
        .group_by(form_version.c.stream_id)
        .subquery()
    )
    same = (form_version.c.stream_id == top.c.stream_id) & (form_version.c.version == top.c.version)
    return tx.rows(sa.select(form_version).select_from(form_version.join(top, same)).order_by(form_version.c.form))


def summaries(tx: Tx) -> list[JsonObject]:
    """Each form with its newest version number and label."""
    return [
        {"key": row["form"], "version": row["version"], "label": row["body"]["label"], "at": row["published_at"]}
        for row in newest_rows(tx)
    ]


def number_of_versions(tx: Tx) -> int:
    """How many versions of forms there are."""
    return int(tx.scalar(sa.select(sa.func.count()).select_from(form_version)))


def all_versions(tx: Tx) -> list[tuple[str, int]]:
    """(form, version) of all of them."""
    statement = sa.select(form_version.c.form, form_version.c.version).order_by(*form_version.primary_key)
    return [(row["form"], row["version"]) for row in tx.rows(statement)]
