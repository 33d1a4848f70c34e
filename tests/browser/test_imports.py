"""Customers and devices are brought in from people's tables, in the console (CRM-1, AST-1, S-8)."""

import pytest

from tests.browser.test_administration import led_to
from tests.kernel.workbooks import row, workbook

PASTED = """客户台账\t\t\t
单位名称\t类型\t联系人\t电话
导入纺织厂\t企业\t周师傅\t１３８００００００１１
导入印染厂\t工厂\t吴师傅\t1.38E+10
"""
DEVICES = workbook(
    row(1, "设备台账")
    + row(2, "设备名称", "序列号", "客户", "安装日期")
    + row(3, "导入的水泵", "DR-001", "导入纺织厂", ("date", 46043))
    + row(4, "导入的风机", "DR-002", "没有的公司", "03/04/2026")
)


@pytest.mark.req("CRM-1", "AST-1", "S-8")
def test_customers_are_pasted_and_their_devices_uploaded(person, tmp_path):
    admin, page = led_to(person, "客户")
    page.get_by_role("button", name="导入", exact=True).click()
    page.get_by_label("从 Excel 或 WPS 复制单元格，粘贴到这里").fill(PASTED)
    page.get_by_role("button", name="读取粘贴的内容").click()
    page.get_by_label("对应字段 电话").wait_for()
    assert page.get_by_label("对应字段 单位名称").input_value() == "name"
    admin.shoot("import-columns-desk")
    page.get_by_role("button", name="预检").click()
    faults = page.get_by_role("table", name="问题")
    faults.get_by_text("末尾数字已被 Excel 丢掉").wait_for()
    faults.get_by_text("没有“工厂”这个选项").wait_for()
    admin.shoot("import-check-desk")
    page.get_by_role("button", name="导入其余 1 行").click()
    page.get_by_text("导入完成").wait_for()
    admin.shoot("import-done-desk")
    page.get_by_role("button", name="查看列表").click()
    page.get_by_label("名称、编号").fill("导入纺织厂")
    page.get_by_role("link", name="导入纺织厂").wait_for()

    phone = person("phone", dark=True)
    page = phone.sign_in("admin", "/import/device")
    sheet = tmp_path / "台账.xlsx"
    sheet.write_bytes(DEVICES)
    page.get_by_label("选择文件").set_input_files(sheet)
    page.get_by_label("对应字段 客户").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    phone.shoot("import-columns-phone-dark")
    page.get_by_role("button", name="预检").click()
    page.get_by_role("table", name="问题").get_by_text("没有名称或编号为“没有的公司”的客户").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    phone.shoot("import-check-phone-dark")
    page.get_by_role("button", name="导入其余 1 行").click()
    page.get_by_text("导入完成").wait_for()
    page.get_by_role("button", name="查看列表").click()
    page.get_by_role("searchbox").fill("DR-001")
    page.get_by_role("link", name="导入的水泵").wait_for()
