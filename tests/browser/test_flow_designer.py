"""A business administrator draws a flow by clicks while tickets run and somebody else draws, too."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Person
from tests.browser.eyes import barriers, outside, settle
from tests.browser.test_parents_and_children import Line

KEY, NAME = "drawn_purchase", "画出来的采购"
FORM = {
    "form": KEY,
    "label": {"zh": NAME, "en": "Drawn purchase"},
    "fields": [{"key": "amount", "kind": "amount", "label": {"zh": "金额", "en": "Amount"}}],
}
FLOW: dict[str, Any] = {
    "key": KEY,
    "label": {"zh": NAME, "en": "Drawn purchase"},
    "stages": [
        {"key": "asked", "label": {"zh": "待处理", "en": "Asked"}, "category": "new"},
        {"key": "work", "label": {"zh": "处理中", "en": "In work"}, "category": "active"},
        {"key": "done", "label": {"zh": "已完成", "en": "Done"}, "category": "closed"},
    ],
    "leads": ["lead"],
    "root": [
        {"id": "ask", "kind": "start", "label": {"zh": "提出申请", "en": "Ask"}, "stage": "asked",
         "fields": {"*": "edit"}},
        {"id": "buy", "kind": "handle", "label": {"zh": "去采购", "en": "Buy"}, "stage": "work", "mode": "dispatch",
         "dispatchers": ["dispatcher"]},
        {"id": "end", "kind": "end", "label": {"zh": "完成", "en": "Done"}, "stage": "done"},
    ],
}  # fmt: skip


@pytest.fixture
def drawn(demo: Any) -> Iterator[Line]:
    """A form, a flow and a type of their own, put away afterwards."""
    admin = Line(demo.base_url, "admin")
    kind = {"label": {"zh": NAME, "en": "Drawn purchase"}, "form": KEY, "flow": KEY, "prefix": "HCG"}
    admin.ask("POST", "/forms", json={"body": FORM})
    admin.ask("POST", "/flows", json={"body": FLOW, "form": KEY})
    admin.ask("PUT", f"/ticket-types/{KEY}", json=kind)
    yield admin
    admin.ask("PUT", f"/ticket-types/{KEY}", json={**kind, "active": False})


def ticket(admin: Line, amount: str) -> str:
    body = {"type": KEY, "title": "买一台水泵", "source": {"channel": "office"}, "data": {"amount": amount}}
    return str(admin.ask("POST", "/tickets", json=body)["number"])


@pytest.mark.full
@pytest.mark.req("FLW-1", "FLW-9", "FLW-10", "ADM-7", "INT-1")
def test_an_approval_above_an_amount_is_drawn_by_clicks(person: Callable[..., Person], drawn: Line) -> None:
    before = ticket(drawn, "9000")
    admin = person()
    page = admin.sign_in("admin", "/flows")
    page.get_by_role("link", name=NAME).click()
    expect(step(page, "buy")).to_contain_text("去采购")
    page.get_by_role("button", name="编辑流程").click()
    draws_a_branch(page)
    puts_an_approval_in_and_mends_what_the_check_finds(admin, page)
    takes_back_and_again_by_keys(page)
    the_draft_survives_a_reload(page)
    somebody_else_was_first(drawn)
    publishes_what_both_drew(admin, page)
    after = drawn.ask("GET", f"/tickets/{ticket(drawn, '9000')}")
    assert (after["flow_version"], [task["label"]["zh"] for task in after["tasks"]]) == (3, ["审批"])
    assert drawn.ask("GET", f"/tickets/{before}")["flow_version"] == 1
    compares_and_takes_the_first_back(admin, page)
    reads_it_on_a_phone(person("phone", dark=True))


def step(page: Page, key: str) -> Locator:
    return page.locator(f"[data-step={key}]")


def slot(page: Page, place: str) -> Locator:
    return page.locator(f'[data-slot="{place}"]')


def draws_a_branch(page: Page) -> None:
    slot(page, "root/0/1").click()
    page.get_by_role("region", name="添加步骤").get_by_role("button", name="条件分支").click()
    page.get_by_role("button", name="条件：满足条件").click()
    asked = page.get_by_role("dialog", name="条件：满足条件")
    asked.get_by_role("button", name="添加条件", exact=True).click()
    asked.get_by_label("字段").select_option(label="金额")
    asked.get_by_label("比较方式").select_option(label="大于")
    asked.get_by_label("值").fill("5000")
    asked.get_by_role("button", name="用这个条件").click()
    expect(page.get_by_role("button", name="条件：满足条件")).to_contain_text("金额 大于 5000")


def puts_an_approval_in_and_mends_what_the_check_finds(admin: Person, page: Page) -> None:
    slot(page, "branch/0/0").click()
    page.get_by_role("region", name="添加步骤").get_by_role("button", name="审批").click()
    panel = page.get_by_role("region", name="审批", exact=True)
    panel.get_by_text("还没有填写：谁来批").wait_for()
    page.get_by_role("button", name="1 处要改").wait_for()
    expect(page.get_by_role("button", name="发布", exact=True)).to_be_disabled()
    admin.shoot("flow-designer-finding")
    panel.get_by_role("button", name="再加一种人").click()
    panel.get_by_label("人从哪里来").select_option(label="提交人的部门负责人")
    panel.get_by_text("可能找不到审批人").wait_for()
    panel.get_by_label("找不到人时").select_option(label="交给流程管理员")
    page.get_by_role("button", name="检查通过").wait_for()
    settle(page)
    assert barriers(page) == []
    admin.shoot("flow-designer")


def takes_back_and_again_by_keys(page: Page) -> None:
    step(page, "approve").click()
    page.keyboard.press("Delete")
    expect(step(page, "approve")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(step(page, "approve")).to_have_count(1)
    page.keyboard.press("Control+y")
    expect(step(page, "approve")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(step(page, "approve")).to_have_count(1)


def the_draft_survives_a_reload(page: Page) -> None:
    page.reload()
    page.get_by_text("你有一份未发布的草稿").wait_for()
    expect(step(page, "approve")).to_have_count(0)
    page.get_by_role("button", name="继续编辑").click()
    expect(step(page, "approve")).to_contain_text("提交人的部门负责人")
    page.get_by_role("button", name="检查通过").wait_for()


def somebody_else_was_first(admin: Line) -> None:
    start, buy, end = FLOW["root"]
    body = {**FLOW, "root": [start, {**buy, "label": {"zh": "去市场采购", "en": "Buy"}}, end]}
    admin.ask("POST", "/flows", json={"body": body, "form": KEY, "base_version": 1})


def publishes_what_both_drew(admin: Person, page: Page) -> None:
    page.get_by_role("button", name="发布", exact=True).click()
    met = page.get_by_role("dialog", name="别人刚发布了第 2 版")
    met.get_by_text("去市场采购").first.wait_for()
    admin.shoot("flow-designer-both")
    met.get_by_role("button", name="继续编辑").click()
    expect(step(page, "buy")).to_contain_text("去市场采购")
    expect(step(page, "approve")).to_have_count(1)
    page.get_by_role("button", name="检查通过").wait_for()
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_text("第 3 版", exact=True).wait_for()


def compares_and_takes_the_first_back(admin: Person, page: Page) -> None:
    page.get_by_role("button", name="历史版本").click()
    known = page.get_by_role("region", name="历史版本")
    expect(known.get_by_role("listitem")).to_have_count(3)
    known.get_by_role("button", name="与此版对比").last.click()
    told = page.get_by_role("region", name="第 1 版 → 第 3 版的变化")
    told.get_by_text("去采购 → 去市场采购").wait_for()
    expect(step(page, "approve")).to_be_visible()
    settle(page)
    assert outside(page) == []
    admin.shoot("flow-versions")
    known.get_by_role("button", name="取回第 1 版").click()
    page.get_by_text("第 4 版", exact=True).first.wait_for()
    expect(step(page, "approve")).to_have_count(0)


def reads_it_on_a_phone(small: Person) -> None:
    page = small.sign_in("admin", f"/flows/{KEY}")
    step(page, "buy").tap()
    page.get_by_role("heading", name="去采购").wait_for()
    settle(page)
    assert outside(page) == []
    assert barriers(page) == []
    small.shoot("flow-phone-dark")
