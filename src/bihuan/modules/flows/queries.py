"""Reads of flows and ticket types."""

import sqlalchemy as sa

from bihuan.core.values import JsonObject
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.flows.tables import flow_version, ticket_type

_NEWEST = {
    "sqlite": "SELECT max(version) FROM flow_version WHERE stream_id = ?",
    "postgresql": "SELECT max(version) FROM flow_version WHERE stream_id = %s",
}


def newest(tx: Tx, key: str) -> Row | None:
    """The row of the newest version of a flow."""
    found = tx.all(flow_version, order=("-version",), stream_id=f"flow.{key}")
    return found[0] if found else None


def newest_version(tx: Tx, key: str) -> int | None:
    """The number of the newest version: read with every new ticket, so without the body."""
    row = tx.run(_NEWEST[tx.kind], (f"flow.{key}",)).fetchone()
    return None if row is None or row[0] is None else int(row[0])


def one(tx: Tx, key: str, version: int) -> Row | None:
    """The row of one version."""
    return tx.get(flow_version, stream_id=f"flow.{key}", version=version)


def summaries(tx: Tx) -> list[JsonObject]:
    """Each flow with its newest version number and label."""
    top = (
        sa.select(flow_version.c.stream_id, sa.func.max(flow_version.c.version).label("version"))
        .group_by(flow_version.c.stream_id)
        .subquery()
    )
    same = (flow_version.c.stream_id == top.c.stream_id) & (flow_version.c.version == top.c.version)
    statement = sa.select(flow_version).select_from(flow_version.join(top, same)).order_by(flow_version.c.flow)
    return [
        {"key": row["flow"], "version": row["version"], "label": row["body"]["label"], "at": row["published_at"]}
        for row in tx.rows(statement)
    ]


def type_row(tx: Tx, key: str) -> Row | None:
    """One ticket type."""
    return tx.get(ticket_type, stream_id=f"type.{key}")


def type_rows(tx: Tx) -> list[Row]:
    """Every ticket type, by key."""
    return tx.all(ticket_type, order=("key",))


def type_with_prefix(tx: Tx, prefix: str) -> Row | None:
    """The type whose numbers begin with `prefix`."""
    return tx.first(sa.select(ticket_type).where(ticket_type.c.prefix == prefix))
