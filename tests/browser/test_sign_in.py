"""The way in: who may not enter is told why, and what the page runs is our own."""

import pytest


@pytest.mark.req("INT-1")
def test_a_wrong_password_is_told_at_the_form(person):
    someone = person()
    page = someone.sign_in("laochen", password="wrong-password")
    page.get_by_role("alert").get_by_text("请核对后重试").wait_for()


@pytest.mark.req("INT-1")
def test_the_sign_in_speaks_english_to_an_english_browser(person):
    someone = person(language="en-GB")
    page = someone.open("/work/")
    page.get_by_role("heading", name="Sign in").wait_for()
    page.get_by_role("button", name="中文").click()
    page.get_by_role("heading", name="登录").wait_for()


@pytest.mark.req("PTL-1")
def test_a_customer_without_an_account_is_told_the_way(person):
    someone = person("phone")
    page = someone.open("/portal/")
    page.get_by_role("heading", name="需要服务？").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
