"""S-6: two reviews at once, a manager on his way whose deputy has it after 48 hours, one click to urge, and a signature
with time and address on record."""

import re
from datetime import datetime, timedelta

import pytest

from tests.browser.closing import signed
from tests.browser.conftest import Person
from tests.browser.later import Days
from tests.browser.test_closed_loop import take
from tests.browser.test_portal import Staff
from tests.http.process import ServerProcess, wait_until

TITLE = "空压站 PLC 换型"


@pytest.fixture
def demo(days: Days) -> ServerProcess:
    """The company whose clock goes forward."""
    return days.server


@pytest.mark.req("S-6", "FLW-4", "FLW-5", "FLW-12")
def test_a_change_is_decided_although_the_manager_travels(person, days):
    engineer = person()
    number = proposes(engineer)
    reviewed_by_both(person, number)
    travels(person("phone"))
    engineer.page.get_by_text("总经理批准").first.wait_for()
    engineer.page.get_by_role("button", name="催办").first.click()
    engineer.page.get_by_text("已催办 1 次").first.wait_for()
    engineer.shoot("s6-urged-desk")
    assert owner(days, number) == "林总"
    days.pass_by(48)
    wait_until(lambda: owner(days, number) == "刘主管")
    decides(person(), number)
    on_record(person(), number)


def proposes(engineer: Person) -> str:
    """张工 asks for something risky, with the way back; both reviewers have it at once."""
    page = engineer.sign_in("zhanggong", "/new?type=change_review")
    page.get_by_role("textbox", name="标题").fill(TITLE)
    page.get_by_label("变更什么").fill("更换 PLC，停机两小时。")
    page.get_by_text("高", exact=True).click()
    page.get_by_label("回退方案").fill("换回旧型号。")
    page.get_by_role("button", name="提交工单").click()
    page.wait_for_url(re.compile("/tickets/BG"))
    for review in ("技术评审", "预算评审"):
        page.get_by_text(review).first.wait_for()
    engineer.shoot("s6-side-by-side-desk")
    return page.url.rpartition("/")[2]


def reviewed_by_both(person, number: str) -> None:
    """In whatever order: money at the desk, technology on the phone."""
    take(person().sign_in("qiankuaiji", f"/tickets/{number}"), "同意")
    phone = person("phone")
    page = phone.sign_in("zhaozong", f"/work/tickets/{number}")
    page.get_by_role("button", name="同意", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("技术意见").fill("可行，先备份程序。")
    dialog.get_by_role("button", name="同意", exact=True).click()
    dialog.wait_for(state="detached")


def travels(manager: Person) -> None:
    """Before he leaves 林总 names who stands in for him."""
    page = manager.sign_in("linzong", "/work/mine")
    page.get_by_role("link", name=re.compile("代理人")).click()
    page.get_by_label("代理人").select_option(label="刘主管")
    page.get_by_label("到（含当天）").fill((datetime.now() + timedelta(days=90)).date().isoformat())
    page.get_by_role("button", name="指定代理人").click()
    page.get_by_text("正在代办").wait_for()


def owner(days: Days, number: str) -> str:
    """Whose task it is now, by name."""
    staff = Staff(days.server.base_url)
    (task,) = staff.get("admin", f"/tickets/{number}")["tasks"]
    names = {one["id"]: one["name"] for one in staff.get("admin", "/users?limit=100")["items"]}
    return str(names[task["assignee"]])


def decides(deputy: Person, number: str) -> None:
    """刘主管 was told, finds it among the own tasks, and signs."""
    page = deputy.sign_in("liuzhuguan", "/tasks")
    page.get_by_role("link", name=re.compile(TITLE)).click()
    page.get_by_text("超时未处理，自动移交").first.wait_for()
    page.get_by_role("button", name="签字批准").click()
    dialog = page.get_by_role("dialog", name="签字批准")
    dialog.get_by_role("button", name="签字批准").click()
    dialog.get_by_text("签名").nth(1).wait_for()
    signed(page, dialog)
    dialog.get_by_label("说明").fill("按方案实施。")
    deputy.shoot("s6-signed-desk")
    dialog.get_by_role("button", name="签字批准").click()
    dialog.wait_for(state="hidden")
    page.get_by_text("实施变更").first.wait_for()
    deputy.faults.clear()  # the refusal of what was not signed


def on_record(auditor: Person, number: str) -> None:
    """The auditor sees three decisions in order, each with time and address, the last with its signature."""
    page = auditor.sign_in("shenji", f"/trace/{number}")
    way = page.get_by_role("list", name="经过").or_(page.locator("ol")).first
    way.get_by_text("按方案实施。").wait_for()
    last = way.get_by_role("listitem").filter(has_text="按方案实施。")
    last.get_by_role("img", name=re.compile("签名")).wait_for()
    last.get_by_text(re.compile(r"来自 .*127\.0\.0\.1")).wait_for()
    assert last.locator("time").first.get_attribute("datetime")
    last.scroll_into_view_if_needed()
    auditor.shoot("s6-on-record-desk")
