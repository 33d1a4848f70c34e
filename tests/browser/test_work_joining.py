"""Whoever was invited scans the code: the work app asks for his phone, and for a password where no SMS can be sent."""

import pytest

from tests.browser.test_work_app import Desk

CHOSEN = "自己选的 一个 长密码"


@pytest.mark.req("FLD-7", "AUD-6")
def test_an_invitation_opens_the_work_app_and_without_sms_a_password_is_chosen(person, demo):
    desk = Desk(demo.base_url, "admin")
    body = {"name": "新来的工程师", "login": "xin.laide", "phone": "13700137009", "roles": ["engineer"]}
    newcomer = desk.ask("POST", "/users", json=body)["id"]
    invitation = desk.ask("POST", f"/users/{newcomer}/invitation", json={"days": 1})
    token = invitation["address"].partition("#")[2]
    phone = person("phone")
    page = phone.open(f"/work/#{token}")
    page.get_by_text("欢迎加入").wait_for()
    phone.shoot("work-join")
    page.get_by_label("手机号").fill("13700137009")
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_text("这里发不了短信验证码").wait_for()
    phone.shoot("work-join-password")
    page.get_by_label("新密码").fill(CHOSEN)
    page.get_by_role("button", name="设置密码并去登录").click()
    page.get_by_label("密码", exact=True).fill(CHOSEN)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_text("现在没有待办").wait_for()
    phone.faults[:] = [fault for fault in phone.faults if "409 (Conflict)" not in fault]
