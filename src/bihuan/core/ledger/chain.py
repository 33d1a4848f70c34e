"""Events as they stand in the log: canonical bodies, each naming the hash of the one before it in its stream."""

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from bihuan.core.ledger.canonical import canonical
from bihuan.core.values import Json, Refusal

BODY_FORMAT = 1
KEY_BYTES = 32

_TYPES: dict[str, type] = {
    "stream": str,
    "no": int,
    "type": str,
    "version": int,
    "at": int,
    "claimed": int,
    "caller": dict,
    "channel": str,
    "correlation": str,
    "cause": str,
    "command": str,
    "data": dict,
    "payload": str,
    "prev": str,
}
_OPTIONAL = frozenset({"claimed", "cause", "payload", "prev"})
_REQUIRED = _TYPES.keys() - _OPTIONAL


def event_body(fields: Mapping[str, Json]) -> bytes:
    """The bytes that are stored and hashed for an event: JCS of these fields.

    The fields are those of docs/ledger.md; `v` is added; claimed, cause, payload, prev may be None or absent. Refuses
    `ledger.bad_event` (data: `field`) an unknown, missing or mistyped field, `ledger.not_canonical` as `canonical`.
    """
    present: dict[str, Json] = {"v": BODY_FORMAT}
    for name, value in fields.items():
        if value is None and name in _OPTIONAL:
            continue
        kind = _TYPES.get(name)
        if type(value) is not kind and not (kind is dict and isinstance(value, Mapping)):
            raise Refusal("ledger.bad_event", field=name)
        present[name] = value
    if not present.keys() >= _REQUIRED:
        raise Refusal("ledger.bad_event", field=min(_REQUIRED - present.keys()))
    return canonical(present)


def event_hash(body: bytes) -> bytes:
    """SHA-256 of an event's body: what the next event of its stream names in `prev`, and what a leaf is made of."""
    return sha256(body).digest()


def commit_payload(key: bytes, data: Json) -> str:
    """HMAC-SHA256(key, JCS(data)) in hex: binds an event to a personal payload that can be erased with its key.

    `key` is 32 random bytes, used for this payload only: without it, a phone number can be found by trying.
    """
    if len(key) != KEY_BYTES:
        raise Refusal("ledger.key_length", expected=KEY_BYTES, actual=len(key))
    return hmac.digest(key, canonical(data), "sha256").hex()


def payload_matches(commitment: str, key: bytes, data: Json) -> bool:
    """Whether this payload is the one that the event committed to."""
    return hmac.compare_digest(commit_payload(key, data), commitment)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One row of the event log, as read back: what it claims to be, its exact body and the hash stored with it."""

    stream: str
    no: int
    body: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class ChainFault:
    """One proof that a stream was changed. `code` is one of hash_differs, body_unreadable, body_not_canonical,
    place_differs, gap, prev_differs."""

    stream: str
    no: int
    code: str


def check_chain(events: Iterable[StoredEvent]) -> Iterator[ChainFault]:
    """Every fault in the chains of these events; none means: unbroken from no 1 to the last event given.

    The events of one stream must come in order of `no`; streams may be mixed. A removed tail cannot be seen here:
    that is what checkpoints are for.
    """
    last: dict[str, tuple[int, str]] = {}
    for event in events:
        previous_no, previous_hash = last.get(event.stream, (0, ""))
        for code in _faults(event, previous_no, previous_hash):
            yield ChainFault(event.stream, event.no, code)
        last[event.stream] = (event.no, event.hash.hex())


def _faults(event: StoredEvent, previous_no: int, previous_hash: str) -> Iterator[str]:
    if event_hash(event.body) != event.hash:
        yield "hash_differs"
    if event.no != previous_no + 1:
        yield "gap"
    try:
        fields = json.loads(event.body)
        is_canonical = canonical(fields) == event.body
    except (ValueError, RecursionError, Refusal):
        yield "body_unreadable"
        return
    if not is_canonical:
        yield "body_not_canonical"
    if not isinstance(fields, dict) or (fields.get("stream"), fields.get("no")) != (event.stream, event.no):
        yield "place_differs"
    elif fields.get("prev", "") != previous_hash:
        yield "prev_differs"
