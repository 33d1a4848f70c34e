"""What time and people bring, as a dispatcher and an engineer see it: notices, clocks, and why somebody was sent."""

import re

import httpx
import pytest

from tests.browser.conftest import PASSWORD
from tests.browser.demo import known_repair

TITLE = "包装线液压站漏油"


@pytest.mark.req("SLA-1", "DSP-1", "DSP-3", "COL-2")
def test_a_dispatcher_sees_what_waits_why_and_until_when_and_the_engineer_is_told(person, demo):
    report(demo.base_url)
    dispatcher = person()
    page = dispatcher.sign_in("laochen", "/dispatch")
    waits(dispatcher, page)
    why_and_until_when(dispatcher, page)
    given_by_hand(page)
    told(person("phone"))


def report(base: str) -> None:
    """Somebody calls about a machine of the demo company; an urgent repair is recommended, never sent by itself."""
    with httpx.Client(base_url=f"{base}/api/v1", timeout=20) as line:
        opened = line.post("/sessions", json={"login": "laochen", "password": PASSWORD}).json()
        line.headers["Authorization"] = f"Bearer {opened['token']}"
        known = known_repair(line)
        data = line.get(f"/tickets/{known['number']}").json()["data"]
        asked = ("contact_name", "phone", "machine_kind", "sn", "fault_kind", "symptoms")
        body = {"type": "equipment_repair", "title": TITLE, "priority": "P1", "source": {"channel": "phone"}}
        links = {"customer": known["customer"], "device": known["device"]}
        answer = line.post("/tickets", json={**body, **links, "data": {name: data[name] for name in asked}})
        assert answer.status_code == 201, answer.text


def waits(dispatcher, page) -> None:
    """The line says what is needed, and whom the policy would take."""
    line = page.get_by_role("listitem").filter(has_text=TITLE)
    line.get_by_text(re.compile("^推荐 .*等你确认$")).wait_for()
    dispatcher.shoot("waiting-desk")


def why_and_until_when(dispatcher, page) -> None:
    """The ticket's own page has the rounds and the clocks, each with its reasons."""
    page.get_by_role("listitem").filter(has_text=TITLE).get_by_role("button", name="人工指派").click()
    page.get_by_role("dialog").get_by_role("button", name="关闭").click()
    page.get_by_role("heading", name="派单依据").wait_for()
    page.get_by_text(re.compile("^不符合条件")).first.click()
    page.get_by_text("未参与评分").first.wait_for()
    dispatcher.shoot("dispatch-basis-desk")
    page.get_by_role("button", name=re.compile("首次响应")).click()
    reasons = page.get_by_role("dialog", name=re.compile("为什么是这个时间"))
    reasons.get_by_text("开始计时").wait_for()
    dispatcher.shoot("clock-reasons-desk")
    reasons.get_by_role("button", name="关闭").click()


def given_by_hand(page) -> None:
    """The dispatcher has the last word."""
    page.get_by_role("button", name="派单").click()
    dialog = page.get_by_role("dialog")
    page.get_by_role("combobox", name="派给谁").fill("李工")
    page.locator(".ant-select-item-option", has_text="李工").last.click()
    dialog.get_by_role("button", name="派单").click()
    page.get_by_text("由 李工 处理").wait_for()


def told(engineer) -> None:
    """The notice arrives on the phone and leads to the ticket; following it marks it read."""
    page = engineer.sign_in("ligong", "/notices")
    link = page.get_by_role("link", name=re.compile(TITLE)).first
    link.wait_for()
    before = unread(page)
    engineer.shoot("notices-phone")
    link.click()
    page.get_by_role("heading", name="时效").wait_for()
    engineer.shoot("clocks-phone")
    page.get_by_role("link", name=f"通知，{before - 1} 条未读").wait_for()


def unread(page) -> int:
    """The number that the bell shows."""
    bell = page.get_by_role("link", name=re.compile("条未读"))
    return int(re.findall(r"\d+", str(bell.get_attribute("aria-label")))[0])


@pytest.mark.req("DSP-4", "DSP-1")
def test_whoever_keeps_engineers_sees_certificates_run_out_and_pauses_one(person):
    keeper = person()
    page = keeper.sign_in("liuzhuguan", "/engineers")
    page.get_by_role("heading", name="工程师", exact=True).wait_for()
    page.get_by_role("button", name=re.compile("^李工")).click()
    page.get_by_role("button", name="编辑档案").click()
    page.get_by_role("button", name="添加证书").click()
    soon = page.evaluate("new Date(Date.now() + 10 * 86400000).toISOString().slice(0, 10)")
    page.get_by_label("证书名称").last.fill("高处作业证")
    page.get_by_label(re.compile("有效至")).last.fill(soon)
    page.get_by_label("每天最多接单").fill("6")
    keeper.shoot("engineer-edit-desk")
    page.get_by_role("button", name="保存").click()
    page.get_by_text(re.compile(f"高处作业证 · {soon} 到期")).wait_for()
    page.get_by_text("证书将到期").wait_for()
    page.get_by_role("button", name="暂停接单").click()
    page.get_by_role("button", name="恢复接单").click()
    page.get_by_role("button", name="暂停接单").wait_for()
    keeper.shoot("engineers-desk")
    small = person("phone", dark=True)
    small_page = small.sign_in("liuzhuguan", "/engineers")
    small_page.get_by_text("证书将到期").wait_for()
    small.shoot("engineers-phone-dark")
    wide = small_page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0


@pytest.mark.req("SLA-1", "SLA-5")
def test_an_administrator_changes_a_goal_sees_what_it_would_do_and_publishes_it(person):
    admin = person()
    page = admin.sign_in("admin", "/policies")
    page.get_by_role("heading", name="策略与时限").wait_for()
    page.get_by_text("派单员").first.wait_for()
    trial = page.get_by_role("region", name="试算")
    trial.get_by_label("紧急等级").select_option("P2")
    trial.get_by_label("提交时间").fill("2026-11-20T17:00")
    trial.get_by_role("button", name="试算").click()
    trial.get_by_text(re.compile("^分派：应在")).click()
    trial.get_by_text(re.compile("计入")).first.wait_for()
    page.get_by_role("button", name="修改时效").click()
    goal = page.get_by_label("分派", exact=True).last
    goal.fill("soon")
    page.get_by_role("button", name="看看影响").click()
    page.get_by_text("时长应写作").first.wait_for()
    admin.shoot("policies-fault-desk")
    # A browser tells of every refusal by itself; this one was asked for.
    admin.faults[:] = [fault for fault in admin.faults if "422 (Unprocessable" not in fault]
    _publishes(page)
    admin.shoot("policies-desk")
    _on_a_phone(person("phone", dark=True))


def _publishes(page) -> None:
    goal = page.get_by_label("分派", exact=True).last
    goal.fill("3 小时")
    page.get_by_label("低 × 低").select_option("P2")
    page.get_by_role("button", name="分派加一级提醒").click()
    page.get_by_role("button", name="看看影响").click()
    changes = page.get_by_role("list", name="改动")
    changes.get_by_text("分派：4 小时 → 3 小时").wait_for()
    changes.get_by_text("P3 → P2").wait_for()
    page.get_by_text("与现行版本有 3 处不同").wait_for()
    page.get_by_role("button", name="发布新版本").click()
    page.get_by_text("第 2 版", exact=True).wait_for()


def _on_a_phone(small) -> None:
    page = small.sign_in("admin", "/policies")
    page.get_by_role("heading", name="策略与时限").wait_for()
    small.shoot("policies-phone-dark")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
