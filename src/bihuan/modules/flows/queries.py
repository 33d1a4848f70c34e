"""Reads of flows and ticket types."""

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from bihuan.core.flow import Finding, check_flow
from bihuan.core.rules import Field, Schema
from bihuan.core.values import Json, JsonObject
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.flows.tables import flow_version, ticket_type
from bihuan.modules.identity.interface import role_keys

# What a condition of a branch can be put together from; other kinds are kept as they are written.
_ASKED = frozenset({"text", "choice", "multi", "number", "boolean", "department", "region", "date", "person"})

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


def newest_rows(tx: Tx) -> list[Row]:
    """The row of the newest version of every flow, by key."""
    top = (
        sa.select(flow_version.c.stream_id, sa.func.max(flow_version.c.version).label("version"))
        .group_by(flow_version.c.stream_id)
        .subquery()
    )
    same = (flow_version.c.stream_id == top.c.stream_id) & (flow_version.c.version == top.c.version)
    return tx.rows(sa.select(flow_version).select_from(flow_version.join(top, same)).order_by(flow_version.c.flow))


def summaries(tx: Tx) -> list[JsonObject]:
    """Each flow with its newest version number and label."""
    used: dict[str, list[str]] = {}
    for kind in type_rows(tx):
        used.setdefault(kind["flow"], []).append(kind["key"])
    return [
        {
            **_version(row),
            "key": row["flow"],
            "label": row["body"].get("label") or {"zh": row["flow"]},
            "form": row["form"],
            "types": used.get(row["flow"], []),
        }
        for row in newest_rows(tx)
    ]


def versions(tx: Tx, key: str) -> list[JsonObject]:
    """Every version of a flow, newest first: when, by whom, and how much the check had to say."""
    return [_version(row) for row in tx.all(flow_version, order=("-version",), stream_id=f"flow.{key}")]


def _version(row: Row) -> JsonObject:
    return {
        "version": row["version"],
        "at": row["published_at"],
        "published_by": row["published_by"],
        "findings": len(row["findings"] or ()),
    }


def findings(tx: Tx, body: Json, schema: Schema, coming: Mapping[str, str] = {}) -> tuple[Finding, ...]:
    """What the publish check says of a flow on this form, with the roles and types that there are now.

    `coming`: the flow of each ticket type that comes with it.
    """
    types = {**{row["key"]: row["flow"] for row in type_rows(tx)}, **coming}
    return check_flow(body, schema, role_keys(tx), types)


def fields_to_ask(schema: Schema) -> list[JsonObject]:
    """Fields of the form, of the records beside it, and what comes of earlier steps (`flow.<step>`)."""
    return [
        {
            "key": key,
            "kind": field.type,
            "label": label,
            "options": [{"value": one.value, "label": dict(one.label)} for one in field.options],
            "of": None,
        }
        for key, field, label in _flat(schema)
        if field.type in _ASKED
    ]


def _flat(schema: Schema) -> Iterator[tuple[str, Field, JsonObject]]:
    for field in schema.fields.values():
        yield field.key, field, dict(field.label)
        for part in field.fields if field.type == "record" else ():
            both = {name: f"{field.label.get(name, '')} · {part.label.get(name, '')}" for name in ("zh", "en")}
            yield f"{field.key}.{part.key}", part, both


def type_row(tx: Tx, key: str) -> Row | None:
    """One ticket type."""
    return tx.get(ticket_type, stream_id=f"type.{key}")


def type_rows(tx: Tx) -> list[Row]:
    """Every ticket type, by key."""
    return tx.all(ticket_type, order=("key",))


def type_with_prefix(tx: Tx, prefix: str) -> Row | None:
    """The type whose numbers begin with `prefix`."""
    return tx.first(sa.select(ticket_type).where(ticket_type.c.prefix == prefix))
