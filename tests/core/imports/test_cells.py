"""What people and Excel write, read as what they mean (S-8)."""

from datetime import date, datetime

import pytest

from bihuan.core.imports import CellFault, cell_text, is_note, read_cell

pytestmark = pytest.mark.req("S-8")


@pytest.mark.parametrize(
    "cell",
    [
        "2026-01-21", "2026/1/21", "2026.1.21", "2026年1月21日", "20260121", "21/01/2026", "2026/1/21 上午9:00",
        "２０２６－０１－２１", " 2026-01-21 ", 46043, 46043.0, "46043",
        date(2026, 1, 21), datetime(2026, 1, 21, 9, 30),
    ],
)  # fmt: skip
def test_a_date_is_read_however_it_is_written(cell):
    assert read_cell("date", cell) == "2026-01-21"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("03/04/2026", "import.date_ambiguous"),
        ("2026-02-30", "import.date_unreadable"),
        ("年底前", "import.date_unreadable"),
        (7, "import.date_unreadable"),
    ],
)
def test_what_is_no_date_or_could_be_two_is_asked_about(cell, code):
    with pytest.raises(CellFault) as fault:
        read_cell("date", cell)
    assert fault.value.code == code


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (13812345678.0, "13812345678"),
        ("1.3812345678E+10", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("007-A", "007-A"),
        (12.5, "12.5"),
        ("'=cmd()", "=cmd()"),
    ],
)
def test_numbers_of_things_keep_their_digits(cell, text):
    assert read_cell("code", cell) == text


@pytest.mark.parametrize("cell", ["1.38E+10", "1.38123e10", 1.234567890123456e17, "1.2E+19"])
def test_digits_that_excel_has_lost_are_said_to_be_lost(cell):
    with pytest.raises(CellFault, match="digits_lost"):
        read_cell("phone", cell)


def test_a_wrong_option_is_shown_the_nearest():
    options = {"high": "P1", "高": "P1", "low": "P3"}
    assert read_cell("choice", " HIGH ", options) == "P1"
    with pytest.raises(CellFault) as fault:
        read_cell("choice", "Hign", options)
    assert (fault.value.code, fault.value.data["near"]) == ("import.option_near", "high")
    with pytest.raises(CellFault, match="option_unknown"):
        read_cell("choice", "紫色", options)


def test_yes_no_tags_and_empty_cells():
    assert [read_cell("boolean", cell) for cell in ("是", "N", True, "√", 0)] == [True, False, True, True, False]
    assert read_cell("tags", "重点，老客户;VIP") == ["重点", "老客户", "VIP"]
    assert read_cell("number", "¥1,200.50元") == "1200.50"
    assert [read_cell("text", cell) for cell in (None, "", "  ")] == [None, None, None]
    with pytest.raises(CellFault, match="yes_or_no"):
        read_cell("boolean", "也许")


def test_a_formula_that_fails_is_a_fault():
    with pytest.raises(CellFault, match="formula_error"):
        cell_text("#REF!")


def test_remarks_below_a_table_are_no_rows():
    assert is_note(("备注：以上为2025年数据", None, None)) and is_note(("合计", "", 12.0))
    assert not is_note(("备注科技有限公司", "张工", "138", "苏州")) and not is_note(("恒锐机电", None))
