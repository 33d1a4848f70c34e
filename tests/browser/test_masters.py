"""Customers, devices and their labels, public forms and what nobody attends to, in the console."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_administration import led_to
from tests.browser.test_work_app import Desk


@pytest.mark.req("ADM-6")
def test_a_customer_is_made_found_and_given_a_contact(person):
    admin, page = led_to(person, "客户")
    page.get_by_role("button", name="新增客户").click()
    form = page.get_by_role("dialog", name="新增客户")
    form.get_by_label("名称").fill("太湖印染")
    form.get_by_role("button", name="保存").click()
    page.get_by_role("heading", level=1, name="太湖印染").wait_for()
    page.get_by_role("button", name="新增联系人").click()
    contact = page.get_by_role("dialog", name="新增联系人")
    contact.get_by_label("名称").fill("周师傅")
    contact.get_by_label("电话", exact=True).fill("13812340000")
    contact.get_by_role("button", name="保存").click()
    page.get_by_role("list", name="联系人").get_by_text("13812340000").wait_for()
    a_site_with_its_radius(page)
    admin.shoot("customer-desk")
    page.get_by_role("link", name="全部客户").click()
    page.get_by_label("名称、编号").fill("太湖")
    page.get_by_role("link", name="太湖印染").wait_for()
    admin.shoot("customers-desk")


def a_site_with_its_radius(page: Page) -> None:
    """How far around it a check-in counts."""
    page.get_by_role("button", name="新增地点").click()
    site = page.get_by_role("dialog", name="新增地点")
    site.get_by_label("名称").fill("北门仓库")
    site.get_by_label("签到范围（米）").fill("800")
    site.get_by_role("button", name="保存").click()
    sites = page.get_by_role("list", name="地点", exact=True)
    sites.get_by_role("button", name="北门仓库").click()
    changed = page.get_by_role("dialog")
    expect(changed.get_by_label("签到范围（米）")).to_have_value("800")
    changed.get_by_role("button", name="取消").click()


@pytest.mark.req("INT-3")
def test_labels_of_devices_are_drawn_with_code_and_name_and_lead_to_the_form(person, demo):
    admin, page = led_to(person, "设备")
    page.get_by_role("table").get_by_role("link").first.wait_for()
    admin.shoot("devices-desk")
    page.get_by_role("button", name="打印列表的标签").click()
    label = page.get_by_role("list", name="设备标签").get_by_role("listitem").first
    label.get_by_role("img", name=re.compile("的二维码$")).wait_for()
    label.get_by_text(re.compile("^bh-")).wait_for()
    admin.shoot("labels-desk")
    page.emulate_media(media="print")
    admin.shoot("labels-print")
    page.emulate_media(media="screen")


@pytest.mark.req("INT-3", "ADM-6")
def test_a_device_has_a_card_that_fits_a_phone_in_the_dark(person):
    admin, page = led_to(person, "设备", "phone", dark=True)
    page.get_by_role("table").get_by_role("link").first.click()
    page.get_by_role("img", name=re.compile("的二维码$")).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    admin.shoot("device-phone-dark")


@pytest.mark.req("INT-3")
def test_a_public_form_is_turned_off_and_on_and_printed_as_a_poster(person):
    admin, page = led_to(person, "公开表单")
    page.get_by_role("button", name="海报").first.click()
    page.get_by_role("dialog", name="海报").get_by_role("img").wait_for()
    admin.shoot("poster-desk")
    page.get_by_role("button", name="关闭").click()
    for shown in ("已停用", "启用中"):
        page.get_by_role("button", name="修改").first.click()
        form = page.get_by_role("dialog", name="修改表单")
        form.get_by_label("启用", exact=True).click()
        form.get_by_role("button", name="保存").click()
        page.get_by_text(shown, exact=True).first.wait_for()


@pytest.mark.req("ADM-6")
def test_what_nobody_attends_to_is_listed_and_opens_in_the_pool(person):
    admin, page = led_to(person, "无人处理")
    page.get_by_role("list", name="没有处理人", exact=True).get_by_role("link").first.wait_for()
    admin.shoot("unattended-desk")
    page.get_by_role("link", name=re.compile("在工单池中打开")).first.click()
    page.get_by_role("heading", level=1, name="工单池").wait_for()


@pytest.mark.req("ADM-6")
def test_what_nobody_attends_to_leaves_the_page_once_somebody_has_it(person, demo):
    front, dispatcher = Desk(demo.base_url, "xiaozhou"), Desk(demo.base_url, "laochen")
    _, page = led_to(person, "无人处理")
    nobodys = page.get_by_role("list", name="没有处理人", exact=True)
    nobodys.get_by_role("link").first.wait_for()
    number = dispatcher.job("zhanggong", "有人处理的空压机", front)["number"]
    page.reload()
    nobodys.get_by_role("link").first.wait_for()
    assert nobodys.get_by_text(number).count() == 0, "somebody has it"
    count = counted(page)
    waiting = front.report("无人处理的空压机")["number"]
    page.reload()
    expect(page.get_by_role("link", name=re.compile("在工单池中打开")).first).to_be_visible()
    assert counted(page) == count + 1
    users = dispatcher.ask("GET", "/users", params={"limit": 200})["items"]
    engineer = next(user["id"] for user in users if user["login"] == "zhanggong")
    task = dispatcher.ticket(waiting)["tasks"][0]["id"]
    dispatcher.ask("POST", f"/tasks/{task}/actions/assign", json={"person": engineer})
    page.reload()
    nobodys.get_by_role("link").first.wait_for()
    assert counted(page) == count


def counted(page: Page) -> int:
    """How many nobody has, as the panel says."""
    panel = page.locator("section").filter(has=page.get_by_role("heading", name="没有处理人", exact=True))
    return int(re.sub(r"\D", "", panel.get_by_role("link", name=re.compile("在工单池中打开")).inner_text()))
