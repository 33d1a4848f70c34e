"""At a desk: what was closed too early is opened again, and work is handed to whom one usually hands it."""

import re

import pytest

from tests.browser.closing import signed
from tests.browser.conftest import Person
from tests.browser.eyes import settle
from tests.browser.test_work_app import Desk, a_photo, a_video, act
from tests.browser.test_work_asking import proposed


def repaired(base: str, title: str) -> tuple[Desk, str]:
    """A repair that was done and waits to be accepted."""
    front, dispatcher, engineer = (Desk(base, login) for login in ("xiaozhou", "laochen", "zhanggong"))
    number = str(dispatcher.job("zhanggong", title, front)["number"])
    for action in ("accept", "depart", "arrive", "begin"):
        act(engineer, engineer.ticket(number), action)
    photos, films = [engineer.file(a_photo()) for _ in range(2)], [engineer.file(a_video())]
    done = {"work_done": "更换轴承", "fault_kind": "mechanical", "cause": "轴承磨损"}
    shown = {"site_photos": photos[:1], "fault_video": films}
    act(engineer, engineer.ticket(number), "finish", data={**done, **shown}, files=photos[1:])
    return front, number


@pytest.mark.req("FLW-4")
def test_a_repair_that_did_not_hold_is_opened_again_by_the_lead_and_accepted_anew(person, demo):
    front, number = repaired(demo.base_url, "空压机异响，修后复发")
    desk = person()
    page = desk.sign_in("xiaozhou", f"/tickets/{number}")
    page.get_by_role("button", name="验收通过").click()
    signed(page, page.get_by_role("dialog"))
    page.get_by_role("dialog").get_by_role("button", name="验收通过").click()
    page.get_by_role("dialog").wait_for(state="hidden")
    page.get_by_text("已解决").first.wait_for()
    lead = person()
    page = lead.sign_in("liuzhuguan", f"/tickets/{number}")
    page.get_by_role("button", name="重开").click()
    asking = page.get_by_role("dialog", name="重开")
    asking.get_by_label("原因").fill("客户来电：第二天又响了")
    settle(page)
    lead.shoot("ticket-reopen-desk")
    asking.get_by_role("button", name="重开").click()
    asking.wait_for(state="hidden")
    page.get_by_text("工单重开").first.wait_for()
    page.get_by_text("客户来电：第二天又响了").first.wait_for()
    lead.shoot("ticket-reopened-desk")
    # A new round: the acceptance of before stays on record and does not count.
    again = front.ticket(number)
    assert [task["step"] for task in again["tasks"]] == ["work"] and again["category"] == "active"
    events = front.ask("GET", f"/tickets/{number}/trace")["events"]
    assert [one["type"] for one in events if one["type"] in ("VoteCast", "RunReopened")] == ["VoteCast", "RunReopened"]


@pytest.mark.req("DSP-8", "FLW-4")
def test_at_a_desk_work_is_handed_to_a_starred_colleague_who_stands_at_the_top_next_time(person, demo):
    numbers = [proposed(demo.base_url, title)[1] for title in ("吊装方案调整", "冷却塔移位")]
    desk = person()
    page = desk.sign_in("qiankuaiji", f"/tickets/{numbers[0]}")
    asking = handing_over(desk)
    choose(desk, "林总")
    asking.get_by_role("button", name="把林总设为常用").click()
    asking.get_by_role("button", name="林总是常用联系人").wait_for()
    settle(page)
    desk.shoot("transfer-starred-desk")
    asking.get_by_role("button", name="转交", exact=True).click()
    asking.wait_for(state="hidden")
    page.get_by_text("由 林总 处理").first.wait_for()
    page.goto(f"{desk.base}/tickets/{numbers[1]}")
    assert first_group(desk) == ("常用", "林总")
    choose(desk, "林总")
    page.get_by_role("dialog").get_by_role("button", name="林总是常用联系人").click()
    page.get_by_role("dialog").get_by_role("button", name="把林总设为常用").wait_for()
    # Without the star he is still known from last time.
    page.reload()
    assert first_group(desk) == ("最近", "林总")
    desk.shoot("transfer-recent-desk")


@pytest.mark.req("FLW-3")
def test_a_decision_is_taken_from_its_decider_by_force_with_a_reason_and_decided_by_another(person, demo):
    _, number = proposed(demo.base_url, "空调主机更换，负责人出差")
    admin = person()
    page = admin.sign_in("admin", f"/tickets/{number}")
    page.get_by_role("button", name="强制转派").first.click()
    asking = page.get_by_role("dialog", name="强制转派")
    choose(admin, "林总")
    asking.get_by_label(re.compile("说明|原因|意见")).fill("赵总监出差到下周")
    settle(page)
    admin.shoot("reassign-by-force-desk")
    asking.get_by_role("button", name="强制转派").click()
    asking.wait_for(state="hidden")
    page.get_by_text("赵总监出差到下周").first.wait_for()
    decider = person()
    card = decider.sign_in("linzong", "/approvals").get_by_role("article").filter(has_text="负责人出差")
    card.get_by_role("button", name="同意").wait_for()


@pytest.mark.req("FLW-3")
def test_who_decides_adds_another_beside_and_the_step_waits_for_both(person, demo):
    title = "循环水泵改变频，并加签"
    _, number = proposed(demo.base_url, title)
    desk = person()
    page = desk.sign_in("zhaozong", f"/tickets/{number}")
    page.get_by_role("button", name="更多操作").click()
    page.get_by_role("menuitem", name="并加签", exact=True).click()
    asking = page.get_by_role("dialog", name="并加签")
    asking.get_by_role("combobox", name="请谁参与").fill("林总")
    page.locator(".ant-select-item-option", has_text="林总").last.click()
    page.keyboard.press("Tab")
    settle(page)
    desk.shoot("sign-beside-desk")
    asking.get_by_role("button", name="并加签").click()
    asking.wait_for(state="hidden")
    beside = person()
    card = beside.sign_in("linzong", "/approvals").get_by_role("article").filter(has_text=title)
    card.get_by_role("button", name="同意").wait_for()
    page.get_by_text("林总").first.wait_for()


@pytest.mark.req("FLW-3")
def test_who_asked_takes_it_back_while_nobody_has_acted(person, demo):
    asker, number = proposed(demo.base_url, "提错了的变更")
    desk = person()
    page = desk.sign_in("zhanggong", f"/tickets/{number}")
    page.get_by_role("button", name="撤回", exact=True).click()
    asking = page.get_by_role("dialog", name="撤回")
    asking.get_by_label("原因").fill("型号写错了")
    asking.get_by_role("button", name="撤回", exact=True).click()
    asking.wait_for(state="hidden")
    page.get_by_text("型号写错了").first.wait_for()
    desk.shoot("withdrawn-desk")
    assert [task["step"] for task in asker.ticket(number)["tasks"]] in ([], ["ask"]), "nobody is asked any more"


def handing_over(desk: Person):
    """转交 stands behind one more tap."""
    desk.page.get_by_role("button", name="更多操作").click()
    desk.page.get_by_role("menuitem", name="转交", exact=True).click()
    asking = desk.page.get_by_role("dialog", name="转交")
    asking.get_by_role("combobox", name="派给谁").wait_for()
    return asking


def choose(desk: Person, name: str) -> None:
    """By typing; the list narrows."""
    desk.page.get_by_role("combobox", name="派给谁").fill(name)
    desk.page.locator(".ant-select-item-option", has_text=name).last.click()


def first_group(desk: Person) -> tuple[str, str]:
    """The heading and the first name of the list of people."""
    handing_over(desk)
    desk.page.get_by_role("combobox", name="派给谁").click()
    desk.page.locator(".ant-select-item-group").first.wait_for()
    group = desk.page.locator(".ant-select-item-group").first.inner_text()
    name = desk.page.locator(".ant-select-item-option").first.inner_text()
    return group, name
