"""Preset replies: kept by the administrator, filled in where somebody writes, in the console and on a phone."""

import re

import pytest

from tests.browser.eyes import barriers, outside, settle
from tests.browser.test_mentions import ticket  # noqa: F401 - a fixture
from tests.browser.test_notices import at_work

TITLE = "预约上门时间"


@pytest.fixture
def reply(demo):
    """Everybody's reply, gone again afterwards: other stories share the company."""
    made: list[str] = []
    yield made
    with at_work(demo.base_url, "admin") as line:
        for one in line.get("/replies").json()["items"]:
            if one["title"].startswith(TITLE):
                line.delete(f"/replies/{one['id']}")


@pytest.mark.req("COL-3.screen")
def test_a_reply_is_kept_once_and_filled_in_where_one_writes(person, ticket, reply):  # noqa: F811
    keep(person())
    writer = person()
    page = writer.sign_in("xiaozhou", f"/tickets/{ticket}")
    box = page.get_by_role("textbox", name="添加备注")
    box.click()
    box.press_sequentially("/预约")
    page.get_by_role("listbox", name="快捷回复").get_by_role("option", name=re.compile(TITLE)).wait_for()
    writer.shoot("replies-typed-desk")
    box.press("Enter")
    page.wait_for_function(f"() => document.querySelector('textarea').value.includes('{ticket}')")
    assert box.input_value() == f"您好，工单 {ticket} 的工程师将与您联系。\n小周"
    box.fill("客户已来电")
    page.get_by_role("button", name="快捷回复").click()
    page.get_by_role("searchbox", name="搜索快捷回复").fill(TITLE)
    writer.shoot("replies-picker-desk")
    page.get_by_role("dialog", name="快捷回复").get_by_role("button", name=re.compile(TITLE)).click()
    page.wait_for_function(f"() => document.querySelector('textarea').value.includes('{ticket}')")
    assert box.input_value().startswith("客户已来电\n您好")
    page.get_by_label("客户可见").check()
    page.get_by_role("button", name="添加备注").click()
    page.locator("li", has_text=f"您好，工单 {ticket}").first.wait_for()


def keep(admin) -> None:
    """The administrator keeps one for everybody, deletes it and restores it."""
    page = admin.sign_in("admin", "/replies")
    page.get_by_role("button", name="新建快捷回复").click()
    dialog = page.get_by_role("dialog", name="新建快捷回复")
    dialog.get_by_role("textbox", name="标题").fill(TITLE)
    text = dialog.get_by_role("textbox", name="内容")
    text.fill("您好，工单 ")
    dialog.get_by_role("button", name="插入工单编号").click()
    text.press_sequentially(" 的工程师将与您联系。\n")
    dialog.get_by_role("button", name="插入我的姓名").click()
    dialog.get_by_role("combobox", name="分类").fill("上门")
    dialog.get_by_label("给谁用").select_option("everybody")
    admin.shoot("replies-form-desk")
    dialog.get_by_role("button", name="保存").click()
    item = page.get_by_role("listitem").filter(has_text=TITLE)
    item.wait_for()
    settle(page)
    admin.shoot("replies-page-desk")
    assert barriers(page) == []
    page.get_by_role("button", name=f"删除 {TITLE}").click()
    item.wait_for(state="hidden")
    page.get_by_role("button", name="已删除").click()
    page.get_by_role("button", name=f"恢复 {TITLE}").click()
    page.get_by_role("button", name=f"恢复 {TITLE}").wait_for(state="hidden")
    page.get_by_role("button", name="使用中").click()
    item.wait_for()


@pytest.mark.req("COL-3.screen")
def test_an_engineer_keeps_his_own_on_a_small_phone(person, reply):
    engineer = person("small", dark=True)
    page = engineer.sign_in("zhanggong", "/replies")
    page.get_by_role("button", name="新建快捷回复").click()
    dialog = page.get_by_role("dialog", name="新建快捷回复")
    # Those of others are not his to keep.
    assert dialog.get_by_label("给谁用").count() == 0
    dialog.get_by_role("textbox", name="标题").fill(f"{TITLE}（自用）")
    dialog.get_by_role("textbox", name="内容").fill("我在路上了")
    dialog.get_by_role("button", name="保存").click()
    page.get_by_role("listitem").filter(has_text="我在路上了").wait_for()
    settle(page)
    assert outside(page) == []
    engineer.shoot("replies-own-small-dark")
    page.get_by_role("button", name=f"删除 {TITLE}（自用）").click()
    page.get_by_role("listitem").filter(has_text="我在路上了").wait_for(state="hidden")
