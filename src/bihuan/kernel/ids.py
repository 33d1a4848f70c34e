"""The only place that draws ids and secrets. Ids are lower-case UUID texts."""

import hashlib
import os
import secrets
import uuid

from bihuan.core.values import Instant

_NAMESPACE = uuid.UUID("6f1f1a34-6a3c-5d0e-9a6b-3d0f6a8be0a1")


def new_id(now: Instant) -> str:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds, then randomness, so that new rows stand together in an index."""
    random_bits = int.from_bytes(os.urandom(10), "big")
    value = (now & 0xFFFFFFFFFFFF) << 80 | random_bits
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def derived_id(*parts: str) -> str:
    """UUIDv5 of `parts`: the same parts give the same id on every machine, so a repeat is recognised."""
    digest = bytearray(hashlib.sha1(_NAMESPACE.bytes + "\x1f".join(parts).encode(), usedforsecurity=False).digest())
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    text = digest[:16].hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def is_uuid(text: str) -> bool:
    """Whether `text` is a UUID in its canonical lower-case form."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def new_secret(size: int = 32) -> str:
    """A URL-safe secret of `size` random bytes; high-entropy, so a plain SHA-256 of it may be stored."""
    return secrets.token_urlsafe(size)


def random_bytes(size: int) -> bytes:
    """`size` random bytes from the operating system."""
    return secrets.token_bytes(size)
