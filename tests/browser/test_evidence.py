"""The administrator lets checkpoints leave the machine, and holds what a court may ask for."""

import pytest


@pytest.mark.req("AUD-1")
def test_a_destination_is_set_up_sent_to_and_taken_away_again(person):
    admin = person()
    page = admin.sign_in("admin", "/evidence")
    page.get_by_text("最新存证点").wait_for()
    page.get_by_role("button", name="添加去向").click()
    form = page.get_by_role("dialog", name="添加去向")
    form.get_by_label("名称").fill("立信审计")
    form.get_by_label("邮箱").fill("audit@example.com")
    form.get_by_role("button", name="保存").click()
    page.get_by_role("cell", name="立信审计", exact=True).wait_for()
    # Nobody set up a mail account in the demo: the page says so before anything is sent, and why it did not arrive.
    page.get_by_text("还没有可用的邮件账户").wait_for()
    page.get_by_role("button", name="立即送出").click()
    page.get_by_text("没有可用的渠道，请先设置并启用。").first.wait_for()
    admin.shoot("evidence-desk")
    page.get_by_role("button", name="删除").click()
    page.get_by_role("dialog", name="删除").get_by_role("button", name="删除").click()
    page.get_by_text("还没有去向").wait_for()


@pytest.mark.req("AUD-5")
def test_the_page_of_retention_says_what_is_kept_for_how_long(person):
    admin = person("phone", dark=True)
    page = admin.sign_in("admin", "/retention")
    page.get_by_role("heading", name="保留年限").wait_for()
    page.get_by_text("没有到期的工单。").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    admin.shoot("retention-dark-phone")
