"""Exports for the stand-alone verifier (docs/ledger.md).

They read one snapshot and stream: a ledger of millions of events never stands in memory.
"""

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bihuan.core import ledger
from bihuan.core.values import Instant, JsonObject, Kind, Refusal
from bihuan.kernel import keys as key_tools
from bihuan.kernel.sequencer import NodeReader, latest_checkpoint, origin_of
from bihuan.kernel.tables import checkpoint as checkpoint_table
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.tables import leaf as leaf_table
from bihuan.kernel.tables import payload as payload_table
from bihuan.kernel.tenants import Tenant
from bihuan.kernel.tx import Tx

_ROWS_AT_ONCE = 1_000
_NEWEST = 50
_MONTH_MS = 30 * 86_400_000
Write = Callable[[str, Iterable[Any]], int]


def export(tenant: Tenant, target: Path, ticket: str | None, now: Instant) -> JsonObject:
    """Write a .zip: the whole ledger, or `ticket`'s stream with proofs. Refuses `ledger.not_yet_signed`."""
    partial = target.with_suffix(target.suffix + ".part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        if ticket is None:
            manifest = tenant.read(lambda tx: _export_all(tx, tenant, _writer(archive)))
        else:
            stream = ticket if ":" in ticket else f"ticket:{ticket}"
            manifest = tenant.read(
                lambda tx: _export_streams(tx, tenant, _writer(archive), [stream], list(checkpoints(tx)))
            )
        _add_heads(archive, tenant, {**manifest, "exported_at": now})
    partial.replace(target)
    return {"path": str(target), **{name: manifest[name] for name in ("kind", "events", "payloads", "checkpoints")}}


def export_stream(tx: Tx, tenant: Tenant, stream: str, now: Instant, left: Iterable[int] = ()) -> bytes:
    """The .zip of one stream, in memory, with some of the checkpoints; those of the sizes `left` among them.

    Refuses `ledger.not_yet_signed`, `ledger.no_event`.
    """
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        manifest = _export_streams(tx, tenant, _writer(archive), [stream], _few_checkpoints(tx, left))
        _add_heads(archive, tenant, {**manifest, "exported_at": now})
    return whole.getvalue()


def _add_heads(archive: zipfile.ZipFile, tenant: Tenant, manifest: JsonObject) -> None:
    key = ledger.key_text(origin_of(tenant.info), tenant.keys.signing_public)
    fingerprint = ledger.event_hash(tenant.keys.signing_public).hex()
    for name, value in (("keys", {"keys": [{"key": key, "fingerprint": fingerprint}]}), ("manifest", manifest)):
        with archive.open(f"{name}.json", "w") as out:
            out.write(_line(value))


def _writer(archive: zipfile.ZipFile) -> Write:
    def write(name: str, rows: Iterable[Any]) -> int:
        count = 0
        with archive.open(f"{name}.jsonl", "w", force_zip64=True) as out:
            for row in rows:
                out.write(_line(row))
                count += 1
        return count

    return write


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _export_all(tx: Tx, tenant: Tenant, write: Write) -> JsonObject:
    counts = {
        "events": write("events", (_event_line(row) for row in _events(tx))),
        "payloads": write("payloads", _payload_lines(tx, _payloads(tx))),
        "checkpoints": write("checkpoints", ({"note": row["note"]} for row in checkpoints(tx))),
    }
    return {"format": "bihuan-ledger-export", "version": 1, "kind": "full", "origin": origin_of(tenant.info), **counts}


def _export_streams(
    tx: Tx, tenant: Tenant, write: Write, streams: list[str], notes: Sequence[JsonObject]
) -> JsonObject:
    newest = latest_checkpoint(tx)
    if newest is None:
        raise Refusal("ledger.not_yet_signed", Kind.CONFLICT)
    size, read = newest["size"], NodeReader(tx)
    events = list(_events(tx, streams))
    if not events:
        raise Refusal("ledger.no_event", Kind.NOT_FOUND)
    others = [row["size"] for row in notes if row["size"] != size]
    proven = [row["idx"] for row in events if row["idx"] is not None and row["idx"] < size]
    counts = {
        "events": write("events", (_event_line(row) for row in events)),
        "payloads": write("payloads", _payload_lines(tx, _payloads(tx, streams))),
        "checkpoints": write("checkpoints", ({"note": row["note"]} for row in notes)),
    }
    write("proofs", ({"leaf": leaf, "proof": _hex(ledger.inclusion_proof(leaf, size, read))} for leaf in proven))
    write(
        "consistency",
        ({"from": old, "to": size, "proof": _hex(ledger.consistency_proof(old, size, read))} for old in others),
    )
    head = {"format": "bihuan-ledger-export", "version": 1, "kind": "partial", "origin": origin_of(tenant.info)}
    return {**head, "checkpoint": size, "streams": sorted(streams), **counts}


def _few_checkpoints(tx: Tx, left: Iterable[int]) -> list[JsonObject]:
    """The newest ones, and of what is older the last of every thirty days: enough to relate a small export to what was
    handed out before, however old the log is. Against any other the command line makes an export."""
    table = checkpoint_table
    newest = tx.rows(sa.select(table).order_by(table.c.size.desc()).limit(_NEWEST))
    oldest = newest[-1]["size"] if newest else 0
    months = sa.select(sa.func.max(table.c.size)).where(table.c.size < oldest).group_by(table.c.at // _MONTH_MS)
    older = tx.rows(
        sa.select(table).where(table.c.size < oldest, table.c.size.in_(months) | table.c.size.in_(tuple(left)))
    )
    return sorted((*newest, *older), key=lambda row: int(row["size"]))


def _hex(nodes: Iterable[bytes]) -> list[str]:
    return [node.hex() for node in nodes]


def _event_line(row: JsonObject) -> JsonObject:
    named = {name: row[name] for name in ("stream", "no", "body")}
    return {"leaf": row["idx"], **named, "hash": bytes(row["hash"]).hex()}


def _payload_lines(tx: Tx, rows: Iterable[JsonObject]) -> Iterator[JsonObject]:
    for row in rows:
        key = bytes(row["key"]).hex()
        yield {"stream": row["stream"], "no": row["no"], "key": key, "data": plain_payload(tx, row).decode()}


def plain_payload(tx: Tx, row: JsonObject) -> bytes:
    """The data of a payload's row, opened where the application has sealed it."""
    if tx.kind == "sqlite":
        return bytes(row["data"])
    return key_tools.unseal(tx.keys.payload, bytes(row["data"]), f"{row['stream']}#{row['no']}".encode())


# --- rows in the order of the export ------------------------------------------------------------------------


def _in_leaf_order(statement: sa.Select[Any], streams: list[str] | None) -> sa.Select[Any]:
    if streams is not None:
        statement = statement.where(event_table.c.stream.in_(streams))
    # What has no leaf yet comes last.
    return statement.order_by(leaf_table.c.idx.is_(None), leaf_table.c.idx, event_table.c.seq)


def _events(tx: Tx, streams: list[str] | None = None) -> Iterator[JsonObject]:
    joined = event_table.outerjoin(leaf_table, event_table.c.seq == leaf_table.c.seq)
    columns = [event_table.c[name] for name in ("stream", "no", "type", "at", "correlation", "body", "hash")]
    leaf_hash = leaf_table.c.hash.label("leaf_hash")
    statement = sa.select(leaf_table.c.idx, leaf_hash, *columns).select_from(joined)
    return stream_rows(tx, _in_leaf_order(statement, streams))


def _payloads(tx: Tx, streams: list[str] | None = None) -> Iterator[JsonObject]:
    same = (event_table.c.stream == payload_table.c.stream) & (event_table.c.no == payload_table.c.no)
    joined = payload_table.join(event_table, same).outerjoin(leaf_table, event_table.c.seq == leaf_table.c.seq)
    return stream_rows(tx, _in_leaf_order(sa.select(payload_table).select_from(joined), streams))


def checkpoints(tx: Tx) -> Iterator[JsonObject]:
    """Every checkpoint, in order of size."""
    return stream_rows(tx, sa.select(checkpoint_table).order_by(checkpoint_table.c.size))


def stream_rows(tx: Tx, statement: sa.Select[Any]) -> Iterator[JsonObject]:
    """Rows as they come, never all at once."""
    result = tx.connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(statement)
    return (dict(row) for row in result.mappings())
