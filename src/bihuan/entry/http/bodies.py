"""What a request body may be, checked before any route sees it: size, UTF-8, depth, and text that can be stored."""

import json
import re
from collections.abc import Iterator
from typing import Any

from starlette.types import Message, Receive, Scope

from bihuan.core.values import Kind, Refusal, depth_of, is_storable

MAX_DEPTH = 64
_ESCAPED = re.compile(rb"\\u(?:[dD][89a-fA-F]|0000)")
_MAX_HEADER_TEXT = 2_000


class ClientGoneError(Exception):
    """The client hung up in the middle of its request; there is nobody to answer."""


class JsonBody:
    """Reads a whole body within `limit` bytes, checks it and plays it back to the route."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._content: bytes | None = None
        self.value: Any = None

    async def load(self) -> bytes:
        """Read and check. Refuses 413, or 400 for what is no JSON or cannot be stored as text."""
        parts: list[bytes] = []
        size = 0
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientGoneError
            part = message.get("body", b"")
            size += len(part)
            if size > self._limit:
                raise too_large(self._limit)
            parts.append(part)
            if not message.get("more_body"):
                break
        self._content = b"".join(parts)
        if self._content:
            self.value = check_json(self._content)
        return self._content

    async def receive(self) -> Message:
        """The ASGI receive of the route behind."""
        if self._content is not None:
            content, self._content = self._content, None
            return {"type": "http.request", "body": content, "more_body": False}
        return await self._receive()


class CountedBody:
    """Passes a long body through while counting; `refusal` is set as soon as it grew beyond `limit` bytes."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._size = 0
        self.refusal: Refusal | None = None

    async def receive(self) -> Message:
        """The ASGI receive of the route behind."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._size += len(message.get("body", b""))
            if self._size > self._limit:
                self.refusal = too_large(self._limit)
                raise self.refusal
        return message


def too_large(limit: int) -> Refusal:
    """The refusal of a body above `limit` bytes."""
    return Refusal("request.too_large", Kind.TOO_LARGE, megabytes=max(1, limit >> 20))


def check_json(content: bytes) -> Any:
    """The value of a JSON text.

    Refuses what is none (`request.json_invalid`), too deep, or holds text that no database stores.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal("request.not_utf8", Kind.BAD_REQUEST, byte=error.start) from error
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except RecursionError as error:
        raise Refusal("request.too_deep", Kind.BAD_REQUEST, depth=MAX_DEPTH) from error
    except ValueError as error:
        line = getattr(error, "lineno", None)
        raise Refusal("request.json_invalid", Kind.BAD_REQUEST, line=line) from error
    if content.count(b"[") + content.count(b"{") > MAX_DEPTH and depth_of(value) > MAX_DEPTH:
        raise Refusal("request.too_deep", Kind.BAD_REQUEST, depth=MAX_DEPTH)
    # Raw UTF-8 holds neither; only an escape can bring them in.
    if _ESCAPED.search(content):
        _check_texts(value)
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _check_texts(value: Any) -> None:
    for path, text in _texts(value, ""):
        if not is_storable(text):
            raise Refusal("request.text_invalid", Kind.BAD_REQUEST, path=path or None)


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, child in value.items():
            yield path, key
            yield from _texts(child, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _texts(child, f"{path}.{index}" if path else str(index))


def check_address(scope: Scope) -> None:
    """Refuse a NUL in path or query, however it was written."""
    if "\x00" in scope["path"] or b"%00" in scope.get("query_string", b""):
        raise Refusal("request.text_invalid", Kind.BAD_REQUEST)
