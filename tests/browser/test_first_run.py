"""An empty company's administrator is led to the first ticket in under three minutes, at a desk and on a phone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.eyes import barriers, outside, settle
from tests.browser.test_parents_and_children import Line
from tests.http.process import BIHUAN, ServerProcess, running

LOGIN, PASSWORD = "wanghai", "sea-horse-2026"
CLICK, CHARACTER, PAGE, MOST = 1.2, 0.25, 2.0, 180.0


@pytest.fixture
def demo(tmp_path) -> Iterator[ServerProcess]:
    """A server with a company that is empty but for its administrator."""
    with running(tmp_path / "data", "--demo", "--rate-per-minute", "0", command=BIHUAN) as server:
        company = {"name": "海天泵业", "admin_name": "王海", "login": LOGIN, "password": PASSWORD, "bundles": []}
        Line(server.base_url, "admin").ask("POST", "/companies", json=company)
        yield server


@dataclass
class Watch:
    """What somebody takes: 1.2 s for a click, a quarter of a second for a character, 2 s to read a page."""

    page: Page
    seconds: float = 0

    def reads(self, heading: str) -> None:
        self.page.get_by_role("heading", name=heading, exact=True).first.wait_for()
        self.seconds += PAGE

    def clicks(self, place: Locator) -> None:
        place.click()
        self.seconds += CLICK

    def types(self, place: Locator, text: str) -> None:
        """A click into the field, then its characters."""
        self.clicks(place)
        place.press_sequentially(text)
        self.seconds += CHARACTER * len(text)


@pytest.mark.full
@pytest.mark.req("S-15", "ADM-7")
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_from_nothing_to_the_first_ticket_in_under_three_minutes(person, demo: Any, size: str) -> None:
    admin = person(size)
    page = admin.sign_in(LOGIN, "/start", password=PASSWORD)
    watch = Watch(page)
    watch.reads("开始")
    watch.clicks(page.get_by_role("link", name="三分钟快速开始"))
    watch.reads("你们是哪一行？")
    looked_at(admin, f"first-run-industry-{size}")
    watch.clicks(page.get_by_role("button", name="工厂设备"))
    watch.reads("常见的是哪些？")
    # Modules that a workshop seldom needs are put away; what it lives by is not.
    places = page.get_by_role("navigation", include_hidden=True)
    expect(places.get_by_role("link", name="全部数据表", include_hidden=True)).to_have_count(0)
    expect(places.get_by_role("link", name="派单策略", include_hidden=True)).to_have_count(1)
    watch.types(page.get_by_label("再加一种"), "传感器")
    looked_at(admin, f"first-run-kinds-{size}")
    watch.clicks(page.get_by_role("button", name="下一步"))
    watch.reads("先加三位同事")
    is_left_and_taken_up_again(page)
    for role, name in (("派单员", "老陈"), ("工程师", "张工"), ("主管", "老赵")):
        watch.types(page.get_by_label(f"{role}的姓名"), name)
    looked_at(admin, f"first-run-accounts-{size}")
    watch.clicks(page.get_by_role("button", name="建好三个账号"))
    watch.reads("客户扫这个码就能提单")
    page.get_by_text("初始密码 bihuan-").wait_for()
    watch.clicks(page.get_by_role("button", name="生成二维码"))
    page.get_by_role("img", name="的二维码").wait_for()
    looked_at(admin, f"first-run-code-{size}")
    watch.clicks(page.get_by_role("button", name="下一步"))
    watch.reads("最后，提交第一张工单")
    watch.clicks(page.get_by_role("button", name="去提交"))
    watch.reads("新建工单")
    hands_in(watch, page)
    assert watch.seconds < MOST


def is_left_and_taken_up_again(page: Page) -> None:
    """Whoever skips it comes back to where he was."""
    page.get_by_role("link", name="先跳过").click()
    page.get_by_role("heading", name="开始", exact=True).wait_for()
    page.get_by_role("link", name="三分钟快速开始").click()
    page.get_by_role("heading", name="先加三位同事").wait_for()


def hands_in(watch: Watch, page: Page) -> None:
    watch.types(page.get_by_role("textbox", name="标题"), "油泵漏油")
    watch.types(page.get_by_label("联系电话"), "13800138000")
    # The kind that was added a minute ago.
    watch.clicks(page.get_by_text("传感器", exact=True))
    watch.clicks(page.get_by_role("button", name="提交工单"))
    page.get_by_role("heading", name="油泵漏油").wait_for()


def looked_at(someone: Any, name: str) -> None:
    settle(someone.page)
    someone.shoot(name)
    assert barriers(someone.page) == [] and outside(someone.page) == []
