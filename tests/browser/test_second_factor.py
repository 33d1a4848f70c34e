"""A second factor: turned on with an app, asked for at the sign-in, turned off, and reset by the administrator."""

import re
import time

import httpx
import pyotp
import pytest

from tests.browser.conftest import PASSWORD
from tests.browser.eyes import barriers, outside, settle
from tests.browser.test_notices import at_work

LOGIN, SECRET = "twofactor", "correct-horse-2026"
STEP_S = 30


@pytest.mark.req("AUD-6", "AUD-3")
def test_somebody_guards_the_sign_in_with_an_app_and_the_administrator_helps_out(person, demo):
    hire(demo.base_url)
    someone = person()
    page = someone.sign_in(LOGIN, "/tickets", password=SECRET)
    app = turned_on(someone, page)
    page.get_by_role("button", name="我的账户").click()
    page.get_by_role("menuitem", name="退出登录").click()
    signed_in_by_code(someone, page, app)
    turned_off(page)
    turned_on(someone, page, later=True)
    reset_by_the_administrator(person())
    again = person("phone", dark=True)
    phone = again.sign_in(LOGIN, "/account", password=SECRET)
    phone.get_by_text("未开启").wait_for()
    settle(phone)
    again.shoot("account-phone-dark")
    assert outside(phone) == [] and barriers(phone) == []


def turned_on(someone, page, *, later: bool = False) -> pyotp.TOTP:
    """Turn it on in the settings; the app that one now has."""
    if not later:
        page.get_by_role("button", name="我的账户").click()
        page.get_by_role("menuitem", name="账户与安全").click()
    page.get_by_role("button", name="开启两步验证").click()
    secret = page.get_by_label("密钥").inner_text()
    app = pyotp.TOTP(secret.replace(" ", ""))
    page.get_by_label("动态码").fill("000000")
    page.get_by_role("button", name="确认开启").click()
    page.get_by_text("动态码不正确或已用过").wait_for()
    allow(someone, 422)
    settle(page)
    if not later:
        someone.shoot("second-factor-desk")
        assert barriers(page) == []
    # A code opens once: the neighbours of the present one are taken in order, so that nobody waits half a minute.
    page.get_by_label("动态码").fill(app.at(time.time() + (STEP_S if later else -STEP_S)))
    page.get_by_role("button", name="确认开启").click()
    codes = page.get_by_role("list", name="恢复码").get_by_role("listitem")
    codes.first.wait_for()
    someone.codes = codes.all_inner_texts()
    assert len(set(someone.codes)) == 10
    if not later:
        someone.shoot("recovery-codes-desk")
    page.get_by_role("button", name="我已保存好").click()
    page.get_by_text("已开启", exact=True).wait_for()
    return app


def signed_in_by_code(someone, page, app: pyotp.TOTP) -> None:
    """The password alone does not open; the code does."""
    page.get_by_label("账号").fill(LOGIN)
    page.get_by_label("密码").fill(SECRET)
    page.get_by_role("button", name="登录").click()
    page.get_by_label("动态验证码").fill(app.now())
    someone.shoot("sign-in-code-desk")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="我的账户").wait_for()


def turned_off(page) -> None:
    """With the password once more."""
    page.get_by_role("button", name="我的账户").click()
    page.get_by_role("menuitem", name="账户与安全").click()
    page.get_by_text("已开启", exact=True).wait_for()
    page.get_by_role("button", name="关闭两步验证").click()
    page.get_by_label("密码", exact=True).fill(SECRET)
    page.get_by_role("button", name="关闭两步验证").click()
    page.get_by_text("未开启").wait_for()


def reset_by_the_administrator(admin) -> None:
    """For somebody whose phone is gone."""
    page = admin.sign_in("admin", "/people")
    page.get_by_label("姓名或账号").fill(LOGIN)
    page.get_by_role("button", name="管理“陆安”").click()
    page.get_by_role("menuitem", name="重置两步验证").click()
    page.get_by_text("“陆安”现在只凭密码登录").wait_for()


@pytest.mark.req("AUD-6.screen")
def test_who_has_a_guarded_role_is_led_to_two_steps_and_comes_back_by_a_recovery_code(person, demo):
    login, secret = "guning", "fourth-horse-2026"
    with at_work(demo.base_url, "admin") as line:
        front = line.get("/roles/front_desk").json()
        role = {"label": {"zh": "财务专员"}, "grants": front["grants"]}
        line.put("/roles/finance_guarded", json=role).raise_for_status()
        made = line.post("/users", json={"name": "顾宁", "login": login, "roles": ["finance_guarded"]}).json()
        line.post(f"/users/{made['id']}/password", json={"password": "first-horse-2026"}).raise_for_status()
    switch_on(person())
    someone = person("small")
    page = someone.sign_in(login, "/tickets", password="first-horse-2026")
    page.get_by_role("heading", name="请设置新密码").wait_for()
    page.get_by_label("密码", exact=True).fill("first-horse-2026")
    page.get_by_label("新密码").fill(secret)
    page.get_by_role("button", name="保存新密码").click()
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码").fill(secret)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="先设置两步验证").wait_for()
    settle(page)
    assert outside(page) == [] and barriers(page) == []
    someone.shoot("second-factor-needed-small")
    turned_on_here(someone, page)
    page.get_by_role("heading", name="工单池").wait_for()
    # Another day, without the phone.
    page.get_by_role("button", name="我的账户").click()
    page.get_by_role("menuitem", name="退出登录").click()
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码").fill(secret)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="用恢复码").click()
    page.get_by_label("恢复码").fill(someone.codes[0].lower())
    someone.shoot("sign-in-recovery-small")
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("heading", name="工单池").wait_for()
    at_the_account(someone, page, secret)


def switch_on(admin) -> None:
    """The administrator's switch on the role."""
    page = admin.sign_in("admin", "/roles")
    page.get_by_role("listitem", name="财务专员").get_by_role("button", name="修改").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("必须使用两步验证").check()
    dialog.get_by_role("button", name="保存").click()
    dialog.wait_for(state="hidden")
    admin.shoot("roles-guarded-desk")


def turned_on_here(someone, page) -> None:
    page.get_by_role("button", name="开启两步验证").click()
    app = pyotp.TOTP(page.get_by_label("密钥").inner_text().replace(" ", ""))
    page.get_by_label("动态码").fill(app.now())
    page.get_by_role("button", name="确认开启").click()
    codes = page.get_by_role("list", name="恢复码").get_by_role("listitem")
    codes.first.wait_for()
    someone.codes = codes.all_inner_texts()
    someone.shoot("recovery-codes-small")
    page.get_by_role("button", name="我已保存好").click()


def at_the_account(someone, page, secret: str) -> None:
    """One code is used up; new ones are made; the password is changed, and one goes on."""
    page.get_by_role("button", name="我的账户").click()
    page.get_by_role("menuitem", name="账户与安全").click()
    page.get_by_text("还剩 9 个").wait_for()
    assert page.get_by_role("button", name="关闭两步验证").count() == 0
    page.get_by_role("button", name="重新生成恢复码").click()
    page.get_by_label(re.compile("^密码")).fill(secret)
    page.get_by_role("button", name="重新生成恢复码").click()
    page.get_by_role("button", name="我已保存好").click()
    page.get_by_text("还剩 10 个").wait_for()
    page.get_by_label("当前密码").fill(secret)
    page.get_by_label("新密码").fill("another-horse-2026")
    page.get_by_role("button", name="修改密码").click()
    page.get_by_text("密码已修改").wait_for()
    settle(page)
    assert outside(page) == []
    someone.shoot("account-guarded-small")


def allow(someone, status: int) -> None:
    """A browser tells of every refusal by itself; this one was meant."""
    someone.faults[:] = [fault for fault in someone.faults if str(status) not in fault]


def hire(base: str) -> None:
    """Somebody of the front desk with a password of their own."""
    with httpx.Client(base_url=f"{base}/api/v1", timeout=20) as line:
        opened = line.post("/sessions", json={"login": "admin", "password": PASSWORD}).json()
        line.headers["Authorization"] = f"Bearer {opened['token']}"
        made = line.post("/users", json={"name": "陆安", "login": LOGIN, "roles": ["front_desk"]}).json()
        line.post(f"/users/{made['id']}/password", json={"password": "first-horse-2026"}).raise_for_status()
    with httpx.Client(base_url=f"{base}/api/v1", timeout=20) as line:
        opened = line.post("/sessions", json={"login": LOGIN, "password": "first-horse-2026"}).json()
        line.headers["Authorization"] = f"Bearer {opened['token']}"
        line.post("/me/password", json={"old": "first-horse-2026", "new": SECRET}).raise_for_status()
