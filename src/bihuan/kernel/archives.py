"""Zip archives that somebody brought, opened with care: nothing that such a file says of itself is believed.

Only what is stored or deflated is unpacked (other methods give all they hold at once, however much was asked for),
bytes are counted as they come out, and whatever is wrong with the file becomes the refusal that the caller chose.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

from bihuan.core.late import dataclass
from bihuan.core.values import Refusal

_STEP = 64 << 10
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_IN_DIRECTORY = b"PK\x01\x02"
# The signature may also occur within contents, for instance in a workbook that lies in a document; the list of entries
# is read whole before any can be counted, so this bounds what reading it takes.
_SPARE = 4
# What `zipfile` raises for one file or another that is none, is damaged or is encrypted.
_BROKEN = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError),
    *(EOFError, OSError, ValueError, KeyError, IndexError, OverflowError),
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What may be taken out of an archive: from at most `entries`, at most `unpacked` bytes over all that is read.

    `broken`: the refusal of what is no sound archive, given why; `too_large`: of one beyond the bounds.
    """

    entries: int
    unpacked: int
    broken: Callable[[str], Refusal]
    too_large: Callable[[], Refusal]


class Archive:
    """An archive under way. `names` are its entries as they stand there; nobody has looked where they lead."""

    def __init__(self, packed: zipfile.ZipFile, bounds: Bounds) -> None:
        self._packed = packed
        self._bounds = bounds
        self._left = bounds.unpacked
        self.names = tuple(packed.namelist())

    def parts(self, name: str) -> Iterator[bytes]:
        """The content of an entry, in parts of no great size. Refuses as `Bounds` says."""
        with _sound(self._bounds):
            info = self._packed.getinfo(name)
            if info.compress_type not in _METHODS:
                raise self._bounds.broken(f"compression {info.compress_type}")
            if info.file_size > self._left:
                # What is said honestly need not be unpacked to be believed.
                raise self._bounds.too_large()
            file = self._packed.open(info)
        with file:
            while True:
                with _sound(self._bounds):
                    data = file.read(_STEP)
                if not data:
                    return
                self._left -= len(data)
                if self._left < 0:
                    raise self._bounds.too_large()
                yield data

    def content(self, name: str, most: int | None = None) -> bytes:
        """The same in one piece, of at most `most` bytes."""
        found = bytearray()
        for data in self.parts(name):
            found += data
            if most is not None and len(found) > most:
                raise self._bounds.too_large()
        return bytes(found)


@contextmanager
def opened(content: bytes, bounds: Bounds) -> Iterator[Archive]:
    """The archive in these bytes. Refuses as `bounds` says; what else is raised while it is open stays as it is."""
    if content.count(_IN_DIRECTORY) > _SPARE * bounds.entries:
        raise bounds.too_large()
    with _sound(bounds):
        packed = zipfile.ZipFile(BytesIO(content))
    with packed:
        archive = Archive(packed, bounds)
        if len(archive.names) > bounds.entries:
            raise bounds.too_large()
        if len(set(archive.names)) < len(archive.names):
            raise bounds.broken("two entries of one name")
        yield archive


@contextmanager
def _sound(bounds: Bounds) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise bounds.broken(str(error)[:200]) from error
