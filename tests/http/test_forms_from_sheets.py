"""A sheet that somebody uploads or pastes becomes a form that can be published; what is none is told (FRM-1)."""

from base64 import b64encode

import pytest

from tests.core.imports.sheets import SHEETS
from tests.kernel.workbooks import row, workbook

pytestmark = pytest.mark.req("FRM-1")


def read(world, **body):
    return world.ask("admin", "POST", "/forms/from-sheet", json=body)


def packed(content):
    return b64encode(content).decode()


def sheet_of(rows, merged=""):
    return workbook("".join(row(at + 1, *cells) for at, cells in enumerate(rows)), merged)


def published(section, at):
    """The section as the designer writes it, with keys of its own."""
    fields = [{**one, "key": f"f{at}_{no}"} for no, one in enumerate(section["fields"])]
    return {
        "key": f"s{at}",
        "label": {"zh": section["title"] or "基本信息"},
        "fields": [written(one) for one in fields],
    }


def written(field):
    columns = [written({**one, "key": f"c{no}"}) for no, one in enumerate(field.get("columns", []))]
    parts = {"columns": columns} if columns else {}
    return {"key": field["key"], "kind": field["kind"], "label": {"zh": field["title"]}, **field["settings"], **parts}


@pytest.mark.parametrize("name", SHEETS)
def test_what_was_read_of_a_workbook_can_be_published(world, name):
    answer = read(world, content=packed(sheet_of(SHEETS[name][0])))
    assert answer.status_code == 200, answer.text
    sections = [published(section, at) for at, section in enumerate(answer.json()["sections"])]
    body = {"form": "from_sheet", "label": {"zh": name}, "sections": sections}
    found = world.ask("admin", "POST", "/forms/check", json={"body": body}).json()["findings"]
    assert [one for one in found if one["severity"] == "error"] == []


def test_merged_headings_are_sections(world):
    rows = (("日期", "运行参数", None), (None, "温度(℃)", "电压(V)"), ("2026-03-01", 22, 380))
    content = sheet_of(rows, '<mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/>')
    sections = read(world, content=packed(content)).json()["sections"]
    assert [(one["title"], [field["title"] for field in one["fields"]]) for one in sections] == [
        ("", ["日期"]),
        ("运行参数", ["温度", "电压"]),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_the_encodings_of_excel(world, encoding):
    text = "报修日期*,联系电话,是否停机\n2026-03-01,13812345678,是\n"
    (section,) = read(world, content=packed(text.encode(encoding))).json()["sections"]
    told = [(one["title"], one["kind"], one["required"], one["why"]) for one in section["fields"]]
    assert told == [
        ("报修日期", "date", True, "both"),
        ("联系电话", "phone", False, "both"),
        ("是否停机", "choice", False, "named"),
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"content": packed(b"\xd0\xcf\x11\xe0old")}, "sheet.old_format"),
        ({"content": packed(b"PK\x03\x04broken")}, "sheet.broken_workbook"),
        ({"content": packed(b"\x00\x01\x02")}, "sheet.not_text"),
        ({"content": "no base64!"}, "sheet.not_text"),
        ({"text": "  \n"}, "form.sheet_shows_nothing"),
    ],
)
def test_what_is_no_sheet_is_told(world, body, code):
    answer = read(world, **body)
    assert answer.json()["code"] == code
