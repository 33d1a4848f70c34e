"""On the phone: what a job waits for and what failed, and what may be done with the job as a whole."""

import re

import pytest

from tests.browser.cable import Cable
from tests.browser.conftest import UNSENT
from tests.browser.eyes import barriers, outside, settle, small_targets
from tests.browser.test_waits_on_a_ticket import ADMIN, reported
from tests.browser.test_work_offline import cable, come_back, phone

__all__ = ["cable", "phone"]  # fixtures


def panel(page, name: str):
    """The panel of that name."""
    return page.locator("section").filter(has=page.get_by_role("heading", name=name, exact=True))


def does(page, button: str, reason: str, *, is_asked_why: bool = True) -> None:
    """Presses the button, gives the reason, and confirms."""
    page.get_by_role("button", name=button, exact=True).click()
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_role("button", name=button, exact=True).is_disabled() == is_asked_why
    dialog.get_by_label("原因").fill(reason)
    dialog.get_by_role("button", name=button, exact=True).click()
    dialog.wait_for(state="detached")


@pytest.mark.req("FLW-2", "FLW-3", "FLD-7")
def test_waits_and_incidents_are_seen_to_on_the_phone_and_the_whole_is_closed_by_force(person, demo):
    number = reported(demo.base_url)
    hand = person("phone")
    page = hand.sign_in(ADMIN, f"/work/tickets/{number}")
    waits = panel(page, "等待与异常")
    waits.get_by_text("等待事件：外部系统通知（parts），最长到").wait_for()
    settle(page)
    hand.shoot("work-waits-phone")
    assert barriers(page) == [] and outside(page) == [] and small_targets(page) == []
    does(page, "提前结束等待", "配件已从邻厂借到")
    waits.get_by_text(re.compile("^异常：")).wait_for(timeout=40_000)
    settle(page)
    hand.shoot("work-incident-phone")
    does(page, "跳过", "已电话告知 ERP 管理员")
    waits.wait_for(state="detached", timeout=40_000)
    page.get_by_text("维修").first.wait_for()
    settle(page)
    panel(page, "整单操作").scroll_into_view_if_needed()
    hand.shoot("work-whole-phone")
    desk = person()
    seen = desk.sign_in(ADMIN, f"/tickets/{number}")
    does(page, "强制关闭", "客户已另行采购")
    panel(page, "整单操作").get_by_role("button", name="强制关闭", exact=True).wait_for(state="detached")
    seen.get_by_text("客户已另行采购").first.wait_for()


@pytest.mark.req("FLW-3", "FLD-1")
def test_who_reported_takes_it_back_without_a_network_and_the_desk_sees_it_gone(phone, person, demo, cable: Cable):
    number = reported(demo.base_url)
    hand = phone()
    page = hand.sign_in(ADMIN, f"/work/tickets/{number}")
    panel(page, "整单操作").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    cable.pull()
    does(page, "撤回", "已自行修好", is_asked_why=False)
    page.get_by_text(UNSENT).first.wait_for()
    panel(page, "整单操作").wait_for(state="detached")
    come_back(page, cable)
    panel(page, "等待与异常").wait_for(state="detached", timeout=40_000)
    seen = person().sign_in(ADMIN, f"/tickets/{number}")
    seen.get_by_text("已自行修好").first.wait_for()
    assert seen.get_by_text("等待事件").count() == 0
