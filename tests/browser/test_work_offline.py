"""Steps without a network land once, in order, at their own times; a refusal stops its own ticket only."""

import re
from typing import Any

import pytest

from tests.browser.cable import Cable
from tests.browser.conftest import UNSENT
from tests.browser.test_work_app import SITE, Desk, a_photo, fill_finish, sign

# The browser itself tells of every request that found no network, and of every answer that is a refusal.
TOLD_BY_BROWSER = ("net::ERR_", "409 (Conflict)", "422 (Unprocessable", "403 (Forbidden)")
ENGINEER = "ligong"


@pytest.fixture
def cable(demo):
    """What connects the phone with the server: a browser that only plays offline lets things slip through."""
    cable = Cable(demo.base_url)
    yield cable
    cable.close()


@pytest.fixture
def phone(person, cable):
    """A phone at the end of that cable; what its browser says by itself about a lost network is no fault of the app."""

    def make(**look):
        found = person("phone", **look)
        found.base = cable.base
        made.append(found)
        return found

    made: list[Any] = []
    yield make
    for one in made:
        one.faults[:] = [fault for fault in one.faults if not any(known in fault for known in TOLD_BY_BROWSER)]


def leave_the_network(page, cable: Cable, titles: list[str]) -> None:
    """After one look at the list of tasks, with nothing opened."""
    for title in titles:
        page.get_by_role("link", name=re.compile(title)).wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.get_by_text("没有网络也能处理").wait_for()
    page.context.set_offline(True)
    cable.pull()
    page.reload()
    page.get_by_text("没有网络").wait_for()


def come_back(page, cable: Cable) -> None:
    """The network is there again."""
    cable.plug_in()
    page.context.set_offline(False)


def do(page, step: str) -> None:
    """One tap."""
    page.get_by_role("button", name=step, exact=True).click()


def check_in(page) -> None:
    """Arrive; satellites need no network."""
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(SITE)
    do(page, "到场")
    page.get_by_role("dialog").get_by_text("距现场约 0 米").wait_for()
    page.get_by_role("dialog").get_by_role("button", name="到场", exact=True).click()
    page.get_by_role("dialog").wait_for(state="detached")


def reassign(desk: Desk, number: str, login: str) -> None:
    """Give the job to somebody else."""
    users = desk.ask("GET", "/users", params={"limit": 200})["items"]
    person = next(user["id"] for user in users if user["login"] == login)
    task = desk.ticket(number)["tasks"][0]["id"]
    desk.ask("POST", f"/tasks/{task}/actions/assign", json={"person": person, "reason": "改派"})


@pytest.mark.req("FLD-1", "FLD-3")
def test_a_whole_visit_is_done_in_flight_mode_and_lands_once_in_order_with_its_times(phone, cable, demo):
    desk = Desk(demo.base_url, "laochen")
    number = desk.job(ENGINEER, "地下泵房水泵漏水")["number"]
    own = phone()
    page = own.sign_in(ENGINEER, "/work/")
    leave_the_network(page, cable, ["地下泵房水泵漏水"])
    page.get_by_role("link", name=re.compile("地下泵房水泵漏水")).click()
    do(page, "接单")
    do(page, "出发")
    page.get_by_text("在路上 · 已保存在手机").wait_for()
    departed = page.evaluate("Date.now()")
    page.reload()
    page.get_by_text("在路上 · 已保存在手机").wait_for()
    check_in(page)
    page.get_by_role("button", name=re.compile("^开始")).click()
    page.get_by_label("写一条工作记录").fill("已断电检查。")
    page.locator("form").filter(has=page.get_by_label("写一条工作记录")).locator(
        "input[type=file]"
    ).first.set_input_files([a_photo()])
    page.get_by_role("button", name="移除").wait_for()
    page.get_by_role("button", name="添加", exact=True).click()
    do(page, "完工")
    fill_finish(page)
    page.get_by_role("dialog").get_by_role("button", name="移除").nth(2).wait_for()
    sign(page)
    page.get_by_role("dialog").get_by_role("button", name="完工", exact=True).click()
    page.get_by_text("这一步已在手机上做完").wait_for()
    page.reload()
    page.get_by_text("这一步已在手机上做完").wait_for()
    own.shoot("work-offline-steps")
    assert desk.ticket(number)["tasks"][0]["visit"]["state"] == "offered"
    # What was done less than 5 s before it is sent needs no claim: the first two lie further back.
    page.wait_for_function("departed => Date.now() - departed > 6000", arg=departed)
    come_back(page, cable)
    page.get_by_text("待验收").first.wait_for(timeout=60_000)
    page.get_by_text(UNSENT).first.wait_for(state="hidden")
    own.shoot("work-offline-landed")
    assert_landed_once_in_order(desk, number)


def assert_landed_once_in_order(desk: Desk, number: str) -> None:
    """Each step stands in the history once, in the order of doing, each told with its own time."""
    steps = ["VisitAccepted", "VisitDeparted", "VisitArrived", "WorkBegan", "TaskFinished"]
    events = sorted(desk.ask("GET", f"/tickets/{number}/trace")["events"], key=lambda event: event["no"])
    assert [event["type"] for event in events if event["type"] in steps] == steps
    ticket = desk.ticket(number)
    assert ticket["stage"] == "to_accept"
    assert [(note["text"], len(note["files"])) for note in ticket["notes"]] == [("已断电检查。", 1)]
    claims = desk.ask("GET", f"/tickets/{number}/clocks")["claims"]
    told = [claim["claimed"] for claim in sorted(claims, key=lambda claim: claim["no"])]
    assert len(told) >= 2
    assert told == sorted(set(told))


@pytest.mark.req("FLD-1", "FLD-4")
def test_a_step_that_is_turned_down_stops_its_own_ticket_and_says_what_to_do(phone, cable, demo):
    desk = Desk(demo.base_url, "laochen")
    taken = desk.job(ENGINEER, "冷却塔风机皮带断")["number"]
    other = desk.job(ENGINEER, "冷却塔补水阀卡住")["number"]
    own = phone(dark=True)
    page = own.sign_in(ENGINEER, "/work/")
    leave_the_network(page, cable, ["冷却塔风机皮带断", "冷却塔补水阀卡住"])
    page.get_by_role("link", name=re.compile("冷却塔风机皮带断")).click()
    do(page, "接单")
    do(page, "出发")
    check_in(page)
    page.get_by_role("link", name="返回").click()
    page.get_by_role("link", name=re.compile("冷却塔补水阀卡住")).click()
    do(page, "接单")
    do(page, "出发")
    page.get_by_text("在路上 · 已保存在手机").wait_for()
    reassign(desk, taken, "zhanggong")
    come_back(page, cable)
    page.get_by_text("在路上", exact=True).wait_for(timeout=60_000)
    assert desk.ticket(other)["tasks"][0]["visit"]["state"] == "en_route"
    page.get_by_role("link", name=re.compile("^.*我的$")).click()
    page.get_by_text("需处理").first.wait_for()
    page.get_by_role("link", name=taken).first.click()
    page.get_by_text("有一步没有被接受").wait_for()
    page.get_by_text("它还在手机上").wait_for()
    page.get_by_text("本机提交 2 项").click()
    assert page.get_by_text(UNSENT).count() == 2
    own.shoot("work-refused-dark")
    page.reload()
    do(page, "重试")
    page.get_by_text("它还在手机上").wait_for()
    do(page, "放弃")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("出发 · 到场").wait_for()
    own.shoot("work-give-up-dark")
    dialog.get_by_role("button", name="连同后面 2 步一起放弃").click()
    page.get_by_text("需处理").first.wait_for(state="detached")
    page.get_by_text("这一步不由你处理").wait_for()


@pytest.mark.req("FLD-1", "FLD-4")
def test_a_step_that_was_turned_down_is_mended_and_goes_with_what_had_been_filled_in(phone, cable, demo):
    desk, engineer = Desk(demo.base_url, "laochen"), Desk(demo.base_url, "zhanggong")
    ticket = desk.job("zhanggong", "空压站干燥机报警")
    for action in ("accept", "depart", "arrive", "begin"):
        task = ticket["tasks"][0]["id"]
        ticket = engineer.ask("POST", f"/tasks/{task}/actions/{action}", json={})
    own = phone()
    page = own.sign_in("zhanggong", f"/work/tickets/{ticket['number']}")
    do(page, "完工")
    dialog = page.get_by_role("dialog")
    # Its name says photo, its content is none: only the server looks into it.
    broken = {"name": "broken.jpg", "mimeType": "image/jpeg", "buffer": b"no picture at all"}
    fill_finish(page, photo=broken)
    dialog.get_by_role("button", name="移除").nth(2).wait_for()
    dialog.get_by_role("button", name="完工", exact=True).click()
    page.get_by_text("需处理").first.wait_for(timeout=60_000)
    own.shoot("work-mend")
    do(page, "修改")
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_label("故障原因").input_value() == "热继电器老化。"
    dialog.get_by_role("button", name="移除").last.click()
    dialog.get_by_label("选择照片或视频").set_input_files([a_photo()])
    dialog.get_by_role("button", name="移除").nth(2).wait_for()
    dialog.get_by_role("button", name="完工", exact=True).click()
    page.get_by_text("待验收").first.wait_for(timeout=60_000)
    assert desk.ticket(ticket["number"])["stage"] == "to_accept"
