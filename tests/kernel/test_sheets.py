"""Tables are read in every form in which Excel, WPS and the clipboard bring them, and do no harm (S-8)."""

import io
import zipfile
from datetime import date
from time import process_time

import pytest

from bihuan.core.values import Refusal
from bihuan.kernel.sheets import MAX_BYTES, MAX_ROWS, read_sheet
from bihuan.kernel.spreadsheets import CsvTable, XlsxTable
from tests.kernel.workbooks import LEDGER, repacked, row, sharing, workbook

pytestmark = pytest.mark.req("S-8")

RELS = "_rels/workbook.xml.rels"
TEXT = "客户名称,电话\n恒锐机电,138\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
    ],
)
def test_the_encodings_of_excel_and_wps_are_told_apart(content, encoding):
    sheet = read_sheet(content)
    assert (sheet.rows, sheet.encoding) == ((("客户名称", "电话"), ("恒锐机电", "138")), encoding)


@pytest.mark.parametrize("delimiter", ["\t", ",", ";", "|", "，"])
def test_the_delimiter_is_found_and_quotes_may_hold_it(delimiter):
    text = f'名称{delimiter}地址\n恒锐{delimiter}"苏州{delimiter}\n吴中"\n沪光{delimiter}上海\n\n'
    assert read_sheet(text.encode()).rows == (("名称", "地址"), ("恒锐", f"苏州{delimiter}\n吴中"), ("沪光", "上海"))


def test_a_list_of_one_column_is_a_table_too():
    assert read_sheet("客户\n恒锐（苏州）、沪光\n".encode()).rows == (("客户",), ("恒锐（苏州）、沪光",))


def test_a_workbook_as_a_company_keeps_it():
    sheet = read_sheet(LEDGER)
    assert (sheet.names, sheet.name) == (("台账",), "台账")
    assert len(sheet.rows) == 8, "formatted empty rows at the end are none"
    assert sheet.rows[3][3] == date(2026, 1, 21)
    assert [line[0] for line in sheet.rows[3:6]] == ["恒锐机电"] * 3, "cells merged downwards all say it"
    assert sheet.rows[7] == ("备注：以上为全部在用设备",)


def test_formulas_are_their_values():
    assert read_sheet(workbook(row(1, "a", ("formula", "1+6", 7)))).rows == (("a", 7.0),)


def test_what_we_export_we_read_again():
    rows = [["名称", "备注"], ["=cmd()", "-1"]]
    for table in (CsvTable(), CsvTable("gb18030"), XlsxTable()):
        read = read_sheet(table.rows(rows) + table.end()).rows
        assert [[str(cell).removeprefix("'") for cell in line] for line in read] == rows


def test_a_cell_far_away_takes_no_memory():
    """A1 beside XFD1048576: seventeen thousand million places."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    for sheet in (
        row(1, "a") + far,
        row(1, "a") + far.replace("XFD1", "&#88;FD1"),
        row(1, "a") + far.replace('"', "'"),
        row(1, "a") + far.replace("<c ", '<c cm=">" '),
        row(1, "a") + far.replace("<c ", "<c cm=' r=\"A1\" ' "),
        row(1, "a") + far.replace(" r=", " r = "),
        row(1, "a") + far.replace("XFD1048576", "XFD9999999999"),
        row(1, "a") + far.replace('r="XFD1048576"', 'r="B2" r="XFD1048576"'),
        row(1, "a") + '<row r="1048576">' + "<c><v>1</v></c>" * 100 + "</row>",
    ):
        with pytest.raises(Refusal, match=r"sheet\.(too_large|broken_workbook)"):
            read_sheet(workbook(sheet))


def test_a_sheet_that_lies_elsewhere_is_looked_at_too():
    far = row(1, "a") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    content = workbook(far)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet, rels = (archive.read(f"xl/{name}").decode() for name in ("worksheets/sheet1.xml", RELS))
    moved = repacked(
        content, **{"xl/other.xml": sheet, f"xl/{RELS}": rels.replace("worksheets/sheet1.xml", "other.xml")}
    )
    with pytest.raises(Refusal, match=r"sheet\.too_large"):
        read_sheet(moved)


def test_a_tag_of_many_places_is_read_once():
    started = process_time()
    with pytest.raises(Refusal, match=r"sheet\.broken_workbook"):
        read_sheet(workbook("<row><c" + ' r="A1"' * 200_000 + "<c/></row>"))
    assert process_time() - started < 1


def test_a_text_that_very_many_cells_share_is_not_written_out():
    cells = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>{at % 2}</v></c></row>' for at in range(1, 20_001))
    with pytest.raises(Refusal, match=r"sheet\.too_large"):
        read_sheet(sharing(["x" * 60_000, "y"], cells))
    short = cells.replace("<v>0", "<v>1") + '<row r="20001"><c r="A20001" t="s"><v>0</v></c></row>'
    rows = read_sheet(sharing(["x" * 60_000, "y"], short)).rows
    assert rows[0] == ("y",) and len(str(rows[-1][0])) == 60_000


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_would_come_out_at_once_is_not_unpacked(method):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as out:
        out.writestr("xl/worksheets/sheet1.xml", bytes(1000))
    with pytest.raises(Refusal, match=r"sheet\.broken_workbook"):
        read_sheet(made.getvalue())


def test_a_bomb_is_not_unpacked():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out, out.open("xl/worksheets/sheet1.xml", "w") as part:
        for _ in range(300):
            part.write(b" " * (1 << 20))
    assert len(bomb.getvalue()) < 1 << 20
    with pytest.raises(Refusal, match=r"sheet\.too_large"):
        read_sheet(bomb.getvalue())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04rubbish", "sheet.broken_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheet.old_format"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "sheet.not_text"),
        (("x\n" * (MAX_ROWS + 300)).encode(), "sheet.too_many_rows"),
        (("," .join("x" * 300) + "\n").encode(), "sheet.too_many_columns"),
        (('"' + "x" * 200_000 + "\n").encode(), "sheet.broken"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(content, code):
    with pytest.raises(Refusal) as refusal:
        read_sheet(content)
    assert refusal.value.code == code


def test_another_sheet_or_encoding_may_be_asked_for():
    with pytest.raises(Refusal, match=r"sheet\.no_such_sheet"):
        read_sheet(LEDGER, "隐藏")
    assert read_sheet("é".encode("gb18030"), encoding="gb18030").encoding == "gb18030"


def test_a_line_of_nothing_but_commas_is_not_made_a_row():
    started = process_time()
    with pytest.raises(Refusal, match=r"sheet\.too_large"):
        read_sheet(b"," * (9 << 20))
    with pytest.raises(Refusal, match=r"sheet\.too_large"):
        read_sheet(bytes(MAX_BYTES + 1))
    assert process_time() - started < 1
