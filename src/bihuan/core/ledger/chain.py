"""Events as they stand in the log: canonical bodies, each naming the hash of the one before it in its stream."""

import hmac
from collections.abc import Iterable, Iterator
from hashlib import sha256

from bihuan.core.late import dataclass
from bihuan.core.ledger.canonical import canonical, parse_canonical
from bihuan.core.values import Json, Refusal

KEY_BYTES = 32


def event_hash(body: bytes) -> bytes:
    """SHA-256 of an event's body: what the next event of its stream names in `prev`, and what a leaf is made of."""
    return sha256(body).digest()


def commit_payload(key: bytes, data: Json) -> str:
    """HMAC-SHA256(key, JCS(data)) in hex: binds an event to a personal payload that can be erased with its key.

    `key` is 32 random bytes, used for this payload only: without it, a phone number can be found by trying.
    """
    return commit_canonical(key, canonical(data))


def commit_canonical(key: bytes, text: bytes) -> str:
    """`commit_payload` for a payload whose canonical form is at hand."""
    if len(key) != KEY_BYTES:
        raise Refusal("ledger.key_length", expected=KEY_BYTES, actual=len(key))
    return hmac.digest(key, text, "sha256").hex()


def payload_matches(commitment: str, key: bytes, data: Json) -> bool:
    """Whether this payload is the one that the event committed to."""
    return hmac.compare_digest(commit_payload(key, data), commitment)


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One row of the event log, as read back: what it claims to be, its exact body and the hash stored with it."""

    stream: str
    no: int
    body: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class ChainFault:
    """One proof that a stream was changed. `code` is one of hash_differs, gap, body_not_canonical, place_differs,
    prev_differs."""

    stream: str
    no: int
    code: str


def check_chain(events: Iterable[LoggedEvent]) -> Iterator[ChainFault]:
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


def _faults(event: LoggedEvent, previous_no: int, previous_hash: str) -> Iterator[str]:
    if event_hash(event.body) != event.hash:
        yield "hash_differs"
    if event.no != previous_no + 1:
        yield "gap"
    try:
        fields = parse_canonical(event.body)
    except Refusal:
        yield "body_not_canonical"
        return
    if not isinstance(fields, dict) or (fields.get("stream"), fields.get("no")) != (event.stream, event.no):
        yield "place_differs"
    elif fields.get("prev", "") != previous_hash:
        yield "prev_differs"
