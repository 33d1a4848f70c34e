"""Somebody calls: the desk sees who it is before the first field, and his ticket is his own (INT-1)."""

import re
import time

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD

KNOWN = "13812345678"


@pytest.mark.req("INT-1")
def test_a_number_brings_the_card_and_the_ticket_is_the_callers(person, demo):
    desk = person()
    page = desk.sign_in("huangjingli", "/new?type=equipment_repair")
    page.get_by_label("来电号码").fill(KNOWN)
    card = page.get_by_role("region", name="客户卡片")
    card.get_by_text("苏州东吴精密制造有限公司").wait_for()
    card.get_by_role("button", name=re.compile("王强"), pressed=True).wait_for()
    card.get_by_role("button", name=re.compile("XX-8892.*HR-2026-0018")).click()
    desk.shoot("new-ticket-card-desk")
    expect(page.get_by_label("现场联系人")).to_have_value("王强")
    expect(page.locator("input[name=sn]")).to_have_value("XX-8892")
    page.get_by_role("textbox", name="标题").fill("主轴电机启动时有火花")
    desk.shoot("new-ticket-form-desk")


@pytest.mark.req("INT-1")
def test_a_number_that_nobody_knows_is_kept_with_its_company(person, demo):
    desk = person("phone", dark=True)
    page = desk.sign_in("huangjingli", "/new")
    page.get_by_label("来电号码").fill("13700001234")
    page.get_by_text("没有客户使用这个号码").wait_for()
    page.get_by_label("来电人姓名").fill("孙经理")
    page.get_by_label("公司").fill("太仓新港机械厂")
    desk.shoot("new-caller-phone-dark")
    page.get_by_role("button", name="保存为联系人").click()
    page.get_by_role("region", name="客户卡片").get_by_text("太仓新港机械厂").wait_for()
    page.get_by_role("button", name=re.compile("孙经理"), pressed=True).wait_for()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
    desk.shoot("new-contact-phone-dark")


@pytest.mark.req("INT-1.api")
def test_the_card_is_there_at_once(demo):
    with httpx.Client(base_url=f"{demo.base_url}/api/v1", timeout=20) as line:
        opened = line.post("/sessions", json={"login": "laochen", "password": PASSWORD}).json()
        line.headers["Authorization"] = f"Bearer {opened['token']}"
        taken = []
        for _ in range(5):
            began = time.perf_counter()
            cards = line.get("/customers/lookup", params={"phone": KNOWN}).json()["cards"]
            taken.append(time.perf_counter() - began)
        assert {"contacts", "sites", "devices", "contracts", "open_tickets"} <= cards[0].keys()
        assert sorted(taken)[2] <= 0.3
