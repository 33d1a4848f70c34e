"""Codes that prove whose phone it is. Numbers and codes are kept as keyed hashes only."""

import hashlib
import hmac
from base64 import urlsafe_b64encode

from bihuan.kernel.keys import TenantKeys, derive

CODE_DIGITS = 6


def phone_key(keys: TenantKeys, phone: str) -> str:
    """Under which a number is kept."""
    return _hashed(keys, "phone", phone)


def address_key(keys: TenantKeys, what: str, address: str) -> str:
    """Under which it is counted how often an address did `what`."""
    return _hashed(keys, "address", what, address)


def code_hash(keys: TenantKeys, phone: str, code: str) -> str:
    """What is kept of a code."""
    return _hashed(keys, "code", phone, code)


def drawn_code(random: bytes) -> str:
    """Six digits from eight random bytes."""
    return f"{int.from_bytes(random, 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def plain_number(text: str) -> str:
    """A phone number without what people put between its digits."""
    return "".join(sign for sign in text.strip() if sign.isascii() and (sign.isdigit() or sign == "+"))


def _hashed(keys: TenantKeys, *parts: str) -> str:
    mac = hmac.digest(derive(keys.root, "portal-phones"), "\x1f".join(parts).encode(), hashlib.sha256)
    return urlsafe_b64encode(mac).decode().rstrip("=")
