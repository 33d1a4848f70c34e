"""Together on the phone: children for two groups, a session booked, moved, held and written down, all with one thumb;
what is done without a network goes out by itself later, and a slot that is taken is asked about."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.browser.cable import Cable
from tests.browser.conftest import PASSWORD, UNSENT
from tests.browser.test_parents_and_children import TITLE, Line, hired, hospital
from tests.browser.test_work_offline import TOLD_BY_BROWSER, cable, come_back, phone

__all__ = ["cable", "hospital", "phone"]  # fixtures
# The browser itself tells of the answer that the slot is taken.
TAKEN = "409 (Conflict)"
SHANGHAI = ZoneInfo("Asia/Shanghai")


def reported(base: str, staff: dict[str, str]) -> tuple[Line, str]:
    """A fault that the first line has on its hands."""
    first = Line(base, "its_first")
    body = {"type": "it_fault", "title": TITLE, "source": {"channel": "phone"}, "data": {"systems": "门诊收费、叫号"}}
    number = first.ask("POST", "/tickets", json=body)["number"]
    first.assign(number, staff["first"])
    return first, number


def colleagues(base: str, *names: str) -> list[str]:
    """People whom no other story asks to a session: nobody is at two places. Their ids."""
    admin = Line(base, "admin")
    return [hired(admin, name, f"itw_{number}_{len(names)}", ["engineer"], []) for number, name in enumerate(names)]


def panel(page: Any, name: str) -> Any:
    return page.locator("section").filter(has=page.get_by_role("heading", name=name, exact=True))


@pytest.mark.req("FLW-8", "DSP-7", "FLD-7")
def test_children_a_session_and_its_minutes_with_one_thumb(person, hospital) -> None:
    base, staff = hospital
    first, parent = reported(base, staff)
    both = colleagues(base, "网管小赵", "系统小钱")
    someone = person("phone")
    page = someone.sign_in("its_first", f"/work/tickets/{parent}")
    for team, title in (("网络组", "查三楼交换机"), ("服务器组", "查挂号库")):
        opened(someone, page, team, title)
    children = {one["title"]: one["number"] for one in first.ask("GET", f"/tickets/{parent}/children")["children"]}
    booked(someone, page, "网管小赵", "系统小钱", minutes_ago=2)
    moved(someone, page)
    written(someone, page)
    first.assign(children["查三楼交换机"], staff["network"])
    Line(base, "its_network").finish(children["查三楼交换机"], "网络正常，丢包来自服务器")
    page.reload()
    family = panel(page, "母单与子工单")
    family.get_by_text("子工单 1/2 已结束").wait_for()
    family.get_by_text("网络正常，丢包来自服务器").wait_for()
    family.scroll_into_view_if_needed()
    someone.shoot("work-family-phone")
    (session,) = first.ask("GET", f"/tickets/{parent}/sessions")["sessions"]
    assert (session["state"], session["conclusion"], session["minutes"]) == ("held", "先扩容连接池", "两组对了时间线")
    assert session["link"] == "https://meeting.example/303"
    assert sorted(session["people"]) == sorted(both)


def opened(someone: Any, page: Any, team: str, title: str) -> None:
    panel(page, "母单与子工单").get_by_role("button", name="开子工单").click()
    dialog = page.get_by_role("dialog", name="开子工单")
    dialog.get_by_label("工单类型").select_option("it_fault")
    dialog.get_by_label("标题").fill(title)
    dialog.get_by_label("交给哪个班组").select_option(label=team)
    assert dialog.get_by_label("受影响的系统").input_value() == "门诊收费、叫号", "it begins with what the parent says"
    someone.shoot("work-child-phone")
    dialog.get_by_role("button", name="开子工单").click()
    dialog.wait_for(state="detached")
    page.get_by_role("link", name=re.compile(title)).wait_for()


def booked(someone: Any, page: Any, *names: str, minutes_ago: int) -> None:
    """A slot with both groups, with a link; who is free shows while it is booked."""
    panel(page, "会诊与协作").get_by_role("button", name="约会诊").click()
    dialog = page.get_by_role("dialog", name="约会诊")
    begun = dt.datetime.now(SHANGHAI) - dt.timedelta(minutes=minutes_ago)
    dialog.get_by_label("开始").fill(begun.strftime("%Y-%m-%dT%H:%M"))
    for name in names:
        dialog.get_by_label("找人").or_(dialog.get_by_role("searchbox")).first.fill(name)
        dialog.get_by_role("button", name=name, exact=True).click()
    dialog.get_by_label("会议链接").fill("https://meeting.example/303")
    dialog.get_by_label("主题").fill("网络还是服务器")
    someone.shoot("work-session-book-phone")
    dialog.get_by_role("button", name="约会诊").click()
    dialog.wait_for(state="detached")


def moved(someone: Any, page: Any) -> None:
    together = panel(page, "会诊与协作")
    together.get_by_role("link", name="进入会议").wait_for()
    together.get_by_role("button", name="改时间或人").click()
    dialog = page.get_by_role("dialog", name="改时间或人")
    dialog.get_by_label("时长").select_option("30")
    dialog.get_by_label("地点").fill("三楼机房")
    dialog.get_by_role("button", name="改时间或人").click()
    dialog.wait_for(state="detached")
    together.get_by_text("三楼机房").wait_for()
    together.scroll_into_view_if_needed()
    someone.shoot("work-session-phone")


def written(someone: Any, page: Any) -> None:
    """With the minutes it is over."""
    panel(page, "会诊与协作").get_by_role("button", name="写纪要").click()
    dialog = page.get_by_role("dialog", name="写纪要")
    dialog.get_by_label("纪要", exact=True).fill("两组对了时间线")
    dialog.get_by_label("结论").fill("先扩容连接池")
    someone.shoot("work-minutes-phone")
    dialog.get_by_role("button", name="保存纪要").click()
    dialog.wait_for(state="detached")
    panel(page, "会诊与协作").get_by_text("先扩容连接池").wait_for()


@pytest.mark.req("DSP-7", "FLD-7")
def test_a_session_planned_in_the_basement_is_booked_later_and_a_taken_slot_is_asked_about(
    hospital, phone, cable: Cable
) -> None:
    base, staff = hospital
    first, parent = reported(base, staff)
    _, other = reported(base, staff)
    (asked,) = colleagues(base, "值班小吴")
    now = int(dt.datetime.now(dt.UTC).timestamp() * 1000)
    slot = {"start": now - 10 * 60_000, "end": now + 110 * 60_000, "people": [asked], "despite": False}
    first.ask("POST", f"/tickets/{other}/sessions", json=slot)
    someone = phone()
    page = someone.sign_in("its_first", f"/work/tickets/{parent}", password=PASSWORD)
    panel(page, "会诊与协作").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    cable.pull()
    booked(someone, page, "值班小吴", minutes_ago=0)
    page.get_by_text(UNSENT).first.wait_for()
    someone.shoot("work-session-kept-phone")
    come_back(page, cable)
    page.get_by_text("需处理").first.wait_for()
    page.get_by_text("值班小吴").first.wait_for()  # by name: nobody knows ids
    assert first.ask("GET", f"/tickets/{parent}/sessions")["sessions"] == []
    someone.shoot("work-session-busy-phone")
    page.get_by_role("button", name="仍然预约").click()
    panel(page, "会诊与协作").get_by_role("link", name="进入会议").wait_for()
    assert TAKEN in TOLD_BY_BROWSER
    (session,) = first.ask("GET", f"/tickets/{parent}/sessions")["sessions"]
    assert session["state"] == "planned"


@pytest.mark.req("DSP-7")
def test_at_the_desk_a_second_one_is_put_on_the_ticket_and_finds_it_on_his_phone(person, hospital) -> None:
    base, staff = hospital
    first, parent = reported(base, staff)
    desk = person()
    page = desk.sign_in("its_first", f"/tickets/{parent}")
    page.get_by_text("还没有协作人。").wait_for()
    page.get_by_role("button", name="调整协作人").click()
    dialog = page.get_by_role("dialog", name="调整协作人")
    dialog.get_by_role("combobox", name="协作人").fill("网管小林")
    page.locator(".ant-select-item-option", has_text="网管小林").last.click()
    dialog.get_by_role("heading", name="调整协作人").click()  # the list of names is closed by looking elsewhere
    desk.shoot("crew-desk")
    dialog.get_by_role("button", name="保存").click()
    dialog.wait_for(state="detached")
    page.get_by_text("处理人：一线小苏").wait_for()
    (crew,) = first.ask("GET", f"/tickets/{parent}/crews")
    assert crew["people"] == [staff["network"]]
    helper = person("phone")
    page = helper.sign_in("its_network", f"/work/tickets/{parent}")
    page.get_by_role("button", name="我出发了").click()
    page.get_by_text("在路上").first.wait_for()
    helper.shoot("crew-phone")
    desk.page.reload()
    desk.page.get_by_text("网管小林（在路上）").wait_for()
