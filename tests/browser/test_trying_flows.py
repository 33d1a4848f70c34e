"""A flow is tried out in its designer: invented people act, the clock is moved, what is changed meanwhile counts."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.eyes import barriers, outside, settle
from tests.browser.test_flow_designer import step
from tests.browser.test_parents_and_children import Line

KEY, NAME = "tried_purchase", "试一试的采购"
FORM = {
    "form": KEY,
    "label": {"zh": NAME, "en": "Tried purchase"},
    "fields": [{"key": "amount", "kind": "amount", "label": {"zh": "金额", "en": "Amount"}}],
}
FLOW: dict[str, Any] = {
    "key": KEY,
    "label": {"zh": NAME, "en": "Tried purchase"},
    "stages": [
        {"key": "asked", "label": {"zh": "待处理", "en": "Asked"}, "category": "new"},
        {"key": "work", "label": {"zh": "处理中", "en": "In work"}, "category": "active"},
        {"key": "done", "label": {"zh": "已完成", "en": "Done"}, "category": "closed"},
        {"key": "gone", "label": {"zh": "已取消", "en": "Gone"}, "category": "cancelled"},
    ],
    "root": [
        {"id": "ask", "kind": "start", "label": {"zh": "提出申请", "en": "Ask"}, "stage": "asked",
         "fields": {"amount": "required"}},
        {"id": "big", "kind": "branch", "label": {"zh": "看金额", "en": "By amount"}, "ways": [
            {"key": "much", "label": {"zh": "超过五千", "en": "Above 5000"},
             "when": {"op": "gt", "left": {"field": "amount"}, "right": "5000"},
             "items": [{"id": "boss", "kind": "approve", "label": {"zh": "经理审批", "en": "Approval"},
                        "stage": "asked", "approvers": {"department_head": 1}, "if_empty": "flow_admin",
                        "deadline": {"hours": "wall", "rungs": [{"after": "4h", "do": "remind"}]}}]},
            {"key": "little", "label": {"zh": "其他", "en": "Otherwise"}, "items": []}]},
        {"id": "rest", "kind": "wait", "label": {"zh": "等到货", "en": "Delivery"}, "stage": "work", "for": "2d"},
        {"id": "buy", "kind": "handle", "label": {"zh": "安装", "en": "Fit"}, "stage": "work",
         "owner": {"role": "engineer"}},
        {"id": "end", "kind": "end", "label": {"zh": "完成", "en": "Done"}, "stage": "done"},
    ],
}  # fmt: skip


@pytest.fixture
def drawn(demo: Any) -> Iterator[Line]:
    """A form, and a flow that no type takes."""
    admin = Line(demo.base_url, "admin")
    admin.ask("POST", "/forms", json={"body": FORM})
    admin.ask("POST", "/flows", json={"body": FLOW, "form": KEY})
    yield admin


@pytest.mark.full
@pytest.mark.req("FLW-9")
def test_a_flow_is_tried_out_with_invented_people_before_it_is_published(
    person: Callable[..., Person], drawn: Line
) -> None:
    admin = person()
    page = admin.sign_in("admin", f"/flows/{KEY}")
    page.get_by_role("button", name="编辑流程").click()
    page.get_by_role("button", name="试运行", exact=True).click()
    hands_in(admin, page)
    is_refused_and_told_why(page)
    walks_to_the_end(admin, page)
    what_is_changed_counts(page)
    assert all(one["flow"] != KEY for one in drawn.ask("GET", "/ticket-types"))


def hands_in(admin: Person, page: Page) -> None:
    panel = page.get_by_role("region", name="试运行")
    panel.get_by_role("button", name="开始").click()
    panel.get_by_text("不能这样做").wait_for()
    panel.get_by_label("金额").fill("9000")
    panel.get_by_role("button", name="开始").click()
    task = panel.get_by_role("list", name="现在该谁做什么").get_by_role("listitem")
    expect(task).to_contain_text("经理审批")
    expect(task).to_contain_text("部门经理")
    expect(step(page, "boss")).to_contain_text("经理审批")
    panel.get_by_text("申请人提交了申请").wait_for()
    panel.get_by_text("“看金额”走“超过五千”").wait_for()
    settle(page)
    assert barriers(page) == [] and outside(page) == []
    admin.shoot("flow-trial")


def is_refused_and_told_why(page: Page) -> None:
    """A refusal asks for a reason; a try-run brings one along, and may leave it out."""
    panel = page.get_by_role("region", name="试运行")
    panel.get_by_role("button", name="拒绝").click()
    panel.get_by_label("说明").fill("")
    panel.get_by_role("form", name="拒绝").get_by_role("button", name="拒绝").click()
    panel.get_by_text("不能这样做").wait_for()
    expect(panel.get_by_role("list", name="现在该谁做什么")).to_contain_text("经理审批")


def walks_to_the_end(admin: Person, page: Page) -> None:
    panel = page.get_by_role("region", name="试运行")
    panel.get_by_role("button", name="+1 天").click()
    panel.get_by_text("“经理审批”到期：催部门经理").wait_for()
    panel.get_by_role("button", name="同意", exact=True).click()
    panel.get_by_role("list", name="在等").get_by_text("等到货").wait_for()
    panel.get_by_role("button", name="快进到").click()
    panel.get_by_label("以谁的身份").select_option(index=1)
    panel.get_by_role("button", name="完成", exact=True).click()
    panel.get_by_text("流程走完了").wait_for()
    panel.get_by_text("流程结束，状态“已完成”").wait_for()
    settle(page)
    admin.shoot("flow-trial-ended")


def what_is_changed_counts(page: Page) -> None:
    """One move back, the step renamed: the try-run stands where it stood, and says the new name."""
    panel = page.get_by_role("region", name="试运行")
    panel.get_by_role("button", name="退一步").click()
    panel.get_by_role("list", name="现在该谁做什么").get_by_text("安装").wait_for()
    step(page, "buy").click()
    page.get_by_role("region", name="办理", exact=True).get_by_label("名称").fill("上门安装")
    page.locator(".react-flow__pane").click(position={"x": 8, "y": 8})
    expect(panel.get_by_role("list", name="现在该谁做什么")).to_contain_text("上门安装")
    panel.get_by_role("button", name="从头再来").click()
    panel.get_by_role("button", name="开始").wait_for()
