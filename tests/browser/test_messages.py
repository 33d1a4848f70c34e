"""How notices leave the product: mail is set up, tried and worded in the console; somebody asks to be left alone."""

import re
from collections.abc import Iterator

import pytest

from tests.adapters.test_mail import Inbox, OnAnyPort
from tests.http.process import BIHUAN, ServerProcess, running


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    """A mail server."""
    made = Inbox()
    controller = OnAnyPort(made, hostname="127.0.0.1", port=0)
    controller.start()
    yield made, controller.port
    controller.stop()


@pytest.fixture
def demo(tmp_path, inbox: tuple[Inbox, int]) -> Iterator[ServerProcess]:
    """A demo company of its own, that may send to this mail server."""
    flags = ("--demo", "--rate-per-minute", "0", "--outbound-allow", f"127.0.0.1,127.0.0.1:{inbox[1]}")
    with running(tmp_path / "data", *flags, command=BIHUAN) as server:
        yield server


@pytest.mark.req("COL-2")
def test_mail_is_set_up_tried_and_worded_without_leaving_the_console(person, inbox):
    admin = person()
    page = admin.sign_in("admin", "/messages")
    page.get_by_text("还没有渠道").wait_for()
    admin.shoot("messages-empty-desk")
    set_up_mail(admin, page, inbox[1])
    tried(admin, page, inbox[0])
    worded(admin, page)
    # What was refused on purpose: a port that is no number, a field that does not exist.
    admin.faults[:] = [fault for fault in admin.faults if "422" not in fault]
    small = person("small")
    page = small.sign_in("admin", "/messages")
    page.get_by_role("heading", name="公司邮箱").wait_for()
    small.shoot("messages-small")


@pytest.mark.req("COL-2")
def test_somebody_says_when_and_by_what_he_wants_to_be_told(person):
    someone = person("phone")
    page = someone.sign_in("wanggong", "/notices")
    page.get_by_role("button", name="怎么通知我").click()
    dialog = page.get_by_role("dialog", name="怎么通知我")
    dialog.get_by_label("汇总").select_option("daily")
    dialog.get_by_label("每天几点").fill("18:30")
    dialog.get_by_label("免打扰，从").fill("22:00")
    dialog.get_by_label("到", exact=True).fill("07:00")
    someone.shoot("notice-choice-phone")
    dialog.get_by_role("button", name="保存").click()
    dialog.wait_for(state="hidden")
    page.reload()
    page.get_by_role("button", name="怎么通知我").click()
    again = page.get_by_role("dialog", name="怎么通知我")
    again.get_by_label("每天几点").wait_for()
    assert again.get_by_label("每天几点").input_value() == "18:30"
    assert again.get_by_label("免打扰，从").input_value() == "22:00"


def set_up_mail(admin, page, port: int) -> None:
    """The server's name is wrong first: nothing that was typed is lost by being told so."""
    page.get_by_role("button", name="添加渠道").click()
    dialog = page.get_by_role("dialog", name="添加渠道")
    dialog.get_by_label("名称（中文）").fill("公司邮箱")
    dialog.get_by_label("邮件服务器").fill("127.0.0.1")
    dialog.get_by_label("加密").select_option("none")
    dialog.get_by_label("端口").fill("abc")
    dialog.get_by_label("发件人地址").fill("bihuan@example.com")
    admin.shoot("messages-mail-desk")
    dialog.get_by_role("button", name="保存").click()
    dialog.get_by_role("alert").wait_for()
    dialog.get_by_label("端口").fill(str(port))
    dialog.get_by_role("button", name="保存").click()
    dialog.wait_for(state="hidden")
    page.get_by_role("heading", name="公司邮箱").wait_for()


def tried(admin, page, inbox: Inbox) -> None:
    """A test is sent, and the page says that it arrived."""
    page.get_by_role("button", name="发一条测试").click()
    dialog = page.get_by_role("dialog", name="发一条测试")
    dialog.get_by_label("发到哪个邮箱").fill("sun@example.com")
    dialog.get_by_role("button", name="发送").click()
    dialog.get_by_role("status").get_by_text(re.compile("测试已送达")).wait_for()
    admin.shoot("messages-tested-desk")
    dialog.get_by_role("button", name="关闭").click()
    page.get_by_text(re.compile("测试已送达")).first.wait_for()
    assert [mail["to"] for mail in inbox.mails] == ["sun@example.com"]


def worded(admin, page) -> None:
    """New words are looked at with a real ticket before they count; a field that does not exist is named."""
    number = page.evaluate("fetch('/api/v1/tickets?limit=1').then(a => a.json()).then(a => a.items[0].number)")
    page.get_by_role("button", name="文案").click()
    page.get_by_role("row", name=re.compile("^超时 已超时")).get_by_role("button", name="修改").click()
    dialog = page.get_by_role("dialog", name="修改文案")
    dialog.get_by_label("标题（中文）").fill("请尽快：{{title}} {{nummer}}")
    dialog.get_by_role("button", name="保存").click()
    dialog.get_by_role("alert").get_by_text(re.compile("nummer")).wait_for()
    dialog.get_by_label("标题（中文）").fill("请尽快：{{title}} {{number}}")
    dialog.get_by_label("用哪张工单预览（编号）").fill(number)
    dialog.get_by_role("button", name="预览").click()
    dialog.get_by_text(re.compile(f"请尽快：.* {number}")).wait_for()
    admin.shoot("messages-wording-desk")
    dialog.get_by_role("button", name="保存").click()
    dialog.wait_for(state="hidden")
    page.get_by_role("row", name=re.compile("^超时 请尽快")).get_by_text("第 1 版").wait_for()
