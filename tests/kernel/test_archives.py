"""What is in a zip from outside is counted as it comes out, and whatever is wrong with it is one refusal (S-8)."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.archives import Bounds, opened

pytestmark = pytest.mark.req("S-8")

BOUNDS = Bounds(50, 1 << 20, lambda reason: Refusal("zip.broken", reason=reason), lambda: Refusal("zip.too_large"))


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def said(content: bytes, size: int, *, local: bool = True) -> bytes:
    """The same archive of one entry, which says that it is of another size."""
    at = content.index(b"PK\x01\x02")
    changed = bytearray(content)
    changed[at + 24 : at + 28] = struct.pack("<I", size)
    if local:
        changed[22:26] = struct.pack("<I", size)
    return bytes(changed)


def flagged(content: bytes, flag: int) -> bytes:
    changed = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[content.index(signature) + offset] |= flag
    return bytes(changed)


def read(content: bytes) -> list[bytes]:
    with opened(content, BOUNDS) as archive:
        return [archive.content(name) for name in archive.names]


def refused(content: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        read(content)
    assert caught.value.kind is Kind.INVALID
    return caught.value.code


def test_what_is_stored_or_deflated_comes_out():
    files = {"a": b"one", "b": bytes(70_000)}
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        assert read(zipped(files, method)) == list(files.values())


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_no_other_method_is_unpacked(method: int):
    assert refused(zipped({"a": bytes(100)}, method)) == "zip.broken"


def test_bytes_are_counted_over_all_entries():
    assert refused(zipped({"a": bytes(2 << 20)})) == "zip.too_large"
    assert refused(zipped({str(at): bytes(300_000) for at in range(4)})) == "zip.too_large"
    with opened(zipped({"a": bytes(5000)}), BOUNDS) as archive, pytest.raises(Refusal, match=r"zip\.too_large"):
        archive.content("a", 4999)


def test_no_size_that_is_said_is_believed():
    bomb = zipped({"a": bytes(2 << 20)})
    assert refused(said(bomb, 100)) == "zip.broken", "more than it says"
    assert refused(said(bomb, (1 << 32) - 2)) == "zip.too_large"
    assert refused(said(zipped({"a": b"x"}), 1 << 30)) == "zip.too_large"
    assert read(said(zipped({"a": b"x"}), 1 << 10)) == [b"x"], "less than it says"


def test_entries_are_counted_before_any_is_read():
    assert refused(zipped({str(at): b"" for at in range(51)})) == "zip.too_large"
    record = zipped({"a": b""})
    record = record[record.index(b"PK\x01\x02") : record.index(b"PK\x05\x06")]
    assert refused(record * 20_000) == "zip.too_large"


def test_two_entries_of_one_name_are_refused():
    with pytest.warns(UserWarning, match="Duplicate"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("a", b"1")
            archive.writestr("a", b"2")
    assert refused(out.getvalue()) == "zip.broken"


def test_what_is_damaged_or_encrypted_is_one_refusal():
    sound = zipped({"a": b"some text that is packed" * 20})
    start = sound.index(b"a", 26) + 1
    torn = sound[:start] + b"\xff" * 10 + sound[start + 10 :]
    with pytest.raises(zlib.error), zipfile.ZipFile(io.BytesIO(torn)) as archive:
        archive.read("a")
    assert {refused(torn), refused(flagged(sound, 1)), refused(flagged(sound, 32))} == {"zip.broken"}


@given(st.data())
def test_whatever_is_changed_nothing_but_a_refusal_comes_out(data: st.DataObject):
    content = bytearray(zipped({"a": b"text" * 50, "b": b"\0" * 900}))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(content[data.draw(st.integers(0, 3)) : data.draw(st.integers(100, len(content)))]))
    except Refusal as refusal:
        assert refusal.code in ("zip.broken", "zip.too_large")
