"""The words of a document that somebody brought, line by line, so that two versions can be compared.

What is inside is not believed: sizes are counted while reading, XML with a document type is not read at all.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.archives import Bounds, opened
from bihuan.kernel.sheets import read_sheets

MAX_BYTES = 10 << 20
MAX_LINES = 10_000
MAX_SIGNS = 1_500_000
_MAX_UNPACKED = 40 << 20
_MAX_SHEETS = 10
_MAX_ENTRIES = 5_000
_LONGEST = 1_000
# What a document that people wrote does not come near to.
_DEEPEST_JSON = 100
_DEEPEST_XML = 200
_MAX_ELEMENTS = 500_000
_MAX_ATTRIBUTES = 1_000_000
# A tag, a comment: the parser begins each anew with every part that it is given until it is complete.
_LONGEST_TOKEN = 1 << 20
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEXTS = frozenset({"text/plain", "text/csv", "application/json", "text/html", "image/svg+xml"})
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
# A long paragraph is compared sentence by sentence.
_SENTENCE = re.compile(r"[^。；！？;!?]*[。；！？;!?]+|[^。；！？;!?]+")
_WRITTEN = re.compile(r'"\\u0000([-+.0-9eE]+)"')
# Text of JSON in which brackets and commas are none, or one that makes a value more.
_OUTLINE = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]|,', re.DOTALL)
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_BROKEN = (expat.ExpatError, RuntimeError, ValueError)


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
        raise _broken() from error
    return lines


def _lines(media_type: str, content: bytes) -> Iterator[str]:
    if media_type == _DOCX:
        return _paragraphs(content)
    if media_type == _XLSX:
        return _cells(content)
    if media_type not in _TEXTS:
        raise Refusal("document.not_text", Kind.UNSUPPORTED)
    text = _decoded(content)
    if media_type == "application/json":
        text = _laid_out(text)
    if len(text) > MAX_SIGNS + 2 * MAX_LINES:
        # Longer than it may be, however its lines end.
        raise _too_large()
    return iter(text.splitlines())


def _bounded(lines: Iterator[str]) -> list[str]:
    found: list[str] = []
    signs = 0
    for line in lines:
        signs += len(line)
        found += _pieces(_HALF_PAIR.sub("\ufffd", line))
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


def _broken() -> Refusal:
    return Refusal("document.broken", Kind.UNSUPPORTED)


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
    if not _is_shallow(text):
        return text
    try:
        value = json.loads(text, parse_int=_as_written, parse_float=_as_written)
    except (ValueError, RecursionError):
        return text
    found: list[str] = []
    signs = 0
    for part in json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(value):
        found.append(part)
        signs += len(part)
        if signs > MAX_SIGNS + 2 * MAX_LINES:
            raise _too_large()
    return _WRITTEN.sub(r"\1", "".join(found))


def _is_shallow(text: str) -> bool:
    """Whether this may be read as JSON as deep as it is. Refuses what would have more lines than are compared."""
    depth = lines = 0
    for found in _OUTLINE.finditer(text):
        sign = found[0]
        if sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
        lines += sign == ","
        if depth > _DEEPEST_JSON:
            return False
        if lines > MAX_LINES:
            raise _too_large()
    return True


def _as_written(digits: str) -> str:
    return f"\0{digits}"


# --- workbooks ----------------------------------------------------------------------------------------------------


def _cells(content: bytes) -> Iterator[str]:
    """Each row of each sheet as a line, its cells apart by tabs."""
    for sheet in read_sheets(content, _MAX_SHEETS):
        yield f"[{sheet.name}]"
        for row in sheet.rows:
            yield "\t".join("" if cell is None else str(cell) for cell in row)


# --- Word ---------------------------------------------------------------------------------------------------------


def _paragraphs(content: bytes) -> Iterator[str]:
    """The paragraphs of a Word document as they read now: text that its own tracking marks as deleted is none."""
    reader = _Reader()
    with opened(content, _BOUNDS) as packed:
        for data in packed.parts("word/document.xml"):
            reader.feed(data)
            yield from reader.taken()
    reader.finish()
    yield from reader.taken()


_BOUNDS = Bounds(_MAX_ENTRIES, _MAX_UNPACKED, lambda _reason: _broken(), _too_large)


class _Reader:
    """Collects the text of paragraphs while XML streams by; how deep, how many and how long is counted."""

    def __init__(self) -> None:
        self._parser: Any = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        # A list, not a dictionary for each element.
        self._parser.ordered_attributes = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._open: list[list[str]] = []
        self._done: list[str] = []
        self._signs = self._repeated = 0
        self._fed = self._depth = self._elements = self._attributes = 0
        self._inside = False

    def feed(self, data: bytes) -> None:
        """The next part of the XML. Raises ExpatError, Refusal."""
        self._fed += len(data)
        self._parser.Parse(data)
        if self._fed - self._parser.CurrentByteIndex > _LONGEST_TOKEN:
            raise _too_large()

    def finish(self) -> None:
        """There is no more."""
        self._parser.Parse(b"", True)

    def taken(self) -> list[str]:
        """The paragraphs that were completed since it was asked last."""
        done, self._done = self._done, []
        return done

    def _refuse(self, *_: Any) -> None:
        raise _broken()

    def _begin(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        self._elements += 1
        self._attributes += len(attributes) // 2
        if self._depth > _DEEPEST_XML or self._elements > _MAX_ELEMENTS or self._attributes > _MAX_ATTRIBUTES:
            raise _too_large()
        # Shapes are written twice, the second time for old readers.
        self._repeated += name == _FALLBACK
        if name == _WORD + "p":
            self._open.append([])
        elif name == _WORD + "t":
            self._inside = True
        elif name in (_WORD + "tab", _WORD + "br", _WORD + "cr"):
            self._add("\t" if name.endswith("tab") else " ")

    def _end(self, name: str) -> None:
        self._depth -= 1
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
