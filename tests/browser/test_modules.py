"""功能模块: what an administrator switches off vanishes for others while they look on, and comes back whole."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Person
from tests.browser.eyes import barriers, outside
from tests.http.process import ServerProcess


@pytest.fixture
def as_it_was(demo: ServerProcess) -> Iterator[None]:
    """Every module of the demo is on again afterwards."""
    yield
    with httpx.Client(base_url=f"{demo.base_url}/api/v1", timeout=20) as line:
        opened = line.post("/sessions", json={"login": "admin", "password": PASSWORD}).json()
        line.headers["Authorization"] = f"Bearer {opened['token']}"
        for one in line.get("/features").json()["items"]:
            assert line.put(f"/features/{one['key']}", json={"on": True}).status_code == 200


@pytest.mark.req("ADM-1", "ADM-6")
@pytest.mark.usefixtures("as_it_was")
def test_what_is_switched_off_vanishes_for_others_and_comes_back(person: Callable[..., Person]) -> None:
    admin, other = person(), person()
    page = admin.sign_in("admin", "/modules")
    desk = other.sign_in("laochen", "/tickets")
    reports = desk.get_by_role("navigation").get_by_role("link", name="报表", exact=True)
    expect(reports).to_be_visible()
    switched_off(page, "报表")
    expect(reports).to_have_count(0)
    what_an_address_says(desk)
    page.goto(page.url.replace("/modules", "/reports"))
    page.get_by_role("button", name="打开功能模块").click()
    page.get_by_role("switch", name="报表", exact=True).click()
    page.get_by_text("已打开“报表”").wait_for()
    desk.get_by_role("heading", name="报表", exact=True).wait_for()
    expect(reports).to_be_visible()


@pytest.mark.req("ADM-1", "ADM-6")
@pytest.mark.usefixtures("as_it_was")
def test_what_is_needed_waits_and_what_is_under_way_is_listed_first(person: Callable[..., Person]) -> None:
    admin = person()
    page = admin.sign_in("admin", "/modules")
    engineers = page.get_by_role("switch", name="工程师档案", exact=True)
    expect(engineers).to_be_disabled()
    page.get_by_text("要先关闭：自动派单").wait_for()
    page.get_by_role("switch", name="自动派单", exact=True).click()
    asked = page.get_by_role("dialog", name="关闭“自动派单”？")
    asked.get_by_text("还没结束的，会照常做完：").wait_for()
    assert not barriers(page)
    admin.shoot("modules-under-way")
    asked.get_by_role("button", name="关闭", exact=True).click()
    page.get_by_text("已关闭“自动派单”").wait_for()
    expect(engineers).to_be_enabled()
    expect(page.get_by_role("navigation").get_by_role("link", name="派单策略", exact=True)).to_have_count(0)
    admin.shoot("modules-desk")
    page.set_viewport_size({"width": 390, "height": 844})
    admin.shoot("modules-phone")
    assert not barriers(page) and not outside(page)


def switched_off(page: Page, name: str) -> None:
    page.get_by_role("switch", name=name, exact=True).click()
    asked = page.get_by_role("dialog", name=f"关闭“{name}”？")
    asked.get_by_role("button", name="关闭", exact=True).click()
    page.get_by_text(f"已关闭“{name}”").wait_for()
    expect(page.get_by_role("switch", name=name, exact=True)).not_to_be_checked()


def what_an_address_says(desk: Page) -> None:
    desk.goto(desk.url.partition("/tickets")[0] + "/reports")
    desk.get_by_text("这个功能模块已关闭").wait_for()
    desk.get_by_text("管理员可以在“功能模块”里打开").wait_for()
    expect(desk.get_by_role("button", name="打开功能模块")).to_have_count(0)
    # The palette leads nowhere that is not there.
    desk.keyboard.press("Control+k")
    desk.get_by_role("combobox").fill("报表")
    expect(desk.get_by_role("option", name="报表", exact=True)).to_have_count(0)
    desk.keyboard.press("Escape")
