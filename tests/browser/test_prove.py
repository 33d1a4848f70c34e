"""A person is erased, the server says how it is, a closed ticket is reviewed, and an auditor draws tickets by lot."""

import re

import pytest

from tests.browser.test_work_app import Desk

NAME, PHONE = "欧阳锦鹏", "13777770042"


@pytest.mark.req("AUD-4")
def test_a_private_customer_is_erased_after_a_preview_and_a_typed_code(person, demo):
    desk = Desk(demo.base_url, "admin")
    customer = desk.ask("POST", "/customers", json={"name": NAME, "category": "person"})["id"]
    desk.ask("POST", f"/customers/{customer}/contacts", json={"name": NAME, "phone": PHONE})
    admin = person()
    page = admin.sign_in("admin", f"/customers/{customer}")
    page.get_by_role("main").get_by_role("link", name="删除个人信息").first.click()
    page.get_by_role("heading", name="将要删除").wait_for()
    code = page.get_by_text(re.compile(r"^确认码 [0-9A-F]{6}$")).inner_text().split()[-1]
    page.get_by_text("存证链里的哈希").wait_for()
    erase = page.get_by_role("button", name="永久删除")
    assert erase.is_disabled()
    page.get_by_label("原因").fill("申请 2026-17")
    page.get_by_label("确认码").fill(code.lower())
    admin.shoot("erase-preview-desk")
    erase.click()
    row = page.get_by_role("row").filter(has_text="申请 2026-17")
    row.get_by_text("已完成").wait_for()
    assert NAME not in page.locator("main").inner_text()
    admin.shoot("erasures-desk")
    phone = person("phone", dark=True)
    small = phone.sign_in("admin", "/erasures")
    small.get_by_text("申请 2026-17").wait_for()
    assert small.evaluate("document.documentElement.scrollWidth") <= 390
    phone.shoot("erasures-dark-phone")


@pytest.mark.req("TEN-3")
def test_the_page_of_health_says_what_to_do(person):
    admin = person()
    page = admin.sign_in("admin", "/health")
    page.get_by_role("heading", name="需要处理的").wait_for()
    page.get_by_text("请运行 bihuan tenant backup").wait_for()
    page.get_by_role("list", name="正常的").get_by_text("后台线程").wait_for()
    admin.shoot("health-desk")
    phone = person("phone", dark=True)
    small = phone.sign_in("admin", "/health")
    small.get_by_role("heading", name="需要处理的").wait_for()
    assert small.evaluate("document.documentElement.scrollWidth") <= 390
    phone.shoot("health-dark-phone")


@pytest.mark.req("AUD-2")
def test_tickets_are_drawn_by_lot_and_one_of_them_is_reviewed(person):
    admin = person()
    page = admin.sign_in("admin", "/trace")
    page.get_by_role("link", name="溯源演练").click()
    page.get_by_label("抽取张数").fill("20")
    page.get_by_role("button", name="开始抽查").click()
    page.get_by_text("可追溯率").first.wait_for()
    admin.shoot("drill-desk")
    page.get_by_role("table").get_by_role("link").first.click()
    page.get_by_role("button", name="写复盘").click()
    form = page.get_by_role("dialog", name="复盘")
    form.get_by_label("根因").fill("密封材质不耐高温")
    form.get_by_label("经验").fill("选型时核对介质温度")
    form.get_by_role("button", name="增加一项措施").click()
    form.get_by_label("措施", exact=True).fill("全部更换为氟橡胶")
    form.get_by_label("责任人").select_option(index=1)
    form.get_by_label("期限").fill("2030-01-31")
    admin.shoot("review-form-desk")
    form.get_by_role("button", name="保存").click()
    page.get_by_role("list", name="改进措施").get_by_text("全部更换为氟橡胶").wait_for()
    page.get_by_role("button", name="标为完成").click()
    page.get_by_role("list", name="改进措施").get_by_text("已完成").wait_for()
    page.get_by_role("list", name="全过程").get_by_text("写了复盘").wait_for()
    admin.shoot("review-desk")
