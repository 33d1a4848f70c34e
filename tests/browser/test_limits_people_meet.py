"""Where a flow holds people back at the desk, they are told why and what to do: urging too often, and a case with a
conflict of interest."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.eyes import settle
from tests.browser.later import Days
from tests.browser.test_portal import Staff
from tests.http.process import ServerProcess


@pytest.fixture
def demo(days: Days) -> ServerProcess:
    """The company whose clock goes forward."""
    return days.server


@pytest.mark.req("FLW-4")
def test_urging_is_counted_and_after_the_limit_it_is_said_when_it_may_be_done_again(person, days):
    staff = Staff(days.server.base_url)
    change = {"change_kind": "normal", "what": "换传感器", "risk": "low"}
    asked = {"type": "change_review", "title": "换传感器", "source": {"channel": "office"}, "data": change}
    number = str(staff.do("zhanggong", "/tickets", **asked)["number"])
    engineer = person()
    page = engineer.sign_in("zhanggong", f"/tickets/{number}")
    row = (
        page.locator("li, section, div").filter(has_text="技术评审").filter(has=page.get_by_role("button", name="催办"))
    )
    for times in range(1, 6):
        row.last.get_by_role("button", name="催办").first.click()
        page.get_by_text(f"已催办 {times} 次").first.wait_for()
        page.get_by_text(
            "30分钟后可再催" if times < 5 else re.compile(r"2[0-3]小时后可再催|1\d小时后可再催")
        ).first.wait_for()
        if times < 5:
            days.pass_by(1)
            page.reload()
            page.get_by_text(f"已催办 {times} 次").first.wait_for()
    settle(page)
    engineer.shoot("urged-enough-desk")
    # The other review was not urged, and may be.
    expect(page.get_by_role("button", name="催办")).to_have_count(1)


@pytest.mark.req("S-14", "FLW-4")
def test_the_question_of_a_conflict_is_answered_first_and_without_consent_the_partner_decides(person, demo):
    staff = Staff(demo.base_url)
    ids = {login: staff.get(login, "/me")["id"] for login in ("zhaozong", "linzong")}
    data = {"client": "海天泵业", "matter": "答辩状", "lawyer": ids["zhaozong"], "reviewer": ids["linzong"]}
    asked = {"type": "case_task", "title": "海天泵业冲突检索", "source": {"channel": "office"}, "data": data}
    number = str(staff.do("linzong", "/tickets", **asked)["number"])
    lawyer, partner = person(), person()
    page = lawyer.sign_in("zhaozong", f"/tickets/{number}")
    finds_a_conflict(lawyer, page)
    review = partner.sign_in("linzong", f"/tickets/{number}")
    review.get_by_text("本所另一团队代理对方").first.wait_for()
    partner.shoot("conflict-partner-desk")
    decides(review, "已获同意，继续承办", "双方已书面同意", back_to="起草文稿")
    # What was answered stands; the lawyer says once more how it is.
    page.get_by_role("button", name="送审").click()
    page.get_by_role("dialog", name="送审").get_by_role("button", name="送审").click()
    decides(review, "终止承办", "同意书被撤回")
    review.get_by_text("因冲突终止").first.wait_for()
    review.get_by_text("同意书被撤回").first.wait_for()


def finds_a_conflict(lawyer: Person, page: Page) -> None:
    """The question stands open: nothing goes to the review before it is answered, and a conflict wants its reason."""
    page.get_by_role("button", name="送审").click()
    dialog = page.get_by_role("dialog", name="送审")
    dialog.get_by_role("button", name="送审").click()
    dialog.get_by_text(re.compile("必填|请填写|请选择|不能为空")).first.wait_for()
    dialog.get_by_text("有，未获同意").click()
    dialog.get_by_label("冲突说明").fill("本所另一团队代理对方。")
    lawyer.shoot("conflict-lawyer-desk")
    dialog.get_by_role("button", name="送审").click()
    dialog.wait_for(state="detached")
    lawyer.faults.clear()  # the refusal of what was not answered


def decides(page: Page, action: str, why: str, *, back_to: str = "") -> None:
    """The partner, with the reason."""
    page.get_by_role("button", name=action).click()
    dialog = page.get_by_role("dialog", name=action)
    if back_to:
        dialog.get_by_label("退回到").select_option(label=back_to)
    dialog.get_by_label("说明").fill(why)
    dialog.get_by_role("button", name=action).click()
    dialog.wait_for(state="detached")
