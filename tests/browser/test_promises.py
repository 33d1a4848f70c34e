"""A business administrator makes a set of service times by himself, tries it out, and takes an earlier version back."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Person
from tests.browser.eyes import outside, settle

NAME = "浏览器里做的时效"


@pytest.mark.req("SLA-1", "SLA-3", "SLA-5", "FRM-6")
def test_an_administrator_makes_a_set_of_service_times_alone(person: Callable[..., Person]) -> None:
    admin = person()
    page = admin.sign_in("admin", "/policies")
    page.get_by_role("heading", name="策略与时限").wait_for()
    begins_one(page)
    says_for_whom(page)
    adds_a_clock(page)
    what_contradicts_stands_at_its_place(admin, page)
    tries_it_before_it_is_published(admin, page)
    publishes(page, 1)
    changes_it_and_takes_the_first_back(page)
    on_a_phone(person("phone", dark=True))


def begins_one(page: Page) -> None:
    """Not in force: the tickets of the other stories keep their promises."""
    page.get_by_role("button", name="新建一套时效").click()
    page.get_by_label("名称", exact=True).fill(NAME)
    page.get_by_role("button", name="启用", exact=True).click()


def says_for_whom(page: Page) -> None:
    page.get_by_role("button", name="加一条策略").click()
    page.get_by_label("策略名称").first.fill("停产")
    page.get_by_role("button", name="条件: 停产").click()
    asked = page.get_by_role("dialog", name="停产")
    asked.get_by_role("button", name="添加条件", exact=True).click()
    asked.get_by_label("字段").select_option(label="紧急等级")
    choose(asked, "P0")
    asked.get_by_role("button", name="用这个条件").click()
    page.get_by_label("首次响应", exact=True).first.fill("15 分钟")
    page.get_by_label("停产怎么计时").select_option("wall")


def choose(asked: Locator, value: str) -> None:
    asked.get_by_role("combobox", name="值").click()
    asked.page.locator(".ant-select-item-option").filter(has_text=value).first.click()


def adds_a_clock(page: Page) -> None:
    """It runs from the start by its kind; what pauses it is said anew."""
    page.get_by_role("button", name="加一个计时").click()
    page.get_by_label("计时名称").last.fill("没人管")
    page.get_by_label("计什么").last.select_option("stale")
    page.get_by_text(re.compile("阶段类别.*新建")).last.wait_for()
    page.get_by_label("没人管 · 暂停").select_option("own")
    page.get_by_role("button", name="条件: 没人管 · 暂停").click()
    asked = page.get_by_role("dialog", name="没人管 · 暂停")
    asked.get_by_role("button", name="添加条件", exact=True).click()
    asked.get_by_label("字段").select_option(label="处理情况 · 阶段类别")
    choose(asked, "等待")
    asked.get_by_role("button", name="用这个条件").click()


def what_contradicts_stands_at_its_place(admin: Person, page: Page) -> None:
    """A policy for everybody in front leaves nothing for those behind it."""
    page.get_by_role("button", name="全部工单：提前").click()
    page.get_by_role("button", name="看看影响").click()
    fault = page.get_by_role("alert").filter(has_text="停产")
    fault.first.wait_for()
    fault.first.scroll_into_view_if_needed()
    admin.shoot("promises-fault-desk")
    page.get_by_role("button", name="全部工单：靠后").click()
    expect(fault).to_have_count(0)


def tries_it_before_it_is_published(admin: Person, page: Page) -> None:
    trial = page.get_by_role("region", name="试算")
    trial.get_by_label("紧急等级").select_option("P0")
    trial.get_by_label("提交时间").fill("2026-11-20T03:00")
    trial.get_by_role("button", name="试算").click()
    trial.get_by_text(re.compile("^首次响应：应在.*3:15")).wait_for()
    trial.get_by_text(re.compile("^没人管：应在")).wait_for()
    page.get_by_role("button", name="加一条策略").scroll_into_view_if_needed()
    admin.shoot("promises-desk")


def publishes(page: Page, version: int) -> None:
    page.get_by_role("button", name="看看影响").click()
    page.get_by_role("button", name="发布新版本").click()
    page.get_by_role("heading", name=NAME).wait_for()
    page.get_by_text(f"第 {version} 版", exact=True).wait_for()
    page.get_by_text("未启用").first.wait_for()


def changes_it_and_takes_the_first_back(page: Page) -> None:
    page.get_by_role("button", name="修改时效").click()
    page.get_by_role("button", name="去掉计时“没人管”").click()
    publishes(page, 2)
    expect(page.get_by_text("没人管")).to_have_count(0)
    page.get_by_role("button", name="历史版本").click()
    known = page.get_by_role("dialog", name="历史版本")
    expect(known.get_by_role("listitem")).to_have_count(2)
    known.get_by_text("孙岚").first.wait_for()
    known.get_by_role("button", name="取回第 1 版").click()
    page.get_by_label("计时名称").last.wait_for()
    publishes(page, 3)
    page.get_by_text("没人管").first.wait_for()
    page.get_by_role("button", name="复制一套").click()
    expect(page.get_by_label("名称", exact=True)).to_have_value(f"{NAME}（副本）")
    page.get_by_role("button", name="放弃修改").click()


def on_a_phone(small: Person) -> None:
    page: Any = small.sign_in("admin", "/policies")
    page.get_by_role("button", name=NAME).click()
    page.get_by_role("button", name="修改时效").click()
    page.get_by_label("计时名称").last.scroll_into_view_if_needed()
    settle(page)
    small.shoot("promises-phone-dark")
    assert outside(page) == []
