"""What happens beside repairs: a complaint from the street, work that only a lead closes.

On a server of their own: its administrator switches on what the demo does not work with, and gives people more to do.
"""

import re
from collections.abc import Iterator

import pytest

from tests.browser.conftest import Person
from tests.browser.test_portal import Staff, station
from tests.browser.test_work_app import sign
from tests.http.process import BIHUAN, ServerProcess, running

MORE_TO_DO = {
    "zhengdudao": ("approver", "supervision", "spot_checker"),
    "xiaozhou": ("front_desk", "return_visitor"),
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """The demo with a bundle more."""
    data = tmp_path_factory.mktemp("bundles") / "data"
    with running(data, "--demo", "--rate-per-minute", "0", command=BIHUAN) as server:
        staff = Staff(server.base_url)
        staff.do("admin", "/bundles/home_service/apply")
        known = {one["login"]: one["id"] for one in staff.get("admin", "/users?limit=100")["items"]}
        for login, roles in MORE_TO_DO.items():
            changed = staff._client("admin").patch(f"/users/{known[login]}", json={"roles": roles})
            assert changed.is_success, changed.text
        yield server


@pytest.mark.req("FLW-7", "PTL-3")
def test_a_complaint_about_a_coach_goes_to_supervision_and_ends_when_the_customer_says_so(person):
    customer = person("phone")
    number = complains(customer)
    supervises(person(), number)
    customer.page.reload()
    customer.page.get_by_role("button", name="满意，办结").wait_for()
    customer.shoot("complaint-confirm-phone")
    customer.page.get_by_role("button", name="满意，办结").click()
    customer.page.get_by_role("button", name="确定").click()
    station(customer, "已完成")


def complains(customer: Person) -> str:
    """Without an account, from a link; returns the number."""
    page = customer.open("/portal/r/complaint")
    page.get_by_role("heading", name="投诉与建议").wait_for()
    page.get_by_role("group", name="投诉什么").get_by_role("button", name="教练或员工").click()
    page.get_by_label("出了什么问题？").fill("私教课迟到半小时，态度不好")
    page.get_by_label("涉及的教练或员工").fill("李教练")
    page.get_by_label("您的姓名").fill("周女士")
    page.get_by_label("联系电话").fill("138 0013 8001")
    customer.shoot("complaint-report-phone")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("已提交").wait_for()
    return page.locator("[class*=number]").inner_text()


def supervises(supervisor: Person, number: str) -> None:
    """郑督导 finds it among the own tasks, without anybody having passed it on."""
    page = supervisor.sign_in("zhengdudao", "/tasks")
    page.get_by_role("link", name=re.compile("私教课迟到")).click()
    page.get_by_text("督导部门处理").first.wait_for()
    supervisor.shoot("complaint-supervised-desk")
    page.get_by_role("button", name="督导办结").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("督导结论").fill("已约谈李教练，补一节课。")
    dialog.get_by_role("button", name="督导办结").click()
    page.get_by_text("待客户确认").first.wait_for()
    assert number in page.url


@pytest.mark.req("FLW-12", "FLW-14")
def test_what_is_risky_is_closed_by_the_lead_alone_and_three_days_later_somebody_asks(person, demo):
    number = risky_work(Staff(demo.base_url))
    engineer = person("phone")
    page = engineer.sign_in("zhanggong", f"/work/tickets/{number}")
    page.get_by_text("复核中").first.wait_for()
    assert not page.get_by_role("button", name="签字关单").count()
    engineer.shoot("risky-engineer-phone")
    closes(person("phone"))
    desk = person()
    page = desk.sign_in("laochen", f"/tickets/{number}")
    page.get_by_text("三天后回访").or_(page.get_by_text("随机抽查")).first.wait_for()
    desk.shoot("risky-closed-desk")


def risky_work(staff: Staff) -> str:
    """张工 has worked on a balcony on the tenth floor; returns the number."""
    data = {"phone": "13812345678", "address": "星海街 9 号 1002", "appliance": "空调外机", "risk": "high"}
    made = staff.do(
        "xiaozhou", "/tickets", type="home_visit", title="外机支架松动", source={"channel": "phone"}, data=data
    )
    known = {one["login"]: one["id"] for one in staff.get("admin", "/users?limit=100")["items"]}
    number = str(made["number"])
    staff.act("laochen", number, "assign", person=known["zhanggong"])
    for action in ("accept", "depart", "arrive"):
        staff.act("zhanggong", number, action)
    done = {"work_done": "更换支架", "safety": "双人作业，系安全绳"}
    staff.act("zhanggong", number, "finish", data=done, files=[staff.photo("zhanggong")])
    return number


def closes(lead: Person) -> None:
    """On the phone, where the measures stand; by signature."""
    page = lead.sign_in("liuzhuguan", "/work/approvals")
    card = page.locator("section", has=page.get_by_role("heading", name="外机支架松动"))
    card.get_by_role("button", name="签字关单").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="签字关单").click()
    page.get_by_text("请先手写签名").wait_for()
    sign(page)
    lead.shoot("risky-signed-phone")
    dialog.get_by_role("button", name="签字关单").click()
    card.wait_for(state="detached")
