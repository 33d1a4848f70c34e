"""An administrator without an IT background changes a published form live; no ticket and nobody's work is lost."""

import re
from copy import deepcopy
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD
from tests.http.world import CHECK_UP_FLOW

FLOW: dict[str, Any] = {**deepcopy(CHECK_UP_FLOW), "key": "pump_note", "label": {"zh": "油泵记录流程"}}
FORM: dict[str, Any] = {
    "form": "pump_note",
    "label": {"zh": "油泵记录", "en": "Pump note"},
    "sections": [
        {
            "key": "main",
            "label": {"zh": "基本情况"},
            "fields": [
                {"key": "place", "kind": "text", "label": {"zh": "安装位置"}},
                {"key": "remark", "kind": "long_text", "label": {"zh": "备注"}},
            ],
        }
    ],
}


class Desk:
    """The administrator's line to the server, beside the browser."""

    def __init__(self, base: str) -> None:
        self._line = httpx.Client(base_url=f"{base}/api/v1", timeout=30)
        opened = self._ask("POST", "/sessions", {"login": "admin", "password": PASSWORD})
        self._line.headers["Authorization"] = f"Bearer {opened['token']}"

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        answer = self._line.request(method, path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def form(self) -> dict[str, Any]:
        found: dict[str, Any] = self._ask("GET", "/forms/pump_note")
        return found

    def publish(self, body: dict[str, Any]) -> None:
        self._ask("POST", "/forms", {"body": body})

    def make_type(self) -> None:
        self._ask("POST", "/flows", {"body": FLOW, "form": "pump_note"})
        self.switch(active=True)

    def switch(self, *, active: bool) -> None:
        about = {
            "label": {"zh": "油泵记录"},
            "form": "pump_note",
            "flow": "pump_note",
            "prefix": "YB",
            "active": active,
        }
        self._ask("PUT", "/ticket-types/pump_note", about)

    def report(self) -> str:
        source = {"channel": "web"}
        ticket = {"type": "pump_note", "title": "三号泵", "source": source, "data": {"place": "三车间"}}
        made = self._ask("POST", "/tickets", ticket)
        return str(made["number"])


@pytest.fixture
def desk(demo):
    found = Desk(demo.base_url)
    found.publish(FORM)
    found.make_type()
    yield found
    found.switch(active=False)


def add(page: Page, tile: str, label: str) -> None:
    """A field of the palette, under a name of its own."""
    page.get_by_role("button", name=f"添加{tile}", exact=True).click()
    panel = settings(page)
    expect(panel.get_by_role("heading", name=tile)).to_be_visible()
    panel.get_by_role("textbox", name="名称", exact=True).fill(label)
    card(page, label).wait_for()


def settings(page: Page):
    return page.get_by_role("complementary", name="设置")


def card(page: Page, label: str):
    return page.get_by_role("button", name=f"字段 {label}", exact=True)


def order(page: Page) -> list[str]:
    return [name.removeprefix("字段 ") for name in page.locator("[data-field]").evaluate_all(
        "cards => cards.map(card => card.getAttribute('aria-label'))"
    )]  # fmt: skip


def publish(page: Page) -> None:
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("dialog", name="发布表单").get_by_role("button", name="现在发布").click()


@pytest.mark.req("FRM-1", "FRM-2", "FRM-3", "FRM-5", "FRM-6", "ADM-7")
def test_a_form_is_changed_live_by_clicks_while_tickets_are_open_and_another_publishes(person, demo, desk):
    before = desk.report()
    admin = person()
    page = admin.sign_in("admin", "/types")
    page.get_by_role("row", name=re.compile("油泵记录")).get_by_role("link", name="油泵记录").click()
    card(page, "备注").wait_for()
    five_required_fields(page)
    admin.shoot("designer-desk")
    by_mouse_and_by_keys(page)
    tried_out(page)
    admin.shoot("designer-preview-phone")
    page.get_by_role("tab", name="设计").click()
    page.reload()
    page.get_by_text("这是上次没有发布的草稿").wait_for()
    card(page, "铭牌照片").wait_for()

    theirs = deepcopy(FORM)
    theirs["sections"][0]["fields"][1]["label"] = {"zh": "补充说明"}
    desk.publish(theirs)
    publish(page)
    overtaken = page.get_by_role("dialog", name="别人先发布了一版")
    overtaken.wait_for()
    # The browser tells of the 409 by itself.
    admin.faults[:] = [fault for fault in admin.faults if "409" not in fault]
    overtaken.get_by_text("“补充说明”改名：备注 → 补充说明").wait_for()
    admin.shoot("designer-overtaken-desk")
    overtaken.get_by_role("button", name="两边的都要，合到一起").click()
    card(page, "补充说明").wait_for()
    card(page, "铭牌照片").wait_for()
    publish(page)
    page.get_by_text("有未发布的修改").wait_for(state="detached")

    labels = {field["label"]["zh"] for field in desk.form()["body"]["sections"][0]["fields"]}
    assert labels == {"安装位置", "补充说明", "铭牌照片", "泵的型号", "故障程度", "漏油量", "停机时间"}
    page.goto(f"{demo.base_url}/new?type=pump_note")
    page.get_by_text("铭牌照片").wait_for()
    expect(page.get_by_label("漏油量")).to_have_count(0)
    page.get_by_role("button", name="漏油", exact=True).click()
    expect(page.get_by_label("漏油量")).to_be_visible()
    page.goto(f"{demo.base_url}/tickets/{before}")
    page.get_by_role("heading", level=1).first.wait_for()
    page.get_by_text("三车间").first.wait_for()


def five_required_fields(page: Page) -> None:
    panel = settings(page)
    add(page, "照片", "铭牌照片")
    panel.get_by_label("照片", exact=True).fill("1")
    add(page, "单行文本", "泵的型号")
    panel.get_by_label("必填").select_option("必填")
    add(page, "单选", "故障程度")
    panel.get_by_role("textbox", name="选项 选项1").fill("漏油")
    panel.get_by_role("textbox", name="选项 选项2").fill("异响")
    panel.get_by_label("必填").select_option("必填")
    add(page, "数字", "漏油量")
    panel.get_by_label("必填").select_option("必填")
    panel.get_by_label("显示").select_option("满足条件时显示…")
    dialog = page.get_by_role("dialog", name="满足条件时显示…")
    dialog.get_by_role("button", name="添加条件", exact=True).click()
    dialog.get_by_label("字段", exact=True).select_option("故障程度")
    dialog.get_by_role("combobox", name="值").click()
    page.locator(".ant-select-item-option", has_text="漏油").click()
    dialog.get_by_role("button", name="就用这个条件").click()
    panel.get_by_text("故障程度 是 漏油 之一").or_(panel.get_by_text(re.compile("故障程度.*漏油"))).first.wait_for()
    add(page, "日期时间", "停机时间")
    panel.get_by_label("必填").select_option("必填")


def by_mouse_and_by_keys(page: Page) -> None:
    first = ["安装位置", "备注", "铭牌照片", "泵的型号", "故障程度", "漏油量", "停机时间"]
    assert order(page) == first
    card(page, "泵的型号").drag_to(card(page, "安装位置"), target_position={"x": 60, "y": 4})
    expect(page.locator("[data-field]").first).to_have_attribute("aria-label", "字段 泵的型号")
    card(page, "备注").focus()
    page.keyboard.press("Alt+ArrowDown")
    moved = ["泵的型号", "安装位置", "铭牌照片", "备注", "故障程度", "漏油量", "停机时间"]
    expect(page.locator("[data-field]").nth(3)).to_have_attribute("aria-label", "字段 备注")
    assert order(page) == moved
    card(page, "停机时间").focus()
    page.keyboard.press("Delete")
    card(page, "停机时间").wait_for(state="detached")
    page.keyboard.press("Control+z")
    card(page, "停机时间").wait_for()
    page.keyboard.press("Control+Shift+Z")
    card(page, "停机时间").wait_for(state="detached")
    page.keyboard.press("Control+z")
    card(page, "停机时间").wait_for()


def tried_out(page: Page) -> None:
    page.get_by_role("tab", name="预览").click()
    page.get_by_role("button", name="手机").click()
    expect(page.get_by_label("漏油量")).to_have_count(0)
    page.get_by_role("button", name="漏油", exact=True).click()
    page.get_by_label("漏油量").fill("2.5")
    page.get_by_role("button", name="试着提交").click()
    page.get_by_text("还不能提交").wait_for()
    page.get_by_text("请填写“铭牌照片”。").wait_for()


@pytest.mark.req("FRM-6", "FRM-8", "ADM-7")
def test_an_older_version_is_restored_and_a_removed_field_taken_back_by_keys(person, demo, desk):
    without = deepcopy(FORM)
    del without["sections"][0]["fields"][0]
    desk.publish(without)
    admin = person(dark=True)
    page = admin.sign_in("admin", "/forms/pump_note")
    card(page, "备注").wait_for()
    gone = page.get_by_role("list", name="回收站").get_by_role("listitem").filter(has_text="安装位置")
    gone.get_by_role("button", name="取回“安装位置”").press("Enter")
    card(page, "安装位置").wait_for()
    page.get_by_role("button", name="历史版本").click()
    history = page.get_by_role("list", name="历史版本")
    history.get_by_text("删除了字段“安装位置”，已填的数据保留").first.wait_for()
    admin.shoot("designer-history-dark")
    history.get_by_role("button", name="恢复第 1 版", exact=True).click()
    history.wait_for(state="detached")
    expect(page.locator("[data-field]").first).to_have_attribute("aria-label", "字段 安装位置")
    page.get_by_role("region", name="表单", exact=True).get_by_role("button").first.click()
    settings(page).get_by_role("textbox", name="表单名称", exact=True).fill("")
    page.get_by_role("button", name=re.compile("处要改")).click()
    page.get_by_role("dialog", name=re.compile("处要改")).get_by_role("button").first.wait_for()
    expect(page.get_by_role("button", name="发布", exact=True)).to_be_disabled()
    settings(page).get_by_role("textbox", name="表单名称", exact=True).fill("油泵记录")
    publish(page)
    page.get_by_text("有未发布的修改").wait_for(state="detached")
    assert [one["key"] for one in desk.form()["body"]["sections"][0]["fields"]] == ["place", "remark"]
