"""The append-only log: events into bodies and hashes, bodies back into events (semantics §2.5-2.6)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import MISSING
from typing import Any

import sqlalchemy as sa

from bihuan.core import ledger
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject, thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.hooks import EventSpec, Hooks
from bihuan.kernel.ids import random_bytes
from bihuan.kernel.keys import seal, unseal
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.tables import payload as payload_table
from bihuan.kernel.tx import Tx

BODY_VERSION = 1
_HEAD = {
    "sqlite": "SELECT no, hash, at FROM event WHERE stream = ? ORDER BY no DESC LIMIT 1",
    "postgresql": "SELECT no, hash, at FROM event WHERE stream = %s ORDER BY no DESC LIMIT 1",
}
_EVENTS = "SELECT e.body, p.data FROM event e LEFT JOIN payload p ON p.stream = e.stream AND p.no = e.no"
_READ = {
    "sqlite": f"{_EVENTS} WHERE e.stream = ? AND e.no > ? ORDER BY e.no",
    "postgresql": f"{_EVENTS} WHERE e.stream = %s AND e.no > %s ORDER BY e.no",
}


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream stands: its last event's number, hash and instant."""

    no: int
    hash: bytes | None
    at: Instant


@dataclass(frozen=True, slots=True)
class Meta:
    """What every event of a command carries beside its data."""

    at: Instant
    caller_kind: str
    caller_id: str | None
    channel: str
    correlation: str
    command_id: str
    claimed: Instant | None
    cause: str | None


class EventLog:
    """Appends to and reads from one tenant's streams."""

    def __init__(self, hooks: Hooks) -> None:
        self._hooks = hooks

    def head(self, tx: Tx, stream: str) -> Head:
        """The last event of `stream`; number 0 when there is none."""
        row = tx.run(_HEAD[tx.kind], (stream,)).fetchone()
        return Head(row[0], bytes(row[1]), row[2]) if row else Head(0, None, 0)

    def append(self, tx: Tx, events: Iterable[tuple[str, Any]], meta: Meta, origin: JsonObject) -> list[StoredEvent]:
        """Write `events` at the ends of their streams. `origin` (ip, device) goes beside the first one."""
        heads: dict[str, Head] = {}
        rows: list[dict[str, Any]] = []
        payloads: list[dict[str, Any]] = []
        stored: list[StoredEvent] = []
        for stream, event in events:
            head = heads.get(stream) or self.head(tx, stream)
            known = self._stored(stream, head, event, meta, origin if not stored else {})
            row, personal = self._encode(tx, known, head)
            heads[stream] = Head(known.no, row["hash"], known.at)
            rows.append(row)
            payloads.extend(personal)
            stored.append(known)
        tx.insert(event_table, *rows)
        tx.insert(payload_table, *payloads)
        return stored

    @staticmethod
    def _stored(stream: str, head: Head, event: Any, meta: Meta, origin: JsonObject) -> StoredEvent:
        # A clock set back must not let a history run backwards: never before the stream's last event.
        at = max(meta.at, head.at)
        return StoredEvent(
            stream,
            head.no + 1,
            event,
            at,
            meta.caller_kind,
            meta.caller_id,
            meta.channel,
            meta.correlation,
            meta.command_id,
            meta.claimed,
            meta.cause,
            origin,
        )

    def _encode(self, tx: Tx, known: StoredEvent, head: Head) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        spec = self._hooks.event_types[type(known.event)]
        data, personal = split_personal(spec, known.event)
        body = body_of(known, spec.version, data)
        if head.hash is not None:
            body["prev"] = head.hash.hex()
        rows = []
        secret: JsonObject = {}
        if personal:
            secret["data"] = personal
        if known.origin:
            secret["origin"] = dict(known.origin)
        if secret:
            key, plain = random_bytes(32), ledger.canonical(secret)
            body["payload"] = ledger.commit_canonical(key, plain)
            place = {"stream": known.stream, "no": known.no}
            rows.append({**place, "key": key, "data": _seal_payload(tx, known.ref, plain)})
        text = ledger.canonical(body)
        row = {
            "stream": known.stream,
            "no": known.no,
            "type": spec.type.__name__,
            "at": known.at,
            "correlation": known.correlation,
            "body": text.decode(),
            "hash": ledger.event_hash(text),
        }
        return row, rows

    def read(self, tx: Tx, stream: str, after: int = 0) -> list[StoredEvent]:
        """The events of `stream` with a number above `after`, in order."""
        found = tx.run(_READ[tx.kind], (stream, after)).fetchall()
        return [self.decode(tx, body, data) for body, data in found]

    def all_streams(self, tx: Tx, kind: str) -> Iterator[str]:
        """The names of every stream of `kind`."""
        statement = sa.select(event_table.c.stream).where(event_table.c.no == 1, event_table.c.stream.like(f"{kind}:%"))
        for row in tx.rows(statement.order_by(event_table.c.stream)):
            yield row["stream"]

    def decode(self, tx: Tx, text: str, sealed: bytes | None) -> StoredEvent:
        """One stored body (and its payload, unless erased) as an event of today's version."""
        body = json.loads(text)
        ref = f"{body['stream']}#{body['no']}"
        secret = _open_payload(tx, ref, sealed) if sealed is not None else {}
        event = self.event_of(body["type"], body["version"], {**body["data"], **secret.get("data", {})})
        caller = body["caller"]
        return StoredEvent(
            body["stream"],
            body["no"],
            event,
            body["at"],
            caller["kind"],
            caller.get("id"),
            body["channel"],
            body["correlation"],
            body["command"],
            body.get("claimed"),
            body.get("cause"),
            secret.get("origin", {}),
            erased="payload" in body and sealed is None,
        )

    def is_intact(self, tx: Tx, row: JsonObject) -> bool:
        """Whether a row of `event` has the hash of its body and reads as an event of this build."""
        try:
            self.decode(tx, row["body"], None)
        except (ValueError, KeyError, TypeError):
            return False
        return ledger.event_hash(row["body"].encode()) == bytes(row["hash"])

    def event_of(self, name: str, version: int, data: JsonObject) -> Any:
        """The event object for stored `data`; older versions pass their upcasters, erased fields are None."""
        spec = self._hooks.events[name]
        while version < spec.version:
            data = self._hooks.upcasters[name, version](data)
            version += 1
        return build_event(spec, data)


def split_personal(spec: EventSpec, event: Any) -> tuple[JsonObject, JsonObject]:
    """An event's fields as (plain, personal) JSON; those that are None or their default are left out."""
    plain: JsonObject = {}
    personal: JsonObject = {}
    for (name, default), value in zip(spec.defaults, spec.values(event), strict=True):
        if value is not None and (default is MISSING or value != default):
            # Most fields are text; this runs for every field of every event.
            part = value if type(value) is str else thaw_json(value)
            (personal if name in spec.personal else plain)[name] = part
    return plain, personal


def build_event(spec: EventSpec, data: JsonObject) -> Any:
    """The inverse of `split_personal`: absent fields take their default, else None."""
    values = {}
    for name, default in spec.defaults:
        if name in data:
            value = data[name]
            values[name] = tuple(value) if name in spec.tuples else value
        elif default is MISSING:
            values[name] = None
    return spec.type(**values)


def body_of(known: StoredEvent, version: int, data: JsonObject) -> JsonObject:
    """The hashed part of an event before its links are added (docs/ledger.md gives the shape)."""
    caller: JsonObject = {"kind": known.caller_kind}
    if known.caller_id is not None:
        caller["id"] = known.caller_id
    body: JsonObject = {
        "v": BODY_VERSION,
        "stream": known.stream,
        "no": known.no,
        "type": type(known.event).__name__,
        "version": version,
        "at": known.at,
        "caller": caller,
        "channel": known.channel,
        "correlation": known.correlation,
        "command": known.command_id,
        "data": data,
    }
    if known.claimed is not None:
        body["claimed"] = known.claimed
    if known.cause is not None:
        body["cause"] = known.cause
    return body


def _seal_payload(tx: Tx, ref: str, data: bytes) -> bytes:
    return data if tx.kind == "sqlite" else seal(tx.keys.payload, data, ref.encode())


def _open_payload(tx: Tx, ref: str, sealed: bytes) -> JsonObject:
    data = bytes(sealed) if tx.kind == "sqlite" else unseal(tx.keys.payload, bytes(sealed), ref.encode())
    opened: JsonObject = json.loads(data)
    return opened
