"""How much a workbook would become once it is read, found out from its XML before anybody reads it.

The reader keeps a cell for every place between the first and the last that say something, and writes a shared text out
for each cell that shares it: a few kilobytes could ask for all memory there is.
"""

import re
from itertools import pairwise

# A row or a cell as XML has it; attributes may hold `>`, and what looks like attributes.
_TAG = re.compile(
    rb"""<(?:\w+:)?(row|c)((?:\s+[^\s=<>"'/]+\s*=\s*(?:"[^"<&]*"|'[^'<&]*'))*+)\s*(/?)>""",
)
_USUAL_TAG = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="[0-9]+")?(?: t="[a-zA-Z]+")?(/?)>')
_CELL_BEGINS = re.compile(rb"<(?:\w+:)?c(?=[\s/>])")
_BEGINNING = re.compile(rb"<(?:\w+:)?(?:row|c)(?=[\s/>])")
_ATTRIBUTE = re.compile(rb"""([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PLACE = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})")
_ROW = re.compile(rb"[0-9]{1,7}")
_VALUE = re.compile(rb"\s*<(?:\w+:)?v>\s*([0-9]{1,9})\s*<")
_TEXT = re.compile(rb"<(?:\w+:)?si[\s>]")


class DisguisedError(ValueError):
    """A row or a cell is written as no spreadsheet program writes it, so that nobody can say where it lies."""


def holds_cells(xml: bytes) -> bool:
    """Whether a reader would take this part for a sheet, whatever it is called."""
    return b"sheetData" in xml


def lengths_of_texts(xml: bytes) -> list[int]:
    """How long each shared text of this part is at most, in bytes, in the order in which cells name them."""
    starts = [match.start() for match in _TEXT.finditer(xml)]
    return [end - start for start, end in pairwise([*starts, len(xml)])] if starts else []


class Extent:
    """How far a sheet reaches (`places`: cells from the first row to the last, from the first column on) and what its
    shared texts amount to at most (`shared`: bytes). Raises DisguisedError."""

    def __init__(self, xml: bytes, texts: list[int], enough: int) -> None:
        """`enough`: texts that could amount to no more than this are not counted one by one."""
        self._low, self._high, self._width = 1 << 40, 0, 0
        self._row = self._column = self.shared = 0
        self._texts = texts
        # What names no text that there is, is charged as the longest.
        self._longest = max(texts, default=0)
        if b"\0" in xml:
            raise DisguisedError("two bytes to a letter")
        if self._longest * xml.count(b't="s"') > enough or not self._is_usual(xml):
            self._read(xml)

    @property
    def places(self) -> int:
        """The cells from the first row to the last, from the first column on."""
        return self._width * max(self._high - self._low + 1, 0)

    def _is_usual(self, xml: bytes) -> bool:
        """Reads a sheet in which every cell is written as Excel and WPS do: at a third of the cost."""
        columns: set[bytes] = set()
        low, high, seen = self._low, 0, 0
        for found in _USUAL_TAG.finditer(xml):
            letters, digits, empty = found.groups()
            seen += 1
            if not empty:
                columns.add(letters)
                row = int(digits)
                low, high = min(low, row), max(high, row)
        if seen != sum(1 for _ in _CELL_BEGINS.finditer(xml)):
            return False
        self._low, self._high, self._width = low, high, max(map(_column, columns), default=0)
        return True

    def _read(self, xml: bytes) -> None:
        tags = 0
        for found in _TAG.finditer(xml):
            tags += 1
            name, attributes, empty = found.groups()
            if name == b"row":
                self._begin_row(attributes)
            elif self._is_shared(attributes, empty=bool(empty)):
                value = _VALUE.match(xml, found.end())
                text = int(value[1]) if value else -1
                self.shared += self._texts[text] if 0 <= text < len(self._texts) else self._longest
        if tags != sum(1 for _ in _BEGINNING.finditer(xml)):
            raise DisguisedError("a row or a cell that is none")

    def _begin_row(self, attributes: bytes) -> None:
        number = _attributes(attributes).get(b"r")
        if number is not None and not _ROW.fullmatch(number):
            raise DisguisedError("a row without a number")
        self._row = int(number) if number is not None else self._row + 1
        self._column = 0

    def _is_shared(self, attributes: bytes, *, empty: bool) -> bool:
        """Where this cell lies; whether its text is a shared one."""
        place, kind = _cell(attributes)
        if place is not None:
            self._column, row = _column(place[0]), int(place[1])
        else:
            self._column, row = self._column + 1, self._row
        if empty:
            return False
        self._low, self._high = min(self._low, row), max(self._high, row)
        self._width = max(self._width, self._column)
        return kind == b"s"


def _cell(attributes: bytes) -> tuple[tuple[bytes, bytes] | None, bytes | None]:
    """Where a cell says that it lies, if it does, and of what type it is."""
    found = _attributes(attributes)
    named = found.get(b"r")
    place = _PLACE.fullmatch(named) if named is not None else None
    if named is not None and place is None:
        raise DisguisedError("a cell that lies nowhere")
    return ((place[1], place[2]) if place else None), found.get(b"t")


def _attributes(text: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    for name, one, other in _ATTRIBUTE.findall(text):
        if name in found:
            raise DisguisedError("an attribute that stands twice")
        found[name] = one or other
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
