"""Tables that people bring: CSV in the encodings of Excel and WPS, pasted cells, XLSX. What is inside is not believed.

A workbook is a zip of XML: it is unpacked here, bounded, and what the reader is given has been counted before.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import python_calamine

from bihuan.core.imports import Cell, is_blank
from bihuan.core.late import dataclass
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.archives import Bounds, opened
from bihuan.kernel.worksheets import DisguisedError, Extent, holds_cells, lengths_of_texts

MAX_BYTES = 64 << 20
MAX_ROWS = 50_000
# A title, remarks below, a heading: what stands around the rows.
_AROUND = 200
MAX_COLUMNS = 200
_MAX_UNPACKED = 256 << 20
_MAX_PARTS = 2_000
# The reader keeps a cell for every place between the first and the last that say something.
_MAX_PLACES = 8_000_000
_MAX_FILLED = 1_000_000
_PACKED = b"PK\x03\x04"
_DELIMITERS = "\t;,，|"
_LOOKED_AT = 30
Encoding = Literal["utf-8", "gb18030", "utf-16"]
_PART = re.compile(r"\[Content_Types\]\.xml|(?:_rels/|xl/|docProps/).*\.(?:xml|rels)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file, as it stands there: rows without trailing empty cells.

    `names`: all sheets of the workbook, `name` the one read. `encoding`: how the text of a CSV was read.
    """

    rows: tuple[tuple[Cell, ...], ...]
    names: tuple[str, ...] = ()
    name: str | None = None
    encoding: Encoding | None = None


def read_sheet(content: bytes, name: str | None = None, encoding: Encoding | None = None) -> Sheet:
    """The table in a file. Refuses what is no table, too large, or made to harm.

    `name`: which sheet of a workbook (default: the first that is shown). `encoding`: instead of what it looks like.
    """
    if len(content) > MAX_BYTES:
        raise _too_large(MAX_BYTES)
    if content.startswith(_PACKED):
        with _workbook(content) as workbook:
            return _read(workbook, name)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal("sheet.old_format", Kind.UNSUPPORTED)
    text, found = _decoded(content, encoding)
    return Sheet(_bounded(_split(text)), encoding=found)


def read_sheets(content: bytes, most: int) -> Iterator[Sheet]:
    """The first `most` tables that are shown in a file, unpacked once for all of them. Refuses as `read_sheet`."""
    if not content.startswith(_PACKED):
        yield read_sheet(content)
        return
    with _workbook(content) as workbook:
        first = _read(workbook, None)
        yield first
        for name in first.names[1:most]:
            yield _read(workbook, name)


# --- text -------------------------------------------------------------------------------------------------------


def _decoded(content: bytes, asked: Encoding | None) -> tuple[str, Encoding]:
    """BOM, else strict UTF-8, else what Chinese Excel and WPS write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates: tuple[Encoding, ...] = ("utf-16",)
    else:
        candidates = (asked,) if asked else ("utf-8", "gb18030")
    for encoding in candidates:
        try:
            text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise Refusal("sheet.not_text", Kind.UNSUPPORTED)


def _split(text: str) -> Iterator[tuple[Cell, ...]]:
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
    delimiter = _delimiter(text)
    if text.count(delimiter) > _MAX_PLACES:
        # A row is made whole before anybody can count its cells.
        raise _too_large(MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield tuple(row)
    except csv.Error as error:
        raise Refusal("sheet.broken", Kind.INVALID, line=reader.line_num) from error


def _delimiter(text: str) -> str:
    """The one that most of the first lines have, and as often as each other."""
    lines = [line for line in text[:200_000].splitlines()[:_LOOKED_AT] if line.strip()]

    def weight(candidate: str) -> tuple[int, int]:
        counts = sorted(_unquoted(line).count(candidate) for line in lines)
        usual = counts[len(counts) // 2] if counts else 0
        return (sum(1 for count in counts if count and count >= usual) if usual else 0, usual)

    best = max(_DELIMITERS, key=weight)
    return best if weight(best)[1] else ("\t" if "\t" in text[:200_000] else ",")


def _unquoted(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)


# --- workbooks --------------------------------------------------------------------------------------------------


@contextmanager
def _workbook(content: bytes) -> Iterator[python_calamine.CalamineWorkbook]:
    """The workbook, looked at before it is read, for as long as it is read from."""
    plain = _unpacked(content)
    try:
        yield python_calamine.CalamineWorkbook.from_filelike(plain)
    except (python_calamine.CalamineError, RuntimeError, ValueError, OSError, EOFError) as error:
        raise _broken() from error


def _unpacked(content: bytes) -> io.BytesIO:
    """The parts of a workbook that hold cells, packed anew without compression: no larger than what was counted."""
    plain = io.BytesIO()
    texts: list[int] = []
    sheets: list[str] = []
    with opened(content, _BOUNDS) as packed, zipfile.ZipFile(plain, "w") as out:
        for name in filter(_PART.fullmatch, packed.names):
            xml = packed.content(name)
            texts += lengths_of_texts(xml)
            if holds_cells(xml):
                sheets.append(name)
            out.writestr(name, xml)
    with zipfile.ZipFile(plain) as out:
        for name in sheets:
            _check_extent(out.read(name), texts)
    plain.seek(0)
    return plain


def _check_extent(xml: bytes, texts: list[int]) -> None:
    """A cell at XFD1048576 beside one at A1 would take all memory there is."""
    try:
        extent = Extent(xml, texts, _MAX_UNPACKED)
    except DisguisedError as error:
        raise _broken() from error
    if extent.places > _MAX_PLACES or extent.shared > _MAX_UNPACKED:
        raise _too_large()


def _read(workbook: python_calamine.CalamineWorkbook, name: str | None) -> Sheet:
    shown = [
        meta.name
        for meta in workbook.sheets_metadata
        if meta.visible == python_calamine.SheetVisibleEnum.Visible
        and meta.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    chosen = name if name is not None else next(iter(shown), None)
    if chosen not in shown:
        raise Refusal("sheet.no_such_sheet", Kind.INVALID, name=name or "")
    sheet = workbook.get_sheet_by_name(chosen)
    if sheet.total_height > MAX_ROWS + _AROUND and sheet.height > MAX_ROWS + _AROUND:
        _too_many()
    rows = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    _fill_merged(rows, sheet.merged_cell_ranges or [])
    return Sheet(_bounded(tuple(_empty(cell) for cell in row) for row in rows), tuple(shown), chosen)


def _empty(cell: Any) -> Cell:
    return None if cell == "" else cell


def _fill_merged(rows: list[list[Any]], ranges: list[Any]) -> None:
    """Cells merged downwards all say what the first one says; a merged row is a title or a remark and stays one."""
    filled = 0
    for (top, left), (bottom, right) in ranges:
        if left != right or top >= len(rows) or left >= len(rows[top]):
            continue
        for index in range(top + 1, min(bottom + 1, len(rows))):
            rows[index][left] = rows[top][left]
            filled += 1
            if filled > _MAX_FILLED:
                return


# --- both -------------------------------------------------------------------------------------------------------


def _bounded(rows: Iterator[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    """Rows without what trails behind: empty cells, and empty rows at the end."""
    kept: list[tuple[Cell, ...]] = []
    said = 0
    for row in rows:
        cells = _trimmed(row)
        kept.append(cells)
        if cells:
            said = len(kept)
        if said > MAX_ROWS + _AROUND:
            _too_many()
        if len(kept) - said > MAX_ROWS:
            break
    return tuple(kept[:said])


def _trimmed(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    end = len(row)
    while end and is_blank(row[end - 1 : end]):
        end -= 1
    if end > MAX_COLUMNS:
        raise Refusal("sheet.too_many_columns", Kind.TOO_LARGE, most=MAX_COLUMNS)
    return row[:end]


def _too_large(most: int = _MAX_UNPACKED) -> Refusal:
    return Refusal("sheet.too_large", Kind.TOO_LARGE, megabytes=most >> 20)


def _broken(_reason: str = "") -> Refusal:
    return Refusal("sheet.broken_workbook", Kind.UNSUPPORTED)


_BOUNDS = Bounds(_MAX_PARTS, _MAX_UNPACKED, _broken, _too_large)


def _too_many() -> None:
    raise Refusal("sheet.too_many_rows", Kind.TOO_LARGE, most=MAX_ROWS)
