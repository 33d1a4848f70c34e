"""Checks, readings and parts on site: filled in on a phone, read by the lead on a desk, printed for the customer."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.test_papers import words
from tests.browser.test_work_app import Desk, a_photo

WORKED = ("accept", "depart", "arrive", "begin")


def upkeep(base: str, title: str) -> str:
    """A maintenance that 张工 has begun; its number."""
    desk, engineer = Desk(base, "laochen"), Desk(base, "zhanggong")
    device = desk.device()
    body = {
        "type": "equipment_upkeep",
        "title": title,
        "source": {"channel": "phone"},
        "device": device["id"],
        "customer": device["customer"],
        "data": {"contact_name": "陆静", "phone": "13812340002", "machine_kind": "motor", "sn": device["sn"]},
    }
    number = desk.ask("POST", "/tickets", json=body)["number"]
    person = desk.ask("GET", "/users", params={"limit": 200, "q": "zhanggong"})["items"]
    me = next(user["id"] for user in person if user["login"] == "zhanggong")
    task = desk.ticket(number)["tasks"][0]["id"]
    desk.ask("POST", f"/tasks/{task}/actions/assign", json={"person": me})
    for action in WORKED:
        engineer.ask("POST", f"/tasks/{task}/actions/{action}", json={})
    return number


def answer(page: Page, item: str, words_of: str) -> None:
    page.locator(f"[data-item={item}]").get_by_role("button", name=words_of, exact=True).click()


def fill_rows(dialog, *parts: tuple[str, str, str]) -> None:
    """Row by row by keys: Enter in the last row makes another."""
    dialog.get_by_role("button", name="添加一行").click()
    for number, (part, count, price) in enumerate(parts, 1):
        dialog.get_by_label(f"名称规格 {number}").fill(part)
        dialog.get_by_label(f"数量 {number}").fill(count)
        dialog.get_by_label(f"单价 {number}").fill(price)
        if number < len(parts):
            dialog.get_by_label(f"单价 {number}").press("Enter")
            dialog.get_by_label(f"名称规格 {number + 1}").wait_for()


def fill_on_site(page: Page) -> None:
    """Everything that finishing asks for, on whatever screen."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("更换液压油").wait_for()
    dialog.get_by_role("button", name="接线紧固").click()
    answer(page, "bolts", "不合格")
    dialog.get_by_label("紧固件无松动 请写明情况").fill("接线盒螺栓松动，已紧固")
    dialog.locator("[data-item=bolts] input[type=file]").set_input_files([a_photo()])
    dialog.locator("[data-item=bolts]").get_by_text("site.jpg").wait_for()
    answer(page, "oil_level", "不适用")
    dialog.get_by_role("button", name="其余全部合格").click()
    dialog.get_by_text("8/8").wait_for()
    dialog.get_by_label("运行温度").fill("82.5")
    dialog.locator("[data-field=temperature]").get_by_text("超限").wait_for()
    dialog.get_by_label("读数超限说明").fill("冷却风道积灰，已清理")
    dialog.get_by_label("振动烈度").fill("2.35")
    dialog.locator("[data-field=vibration]").get_by_text("正常", exact=True).wait_for()
    fill_rows(dialog, ("密封圈 35×52", "2", "12.5"), ("润滑脂", "1", "60"))
    dialog.locator("[data-field=parts_used] tfoot").get_by_text("85.00").wait_for()
    dialog.get_by_label("处理说明").fill("补脂、紧固、除尘。")
    dialog.get_by_label("下次保养日期").fill("2031-01-21T09:00")


@pytest.mark.req("FRM-2", "COL-3", "FLD-3")
@pytest.mark.parametrize("dark", [False, True])
def test_an_engineer_checks_reads_and_lists_parts_on_a_phone_and_the_lead_reads_them(person, demo, dark):
    title = f"年度保养：{'夜班' if dark else '白班'}"
    number = upkeep(demo.base_url, title)
    shade = "dark" if dark else "light"
    engineer = person("phone", dark=dark)
    page = engineer.sign_in("zhanggong", f"/work/tickets/{number}")
    page.get_by_role("button", name="完工", exact=True).click()
    fill_on_site(page)
    dialog = page.get_by_role("dialog")
    for field in ("upkeep_checks", "temperature", "parts_used"):
        dialog.locator(f"[data-field={field}]").scroll_into_view_if_needed()
        engineer.shoot(f"rows-{field}-phone-{shade}")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
    dialog.get_by_label("选择照片或视频").set_input_files([a_photo()])
    dialog.get_by_role("button", name="移除").nth(1).wait_for()
    dialog.get_by_role("button", name="完工", exact=True).click()
    dialog.wait_for(state="detached")
    page.get_by_text("待验收").first.wait_for()
    lead = person(dark=dark)
    desk = lead.sign_in("laochen", f"/tickets/{number}")
    checks = desk.locator("[data-field=upkeep_checks]")
    checks.get_by_text("接线盒螺栓松动，已紧固").wait_for()
    checks.get_by_text("8/8").wait_for()
    checks.locator("img, button[title]").first.wait_for()
    assert desk.locator("[data-field=temperature]").inner_text().split()[-3:] == ["82.5", "℃", "超限"]
    parts = desk.locator("[data-field=parts_used]")
    assert parts.locator("tbody tr").count() == 2 and parts.locator("tfoot").inner_text().split()[-1] == "85.00"
    parts.scroll_into_view_if_needed()
    lead.shoot(f"rows-ticket-desk-{shade}")
    with desk.expect_download() as made:
        desk.get_by_role("button", name="打印", exact=True).click()
        desk.get_by_role("menuitem", name="服务回单").click()
    said = re.sub(r"\s", "", words(made.value.path().read_bytes()))
    for told in ("接线盒螺栓松动，已紧固", "82.5℃（超限）", "密封圈35×52", "85.00"):
        assert told in said, told
    desk.goto(f"{demo.base_url}/trace/{number}")
    desk.get_by_text("紧固件无松动").first.wait_for()
    assert desk.get_by_text("5b0a3a52").count() == 0 and desk.get_by_text('{"').count() == 0
    lead.shoot(f"rows-trace-desk-{shade}")


@pytest.mark.req("FRM-2")
def test_rows_are_filled_in_by_keys_on_a_desk(person, demo):
    number = upkeep(demo.base_url, "年度保养：键盘")
    engineer = person()
    page = engineer.sign_in("zhanggong", f"/tickets/{number}")
    page.get_by_role("button", name="完工", exact=True).first.click()
    dialog = page.get_by_role("dialog")
    fill_rows(dialog, ("密封圈", "2", "12.5"), ("润滑脂", "1", "60"), ("滤芯", "1", ""))
    table = dialog.locator("[data-field=parts_used]")
    dialog.get_by_label("名称规格 3").press("Alt+ArrowUp")
    assert dialog.get_by_label("名称规格 2").input_value() == "滤芯"
    dialog.get_by_label("名称规格 3").press("Enter")
    dialog.get_by_label("名称规格 4").wait_for()
    dialog.get_by_label("处理说明").click()
    dialog.get_by_label("名称规格 4").wait_for(state="detached")
    table.get_by_role("button", name="删除第 2 行").click()
    assert [dialog.get_by_label(f"名称规格 {n}").input_value() for n in (1, 2)] == ["密封圈", "润滑脂"]
    table.locator("tfoot").get_by_text("85.00").wait_for()
    table.scroll_into_view_if_needed()
    engineer.shoot("rows-keys-desk")
