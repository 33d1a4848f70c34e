"""The first page of the demo, a company of one's own beside it, and the demo cleared away: on a server of its own."""

import re
from collections.abc import Iterator

import pytest

from tests.browser.eyes import barriers, outside, settle
from tests.http.process import BIHUAN, ServerProcess, running


@pytest.fixture
def demo(tmp_path) -> Iterator[ServerProcess]:
    """A server for this story alone: in the end its demo is gone."""
    with running(tmp_path / "data", "--demo", "--rate-per-minute", "0", command=BIHUAN) as server:
        yield server


@pytest.mark.req("ADM-7", "ADM-3", "TEN-1", "S-15")
def test_from_the_demo_to_a_company_of_ones_own(person, demo):
    phone = person("phone", dark=True)
    page = phone.open("/")
    page.get_by_role("button", name="派单员 · 老陈").wait_for()
    looked_at(phone, "first-page-phone-dark")
    dispatcher = person()
    steps_in_as_dispatcher(dispatcher)
    admin = person()
    page = admin.open("/")
    page.get_by_role("button", name="业务管理员").click()
    page.get_by_role("heading", name="开始", exact=True).wait_for()
    page.get_by_text("恢复短语尚未确认").wait_for()
    assert page.get_by_role("button", name="清除演示").is_disabled()
    company = page.evaluate("fetch('/api/v1/me').then((answer) => answer.json())")["tenant"]["name"]
    founded(admin, page)
    begins_empty(person(), demo.base_url)
    page.goto(demo.base_url + "/t/demo/start")
    page.get_by_role("button", name="清除演示").click()
    dialog = page.get_by_role("dialog", name="清除演示")
    last = dialog.get_by_role("button", name="清除演示")
    dialog.get_by_label(f"输入“{company}”以确认").fill("不是它")
    assert last.is_disabled()
    dialog.get_by_label(f"输入“{company}”以确认").fill(company)
    looked_at(admin, "clear-demo-desk")
    last.click()
    page.get_by_role("heading", name="登录").wait_for()
    page.get_by_label("账号").fill("wanghai")
    page.get_by_label("密码").fill("sea-horse-2026")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="开始", exact=True).wait_for()
    assert page.get_by_role("link", name="打开演示").count() == 0
    # Whoever still looks at the demo when it goes has a line cut, and the browser says so by itself.
    for someone in (dispatcher, admin):
        someone.faults[:] = [fault for fault in someone.faults if "ERR_INCOMPLETE_CHUNKED_ENCODING" not in fault]


def steps_in_as_dispatcher(someone) -> None:
    """One click, without typing anything."""
    page = someone.open("/")
    page.get_by_role("button", name="派单员 · 老陈").wait_for()
    looked_at(someone, "first-page-desk")
    page.get_by_role("button", name="派单员 · 老陈").click()
    page.get_by_role("heading", name="待派单").wait_for()


def founded(admin, page) -> None:
    """The administrator of the demo makes a company of his own."""
    looked_at(admin, "start-demo-desk")
    page.get_by_role("button", name="新建自己的公司").click()
    dialog = page.get_by_role("dialog", name="新建自己的公司")
    dialog.get_by_label("公司名称").fill("海天泵业")
    dialog.get_by_label("管理员姓名").fill("王海")
    dialog.get_by_label("账号").fill("wanghai")
    dialog.get_by_label("密码").fill("sea-horse-2026")
    dialog.get_by_label("维修服务").check()
    looked_at(admin, "found-company-desk")
    dialog.get_by_role("button", name="新建自己的公司").click()
    page.get_by_text("“海天泵业”已建好").wait_for()


def begins_empty(founder, base: str) -> None:
    """At the root there is the new company: the steps say what is done, and what must be kept safe is told."""
    page = founder.sign_in("wanghai", password="sea-horse-2026")
    page.get_by_role("heading", name="开始", exact=True).wait_for()
    steps = page.get_by_role("listitem")
    steps.filter(has_text="工单类型").get_by_text("已完成").first.wait_for()
    steps.filter(has_text="加同事、定角色").get_by_text("待做").wait_for()
    page.get_by_text("请保管好数据").wait_for()
    page.get_by_role("link", name="打开演示").wait_for()
    looked_at(founder, "start-own-desk")
    writes_the_phrase_down(founder, page)
    chooses_bundles(founder, page, base)
    page.goto(base + "/t/demo/")
    page.get_by_role("button", name="派单员 · 老陈").wait_for()


def writes_the_phrase_down(founder, page) -> None:
    """Shown once; two of its groups are asked back; then nobody is reminded of it any more."""
    page.get_by_text("没有备份").first.wait_for()
    page.get_by_role("button", name="显示恢复短语").click()
    dialog = page.get_by_role("dialog", name="恢复短语")
    shown = dialog.get_by_text(re.compile("^[A-Z2-7]{4}(-[A-Z2-7]{4}){7}$"))
    groups = shown.inner_text().split("-")
    looked_at(founder, "recovery-phrase-desk")
    dialog.get_by_role("button", name="我已抄好").click()
    dialog.get_by_label("第 3 组").fill(groups[2].lower())
    dialog.get_by_label("第 6 组").fill("AAAA")
    assert dialog.get_by_role("button", name="确认", exact=True).is_disabled()
    dialog.get_by_label("第 6 组").fill(groups[5])
    dialog.get_by_role("button", name="确认", exact=True).click()
    dialog.wait_for(state="detached")
    page.get_by_text("恢复短语已确认").first.wait_for()
    assert page.get_by_role("button", name="显示恢复短语").count() == 0


def chooses_bundles(founder, page, base: str) -> None:
    """Whole ways of working, switched on and off like bricks; what is on can be reported at once."""
    page.get_by_role("link", name="去设置 工单类型").click()
    page.get_by_role("heading", name="配置包", exact=True).wait_for()
    page.get_by_role("button", name="启用 客户服务").click()
    page.get_by_role("button", name="停用 客户服务").wait_for()
    looked_at(founder, "bundles-desk")
    page.goto(base + "/new")
    page.get_by_role("group", name="维修服务").get_by_role("button", name="紧急抢修").wait_for()
    page.get_by_role("group", name="客户服务").get_by_role("button", name="退换货").wait_for()
    looked_at(founder, "new-ticket-headings-desk")
    page.get_by_role("link", name="开始", exact=True).click()
    page.get_by_role("link", name="去设置 工单类型").click()
    page.get_by_role("button", name="停用 客户服务").click()
    page.get_by_role("button", name="启用 客户服务").wait_for()


def looked_at(someone, name: str) -> None:
    """Nothing hides, nothing is cut off, everybody can use it."""
    settle(someone.page)
    someone.shoot(name)
    assert barriers(someone.page) == [] and outside(someone.page) == []
