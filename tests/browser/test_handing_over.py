"""工作交接: what somebody who is away or has left still has goes to others at once; one's own before one goes, too."""

from typing import Any

import pytest

from tests.browser.conftest import Person
from tests.browser.eyes import barriers, outside, settle, small_targets
from tests.browser.later import Days
from tests.browser.test_portal import Staff
from tests.http.process import ServerProcess

WORK = ("冰箱门关不严", "洗衣机漏水")


@pytest.fixture
def demo(days: Days) -> ServerProcess:
    """Not the demo of everybody: somebody leaves here."""
    return days.server


@pytest.fixture
def staff(demo: ServerProcess) -> Staff:
    return Staff(demo.base_url)


def people_of(staff: Staff) -> dict[str, str]:
    return {one["login"]: one["id"] for one in staff.get("admin", "/users?limit=100")["items"]}


def visit(staff: Staff, title: str, person: str) -> str:
    """Work at a customer's that somebody was sent to; its number."""
    data = {"phone": "13812345678", "address": "星海街 9 号 1002", "appliance": "家电"}
    body: dict[str, Any] = {"type": "home_visit", "title": title, "source": {"channel": "phone"}, "data": data}
    number = str(staff.do("xiaozhou", "/tickets", **body)["number"])
    staff.act("laochen", number, "assign", person=person)
    return number


@pytest.mark.req("FLW-5", "API-4", "DSP-3")
def test_the_work_of_somebody_who_left_is_seen_and_given_to_others_at_once(person, staff):
    hired = staff._client("admin").post("/users", json={"name": "周离职", "login": "zhoulizhi", "roles": ["engineer"]})
    leaver = str(hired.json()["id"])
    numbers = [visit(staff, title, leaver) for title in WORK]
    lets_go(person())
    dispatcher = person()
    page = dispatcher.sign_in("laochen", "/hand-over")
    line = page.get_by_role("list", name="不在岗的人").get_by_role("listitem").filter(has_text="周离职")
    line.get_by_text("已离职").wait_for()
    line.get_by_text("2 项待办").wait_for()
    line.get_by_role("button", name="查看待办").click()
    for title in WORK:
        page.get_by_role("checkbox", name=f"选择“{title}”").wait_for()
    page.get_by_role("button", name="全选").click()
    page.get_by_text("已选 2 项").wait_for()
    page.get_by_label("交给谁").select_option(label="张工")
    assert page.get_by_label("交接原因").input_value() == "离职交接"
    settle(page)
    dispatcher.shoot("hand-over-desk")
    assert barriers(page) == [] and outside(page) == []
    page.get_by_role("button", name="交接 2 项").click()
    page.get_by_text("已交接 2 项，未成功 0 项").wait_for()
    page.get_by_text("没有待办").wait_for()
    line.wait_for(state="detached")
    engineer = people_of(staff)["zhanggong"]
    for number in numbers:
        (task,) = staff.get("admin", f"/tickets/{number}")["tasks"]
        assert task["assignee"] == engineer


def lets_go(admin: Person) -> None:
    """The way to the work stands where somebody is let go."""
    page = admin.sign_in("admin", "/people")
    page.get_by_role("button", name="管理“周离职”").click()
    page.get_by_role("menuitem", name="停用").click()
    page.get_by_text("“周离职”已停用").wait_for()
    page.get_by_role("button", name="已离职").click()
    page.get_by_role("button", name="管理“周离职”").click()
    page.get_by_role("menuitem", name="交接工作").click()
    page.get_by_role("checkbox", name=f"选择“{WORK[0]}”").wait_for()
    admin.shoot("hand-over-from-people-desk")


@pytest.mark.req("FLW-5", "FLW-4")
def test_before_one_goes_one_passes_on_what_one_may_and_gives_the_rest_back(person, staff):
    known = people_of(staff)
    change = {"what": "换新控制器", "risk": "low", "change_kind": "standard"}
    body: dict[str, Any] = {"type": "change_review", "source": {"channel": "office"}, "data": change}
    number = str(staff.do("wanggong", "/tickets", title="三号线控制器换代", **body)["number"])
    review = next(one for one in staff.get("qiankuaiji", f"/tickets/{number}")["tasks"] if one["actions"])
    staff.do("qiankuaiji", f"/tasks/{review['id']}/actions/agree")
    taken = visit(staff, "空调不制热", known["wanggong"])
    staff.act("wanggong", taken, "accept")
    phone = person("phone")
    page = phone.sign_in("wanggong", "/account")
    page.get_by_role("button", name="交接我的工作").click()
    page.get_by_role("checkbox", name="选择“三号线控制器换代”").check()
    page.get_by_role("checkbox", name="选择“空调不制热”").check()
    page.get_by_text("交还派单员，另行派人").first.wait_for()
    page.get_by_label("交给谁").select_option(label="李工")
    page.get_by_label("交接原因").fill("下周起调往上海")
    settle(page)
    phone.shoot("hand-over-own-phone")
    assert small_targets(page) == [] and outside(page) == [] and barriers(page) == []
    page.get_by_role("button", name="交接 2 项").click()
    page.get_by_text("已交接 2 项，未成功 0 项").wait_for()
    (task,) = staff.get("admin", f"/tickets/{number}")["tasks"]
    assert task["assignee"] == known["ligong"]
    (task,) = staff.get("admin", f"/tickets/{taken}")["tasks"]
    assert task["assignee"] != known["wanggong"]
    dark = person(dark=True)
    again = dark.sign_in("ligong", "/hand-over")
    again.get_by_role("checkbox", name="选择“三号线控制器换代”").wait_for()
    settle(again)
    dark.shoot("hand-over-own-desk-dark")
