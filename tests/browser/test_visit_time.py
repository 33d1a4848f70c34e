"""改约: the customer asks for another time on his page, the desk answers, both read the same time afterwards."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.browser.conftest import UNSENT, Person
from tests.browser.test_portal import Staff, code, report, send_somebody, staff, station

__all__ = ["code", "staff"]


def ask_for(customer: Person, day: date, words: str) -> None:
    """Another day, two hours in the afternoon."""
    page = customer.page
    page.get_by_role("button", name="改约时间").click()
    page.get_by_label("日期").fill(day.isoformat())
    page.get_by_label(re.compile("^从")).fill("14:00")
    page.get_by_label(re.compile("^到")).fill("16:00")
    page.get_by_label("说明", exact=True).fill(words)
    customer.shoot("portal-another-time")
    page.get_by_role("button", name="提交改约").click()
    page.get_by_text("等待答复").wait_for()


@pytest.mark.req("PTL-3", "PTL-2")
def test_another_time_is_asked_for_answered_and_agreed_to(
    person: Callable[..., Person], staff: Staff, code: str
) -> None:
    customer, desk = person("phone"), person("desk")
    number = report(customer, code)
    ask_for(customer, date.today() + timedelta(days=3), "周三全厂停电")
    page = desk.sign_in("laochen", f"/tickets/{number}")
    page.get_by_text("钱小姐 希望").wait_for()
    page.get_by_text("周三全厂停电").first.wait_for()
    page.get_by_text("客户申请改约").first.wait_for()
    desk.shoot("ticket-another-time")
    page.get_by_role("button", name="答复其他时间或原因").click()
    page.get_by_label("说明（客户可见）").fill("那天工程师都在外地，周五可以吗？")
    page.get_by_role("button", name="答复客户").click()
    page.get_by_text("未同意").wait_for()
    customer.page.reload()
    customer.page.get_by_text("那天工程师都在外地").wait_for()
    ask_for(customer, date.today() + timedelta(days=5), "周五下午可以")
    page.get_by_role("button", name="同意改约").click()
    page.get_by_text("已同意").wait_for()
    customer.page.reload()
    customer.page.get_by_text("已同意改到").wait_for()
    customer.page.get_by_text("上门时间", exact=True).wait_for()
    customer.shoot("portal-agreed-time")
    send_somebody(staff, number)
    customer.page.reload()
    station(customer, "工程师已出发")
    customer.shoot("portal-on-the-way")


@pytest.mark.req("PTL-3", "FLD-2")
def test_whoever_comes_answers_the_customer_on_his_phone(
    person: Callable[..., Person], staff: Staff, code: str
) -> None:
    customer, engineer = person("phone"), person("phone")
    number = report(customer, code)
    person_of = {item["login"]: item["id"] for item in staff.get("admin", "/users?limit=100")["items"]}
    staff.act("laochen", number, "assign", person=person_of["zhanggong"])
    ask_for(customer, date.today() + timedelta(days=2), "改到后天下午")
    page = engineer.sign_in("zhanggong", f"/work/tickets/{number}")
    page.get_by_role("heading", name="客户想改约").wait_for()
    page.get_by_text("改到后天下午").first.wait_for()
    engineer.shoot("work-another-time")
    page.get_by_label("说明（客户可见）").fill("后天下午到")
    page.get_by_role("button", name="同意改约").click()
    page.get_by_role("heading", name="客户想改约").wait_for(state="hidden")
    page.get_by_text(UNSENT).first.wait_for(state="hidden")
    customer.page.reload()
    customer.page.get_by_text("已同意改到").wait_for()
