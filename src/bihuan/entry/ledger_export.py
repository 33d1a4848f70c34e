"""Exports for the stand-alone verifier (docs/ledger.md), and the same check done here with the kernel's own rows.

Both read one snapshot and stream: a ledger of millions of events never stands in memory.
"""

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature

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
_SHOWN_FAULTS = 50
Write = Callable[[str, Iterable[Any]], int]


def export(tenant: Tenant, target: Path, ticket: str | None, now: Instant) -> JsonObject:
    """Write a .zip: the whole ledger, or `ticket`'s stream with proofs. Refuses `ledger.not_yet_signed`."""
    partial = target.with_suffix(target.suffix + ".part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        if ticket is None:
            manifest = tenant.read(lambda tx: _export_all(tx, tenant, _writer(archive)))
        else:
            stream = ticket if ":" in ticket else f"ticket:{ticket}"
            manifest = tenant.read(lambda tx: _export_streams(tx, tenant, _writer(archive), [stream]))
        key = ledger.key_text(origin_of(tenant.info), tenant.keys.signing_public)
        fingerprint = ledger.event_hash(tenant.keys.signing_public).hex()
        archive.writestr("keys.json", _line({"keys": [{"key": key, "fingerprint": fingerprint}]}))
        archive.writestr("manifest.json", _line({**manifest, "exported_at": now}))
    partial.replace(target)
    return {"path": str(target), **{name: manifest[name] for name in ("kind", "events", "payloads", "checkpoints")}}


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
        "checkpoints": write("checkpoints", ({"note": row["note"]} for row in _checkpoints(tx))),
    }
    return {"format": "bihuan-ledger-export", "version": 1, "kind": "full", "origin": origin_of(tenant.info), **counts}


def _export_streams(tx: Tx, tenant: Tenant, write: Write, streams: list[str]) -> JsonObject:
    newest = latest_checkpoint(tx)
    if newest is None:
        raise Refusal("ledger.not_yet_signed", Kind.CONFLICT)
    size, read = newest["size"], NodeReader(tx)
    events = list(_events(tx, streams))
    if not events:
        raise Refusal("ledger.no_event", Kind.NOT_FOUND)
    others = [row["size"] for row in _checkpoints(tx) if row["size"] != size]
    proven = [row["idx"] for row in events if row["idx"] is not None and row["idx"] < size]
    counts = {
        "events": write("events", (_event_line(row) for row in events)),
        "payloads": write("payloads", _payload_lines(tx, _payloads(tx, streams))),
        "checkpoints": write("checkpoints", ({"note": row["note"]} for row in _checkpoints(tx))),
    }
    write("proofs", ({"leaf": leaf, "proof": _hex(ledger.inclusion_proof(leaf, size, read))} for leaf in proven))
    write(
        "consistency",
        ({"from": old, "to": size, "proof": _hex(ledger.consistency_proof(old, size, read))} for old in others),
    )
    head = {"format": "bihuan-ledger-export", "version": 1, "kind": "partial", "origin": origin_of(tenant.info)}
    return {**head, "checkpoint": size, "streams": sorted(streams), **counts}


def _hex(nodes: Iterable[bytes]) -> list[str]:
    return [node.hex() for node in nodes]


def _event_line(row: JsonObject) -> JsonObject:
    named = {name: row[name] for name in ("stream", "no", "body")}
    return {"leaf": row["idx"], **named, "hash": bytes(row["hash"]).hex()}


def _payload_lines(tx: Tx, rows: Iterable[JsonObject]) -> Iterator[JsonObject]:
    for row in rows:
        key = bytes(row["key"]).hex()
        yield {"stream": row["stream"], "no": row["no"], "key": key, "data": _plain_payload(tx, row).decode()}


def _plain_payload(tx: Tx, row: JsonObject) -> bytes:
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
    return _stream(tx, _in_leaf_order(statement, streams))


def _payloads(tx: Tx, streams: list[str] | None = None) -> Iterator[JsonObject]:
    same = (event_table.c.stream == payload_table.c.stream) & (event_table.c.no == payload_table.c.no)
    joined = payload_table.join(event_table, same).outerjoin(leaf_table, event_table.c.seq == leaf_table.c.seq)
    return _stream(tx, _in_leaf_order(sa.select(payload_table).select_from(joined), streams))


def _checkpoints(tx: Tx) -> Iterator[JsonObject]:
    return _stream(tx, sa.select(checkpoint_table).order_by(checkpoint_table.c.size))


def _stream(tx: Tx, statement: sa.Select[Any]) -> Iterator[JsonObject]:
    result = tx.connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(statement)
    return (dict(row) for row in result.mappings())


# --- verification in place ----------------------------------------------------------------------------------


class _Check:
    """One walk over the ledger; faults with their places."""

    def __init__(self, tx: Tx, tenant: Tenant) -> None:
        self._tx = tx
        self._origin = origin_of(tenant.info)
        self._public = tenant.keys.signing.public_key()
        self.faults: list[str] = []
        self.events = self.proven = 0

    def run(self) -> None:
        checkpoints = _checkpoints(self._tx)
        due = next(checkpoints, None)
        frontier = ledger.Frontier()
        for fault in ledger.check_chain(self._logged()):
            self.fault(f"{fault.stream}#{fault.no} {fault.code}")
        for row in _numbered(self._tx):
            entry = ledger.leaf_hash(bytes(row["event_hash"])) if row["event_hash"] is not None else b""
            if row["idx"] != frontier.size or bytes(row["hash"]) != entry:
                self.fault(f"leaf {row['idx']} leaf_differs")
            frontier, _ = ledger.append_all(frontier, (entry,))
            while due is not None and due["size"] == frontier.size:
                self._compare(due, ledger.frontier_root(frontier))
                due = next(checkpoints, None)
        if due is not None:
            self.fault(f"checkpoint {due['size']} events_missing")

    def _logged(self) -> Iterator[ledger.LoggedEvent]:
        statement = sa.select(event_table).order_by(event_table.c.stream, event_table.c.no)
        for row in _stream(self._tx, statement):
            self.events += 1
            self._check_columns(row)
            yield ledger.LoggedEvent(row["stream"], row["no"], row["body"].encode(), bytes(row["hash"]))

    def _check_columns(self, row: JsonObject) -> None:
        try:
            body = json.loads(row["body"])
        except ValueError:
            return
        if (row["type"], row["at"], row["correlation"]) != (body.get("type"), body.get("at"), body.get("correlation")):
            self.fault(f"{row['stream']}#{row['no']} columns_differ")
        secret = self._tx.get(payload_table, stream=row["stream"], no=row["no"]) if "payload" in body else None
        if secret is not None:
            data = json.loads(_plain_payload(self._tx, secret))
            if not ledger.payload_matches(body["payload"], bytes(secret["key"]), data):
                self.fault(f"{row['stream']}#{row['no']} payload_differs")

    def _compare(self, row: JsonObject, root: bytes) -> None:
        place = f"checkpoint {row['size']}"
        note = ledger.parse_note(row["note"])
        stated = ledger.parse_checkpoint_body(note.body)
        if (stated.origin, stated.size, stated.root) != (self._origin, row["size"], root):
            self.fault(f"{place} root_differs")
            return
        try:
            self._public.verify(note.signatures[0].signature, note.body)
        except InvalidSignature:
            self.fault(f"{place} signature_bad")
            return
        self.proven = row["size"]

    def fault(self, text: str) -> None:
        if len(self.faults) < _SHOWN_FAULTS:
            self.faults.append(text)


def _numbered(tx: Tx) -> Iterator[JsonObject]:
    joined = leaf_table.outerjoin(event_table, event_table.c.seq == leaf_table.c.seq)
    columns = (leaf_table.c.idx, leaf_table.c.hash, event_table.c.hash.label("event_hash"))
    return _stream(tx, sa.select(*columns).select_from(joined).order_by(leaf_table.c.idx))


def verify(tenant: Tenant) -> JsonObject:
    """Chains, payloads, leaves and every stored checkpoint: {events, covered, faults}.

    Says nothing about a ledger that was rewritten as a whole: that takes a checkpoint from outside and the verifier.
    """

    def check(tx: Tx) -> JsonObject:
        found = _Check(tx, tenant)
        found.run()
        return {"events": found.events, "covered": found.proven, "faults": found.faults}

    report: JsonObject = tenant.read(check)
    return report
