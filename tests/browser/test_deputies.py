"""A deputy decides in another's name; what was sent back comes back, and whoever is asked again sees why."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.browser.test_closed_loop import take

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()


def propose(engineer, title: str) -> tuple[str, object]:
    """张工 asks for a change; two must review it. Returns its number and his page."""
    page = engineer.sign_in("zhanggong", "/new?type=change_review")
    page.get_by_role("textbox", name="标题").fill(title)
    page.get_by_label("变更什么").fill("更换主电机变频器。")
    page.get_by_text("低", exact=True).click()
    page.get_by_role("button", name="提交工单").click()
    page.wait_for_url(re.compile("/tickets/BG"))
    page.get_by_text("技术评审").first.wait_for()
    return page.url.rpartition("/")[2], page


@pytest.mark.req("FLW-5")
def test_a_deputy_decides_in_the_place_of_who_is_away_and_both_stand_in_the_record(person):
    number, _ = propose(person(), "主电机变频器换型")
    away = person()
    page = name_a_deputy(away)
    decide_for_him(person(), number)
    page.get_by_role("button", name="移除").click()
    page.get_by_text("还没有代理人").wait_for()


def name_a_deputy(away):
    """赵总监 names 李工 until the day after tomorrow, on his account page."""
    page = away.sign_in("zhaozong", "/account")
    page.get_by_role("button", name="指定代理人").click()
    dialog = page.get_by_role("dialog", name="指定代理人")
    dialog.get_by_label("代理人").select_option(label="李工")
    dialog.get_by_label("到（含当天）").fill((TODAY + timedelta(days=2)).isoformat())
    away.shoot("deputy-named-desk")
    dialog.get_by_role("button", name="保存").click()
    dialog.wait_for(state="hidden")
    page.get_by_text("正在代办").wait_for()
    away.shoot("deputies-desk")
    return page


def decide_for_him(deputy, number: str) -> None:
    """李工 finds it among his tasks and agrees; the history names both."""
    page = deputy.sign_in("ligong", "/tasks")
    page.get_by_role("link", name=re.compile("主电机变频器换型")).get_by_text("代 赵总监").wait_for()
    deputy.shoot("deputy-tasks-desk")
    page.get_by_role("link", name=re.compile("主电机变频器换型")).click()
    page.get_by_text("代 赵总监 办理").wait_for()
    deputy.shoot("deputy-ticket-desk")
    page.get_by_role("button", name="同意", exact=True).click()
    dialog = page.get_by_role("dialog", name="同意")
    dialog.get_by_label("技术意见").fill("型号兼容，可以更换。")
    dialog.get_by_role("button", name="同意", exact=True).click()
    dialog.wait_for(state="hidden")
    page.get_by_text("代赵总监同意").wait_for()
    deputy.shoot("deputy-decided-desk")
    assert number in page.url


@pytest.mark.req("FLW-5")
def test_a_deputy_is_named_on_the_phone(person):
    phone = person("phone", dark=True)
    page = phone.sign_in("qiankuaiji", "/work/mine")
    page.get_by_role("link", name=re.compile("代理人")).click()
    page.get_by_label("代理人").select_option(label="李工")
    page.get_by_label("到（含当天）").fill((TODAY + timedelta(days=1)).isoformat())
    page.get_by_role("button", name="指定代理人").click()
    page.get_by_text("正在代办").wait_for()
    phone.shoot("deputies-phone-dark")
    page.get_by_role("button", name="移除").click()
    page.get_by_text("还没有代理人").wait_for()


@pytest.mark.req("FLW-4")
def test_what_comes_straight_back_is_shown_with_what_changed_to_who_had_agreed(person):
    number, submitter = propose(person(), "变频器参数调整")
    finance = person()
    page = finance.sign_in("qiankuaiji", f"/tickets/{number}")
    take(page, "同意")
    page.get_by_text("预算评审").first.wait_for(state="detached")
    send_back(person(), number)
    hand_in_again(submitter)
    page.reload()
    page.get_by_text(re.compile("你在 .* 已处理过，之后内容有变化")).wait_for()
    page.get_by_text("更换主电机变频器。 → 更换主电机变频器，停机四小时。").wait_for()
    finance.shoot("asked-again-desk")


def send_back(reviewer, number: str) -> None:
    """赵总监 wants it straight back."""
    page = reviewer.sign_in("zhaozong", f"/tickets/{number}")
    page.get_by_role("button", name="退回").click()
    dialog = page.get_by_role("dialog", name="退回")
    dialog.get_by_label("退回到").select_option(index=1)
    dialog.get_by_label("退回之后").select_option(label="直接回到我这里，只有内容变了的人再审一次")
    dialog.get_by_label("说明").fill("请写明停机时间。")
    reviewer.shoot("sent-straight-back-desk")
    dialog.get_by_role("button", name="退回").click()
    dialog.wait_for(state="hidden")


def hand_in_again(page) -> None:
    """张工 adds what was missing."""
    page.get_by_role("button", name="提交", exact=True).click()
    dialog = page.get_by_role("dialog", name="提交")
    dialog.get_by_label("变更什么").fill("更换主电机变频器，停机四小时。")
    dialog.get_by_role("button", name="提交", exact=True).click()
    dialog.wait_for(state="hidden")
