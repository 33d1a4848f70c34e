"""A flow goes out of the designer as BPMN and comes back; somebody else's drawing comes in with what is to be set."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.eyes import barriers, outside, settle
from tests.browser.test_flow_designer import step
from tests.browser.test_parents_and_children import Line
from tests.browser.test_trying_flows import FLOW, FORM

KEY = "exchanged_purchase"
SAMPLES = Path(__file__).parents[1] / "core/flow/bpmn"


@pytest.mark.full
@pytest.mark.req("FLW-1")
def test_a_flow_goes_out_as_bpmn_and_others_come_in(person: Callable[..., Person], demo: Any, tmp_path: Path) -> None:
    line = Line(demo.base_url, "admin")
    line.ask("POST", "/forms", json={"body": {**FORM, "form": KEY}})
    line.ask("POST", "/flows", json={"body": {**FLOW, "key": KEY}, "form": KEY})
    admin = person()
    page = admin.sign_in("admin", f"/flows/{KEY}")
    page.get_by_role("button", name="编辑流程").click()
    page.get_by_role("toolbar").get_by_role("button", name="更多").click()
    with page.expect_download() as loading:
        page.get_by_role("menuitem", name="导出 BPMN").click()
    kept = tmp_path / "own.bpmn"
    loading.value.save_as(kept)
    assert loading.value.suggested_filename == f"{KEY}.bpmn"
    others_drawing_comes_in(admin, page)
    what_is_not_nested_is_refused_by_name(admin, page)
    takes_in(page, kept)
    page.get_by_text("和导出时一样，没有要补的。").wait_for()
    expect(step(page, "boss")).to_contain_text("经理审批")
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("button", name="编辑流程").wait_for()
    # Word for word what is published already: no new version.
    assert [one["version"] for one in line.ask("GET", f"/flows/{KEY}/versions")] == [1]
    admin.faults[:] = [fault for fault in admin.faults if "422 (Unprocessable" not in fault]


def takes_in(page: Page, file: Path) -> None:
    page.get_by_label("选择要导入的 BPMN 文件").set_input_files(file)


def others_drawing_comes_in(admin: Person, page: Page) -> None:
    takes_in(page, SAMPLES / "camunda_purchase.bpmn")
    told = page.get_by_role("region", name="已导入，尚未发布")
    told.get_by_text("“写入 ERP”自动做什么没有带过来，请设置。").wait_for()
    expect(step(page, "activity_1boss")).to_contain_text("经理审批")
    settle(page)
    assert barriers(page) == [] and outside(page) == []
    admin.shoot("flow-bpmn-imported")
    told.get_by_role("button", name="“订货”由谁来办没有带过来，请设置。").click()
    page.get_by_role("region", name="办理", exact=True).wait_for()


def what_is_not_nested_is_refused_by_name(admin: Person, page: Page) -> None:
    page.locator(".react-flow__pane").click(position={"x": 8, "y": 8})
    takes_in(page, SAMPLES / "crossed.bpmn")
    page.get_by_text("“再分”的各路没有汇合到同一处").wait_for()
