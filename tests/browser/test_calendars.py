"""Working calendars are made, changed, tried out and published in the console (SLA-2, SLA-5)."""

import pytest

from tests.browser.test_administration import led_to


@pytest.mark.req("SLA-2", "SLA-5", "ADM-6")
def test_a_calendar_is_made_changed_previewed_and_published(person):
    admin, page = led_to(person, "工作日历")
    page.get_by_role("button", name="新建日历").click()
    page.get_by_label("名称").fill("夜班日历")
    page.get_by_label("周六的开放方式").select_option("all")
    page.get_by_label("周一 第 1 段开始").fill("14:00")
    page.get_by_role("alert").get_by_text("结束应晚于开始").wait_for()
    page.get_by_label("周一 第 1 段开始").fill("08:30")
    page.get_by_role("button", name="周二至周五与周一相同").click()
    assert page.get_by_label("周五 第 1 段开始").input_value() == "08:30"
    special = page.get_by_role("group", name="添加特别日子")
    special.get_by_label("日期").fill("2026-12-26")
    special.get_by_label("这一天").select_option("like")
    special.get_by_label("说明").fill("年底赶工")
    special.get_by_role("button", name="添加", exact=True).click()
    page.get_by_role("button", name="去掉 2026-12-26").wait_for()
    admin.shoot("calendar-edit-desk")
    page.get_by_role("button", name="看看影响").click()
    page.get_by_text("发布后立即生效").wait_for()
    page.get_by_role("button", name="发布新版本").click()
    page.get_by_role("heading", name="夜班日历").wait_for()

    phone = person("phone", dark=True)
    page = phone.sign_in("admin", "/calendars")
    page.get_by_role("button", name="夜班日历").click()
    page.get_by_role("heading", name="夜班日历").wait_for()
    page.get_by_role("button", name="修改日历").click()
    page.get_by_label("周日的开放方式").select_option("windows")
    page.get_by_role("button", name="看看影响").click()
    page.get_by_role("list", name="改动").get_by_text("周日：休息 → 09:00-12:00 13:00-18:00").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    phone.shoot("calendar-edit-phone-dark")
    page.get_by_role("button", name="放弃修改").click()
    page.get_by_role("heading", name="每周开放时段").wait_for()
