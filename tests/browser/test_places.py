"""Codes on doors: the desk prints them for the rooms of a customer's site, a visitor and an engineer report by them."""

import io
import re
from collections.abc import Callable

import pytest
import segno
from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import Person
from tests.browser.test_portal import Staff, fill_in
from tests.http.process import ServerProcess

pytestmark = pytest.mark.req("INT-3")

ROOM = "3号楼 301 会议室"


def test_a_room_is_printed_scanned_and_reported(person: Callable[..., Person], demo: ServerProcess) -> None:
    staff = Staff(demo.base_url)
    device = next(one for one in staff.get("admin", "/devices?limit=100")["items"] if one.get("site"))
    customer, site = device["customer"], device["site"]
    name = staff.get("admin", f"/customers/{customer}/sites/{site}")["name"]
    prints_labels(person("desk"), customer, name)
    (label,) = staff.get("admin", f"/customers/{customer}/sites/{site}/labels?rooms={ROOM}")
    for number in (
        a_visitor_reports(person("phone"), label["address"], name),
        an_engineer_reports(person("phone"), label["address"], name),
    ):
        ticket = staff.get("admin", f"/tickets/{number}")
        assert (ticket["site"], ticket["customer"]) == (site, customer)
        assert ticket["description"].endswith(f"地点：{name} · {ROOM}")


def prints_labels(desk: Person, customer: str, name: str) -> None:
    """One on a line; blank lines are nothing, and what is too long is told."""
    page = desk.sign_in("admin", f"/customers/{customer}")
    row = page.get_by_role("list", name="地点").get_by_role("listitem").filter(has_text=name)
    row.get_by_role("link", name="打印地点二维码").click()
    sheet = page.get_by_role("list", name="地点标签")
    expect(sheet.get_by_role("listitem")).to_have_count(1)
    page.get_by_label("房间或位置").fill(f"{ROOM}\n\n  3号楼 302  \n{ROOM}\n{'长' * 41}")
    expect(sheet.get_by_role("listitem")).to_have_count(2)
    page.get_by_text("超过 40 个字").wait_for()
    desk.shoot("place-labels-desk")
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def a_visitor_reports(visitor: Person, address: str, name: str) -> str:
    """Nobody asks him where he is: the door said it."""
    page = visitor.open(address[address.index("/t/") :])
    page.get_by_text(f"地点：{name} · {ROOM}").wait_for()
    visitor.shoot("place-report-phone")
    fill_in(visitor.page)
    serial = page.get_by_label("SN")
    if serial.count():
        serial.first.fill("DJ-301")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("已提交").wait_for()
    return page.locator("[class*=number]").inner_text()


def an_engineer_reports(engineer: Person, address: str, name: str) -> str:
    """The same code in the quick report, from a photo."""
    page = engineer.sign_in("zhanggong", "/work/report")
    page.get_by_role("button", name="维修").first.click()
    page.get_by_label("出了什么问题？").fill("会议室空调不制冷")
    page.get_by_label("二维码照片").set_input_files([photo_of(address)])
    page.get_by_text(f"地点：{name} · {ROOM}").wait_for()
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("联系电话").fill("13900001111")
    page.get_by_role("button", name="下一步").click()
    engineer.shoot("place-work-report-phone")
    page.get_by_role("button", name="提交报修").click()
    shown = page.get_by_role("link", name=re.compile("^[A-Z]{2}\\d{6}"))
    shown.first.wait_for(timeout=40_000)
    return shown.first.inner_text().strip()


def photo_of(address: str) -> FilePayload:
    """A label as the camera sees it."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=8, border=4)
    return {"name": "code.png", "mimeType": "image/png", "buffer": out.getvalue()}
