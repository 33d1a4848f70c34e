"""A sheet that people fill in today becomes a form: uploaded, corrected, put in, taken back, published."""

import pytest

from tests.browser.eyes import barriers, outside, settle
from tests.kernel.workbooks import row, workbook

pytestmark = pytest.mark.req("FRM-1")

ROWS = (
    ("空压机点检表", None, None, None),
    ("点检日期*", "点检人", "排气温度(℃)", "结论"),
    ("2026-03-01", "张三", 82, "合格"),
    ("2026-03-02", "李四", 95, "不合格"),
    ("2026-03-03", "张三", 84, "合格"),
)


def sheet() -> bytes:
    return workbook("".join(row(at + 1, *cells) for at, cells in enumerate(ROWS)), '<mergeCell ref="A1:D1"/>')


def test_a_sheet_is_read_corrected_and_published_as_a_form(person):
    desk = person()
    page = desk.sign_in("admin", "/forms/new")
    page.get_by_role("button", name="从表格生成").click()
    dialog = page.get_by_role("dialog", name="从表格生成字段")
    assert dialog.get_by_role("button", name="读取").is_disabled()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    dialog.get_by_label("选择文件").set_input_files({"name": "点检.xlsx", "mimeType": kind, "buffer": sheet()})
    dialog.get_by_label("名称 点检日期").wait_for()
    settle(page)
    desk.shoot("form-from-sheet-desk")
    assert barriers(page) == [] and outside(page) == []
    assert dialog.get_by_label("控件 点检日期").input_value() == "date"
    assert dialog.get_by_label("控件 排气温度").input_value() == "number"
    dialog.get_by_label("控件 点检人").select_option("text")
    dialog.get_by_label("名称 结论").fill("点检结论")
    dialog.get_by_role("button", name="放入表单（4）").click()
    dialog.wait_for(state="detached")
    canvas = page.get_by_role("main")
    for title in ("点检日期", "点检人", "排气温度", "点检结论"):
        canvas.get_by_text(title).first.wait_for()
    page.get_by_role("button", name="撤销").click()
    canvas.get_by_text("点检结论").first.wait_for(state="detached")
    page.get_by_role("button", name="重做").click()
    canvas.get_by_text("点检结论").first.wait_for()
    settle(page)
    desk.shoot("form-from-sheet-put-in-desk")
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="发布").last.click()
    page.get_by_text("第 1 版").first.wait_for()


def test_what_is_no_sheet_is_said_and_cells_can_be_pasted(person):
    desk = person(dark=True)
    page = desk.sign_in("admin", "/forms/new")
    page.get_by_role("button", name="从表格生成").click()
    dialog = page.get_by_role("dialog", name="从表格生成字段")
    old = {"name": "旧.xls", "mimeType": "application/vnd.ms-excel", "buffer": b"\xd0\xcf\x11\xe0old"}
    dialog.get_by_label("选择文件").set_input_files(old)
    dialog.get_by_role("alert").wait_for()
    desk.faults[:] = [fault for fault in desk.faults if "(Unsupported" not in fault and "415" not in fault]
    dialog.get_by_label("粘贴表格内容").fill("报修日期\t联系电话\t是否停机\n2026-03-01\t13812345678\t是\n")
    dialog.get_by_role("button", name="读取").click()
    assert dialog.get_by_label("控件 联系电话").input_value() == "phone"
    settle(page)
    desk.shoot("form-from-sheet-pasted-dark")
    assert barriers(page) == []
