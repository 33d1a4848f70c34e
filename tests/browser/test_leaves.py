"""休假: entered where one is, on the phone and at the desk; nobody is sent to work on leave, and a deputy decides
meanwhile; withdrawn, everything is as before."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.browser.demo import known_repair
from tests.browser.eyes import barriers, outside, settle, small_targets
from tests.browser.test_children_of_steps import FIELDS, STAGES
from tests.browser.test_parents_and_children import Line, hired

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
TOMORROW = TODAY + timedelta(days=1)
TYPE, NAME, APPROVER = "away_asking", "休假小陶", "休假老任"
# The browser itself tells of the answer that there is leave in that time already.
TAKEN = "409 (Conflict)"


@pytest.fixture(scope="module")
def staff(demo) -> dict[str, str]:
    """An engineer, and an approver whom a type of ticket of its own asks."""
    admin = Line(demo.base_url, "admin")
    made = {
        "engineer": hired(admin, NAME, "away_engineer", ["engineer"], []),
        "approver": hired(admin, APPROVER, "away_approver", ["approver"], []),
        "deputy": hired(admin, "代办小范", "away_deputy", ["approver"], []),
    }
    admin.ask("PUT", f"/engineers/{made['engineer']}", json={"capacity": 9})
    ask = {"id": "ask", "kind": "approve", "label": {"zh": "审批", "en": "Approval"}, "stage": "work"}
    start = {"id": "start", "kind": "start", "label": {"zh": "提交", "en": "Ask"}, "stage": "new"}
    end = {"id": "end", "kind": "end", "label": {"zh": "完成", "en": "Done"}, "stage": "done"}
    words = {"zh": "用印申请", "en": "Seal"}
    root = [start, {**ask, "approvers": {"people": [made["approver"]]}}, end]
    flow = {"key": TYPE, "label": words, "stages": STAGES, "root": root}
    admin.ask("POST", "/forms", json={"body": {"form": TYPE, "label": words, "fields": FIELDS}})
    admin.ask("POST", "/flows", json={"body": flow, "form": TYPE, "confirmed": True})
    kind = {"label": words, "form": TYPE, "flow": TYPE, "prefix": "YYS"}
    admin.ask("PUT", f"/ticket-types/{TYPE}", json=kind)
    return made


def form(page: Any) -> Any:
    """The form, opened."""
    page.get_by_role("button", name="登记休假").click()
    return page.get_by_role("dialog", name="登记休假")


def saved(dialog: Any) -> None:
    dialog.get_by_role("button", name="保存休假").click()
    dialog.wait_for(state="detached")


@pytest.mark.req("DSP-4", "DSP-1", "FLD-7")
def test_leave_entered_on_the_phone_keeps_work_away_until_it_is_over(person, demo, staff) -> None:
    phone = person("phone")
    page = phone.sign_in("away_engineer", "/work/mine")
    page.get_by_role("link", name=re.compile("我的休假")).click()
    page.get_by_text("还没有登记休假").wait_for()
    settle(page)
    phone.shoot("work-leaves-empty-phone")
    assert small_targets(page) == [] and outside(page) == [] and barriers(page) == []
    refused_then_entered(phone, page)
    desk = Line(demo.base_url, "laochen")
    dispatcher = person()
    looked = dispatcher.sign_in("laochen", f"/tickets/{repair(desk)}")
    looked.get_by_text(re.compile("^不符合条件")).first.click()
    why = looked.get_by_role("listitem").filter(has_text=NAME).last
    why.get_by_text(re.compile("正在休假（病假）至")).wait_for()
    dispatcher.shoot("leave-basis-desk")
    page.get_by_role("button", name=re.compile("^现在结束休假")).click()
    page.get_by_text("已结束", exact=True).wait_for()
    other = dispatcher.open(f"/tickets/{repair(desk)}")
    other.get_by_role("heading", name="派单依据").wait_for()
    assert other.get_by_text("正在休假（病假）").count() == 0


def refused_then_entered(phone: Any, page: Any) -> None:
    """What cannot be is said at the field; what the roster refuses is said in words."""
    dialog = form(page)
    dialog.get_by_label("类型").select_option(label="病假")
    dialog.get_by_label("到（含当天）").fill((TODAY - timedelta(days=1)).isoformat())
    dialog.get_by_role("button", name="保存休假").click()
    dialog.get_by_text("结束要晚于开始。").wait_for()
    dialog.get_by_label("到（含当天）").fill(TOMORROW.isoformat())
    dialog.get_by_label("备注").fill("已把钥匙交给前台")
    settle(page)
    phone.shoot("work-leave-form-phone")
    assert small_targets(page) == [] and outside(page) == [] and barriers(page) == []
    saved(dialog)
    page.get_by_text("休假中", exact=True).wait_for()
    page.get_by_text("病假 · 已把钥匙交给前台").wait_for()
    page.get_by_text(f"{TODAY} 至 {TOMORROW}").wait_for()
    phone.shoot("work-leaves-phone")
    again = form(page)
    again.get_by_role("button", name="保存休假").click()
    again.get_by_text("这段时间已有休假").wait_for()
    again.get_by_role("button", name="取消").click()
    phone.faults[:] = [fault for fault in phone.faults if TAKEN not in fault]


def repair(desk: Line) -> str:
    """An urgent repair that dispatch finds somebody for; its number."""
    known = known_repair(desk.client)
    data = desk.ask("GET", f"/tickets/{known['number']}")["data"]
    asked = ("contact_name", "phone", "machine_kind", "sn", "fault_kind", "symptoms")
    body = {"type": "equipment_repair", "title": "冷冻机组异响", "priority": "P1", "source": {"channel": "phone"}}
    links = {"customer": known["customer"], "device": known["device"]}
    made = desk.ask("POST", "/tickets", json={**body, **links, "data": {name: data[name] for name in asked}})
    return str(made["number"])


@pytest.mark.req("FLW-5", "DSP-4")
def test_leave_entered_at_the_desk_brings_approvals_to_the_deputy_until_it_is_withdrawn(person, demo, staff) -> None:
    body = {"type": TYPE, "title": "合同用印", "source": {"channel": "web"}, "data": {"what": "两份"}}
    number = Line(demo.base_url, "xiaozhou").ask("POST", "/tickets", json=body)["number"]
    approver = person()
    page = approver.sign_in("away_approver", "/account")
    page.get_by_text("还没有登记休假").wait_for()
    dialog = form(page)
    dialog.get_by_label("代理人").select_option(label="代办小范")
    dialog.get_by_label("几点开始").fill("00:05")
    dialog.get_by_label("到（含当天）").fill(TOMORROW.isoformat())
    approver.shoot("leave-form-desk")
    saved(dialog)
    page.get_by_text(f"{TODAY} 00:05 至").wait_for()
    page.get_by_text("正在代办").wait_for()
    approver.shoot("leaves-desk")
    deputy = person("phone")
    his = deputy.sign_in("away_deputy", f"/work/tickets/{number}")
    his.get_by_role("button", name="同意", exact=True).wait_for()
    deputy.shoot("leave-deputy-phone")
    called_back(person())
    tasks = Line(demo.base_url, "away_deputy").ask("GET", "/tasks")
    assert number not in [task["number"] for task in tasks], "he is back: nobody stands in"


def called_back(admin: Any) -> None:
    """Who keeps the people ends it: he is needed."""
    page = admin.sign_in("admin", "/people")
    page.get_by_role("searchbox").fill("away_approver")
    page.get_by_role("button", name=f"管理“{APPROVER}”").click()
    page.get_by_role("menuitem", name="休假").click()
    opened = page.get_by_role("dialog", name=f"{APPROVER}的休假")
    opened.get_by_role("button", name=re.compile("^现在结束休假")).click()
    opened.get_by_text("已结束", exact=True).wait_for()
    admin.shoot("leaves-of-desk")


@pytest.mark.req("DSP-4")
def test_whoever_plans_enters_leave_to_come_in_the_roster_and_withdraws_it(person, demo, staff) -> None:
    admin = Line(demo.base_url, "admin")
    pattern = admin.ask("GET", "/roster")["body"]["patterns"][0]["key"]
    admin.ask("PUT", f"/roster/people/{staff['engineer']}", json=[{"pattern": pattern, "from": "2026-01-05"}])
    next_monday = TODAY + timedelta(days=7 - TODAY.weekday())
    planner = person()
    page = planner.sign_in("laochen", "/roster")
    page.get_by_role("button", name="下一周").click()
    row = page.get_by_role("row", name=re.compile(NAME))
    row.get_by_role("button", name=NAME).click()
    opened = page.get_by_role("dialog", name=f"{NAME}的休假")
    dialog = form(opened.page)
    dialog.get_by_label(re.compile("^从")).fill(next_monday.isoformat())
    dialog.get_by_label("到（含当天）").fill((next_monday + timedelta(days=1)).isoformat())
    assert dialog.get_by_label("代理人").count() == 0, "he may not name who stands in for others"
    saved(dialog)
    opened.get_by_text("未开始").wait_for()
    opened.get_by_role("button", name="关闭").click()
    row.get_by_text("休假", exact=True).nth(1).wait_for()
    planner.shoot("roster-leave-desk")
    row.get_by_role("button", name=NAME).click()
    opened.get_by_role("button", name=re.compile("^撤销休假")).click()
    opened.get_by_text("未开始").wait_for(state="detached")
    opened.get_by_role("button", name="关闭").click()
    row.get_by_text("休假", exact=True).first.wait_for(state="detached")
