"""Custom tables in the console: a contract as list, board and calendar, and a room that is booked once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.browser.conftest import PASSWORD
from tests.modules.records.office import BOOKING_FORM, BOOKINGS, CONTRACT_FORM, CONTRACTS, ROOM_FORM, ROOMS

pytestmark = pytest.mark.req("FRM-9", "FRM-1")
NAMES = {"contracts": "故事合同", "rooms": "故事会议室", "room_bookings": "故事预订"}


@pytest.fixture
def tables(demo: Any) -> Iterator[httpx.Client]:
    """The tables of the office in the demo; out of use again when the story is over."""
    with httpx.Client(base_url=f"{demo.base_url}/api/v1", trust_env=False, timeout=60) as line:
        token = line.post("/sessions", json={"login": "admin", "password": PASSWORD}).json()["token"]
        line.headers["Authorization"] = f"Bearer {token}"
        for form in (CONTRACT_FORM, ROOM_FORM, BOOKING_FORM):
            assert line.post("/forms", json={"body": form}).status_code == 201
        for table in (CONTRACTS, ROOMS, BOOKINGS):
            body = {**table, "label": NAMES[table["key"]]}
            assert line.post("/tables", json={"body": body}).status_code == 201
            line.post(f"/tables/{table['key']}/restore")
        yield line
        for key in NAMES:
            assert line.post(f"/tables/{key}/archive").status_code == 200


def opened(person: Any, name: str, size: str = "desk", **more: Any) -> Any:
    admin = person(size, **more)
    page = admin.sign_in("admin", "/tickets")
    if size != "desk":
        page.get_by_role("button", name="打开菜单").click()
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=name, exact=True).click()
    page.get_by_role("heading", level=1, name=name, exact=True).wait_for()
    return admin, page


def fresh(name: str) -> str:
    """A name that no story told before has used, this one included."""
    return f"{name}{datetime.now(ZoneInfo('Asia/Shanghai')):%H%M%S}"


def at(hour: int) -> str:
    return datetime.now(ZoneInfo("Asia/Shanghai")).strftime(f"%Y-%m-%dT{hour:02}:00")


def test_a_contract_is_written_and_looked_at_as_list_board_and_calendar(person: Any, tables: httpx.Client):
    number = fresh("HT-")
    admin, page = opened(person, "故事合同")
    page.get_by_role("button", name="新增记录").click()
    form = page.get_by_role("dialog", name="新增记录 · 故事合同")
    form.get_by_label("合同号").fill(number)
    form.get_by_label("金额").fill("很多")
    form.get_by_role("button", name="保存").click()
    form.get_by_text("“金额”应为数字").wait_for()
    form.get_by_label("金额").fill("36000")
    form.get_by_label("到期日").fill(at(10))
    form.get_by_role("button", name="保存").click()
    page.get_by_role("heading", level=1, name=number).wait_for()
    page.get_by_role("list", name="历史").get_by_text("36,000").wait_for()
    admin.shoot("table-record-desk")
    page.get_by_role("link", name="返回故事合同").click()
    page.get_by_role("table").get_by_role("link", name=number).wait_for()
    admin.shoot("table-list-desk")
    page.get_by_role("button", name="看板").click()
    page.get_by_role("region", name="起草").get_by_role("button", name=f"移到下一列：{number}").click()
    page.get_by_role("region", name="已签").get_by_role("link", name=number).wait_for()
    admin.shoot("table-board-desk")
    page.get_by_role("button", name="日历", exact=True).click()
    page.get_by_role("link", name=f"10:00 {number}").wait_for()
    admin.shoot("table-calendar-desk")


def test_a_room_is_chosen_by_typing_and_booked_once(person: Any, tables: httpx.Client):
    room = fresh("太湖厅")
    assert tables.post("/tables/rooms/records", json={"data": {"name": room, "seats": "12"}}).status_code == 201
    admin, page = opened(person, "故事预订")

    def book(topic: str) -> Any:
        page.get_by_role("button", name="新增记录").click()
        form = page.get_by_role("dialog", name="新增记录 · 故事预订")
        form.get_by_label("主题").fill(topic)
        form.get_by_role("combobox", name="会议室").fill(room)
        form.get_by_role("option", name=room).click()
        form.get_by_label("开始").fill(at(9))
        form.get_by_label("结束").fill(at(10))
        return form

    form = book("周会")
    form.get_by_label("可坐").and_(page.locator("[value='12']")).wait_for()
    form.get_by_role("button", name="保存").click()
    page.get_by_role("heading", level=1, name="周会").wait_for()
    page.get_by_role("link", name="返回故事预订").click()
    second = book("抢会")
    second.get_by_role("button", name="保存").click()
    second.get_by_text("还空着：08:00–09:00、10:00–20:00").first.wait_for()
    admin.shoot("table-taken-desk")
    # A browser tells of every refusal by itself.
    admin.faults[:] = [fault for fault in admin.faults if "409" not in fault]


def test_a_table_fits_a_phone_in_the_dark(person: Any, tables: httpx.Client):
    number = fresh("HT-手机")
    tables.post("/tables/contracts/records", json={"data": {"number": number, "customer": "太湖印染"}})
    admin, page = opened(person, "故事合同", "phone", dark=True)
    page.get_by_role("link", name=number).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    admin.shoot("table-phone-dark")


def test_the_demos_tables_say_what_they_are_for(person: Any):
    """The overview, a list with amounts and people, cards, a calendar; and new from the overview."""
    admin = person("desk")
    page = admin.sign_in("admin", "/data")
    card = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="合同台账", exact=True))
    card.get_by_text("6 条记录").wait_for()
    card.get_by_text("到期前一个月和一周提醒负责人").wait_for()
    admin.shoot("tables-desk")
    card.get_by_role("button", name="新增记录 · 合同台账").click()
    page.get_by_role("dialog", name="新增记录 · 合同台账").get_by_label("合同号").wait_for()
    page.keyboard.press("Escape")
    row = page.get_by_role("row").filter(has_text="HT-2026-024")
    row.get_by_text("¥1,240,000.00").wait_for()
    row.get_by_text("林总").wait_for()
    # Where one is stands in sight of a list that is longer than the screen.
    here = page.get_by_role("navigation", name="主导航").get_by_role("link", name="合同台账", exact=True)
    assert here.evaluate("(link) => link.getBoundingClientRect().bottom <= innerHeight")
    admin.shoot("tables-list-desk")
    admin.open("/data/office_visitors?view=states")
    page.get_by_role("region", name="在访").get_by_text("钱会计").wait_for()
    admin.shoot("tables-board-desk")
    admin.open("/data/office_room_bookings?view=month")
    today = datetime.now(ZoneInfo("Asia/Shanghai"))
    if (today + timedelta(days=2)).month != today.month:
        page.get_by_role("button", name="下个月").click()
    page.get_by_role("link", name="09:00–10:30 服务周例会").wait_for()
    admin.shoot("tables-calendar-desk")
    admin.open("/retention")
    there = page.get_by_role("navigation", name="主导航").locator("[aria-current=page]")
    there.wait_for()
    box = (
        "(link) => { const { top, bottom } = link.getBoundingClientRect(); return top >= 52 && bottom <= innerHeight }"
    )
    assert there.evaluate(box)


def test_a_phone_says_what_values_are_and_leaves_out_what_is_empty(person: Any, tables: httpx.Client):
    number = fresh("HT-空")
    tables.post(
        "/tables/contracts/records", json={"data": {"number": number, "customer": "太湖印染", "amount": "1200"}}
    )
    admin, page = opened(person, "故事合同", "phone")
    row = page.get_by_role("row").filter(has_text=number)
    row.wait_for()
    said = row.locator("td:visible").evaluate_all(
        "(cells) => cells.map((cell) => getComputedStyle(cell, '::before').content.replaceAll('\"', ''))"
    )
    assert said == ["none", "客户", "金额", "状态", "最近更新"], "not when it is due, nor whose it is: nobody said"
    assert "–" not in row.inner_text()
    admin.shoot("table-phone")
    admin.open("/data")
    page.get_by_text("合同金额、负责人和到期日").wait_for()
    admin.shoot("tables-phone")


@pytest.mark.req("FRM-1")
def test_what_a_published_form_is_known_by_and_reckons_in_stays(person: Any):
    admin = person("desk")
    page = admin.sign_in("admin", "/forms/office_contract")
    page.get_by_role("textbox", name="表单标识").wait_for()
    assert page.get_by_role("textbox", name="表单标识").is_disabled()
    page.get_by_text("已发布，标识不能再改。").wait_for()
    page.get_by_text("合同金额", exact=True).first.click()
    currency = page.get_by_role("combobox", name="币种")
    assert currency.is_disabled() and currency.input_value() == "CNY"
    page.get_by_text("已发布，币种不能再改").wait_for()
    admin.shoot("designer-currency-desk")
