"""A business administrator says to whom work is given, tries it on a real ticket, publishes, and takes it back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.eyes import outside, settle

NAME = "老客户先给熟人"


@pytest.mark.req("DSP-1", "DSP-2", "DSP-3", "FRM-6")
def test_an_administrator_changes_to_whom_work_is_given(person: Callable[..., Person]) -> None:
    admin = person()
    page = admin.sign_in("admin", "/dispatch-policies")
    reads_what_holds(admin, page)
    tries_what_holds(page)
    adds_a_policy(admin, page)
    says_what_tickets_ask_for(page)
    tries_the_draft(admin, page)
    publishes(page, 2, f"新增策略“{NAME}”")
    page.get_by_role("region", name=NAME).get_by_text("适用于：工单 · 紧急等级 是其中之一 P3").wait_for()
    takes_the_first_version_back(page)
    on_a_phone(person("phone", dark=True))


def test_whoever_may_not_publish_finds_no_policies(person: Callable[..., Person]) -> None:
    page = person().sign_in("zhanggong", "/tickets")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="我的待办").wait_for()
    expect(page.get_by_role("link", name="派单策略")).to_have_count(0)


def reads_what_holds(admin: Person, page: Page) -> None:
    """Every policy in plain words: for whom, who may, who is preferred, how long they have."""
    urgent = page.get_by_role("region", name="紧急维修")
    urgent.get_by_text("适用于：工单 · 紧急等级 是其中之一 P0、P1").wait_for()
    urgent.get_by_text(re.compile("谁能接：有所需技能、证书有效、负责这个区域、当班或 30 分钟内上班")).wait_for()
    urgent.get_by_text(
        "优先给：路程近 40%、到得早 20%、技能合适 15%、手上少 10%、去过这家或修过这台 10%、轮流派 5%"
    ).wait_for()
    urgent.get_by_text("接单：30 分钟内接，否则派给下一位；落空 3 次后请派单员决定；P0 不论上下班都计时").wait_for()
    admin.shoot("dispatch-policies-desk")


def tries_what_holds(page: Page) -> None:
    """A real ticket, and nothing happens to it."""
    trial = page.get_by_role("region", name="试派")
    trial.get_by_role("button", name="试派").click()
    trial.get_by_text(re.compile("^按策略“")).wait_for()


def adds_a_policy(admin: Person, page: Page) -> None:
    page.get_by_role("button", name="修改策略").click()
    page.get_by_role("button", name="老客户老师傅").click()
    page.get_by_label("策略名称").first.fill(NAME)
    card = page.get_by_role("region", name=NAME)
    card.get_by_role("button", name=f"条件: {NAME}").click()
    asked = page.get_by_role("dialog", name=NAME)
    asked.get_by_role("button", name="添加条件", exact=True).click()
    asked.get_by_label("字段").select_option(label="工单 · 紧急等级")
    asked.get_by_role("combobox", name="值").click()
    page.locator(".ant-select-item-option").filter(has_text="P3").first.click()
    asked.get_by_role("button", name="用这个条件").click()
    card.get_by_role("button", name="会说客户的语言").click()
    card.get_by_label(re.compile("^轮流派")).fill("20")
    card.get_by_label("怎么派").last.select_option("automatic")
    card.get_by_label("多少分钟内接单").fill("45")
    card.get_by_label("抢单：手上最多几单").fill("4")
    card.scroll_into_view_if_needed()
    admin.shoot("dispatch-policies-edit-desk")


def says_what_tickets_ask_for(page: Page) -> None:
    page.get_by_role("button", name="加一条要求").click()
    needs = page.get_by_role("region", name="工单要求什么")
    needs.get_by_label("技能", exact=True).last.select_option("电机")
    needs.get_by_label("最低等级").last.fill("2")
    needs.get_by_text("全部工单：要 电机 2 级、约 60 分钟").wait_for()
    needs.get_by_role("button", name=re.compile("^去掉要求")).last.click()


def tries_the_draft(admin: Person, page: Page) -> None:
    """Who would get it by what is not published yet, and why not the others."""
    trial = page.get_by_role("region", name="试派")
    trial.get_by_role("button", name="试派").click()
    trial.get_by_text(re.compile("^按策略“")).wait_for()
    trial.get_by_text(re.compile("为什么不是其他人|不符合条件")).first.wait_for()
    trial.scroll_into_view_if_needed()
    admin.shoot("dispatch-policies-trial-desk")


def publishes(page: Page, version: int, change: str) -> None:
    page.get_by_role("button", name="发布新版本").click()
    asked = page.get_by_role("dialog", name="发布派单策略")
    asked.get_by_text(change).wait_for()
    asked.get_by_role("button", name="发布新版本").click()
    page.get_by_text(f"第 {version} 版", exact=True).wait_for()


def takes_the_first_version_back(page: Page) -> None:
    page.get_by_role("button", name="历史版本").click()
    known = page.get_by_role("dialog", name="历史版本")
    expect(known.get_by_role("listitem")).to_have_count(2)
    known.get_by_role("button", name="取回第 1 版").click()
    publishes(page, 3, f"去掉策略“{NAME}”")
    expect(page.get_by_role("region", name=NAME)).to_have_count(0)


def on_a_phone(small: Person) -> None:
    page = small.sign_in("admin", "/dispatch-policies")
    page.get_by_role("button", name="修改策略").click()
    page.get_by_label("策略名称").first.wait_for()
    settle(page)
    assert not outside(page)
    small.shoot("dispatch-policies-phone")
