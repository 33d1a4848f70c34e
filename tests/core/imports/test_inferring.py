"""A sheet that people keep becomes the form that it is: kinds, sections, tables, what is required, and why (FRM-1)."""

from time import process_time

import pytest

from bihuan.core.imports import infer_form
from tests.core.imports.sheets import SHEETS

pytestmark = pytest.mark.req("FRM-1")


def told(field):
    inner = f"[{' '.join(map(told, field.columns))}]" if field.columns else ""
    return f"{field.guess.kind}:{field.title}{'!' if field.required else ''}{inner}"


def told_form(form):
    sections = (f"{f'{one.title}: ' if one.title else ''}{' '.join(map(told, one.fields))}" for one in form.sections)
    return " | ".join(sections)


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_as_companies_keep_it_is_the_form_that_it_shows(name):
    rows, expected = SHEETS[name]
    assert told_form(infer_form(rows)) == expected


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((("名称", "数量"), ("轴承", "3"), ("油封", "5")), [("名称", "text"), ("数量", "number")]),
        ((("报修日期", "联系电话"), ("2026-03-01", "13812345678")), [("报修日期", "date"), ("联系电话", "phone")]),
        ((("报修日期", "2026-03-01"), ("联系电话", "13812345678")), [("报修日期", "date"), ("联系电话", "phone")]),
    ],
)
def test_two_columns_are_a_table_or_labels_with_what_is_filled_in(rows, told):
    form = infer_form(rows)
    assert [(one.title, one.guess.kind) for section in form.sections for one in section.fields] == told


@pytest.mark.parametrize("mark", ["(", "□", "*", "必填", "：", "1,", "a@", " "])
def test_no_cell_however_long_keeps_the_server_busy(mark):
    long = f"名称{mark * (130_000 // len(mark))}"
    began = process_time()
    infer_form(((long, "数量"), ("轴承", long), (f"{long}：", long)))
    assert process_time() - began < 2
