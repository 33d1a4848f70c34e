"""Work that was done without a signal, and calls with the customer, as a lead and a dispatcher see them."""

import re
from typing import Any

import httpx
import pytest

from tests.browser.conftest import PASSWORD
from tests.browser.demo import known_repair

TITLE = "喷涂线循环泵异响"


@pytest.mark.req("SLA-3", "COL-1")
def test_a_lead_confirms_what_a_phone_handed_in_and_a_call_answers_the_customer(person, demo):
    number = handed_in(demo.base_url)
    lead = person()
    page = lead.sign_in("liuzhuguan", "/notices")
    page.get_by_role("link", name=re.compile(f"请确认发生时间：{TITLE}")).click()
    page.get_by_role("heading", name="待确认时间").wait_for()
    line = page.get_by_role("listitem").filter(has_text=TITLE)
    line.get_by_text("手机没有报出自己的时钟").wait_for()
    lead.shoot("times-desk")
    confirm(lead, page, line)
    call(person(), number)
    small(person, number)


@pytest.mark.req("SLA-2")
def test_an_administrator_sees_the_year_with_its_holidays_and_what_is_not_known_yet(person):
    admin = person()
    page = admin.sign_in("admin", "/calendars")
    page.get_by_role("heading", name="每周开放时段").wait_for()
    page.get_by_text("09:00-12:00 13:00-18:00").first.wait_for()
    page.get_by_text("调休").first.wait_for()
    admin.shoot("calendar-desk")
    page.get_by_role("button", name="下一年").click()
    page.get_by_text("放假安排尚未公布").wait_for()
    small_one = person("small", dark=True)
    small_page = small_one.sign_in("admin", "/calendars")
    small_page.get_by_role("button", name="我的账户").click()
    small_page.get_by_role("menuitem", name="English").click()
    small_page.get_by_role("heading", name="Open each week").wait_for()
    small_one.shoot("calendar-small-dark-en")
    wide = small_page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0


def handed_in(base: str) -> str:
    """A repair that 李工 went to; his phone hands the arrival in later and does not say what its clock reads."""
    desk, engineer = signed_in(base, "laochen"), signed_in(base, "ligong")
    known = known_repair(desk)
    data = desk.get(f"/tickets/{known['number']}").json()["data"]
    asked = ("contact_name", "phone", "machine_kind", "sn", "fault_kind", "symptoms")
    body = {"type": "equipment_repair", "title": TITLE, "priority": "P1", "source": {"channel": "phone"}}
    links = {"customer": known["customer"], "device": known["device"], "data": {name: data[name] for name in asked}}
    ticket = desk.post("/tickets", json={**body, **links}).json()
    me = engineer.get("/me").json()["id"]
    act(desk, ticket, "assign", person=me)
    for action in ("accept", "depart"):
        act(engineer, ticket, action)
    act(engineer, ticket, "arrive", headers={"Bihuan-Claimed-At": str(ticket["created_at"] + 1)})
    return str(ticket["number"])


def signed_in(base: str, login: str) -> httpx.Client:
    line = httpx.Client(base_url=f"{base}/api/v1", timeout=20)
    opened = line.post("/sessions", json={"login": login, "password": PASSWORD}).json()
    line.headers["Authorization"] = f"Bearer {opened['token']}"
    return line


def act(line: httpx.Client, ticket: Any, action: str, *, headers: Any = None, **body: Any) -> None:
    task = line.get(f"/tickets/{ticket['number']}").json()["tasks"][0]["id"]
    answer = line.post(f"/tasks/{task}/actions/{action}", json=body, headers=headers)
    assert answer.status_code == 200, answer.text


def confirm(lead, page, line) -> None:
    """The lead looks, and confirms; the list is empty then, and the ticket says who did."""
    line.get_by_role("button", name="确认时间").click()
    dialog = page.get_by_role("dialog", name="确认发生时间")
    dialog.get_by_label("原因").fill("与门禁记录一致")
    lead.shoot("times-settle-desk")
    dialog.get_by_role("button", name="确认这个时间").click()
    page.get_by_text("没有待确认的时间").wait_for()
    lead.shoot("times-none-desk")
    page.get_by_role("button", name="已确认").click()
    page.get_by_role("link", name=re.compile(TITLE)).click()
    page.get_by_text("与门禁记录一致").first.wait_for()
    lead.shoot("times-ticket-desk")


def call(dispatcher, number: str) -> None:
    """A dispatcher notes a call with the customer; the history tells it."""
    page = dispatcher.sign_in("laochen", f"/tickets/{number}")
    page.get_by_role("button", name="记录通话").click()
    dialog = page.get_by_role("dialog", name="记录通话")
    dialog.get_by_label("说了什么").fill("已告知备件明早到")
    dispatcher.shoot("call-desk")
    dialog.get_by_role("button", name="保存通话记录").click()
    page.get_by_text("已告知备件明早到").wait_for()
    page.get_by_text("与客户通话").wait_for()


def small(person, number: str) -> None:
    """The same on the smallest screen, in the dark and in English, by keyboard."""
    lead = person("small", dark=True)
    page = lead.sign_in("liuzhuguan", "/times")
    page.get_by_role("button", name="已确认").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="重新确认").focus()
    lead.shoot("times-small-dark")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="确认发生时间").wait_for()
    lead.shoot("times-settle-small-dark")
    page.keyboard.press("Escape")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
    page.goto(page.url.split("/times")[0] + f"/tickets/{number}")
    page.get_by_role("button", name="记录通话").wait_for()
