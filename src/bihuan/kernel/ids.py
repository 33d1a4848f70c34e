"""The only place that draws ids and secrets. Ids are lower-case UUID texts."""

import hashlib
import os
import re
import secrets

from bihuan.core.values import Instant

_NAMESPACE = bytes.fromhex("6f1f1a346a3c5d0e9a6b3d0f6a8be0a1")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Asking the operating system gives up the interpreter to another thread, and a busy server gets it back only after
# milliseconds: it is asked for many ids at once. Ids are no secrets; those are drawn one by one.
_DRAWN_AT_ONCE = 256
_drawn: list[bytes] = []
_VARIANT = {f"{digit:x}": f"{digit & 0x3 | 0x8:x}" for digit in range(16)}
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_drawn.clear)


def new_id(now: Instant) -> str:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds, then randomness, so that new rows stand together in an index."""
    value = int.from_bytes(_ten_random_bytes(), "big")
    return _text(f"{(now & 0xFFFFFFFFFFFF) << 80 | value & ~(0xF << 76 | 0x3 << 62) | 0x7 << 76 | 0x2 << 62:032x}")


def _ten_random_bytes() -> bytes:
    try:
        return _drawn.pop()
    except IndexError:
        drawn = os.urandom(10 * _DRAWN_AT_ONCE)
        _drawn.extend(drawn[start : start + 10] for start in range(10, len(drawn), 10))
        return drawn[:10]


def _text(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def derived_id(*parts: str) -> str:
    """UUIDv5 of `parts`: the same parts give the same id on every machine, so a repeat is recognised."""
    text = hashlib.sha1(_NAMESPACE + "\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()
    # Version and variant (RFC 9562): the 13th digit is a 5, the 17th one of 8, 9, a, b.
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{_VARIANT[text[16]]}{text[17:20]}-{text[20:32]}"


def position_of(row_id: str, at: Instant) -> int:
    """Where a row made at this instant stands in its list: a 63-bit number that grows with time, the end of its id
    behind the instant. Of a thousand rows of one millisecond two may meet: whoever makes one draws ids until the
    place is free."""
    return (at << 20 | int(row_id[-5:], 16)) & 0x7FFFFFFFFFFFFFFF


def is_uuid(text: str) -> bool:
    """Whether `text` is a UUID in its canonical lower-case form."""
    return _UUID.fullmatch(text) is not None


def new_secret(size: int = 32) -> str:
    """A URL-safe secret of `size` random bytes; high-entropy, so a plain SHA-256 of it may be stored."""
    return secrets.token_urlsafe(size)


def random_bytes(size: int) -> bytes:
    """`size` random bytes from the operating system."""
    return secrets.token_bytes(size)
