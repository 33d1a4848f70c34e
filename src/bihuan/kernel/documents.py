"""The words of a document that somebody brought, line by line, so that two versions can be compared.

What is inside is not believed: sizes are counted while reading, XML with a document type is not read at all.
"""

import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.parsers import expat

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.sheets import read_sheet

MAX_BYTES = 10 << 20
MAX_LINES = 10_000
MAX_SIGNS = 1_500_000
_MAX_UNPACKED = 40 << 20
_MAX_SHEETS = 10
_LONGEST = 1_000
_STEP = 64 << 10
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEXTS = frozenset({"text/plain", "text/csv", "application/json", "text/html", "image/svg+xml"})
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
# A long paragraph is compared sentence by sentence.
_SENTENCE = re.compile(r"[^。；！？;!?]*[。；！？;!?]+|[^。；！？;!?]+")
_WRITTEN = re.compile(r'"\\u0000([-+.0-9eE]+)"')
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError),
    *(RuntimeError, NotImplementedError, EOFError, OSError, ValueError, KeyError),
)


def has_words(media_type: str) -> bool:
    """Whether `lines_of` knows how to read this."""
    return media_type in _TEXTS or media_type in (_DOCX, _XLSX)


def lines_of(media_type: str, content: bytes) -> list[str]:
    """The text of a document. Refuses `document.too_large`, `document.not_text`, `document.broken`."""
    if len(content) > MAX_BYTES:
        raise _too_large()
    try:
        lines = _bounded(_lines(media_type, content))
    except _BROKEN as error:
        raise Refusal("document.broken", Kind.UNSUPPORTED) from error
    return lines


def _lines(media_type: str, content: bytes) -> Iterator[str]:
    if media_type == _DOCX:
        return _paragraphs(content)
    if media_type == _XLSX:
        return _cells(content)
    if media_type not in _TEXTS:
        raise Refusal("document.not_text", Kind.UNSUPPORTED)
    text = _decoded(content)
    return iter((_laid_out(text) if media_type == "application/json" else text).splitlines())


def _bounded(lines: Iterator[str]) -> list[str]:
    found: list[str] = []
    signs = 0
    for line in lines:
        signs += len(line)
        found += _pieces(line)
        if len(found) > MAX_LINES or signs > MAX_SIGNS:
            raise _too_large()
    return found


def _pieces(line: str) -> list[str]:
    line = line.rstrip()
    if len(line) <= _LONGEST:
        return [line]
    sentences = _SENTENCE.findall(line)
    return [part[at : at + _LONGEST] for part in sentences for at in range(0, len(part), _LONGEST)]


def _too_large() -> Refusal:
    return Refusal("document.too_large", Kind.TOO_LARGE, megabytes=MAX_BYTES >> 20, lines=MAX_LINES)


# --- plain text ---------------------------------------------------------------------------------------------------


def _decoded(content: bytes) -> str:
    """BOM, else strict UTF-8, else what Chinese editors write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _laid_out(text: str) -> str:
    """JSON with a line for each value, so that a change of layout is none of content; as it is where it cannot be read.

    Numbers stay the digits that stand there.
    """
    try:
        value = json.loads(text, parse_int=_as_written, parse_float=_as_written)
        return _WRITTEN.sub(r"\1", json.dumps(value, ensure_ascii=False, indent=1))
    except (ValueError, RecursionError):
        return text


def _as_written(digits: str) -> str:
    return f"\0{digits}"


# --- workbooks ----------------------------------------------------------------------------------------------------


def _cells(content: bytes) -> Iterator[str]:
    """Each row of each sheet as a line, its cells apart by tabs."""
    first = read_sheet(content)
    for name in first.names[:_MAX_SHEETS] or (first.name,):
        sheet = first if name == first.name else read_sheet(content, name)
        yield f"[{name}]"
        for row in sheet.rows:
            yield "\t".join("" if cell is None else str(cell) for cell in row)


# --- Word ---------------------------------------------------------------------------------------------------------


def _paragraphs(content: bytes) -> Iterator[str]:
    """The paragraphs of a Word document as they read now: text that its own tracking marks as deleted is none."""
    reader = _Reader()
    with zipfile.ZipFile(BytesIO(content)) as packed, packed.open("word/document.xml") as part:
        unpacked = 0
        while data := part.read(_STEP):
            unpacked += len(data)
            if unpacked > _MAX_UNPACKED:
                raise _too_large()
            reader.feed(data)
            yield from reader.taken()
    reader.finish()
    yield from reader.taken()


class _Reader:
    """Collects the text of paragraphs while XML streams by."""

    def __init__(self) -> None:
        self._parser: Any = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._open: list[list[str]] = []
        self._done: list[str] = []
        self._signs = self._repeated = 0
        self._inside = False

    def feed(self, data: bytes) -> None:
        """The next part of the XML. Raises ExpatError, Refusal."""
        self._parser.Parse(data)

    def finish(self) -> None:
        """There is no more."""
        self._parser.Parse(b"", True)

    def taken(self) -> list[str]:
        """The paragraphs that were completed since it was asked last."""
        done, self._done = self._done, []
        return done

    def _refuse(self, *_: Any) -> None:
        raise Refusal("document.broken", Kind.UNSUPPORTED)

    def _begin(self, name: str, _attributes: Any) -> None:
        # Shapes are written twice, the second time for old readers.
        self._repeated += name == _FALLBACK
        if name == _WORD + "p":
            self._open.append([])
        elif name == _WORD + "t":
            self._inside = True
        elif name in (_WORD + "tab", _WORD + "br", _WORD + "cr"):
            self._add("\t" if name.endswith("tab") else " ")

    def _end(self, name: str) -> None:
        self._repeated -= name == _FALLBACK
        if name == _WORD + "p" and self._open:
            text = "".join(self._open.pop())
            if not self._repeated:
                self._done.append(text)
        elif name == _WORD + "t":
            self._inside = False

    def _text(self, text: str) -> None:
        if self._inside:
            self._add(text)

    def _add(self, text: str) -> None:
        self._signs += len(text)
        if self._signs > MAX_SIGNS:
            raise _too_large()
        if self._open and not self._repeated:
            self._open[-1].append(text)
