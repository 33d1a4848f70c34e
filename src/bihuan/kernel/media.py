"""What a file is, from its bytes and never from what somebody says; and small pictures of large ones."""

import hashlib
import io
import re
import struct
import threading
import unicodedata
import zlib
from collections.abc import Iterable

from PIL import Image, ImageOps

from bihuan.core.late import dataclass
from bihuan.core.values import Refusal

HEAD = 64 * 1024
# What the decoders of Pillow raise for a picture that is damaged: each trips over something else.
DAMAGED = (
    *(OSError, ValueError, SyntaxError, TypeError, AttributeError, LookupError, ArithmeticError, EOFError),
    *(MemoryError, RuntimeError, struct.error, zlib.error),
)
MAX_PIXELS = 50_000_000
# Decoding anything but JPEG needs the whole picture in memory, three bytes a pixel.
MAX_THUMBNAIL_PIXELS = 25_000_000
MAX_THUMBNAIL_SOURCE = 40 << 20
THUMBNAIL_SIDE = 512
MAX_NAME = 120
OCTETS = "application/octet-stream"

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"AVI ", "video/x-msvideo"),
    (8, b"WAVE", "audio/wav"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"MZ", "application/x-msdownload"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"#!", "text/x-shellscript"),
)
_BRANDS = {
    b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heif", b"msf1": "image/heif", b"avif": "image/avif",
    b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4",
}  # fmt: skip
# Office files are archives: only their name tells which.
_BY_NAME = {
    ("application/zip", "docx"): "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ("application/zip", "xlsx"): "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ("application/zip", "pptx"): "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ("application/x-ole-storage", "doc"): "application/msword",
    ("application/x-ole-storage", "xls"): "application/vnd.ms-excel",
    ("application/x-ole-storage", "ppt"): "application/vnd.ms-powerpoint",
    ("text/plain", "csv"): "text/csv",
    ("text/plain", "json"): "application/json",
}
# The codec of a track in WebM and Matroska: element CodecID, one byte of length, then V_ for pictures, A_ for sound.
_PICTURE_TRACK, _SOUND_TRACK = re.compile(rb"\x86[\x80-\xff]V_"), re.compile(rb"\x86[\x80-\xff]A_")
_MARKUP = re.compile(rb"<\s*(svg|!doctype\s+html|html|head|body|script|iframe|\?xml|!doctype|!--)", re.IGNORECASE)
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_UNSAFE_IN_NAME = re.compile('[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff<>:"|?*]')
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")
_one_at_a_time = threading.Lock()


def sniff(head: bytes, name: str = "") -> str:
    """The media type of a content that begins with `head`; the name only tells apart what the bytes leave open."""
    extension = name.rpartition(".")[2].lower()
    found = _by_magic(head) or _by_text(head)
    return _BY_NAME.get((found, extension), found)


def _by_magic(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head[:2] == b"BM" and len(head) >= 26 and head[14:18] in (b"\x28\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0"):
        return "image/bmp"
    if head[:4] != b"RIFF" and head[8:12] in (b"WEBP", b"AVI ", b"WAVE"):
        return None
    for at, magic, type_ in _MAGIC:
        if head[at : at + len(magic)] == magic:
            return "audio/webm" if type_ == "video/webm" and _is_sound_only(head) else type_
    # MPEG audio frames: eleven set bits, a layer, a valid bit rate.
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06 and head[2] & 0xF0 != 0xF0:
        return "audio/mpeg"
    return "audio/aac" if head[:2] in (b"\xff\xf1", b"\xff\xf9") else None


def _is_sound_only(head: bytes) -> bool:
    """Whether a WebM names a track of sound and none of pictures, as a recorded voice; tracks stand near its start."""
    return bool(_SOUND_TRACK.search(head)) and not _PICTURE_TRACK.search(head)


def _by_text(head: bytes) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "ignore").encode()
    if _NOT_TEXT.search(head):
        return OCTETS
    found = _MARKUP.search(head)
    if found is None:
        return "text/plain"
    # Whatever a browser might run counts as what it would run.
    return "image/svg+xml" if re.search(rb"<\s*([a-z]+:)?svg", head, re.IGNORECASE) else "text/html"


def clean_name(text: str) -> str:
    """A file name fit to be shown and saved anywhere: no folders, no control or direction marks, not too long."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode()))[-1]
    base = _UNSAFE_IN_NAME.sub("", base).strip(". ")
    if len(base) > MAX_NAME:
        stem, dot, extension = base.rpartition(".")
        short = dot and len(extension) <= 10
        base = stem[: MAX_NAME - len(extension) - 1] + dot + extension if short else base[:MAX_NAME]
    return base or "file"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's size in pixels, and a small JPEG of it without its EXIF (place, camera), if one could be made."""

    width: int
    height: int
    thumbnail: bytes | None


@dataclass(frozen=True, slots=True)
class Examined:
    """What a content turned out to be."""

    sha256: bytes
    size: int
    media_type: str
    picture: Picture | None


def examine(name: str, chunks: Iterable[bytes]) -> Examined:
    """Hash a content, tell what it is, and look at it if it is a picture; never holds more of it than a picture."""
    digest, size, head, kept = hashlib.sha256(), 0, b"", bytearray()
    is_picture = False
    for chunk in chunks:
        if not size:
            head = bytes(chunk[:HEAD])
            is_picture = sniff(head).startswith("image/")
        digest.update(chunk)
        size += len(chunk)
        if is_picture and size <= MAX_THUMBNAIL_SOURCE:
            kept += chunk
    media_type = sniff(head, name)
    picture = look_at_picture(bytes(kept)) if is_picture and len(kept) == size else None
    return Examined(digest.digest(), size, media_type, picture)


def look_at_picture(content: bytes) -> Picture | None:
    """What can be said of a picture; None when it is none that we decode. Refuses `file.too_many_pixels`.

    The header is read first: a few bytes may claim a picture that fills the memory.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise Refusal("file.too_many_pixels", width=width, height=height, most=MAX_PIXELS // 1_000_000)
            small = width * height <= MAX_THUMBNAIL_PIXELS or image.format == "JPEG"
            return Picture(width, height, _thumbnail(image) if small else None)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refusal("file.too_many_pixels", most=MAX_PIXELS // 1_000_000) from error
    except DAMAGED:
        return None


def _thumbnail(image: Image.Image) -> bytes | None:
    try:
        with _one_at_a_time:
            image.draft("RGB", (THUMBNAIL_SIDE, THUMBNAIL_SIDE))
            image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
            upright = ImageOps.exif_transpose(image)
            flat = Image.new("RGB", upright.size, "white")
            with_alpha = upright.convert("RGBA")
            flat.paste(with_alpha, mask=with_alpha.getchannel("A"))
            out = io.BytesIO()
            flat.save(out, "JPEG", quality=80)
            return out.getvalue()
    except DAMAGED:
        return None  # a damaged picture is kept as it is, without a small one
