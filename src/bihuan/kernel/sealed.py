"""Long data, encrypted frame by frame so that neither side ever holds it whole.

A frame is a 4-byte length and AES-256-GCM of at most 1 MiB, bound to its number and to whether it is the last:
cut, repeated or reordered frames do not open.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.keys import seal, unseal

FRAME = 1 << 20
# A frame's nonce and tag: every frame but the last is exactly so much longer than FRAME.
OVERHEAD = 12 + 16
_MAX_SEALED = FRAME + 64
_LENGTH = struct.Struct(">I")


def write_sealed(out: BinaryIO, key: bytes, chunks: Iterable[bytes], context: bytes = b"") -> int:
    """Write all of `chunks`, sealed; returns how many plain bytes they were."""
    buffer = bytearray()
    number = total = 0
    for chunk in chunks:
        buffer += chunk
        total += len(chunk)
        while len(buffer) > FRAME:
            _frame(out, key, bytes(buffer[:FRAME]), _place(context, number, last=False))
            del buffer[:FRAME]
            number += 1
    _frame(out, key, bytes(buffer), _place(context, number, last=True))
    return total


def read_sealed(source: BinaryIO, key: bytes, context: bytes = b"") -> Iterator[bytes]:
    """The plain chunks again. Refuses `sealed.broken` when a byte is missing, changed or added."""
    number = 0
    following = _next(source)
    while following is not None:
        current, following = following, _next(source)
        yield unseal(key, current, _place(context, number, last=following is None))
        number += 1
    if number == 0:
        raise Refusal("sealed.broken", Kind.INVALID)


def read_sealed_range(
    source: BinaryIO, key: bytes, span: tuple[int, int, int], context: bytes = b""
) -> Iterator[bytes]:
    """The plain bytes start ≤ i < end of data of `size` bytes; `span` = (size, start, end). Reads only their frames."""
    size, start, end = span
    last = max(0, (size - 1) // FRAME)
    for number in range(start // FRAME, last + 1):
        at = number * FRAME
        if at >= end:
            return
        source.seek(number * (FRAME + _LENGTH.size + OVERHEAD))
        sealed = _next(source)
        if sealed is None:
            raise Refusal("sealed.broken", Kind.INVALID)
        plain = unseal(key, sealed, _place(context, number, last=number == last))
        yield plain[max(0, start - at) : end - at]


def _frame(out: BinaryIO, key: bytes, data: bytes, context: bytes) -> None:
    sealed = seal(key, data, context)
    out.write(_LENGTH.pack(len(sealed)))
    out.write(sealed)


def _next(source: BinaryIO) -> bytes | None:
    head = source.read(_LENGTH.size)
    if not head:
        return None
    size = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else _MAX_SEALED + 1
    data = source.read(size) if size <= _MAX_SEALED else b""
    if len(data) != size:
        raise Refusal("sealed.broken", Kind.INVALID)
    return data


def _place(context: bytes, number: int, *, last: bool) -> bytes:
    return context + struct.pack(">Q?", number, last)
