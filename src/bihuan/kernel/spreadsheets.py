"""Tables as files, made row by row: CSV for every program, XLSX for Excel. What people wrote never becomes a formula.

Excel runs a text of a CSV that begins like a formula, also behind spaces: such texts get an apostrophe in front
(OWASP, "CSV injection"). A cell of an XLSX says that it is text, and needs none.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import IO, Literal
from xml.sax.saxutils import escape

Cell = str | int | Decimal | None
Encoding = Literal["utf-8", "gb18030"]
_FORMULA = re.compile(r"[\s ]*[=+\-@＝＋－＠|%]|[\t\r]")
# XML 1.0 has no place for these, however they are written.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel shows no more of a cell.
_MOST_TEXT = 32_767
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
}
_SHEET_HEAD = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)
_SHEET_TAIL = "</sheetData></worksheet>"


class CsvTable:
    """A table as CSV: UTF-8 with a mark that tells Excel so, or GB18030 for programs that know nothing else."""

    def __init__(self, encoding: Encoding = "utf-8") -> None:
        self._encoding = encoding
        self._head = b"\xef\xbb\xbf" if encoding == "utf-8" else b""

    def rows(self, rows: Iterable[Iterable[Cell]]) -> bytes:
        """The next rows."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows([_csv_cell(cell) for cell in row] for row in rows)
        head, self._head = self._head, b""
        return head + text.getvalue().encode(self._encoding, "replace")

    def end(self) -> bytes:
        """What closes the file."""
        return b""


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell)
    return f"'{cell}" if _FORMULA.match(cell) else cell


class XlsxTable:
    """A table as a workbook of one sheet. Nothing is kept but what the packer still needs."""

    def __init__(self) -> None:
        self._out = _Outgoing()
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED)
        for name, content in _PARTS.items():
            self._zip.writestr(name, content)
        self._sheet: IO[bytes] = self._zip.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        self._sheet.write(_SHEET_HEAD.encode())

    def rows(self, rows: Iterable[Iterable[Cell]]) -> bytes:
        """The next rows."""
        for row in rows:
            self._sheet.write(f"<row>{''.join(_xlsx_cells(row))}</row>".encode())
        return self._out.taken()

    def end(self) -> bytes:
        """What closes the file."""
        self._sheet.write(_SHEET_TAIL.encode())
        self._sheet.close()
        self._zip.close()
        return self._out.taken()


def _xlsx_cells(row: Iterable[Cell]) -> Iterator[str]:
    for cell in row:
        if cell is None or cell == "":
            yield "<c/>"
        elif isinstance(cell, str):
            text = escape(_NO_XML.sub("", cell[:_MOST_TEXT]))
            yield f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        else:
            yield f"<c><v>{cell}</v></c>"


class _Outgoing(io.RawIOBase):
    """Takes what is written until somebody sends it on; never goes back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """Everything since the last time."""
        found, self._parts = b"".join(self._parts), []
        return found
