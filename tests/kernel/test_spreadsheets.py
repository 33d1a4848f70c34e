"""Tables as files: what goes in comes out, and nothing that people wrote is ever run."""

import csv
import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.spreadsheets import CsvTable, XlsxTable

pytestmark = pytest.mark.req("IMP-4")
_NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def read_csv(content: bytes, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))


def read_xlsx(content: bytes) -> list[list[str | None]]:
    with zipfile.ZipFile(io.BytesIO(content)) as workbook:
        assert workbook.testzip() is None
        for name in workbook.namelist():
            ElementTree.fromstring(workbook.read(name))
        sheet = ElementTree.fromstring(workbook.read("xl/worksheets/sheet1.xml"))
    return [[_value(cell) for cell in row] for row in sheet.iterfind(".//s:row", _NS)]


def _value(cell: ElementTree.Element) -> str | None:
    found = cell.find("s:v", _NS) if cell.get("t") is None else cell.find(".//s:t", _NS)
    return None if found is None else found.text


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", " =1", "＝1", "|calc", "\r=1"])
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str):
    assert read_csv(CsvTable().rows([[text]])) == [[f"'{text}"]]
    table = XlsxTable()
    content = table.rows([[text]]) + table.end()
    assert b"<f>" not in content
    assert [len(row) for row in read_xlsx(content)] == [1]


def test_numbers_stay_numbers_and_what_is_missing_is_empty():
    row: list[str | int | Decimal | None] = ["甲", -5, Decimal("1.50"), None]
    assert read_csv(CsvTable().rows([row])) == [["甲", "-5", "1.50", ""]]
    table = XlsxTable()
    assert read_xlsx(table.rows([row]) + table.end()) == [["甲", "-5", "1.50", None]]


def test_csv_is_marked_as_utf_8_once_or_is_gb18030():
    table = CsvTable()
    content = table.rows([["工单"]]) + table.rows([["漏水𠮷"]]) + table.end()
    assert content.count(b"\xef\xbb\xbf") == 1
    assert read_csv(content) == [["工单"], ["漏水𠮷"]]
    old = CsvTable("gb18030").rows([["漏水𠮷"]])
    assert read_csv(old, "gb18030") == [["漏水𠮷"]]


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20)


@given(st.lists(st.lists(cells, min_size=1, max_size=3), max_size=4))
def test_every_text_comes_back(rows: list[list[str]]):
    table = XlsxTable()
    assert [[cell or "" for cell in row] for row in read_xlsx(table.rows(rows) + table.end())] == rows
    back = read_csv(CsvTable().rows(rows)) if rows else []
    assert [[cell.removeprefix("'") for cell in row] for row in back] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]


def test_signs_that_no_workbook_can_hold_are_left_out():
    table = XlsxTable()
    assert read_xlsx(table.rows([["a\x00b\x0bc<&>"]]) + table.end()) == [["abc<&>"]]
