"""The administrator looks after the rules: what they say, what they did and why not, what they would do."""

import re

import pytest

VIP = "VIP-活动保障"


@pytest.mark.req("COL-4")
def test_the_administrator_sees_what_a_rule_did_and_why_not_and_tries_it_on_real_tickets(person, demo):
    admin = person()
    page = admin.sign_in("admin", "/tickets")
    page.get_by_role("navigation").get_by_role("link", name="规则", exact=True).click()
    rule = page.get_by_role("listitem", name=VIP)
    rule.get_by_text("合同的金额 大于 500,000").wait_for()
    rule.get_by_role("button", name="在最近的工单上试运行").click()
    rule.get_by_text(re.compile(r"^看了 \d+ 张工单的 \d+ 次变化")).wait_for()
    rule.get_by_text(re.compile(r"^最常不满足的条件：来源渠道 等于 campaign（\d+ 次）")).wait_for()
    rule.get_by_text("会请求：短信").first.wait_for()
    admin.shoot("rules-dry-run-desk")
    rule.get_by_role("button", name="运行记录").click()
    log = rule.get_by_role("list", name="运行记录")
    log.get_by_text("未执行", exact=True).first.wait_for()
    log.get_by_text(re.compile("不成立")).first.wait_for()
    admin.shoot("rules-log-desk")
    turned_off_and_on(page, rule)
    log.get_by_role("link").first.click()
    page.get_by_role("heading", level=1).first.wait_for()


def turned_off_and_on(page, rule) -> None:
    rule.get_by_role("button", name="停用规则").click()
    page.get_by_text(f"已停用“{VIP}”").wait_for()
    rule.get_by_text("停用", exact=True).wait_for()
    rule.get_by_role("button", name="启用规则").click()
    rule.get_by_text("启用", exact=True).wait_for()


@pytest.mark.req("COL-4")
def test_the_rules_fit_a_small_phone_in_the_dark_and_in_english(person):
    admin = person("small", dark=True)
    page = admin.sign_in("admin", "/rules")
    log_of(page, VIP, "运行记录")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    admin.shoot("rules-small-dark")
    page.get_by_role("button", name="我的账户").click()
    page.get_by_role("menuitem", name="English").click()
    page.get_by_role("heading", name="Rules", exact=True).wait_for()
    page.get_by_text(re.compile("^When a ticket is created: if Source channel")).wait_for()
    page.get_by_text(re.compile("^Not done: ")).first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    admin.shoot("rules-small-dark-english")


def log_of(page, rule: str, name: str) -> None:
    line = page.get_by_role("listitem", name=rule)
    line.get_by_role("button", name=name).click()
    line.get_by_role("list", name=name).wait_for()


@pytest.mark.req("AUD-3")
def test_who_does_not_look_after_rules_is_not_led_to_them(person):
    page = person().sign_in("zhanggong", "/tickets")
    page.get_by_role("navigation").get_by_role("link", name="工单池").wait_for()
    assert page.get_by_role("navigation").get_by_role("link", name="规则", exact=True).count() == 0
