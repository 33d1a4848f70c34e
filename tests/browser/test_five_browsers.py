"""The whole loop at once: customer, dispatcher, engineer, lead and auditor, each in a browser of their own, while the
front desk's board follows by itself. LOOK_PICTURES=1 makes the pictures of the README out of it."""

import io
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Person
from tests.browser.eyes import settle
from tests.browser.test_portal import Staff, accept, rate, report, station
from tests.browser.test_work_app import SITE, a_photo
from tests.http.process import BIHUAN, ServerProcess, running

TITLE = "主轴电机异响，开机五分钟后跳闸"
CLOSING: dict[str, Any] = {
    "id": "closing",
    "kind": "approve",
    "label": {"zh": "主管审核", "en": "Approval of the lead"},
    "stage": "to_accept",
    "approvers": {"role": "lead"},
    "if_empty": "flow_admin",
    "fields": {"*": "read"},
    "returns": [],
    "refused": {"return_to": "work"},
    "actions": [
        {"key": "agree", "label": {"zh": "同意关单", "en": "Approve closing"}},
        {"key": "refuse", "label": {"zh": "退回处理", "en": "Send back"}, "comment": "required"},
    ],
}


@pytest.fixture
def demo(tmp_path) -> Iterator[ServerProcess]:
    """A server of its own: here a lead approves before the customer is asked, which no other story expects."""
    with running(tmp_path / "data", "--demo", "--rate-per-minute", "0", command=BIHUAN) as server:
        yield server


@pytest.mark.req("S-1", "INT-3", "DSP-1", "FLD-3", "FLD-7", "PTL-3", "AUD-2", "COL-1")
def test_five_people_close_one_loop_while_the_board_follows(person, demo):
    staff = Staff(demo.base_url)
    a_lead_approves_closing(staff)
    code = str(staff.get("admin", "/devices?limit=1")["items"][0]["code"])
    customer, dispatcher, engineer = person("phone"), person(), person("phone")
    lead, auditor, desk = person("phone"), person(), person()
    board = desk.sign_in("xiaozhou", "/tickets?layout=board")
    board.get_by_role("region", name="处理中").wait_for()
    number = report(customer, code)
    stands_in(board, number, "处理中")
    dispatched(dispatcher, number)
    works(engineer, board, number)
    stands_in(board, number, "等待中")
    picture(desk, "story-board")
    approves(lead)
    customer.page.reload()
    picture(customer, "story-customer")
    accept(customer)
    stands_in(board, number, "已解决")
    rate(customer)
    station(customer, "已完成")
    audited(auditor, number)


def a_lead_approves_closing(staff: Staff) -> None:
    """The flow of repairs gets one more step before the customer's acceptance; the tickets under way keep theirs."""
    flow = staff.get("admin", "/flows/equipment_repair")
    root = [step for item in flow["body"]["root"] for step in ((item, CLOSING) if item["id"] == "work" else (item,))]
    body = {**flow["body"], "root": root}
    staff.do("admin", "/flows", form="equipment_repair", body=body, base_version=flow["version"])


def stands_in(board, number: str, column: str) -> None:
    """The card is in this column of the front desk's board, which nobody touched."""
    board.get_by_role("region", name=column).get_by_role("listitem").filter(has_text=number).wait_for()


def dispatched(dispatcher: Person, number: str) -> None:
    """The dispatcher reads why the policy would take whom, and sends 张工."""
    page = dispatcher.sign_in("laochen", f"/tickets/{number}")
    page.get_by_role("heading", name="派单依据").wait_for()
    page.get_by_text(re.compile("^不符合条件")).first.click()
    page.get_by_text("未参与评分").first.wait_for()
    page.get_by_role("heading", name="派单依据").scroll_into_view_if_needed()
    dispatcher.shoot("story-dispatch")
    page.get_by_role("button", name="派单", exact=True).click()
    page.get_by_role("combobox", name="派给谁").fill("张工")
    page.locator(".ant-select-item-option", has_text="张工").last.click()
    page.get_by_role("dialog").get_by_role("button", name="派单").click()
    page.get_by_text("由 张工 处理").wait_for()


def works(engineer: Person, board, number: str) -> None:
    """On the phone: accept, set out, check in, begin, finish with what the form asks for."""
    engineer.page.context.grant_permissions(["geolocation"])
    engineer.page.context.set_geolocation(SITE)
    page = engineer.sign_in("zhanggong", "/work/")
    page.get_by_role("link", name=re.compile(TITLE)).click()
    for step in ("接单", "出发"):
        page.get_by_role("button", name=step, exact=True).click()
    page.get_by_role("button", name="到场", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="到场", exact=True).click()
    page.get_by_role("button", name=re.compile("^开始")).click()
    page.get_by_role("button", name="完工", exact=True).wait_for()
    picture(engineer, "story-job")
    page.get_by_role("button", name="完工", exact=True).click()
    dialog.get_by_role("group", name="故障类型").get_by_role("button", name="机械").click()
    dialog.get_by_label("处理说明").fill("更换主轴轴承，满载运行半小时正常。")
    dialog.get_by_label("故障原因").fill("轴承磨损。")
    pictures = dialog.get_by_role("button", name="移除")
    before = pictures.count()
    dialog.get_by_label("选择照片或视频").set_input_files([a_photo()])
    expect(pictures).to_have_count(before + 1, timeout=20_000)
    dialog.get_by_role("button", name="完工", exact=True).click()
    dialog.wait_for(state="detached")
    engineer.shoot("story-finished")
    page.get_by_text("待验收").first.wait_for()
    expect(board.get_by_role("region", name="处理中").get_by_role("listitem").filter(has_text=number)).to_have_count(0)


def approves(lead: Person) -> None:
    """The lead decides in the same app, where the key facts stand."""
    page = lead.sign_in("liuzhuguan", "/work/approvals")
    card = page.locator("section", has=page.get_by_role("heading", name=TITLE))
    card.get_by_text("更换主轴轴承，满载运行半小时正常。").wait_for()
    picture(lead, "story-approve")
    card.get_by_role("button", name="同意关单").click()
    card.wait_for(state="detached")


def audited(auditor: Person, number: str) -> None:
    """The auditor finds the ticket by its number, reads its whole way, sees the badge and takes the evidence along."""
    page = auditor.sign_in("shenji", "/trace")
    page.get_by_role("searchbox", name="溯源框").fill(number)
    page.get_by_role("link", name=re.compile(number)).click()
    way = page.get_by_role("list", name="全过程")
    for told in ("创建了工单", "派给张工", "已到场"):
        way.get_by_text(told).first.wait_for()
    picture(auditor, "story-trace")
    page.get_by_role("link", name="打开工单").click()
    page.get_by_role("button", name=re.compile("查看证明")).click()
    proof = page.get_by_role("dialog", name="记录完整性")
    proof.get_by_role("heading").first.wait_for()
    proof.get_by_text(re.compile("本浏览器")).first.wait_for()
    settle(page)
    auditor.shoot("story-proof")
    page.keyboard.press("Escape")
    proof.wait_for(state="detached")
    with page.expect_download() as made:
        page.get_by_role("button", name="打印", exact=True).click()
        page.get_by_role("menuitem", name="证据 PDF").click()
    assert made.value.path().read_bytes().startswith(b"%PDF")


def picture(someone: Person, name: str) -> None:
    """Kept to be looked at; with LOOK_PICTURES=1 it is one of the documentation, too."""
    settle(someone.page)
    someone.shoot(name)
    if os.environ.get("LOOK_PICTURES"):
        shown = Image.open(io.BytesIO(someone.page.screenshot())).convert("RGB").quantize(128)
        shown.save(ROOT / f"docs/pictures/{name}.png", optimize=True)
