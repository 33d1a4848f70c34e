"""A change is proposed, reviewed side by side, discussed and decided: four people, each at a screen of their own."""

import re

import pytest

from tests.browser.test_closed_loop import take

TITLE = "包装线 PLC 换型"


@pytest.mark.req("FLW-2", "FLW-3", "FLW-4")
def test_a_change_is_reviewed_by_two_at_once_with_a_colleagues_opinion(person):
    number = propose(person())
    asked = person()
    reviewer = ask_for_an_opinion(asked, number)
    give_it(person("phone"), number)
    agree_to_the_budget(person(), number)
    decide(asked, reviewer)


def propose(engineer) -> str:
    """张工 asks; the ticket waits for both reviewers at once. Returns its number."""
    page = engineer.sign_in("zhanggong", "/new?type=change_review")
    page.get_by_role("textbox", name="标题").fill(TITLE)
    page.get_by_label("变更什么").fill("用 S7-1200 替换停产的 S7-200，停机两小时。")
    page.get_by_text("低", exact=True).click()
    page.get_by_role("button", name="提交工单").click()
    page.wait_for_url(re.compile("/tickets/BG"))
    page.get_by_text("技术评审").first.wait_for()
    page.get_by_text("预算评审").first.wait_for()
    page.get_by_role("button", name="催办").first.click()
    page.get_by_text("已催办 1 次").first.wait_for()
    engineer.shoot("change-proposed-desk")
    return page.url.rpartition("/")[2]


def ask_for_an_opinion(reviewer, number: str):
    """赵总监 wants to hear 李工 first; until then he waits."""
    page = reviewer.sign_in("zhaozong", f"/tickets/{number}")
    page.get_by_role("button", name="更多操作").click()
    reviewer.shoot("change-operations-desk")
    page.get_by_role("menuitem", name="征询意见").click()
    dialog = page.get_by_role("dialog", name="征询意见")
    dialog.get_by_role("combobox", name="请谁参与").fill("李工")
    page.locator(".ant-select-item-option", has_text="李工").last.click()
    dialog.get_by_label("说明").fill("你们线上用过吗？")
    reviewer.shoot("change-consult-desk")
    dialog.get_by_role("button", name="征询意见").click()
    page.get_by_role("button", name="收回征询").wait_for()
    return page


def give_it(helper, number: str) -> None:
    """李工 answers on his phone."""
    page = helper.sign_in("ligong", f"/tickets/{number}")
    page.get_by_role("button", name="答复").click()
    dialog = page.get_by_role("dialog", name="答复")
    dialog.get_by_label("说明").fill("无锡两条线都用，稳定。")
    helper.shoot("change-answer-phone")
    dialog.get_by_role("button", name="答复").click()
    dialog.wait_for(state="hidden")


def agree_to_the_budget(finance, number: str) -> None:
    """钱会计 agrees; the other review goes on."""
    page = finance.sign_in("qiankuaiji", f"/tickets/{number}")
    take(page, "同意")
    page.get_by_text("预算评审").first.wait_for(state="detached")
    page.get_by_text("技术评审").first.wait_for()


def decide(reviewer, page) -> None:
    """The opinion came back while the page was open; he agrees, and the work can be done."""
    page.get_by_text("无锡两条线都用，稳定。").first.wait_for()
    page.get_by_role("button", name="同意", exact=True).click()
    dialog = page.get_by_role("dialog", name="同意")
    dialog.get_by_label("技术意见").fill("同意，备份程序后实施。")
    dialog.get_by_role("button", name="同意", exact=True).click()
    page.get_by_text("实施变更").first.wait_for()
    reviewer.shoot("change-decided-desk")
