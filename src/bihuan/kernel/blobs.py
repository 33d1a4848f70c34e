"""Contents of files on disk: encrypted with the tenant's key, named by what they hold, each kept once.

The name is a keyed hash, so neither a listing of the folder nor a backup tells whether a tenant has a known file.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.ids import new_secret
from bihuan.kernel.keys import derive
from bihuan.kernel.sealed import read_sealed, read_sealed_range, write_sealed


class Blobs:
    """One tenant's contents below `root`. Every write is on the disk, whole, before it can be seen."""

    def __init__(self, root: Path, key: bytes) -> None:
        self._objects = root / "objects"
        self._parts = root / "uploads"
        self._seal_key = derive(key, "contents")
        self._name_key = derive(key, "addresses")

    # --- contents --------------------------------------------------------------------------------------------

    def address(self, sha256: bytes) -> str:
        """The name of the content with this hash."""
        return hmac.digest(self._name_key, sha256, "sha256").hex()

    def put(self, address: str, chunks: Iterable[bytes]) -> None:
        """Keep a content; one that is there already is only marked as fresh."""
        path = self._object(address)
        if path.exists():
            os.utime(path)
        else:
            self._write(path, chunks, address.encode())

    def put_bytes(self, content: bytes) -> str:
        """Keep a small content; returns its address."""
        address = self.address(hashlib.sha256(content).digest())
        self.put(address, [content])
        return address

    def get_bytes(self, address: str, most: int | None = None) -> bytes:
        """A small content, whole; of one longer than `most` bytes no more than makes it longer."""
        found = bytearray()
        try:
            with self._object(address).open("rb") as source:
                for part in read_sealed(source, self._seal_key, address.encode()):
                    found += part
                    if most is not None and len(found) > most:
                        break
        except FileNotFoundError as error:
            raise Refusal("file.content_missing", Kind.UNAVAILABLE) from error
        return bytes(found)

    def has(self, address: str) -> bool:
        """Whether the content is there."""
        return self._object(address).exists()

    def read(self, address: str, span: tuple[int, int, int]) -> Iterator[bytes]:
        """Its bytes start ≤ i < end; `span` = (size, start, end). Refuses `file.content_missing`."""
        try:
            source = self._object(address).open("rb")
        except FileNotFoundError as error:
            raise Refusal("file.content_missing", Kind.UNAVAILABLE) from error
        with source:
            yield from read_sealed_range(source, self._seal_key, span, address.encode())

    def drop(self, address: str) -> None:
        """Destroy a content."""
        self._object(address).unlink(missing_ok=True)

    def older_than(self, seconds: float, now: float) -> Iterator[str]:
        """Contents that nobody has put for so long; `now` in seconds since the epoch."""
        for path in self._objects.glob("*/*"):
            if path.suffix == "" and path.stat().st_mtime < now - seconds:
                yield path.name

    def _object(self, address: str) -> Path:
        return self._objects / address[:2] / address

    # --- parts of uploads -------------------------------------------------------------------------------------

    def put_part(self, upload: str, data: bytes) -> str:
        """Keep a part of an upload; returns its name."""
        name = new_secret(12)
        self._write(self._parts / upload / name, [data], f"{upload}/{name}".encode())
        return name

    def read_parts(self, upload: str, names: Iterable[str]) -> Iterator[bytes]:
        """The bytes of these parts, one after another."""
        for name in names:
            with (self._parts / upload / name).open("rb") as source:
                yield from read_sealed(source, self._seal_key, f"{upload}/{name}".encode())

    def drop_parts(self, upload: str) -> None:
        """Destroy what has come of an upload."""
        folder = self._parts / upload
        if folder.is_dir():
            for path in folder.iterdir():
                path.unlink(missing_ok=True)
            folder.rmdir()

    # --- disk -------------------------------------------------------------------------------------------------

    def _write(self, path: Path, chunks: Iterable[bytes], context: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.{new_secret(6)}.new")
        try:
            with unfinished.open("xb") as out:
                write_sealed(out, self._seal_key, chunks, context)
                out.flush()
                os.fsync(out.fileno())
            unfinished.replace(path)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise Refusal("storage.full", Kind.UNAVAILABLE) from error
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    # The new name must survive a power cut, too; Windows has no such call and needs none.
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
