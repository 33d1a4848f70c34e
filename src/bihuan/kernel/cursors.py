"""Cursors of lists: where the last page ended, readable to nobody's advantage and changeable by nobody."""

import base64
import hashlib
import hmac
import json
from typing import Any

from bihuan.core.values import Json, Kind, Refusal

_MAC = 16


def seal_cursor(key: bytes, bound_to: Json, payload: Json) -> str:
    """`payload` as text that only opens with the same key and for the same list (`bound_to`)."""
    body = _dump(payload)
    return _text(_mac(key, bound_to, body) + body)


def open_cursor(key: bytes, bound_to: Json, cursor: str) -> Any:
    """The payload again. Refuses `list.cursor_foreign` (400): changed, cut, or another caller, filter or order."""
    try:
        data = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), b"-_", validate=True)
    except ValueError as error:
        raise _foreign() from error
    mac, body = data[:_MAC], data[_MAC:]
    # base64 has spare bits: the text must be the very one that was given out.
    if _text(data) != cursor or not hmac.compare_digest(mac, _mac(key, bound_to, body)):
        raise _foreign()
    return json.loads(body)


def _foreign() -> Refusal:
    return Refusal("list.cursor_foreign", Kind.BAD_REQUEST, path="cursor")


def _mac(key: bytes, bound_to: Json, body: bytes) -> bytes:
    bound = hashlib.sha256(_dump(bound_to)).digest()
    return hmac.digest(key, b"list\0" + bound + body, "sha256")[:_MAC]


def _dump(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
