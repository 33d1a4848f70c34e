"""Keeping robots out without asking people to read crooked letters (INT-2): a little work for the browser.

A puzzle is a signed text that says when it was made. Its answer is a number with which the SHA-256 of both begins with
`BITS` zero bits: half a second for a phone, an afternoon for whoever sends ten thousand. Hashcash, Back 1997.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode

from bihuan.core.values import Instant, Refusal
from bihuan.kernel.keys import TenantKeys, derive

BITS = 15
GOOD_FOR_MS = 2 * 3_600_000
# Nobody fills in a form faster than this.
_LEAST_MS = 1_000
_LONGEST = 200


def puzzle(keys: TenantKeys, form: str, salt: str, now: Instant) -> str:
    """A puzzle for one form; `salt` makes each different."""
    head = f"{form}.{now}.{salt}"
    return f"{head}.{_signed(keys, head)}"


def check_answer(keys: TenantKeys, form: str, given: str, answer: str, now: Instant) -> None:
    """Refuse `public_report.robot` for a puzzle that is not ours, of another form, stale, or not solved."""
    parts = given.split(".")
    good = (
        len(given) <= _LONGEST
        and len(answer) <= _LONGEST
        and len(parts) == 4  # form, instant, salt, signature
        and parts[0] == form
        and parts[1].isdecimal()
        and hmac.compare_digest(parts[3].encode(), _signed(keys, ".".join(parts[:3])).encode())
        and _LEAST_MS <= now - int(parts[1]) <= GOOD_FOR_MS
        and is_solved(given, answer)
    )
    if not good:
        raise Refusal("public_report.robot", path="answer")


def is_solved(given: str, answer: str) -> bool:
    """Whether the answer fits the puzzle."""
    digest = hashlib.sha256(f"{given}.{answer}".encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - BITS) == 0


def _signed(keys: TenantKeys, head: str) -> str:
    mac = hmac.digest(derive(keys.root, "portal-puzzles"), head.encode(), hashlib.sha256)
    return urlsafe_b64encode(mac[:18]).decode()
