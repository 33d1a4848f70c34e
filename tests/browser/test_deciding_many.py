"""Many decisions with one opinion: each on record by itself, each told by itself; at a desk and on a phone."""

import pytest

from tests.browser.eyes import barriers, outside, settle, small_targets
from tests.browser.test_work_app import Desk
from tests.browser.test_work_asking import forgive, proposed

REVIEWER = "qiankuaiji"


def card_of(page, title: str):
    return page.get_by_role("article").filter(has_text=title)


@pytest.mark.req("FLW-3", "COL-3", "FLD-7")
def test_at_a_desk_many_are_decided_with_one_opinion_and_each_says_what_became_of_it(person, demo):
    titles = ["一号楼消防改造", "二号楼消防改造", "三号楼消防改造"]
    desks = [proposed(demo.base_url, title) for title in titles]
    reviewer = person()
    page = reviewer.sign_in(REVIEWER, "/approvals")
    for title in titles:
        card = card_of(page, title)
        card.get_by_text("费用").wait_for()
        card.get_by_text("¥12,000.00").wait_for()
        card.get_by_text("第一次审批。").wait_for()
        page.get_by_role("checkbox", name=f"选择“{title}”").check()
    page.get_by_text("已选 3 项").wait_for()
    settle(page)
    reviewer.shoot("approvals-desk")
    assert barriers(page) == [] and outside(page) == []
    # Of the second one the price changes while it is looked at: that decision is not made blindly.
    page.route("**/events**", lambda route: route.abort())
    page.get_by_role("region", name="审批").get_by_role("button", name="同意").click()
    asking = page.get_by_role("dialog", name="同意：3 项")
    asking.get_by_label("意见").fill("预算内，同意。")
    Desk(demo.base_url, "admin").ask("PATCH", f"/tickets/{desks[1][1]}", json={"data": {"cost": "99000"}})
    asking.get_by_role("button", name="提交 3 项").click()
    asking.get_by_text("已完成 2 项，未通过 1 项").wait_for()
    failed = asking.get_by_role("listitem").filter(has_text=titles[1])
    failed.get_by_text("请看过新内容再决定").wait_for()
    settle(page)
    reviewer.shoot("approvals-results-desk")
    asking.get_by_role("button", name="完成").click()
    card_of(page, titles[0]).wait_for(state="detached")
    card = card_of(page, titles[1])
    card.get_by_text("¥99,000.00").first.wait_for()
    card.get_by_role("button", name="同意").click()
    page.get_by_role("dialog").get_by_role("button", name="提交 1 项").click()
    page.get_by_text("已完成 1 项").wait_for()
    for desk, number in desks:
        votes = [
            event for event in desk.ask("GET", f"/tickets/{number}/trace")["events"] if event["type"] == "VoteCast"
        ]
        assert len(votes) == 1, number
    forgive(reviewer)
    reviewer.faults[:] = [fault for fault in reviewer.faults if "ERR_FAILED" not in fault]


@pytest.mark.req("FLW-3", "COL-3", "FLD-7", "FLD-6")
def test_on_a_phone_several_are_chosen_and_what_needs_more_is_left_out_with_the_reason(person, demo):
    titles = ["锅炉房改造", "水处理改造"]
    for title in titles:
        proposed(demo.base_url, title)
    phone = person("phone")
    page = phone.sign_in("zhaozong", "/work/approvals")
    page.get_by_role("heading", name=titles[1]).wait_for()
    page.get_by_role("button", name="批量处理").click()
    for title in titles:
        page.get_by_role("checkbox", name=f"选择“{title}”").check()
    dock = page.get_by_role("region", name="批量处理")
    dock.get_by_text("已选 2 项").wait_for()
    settle(page)
    phone.shoot("work-approvals-several")
    assert small_targets(page) == [] and outside(page) == [] and barriers(page) == []
    # The technical review asks for an opinion in the form: that is written one by one. Refusing needs a reason only.
    dock.get_by_role("button", name="批量同意").click()
    page.get_by_role("dialog").get_by_role("button", name="提交 2 项").click()
    results = page.get_by_role("dialog", name="处理结果")
    results.get_by_text("已提交 0 项，未通过 2 项").wait_for()
    results.get_by_text("请单独处理：有必填内容").first.wait_for()
    phone.shoot("work-approvals-apart")
    results.get_by_role("button", name="完成").click()
    page.get_by_role("button", name="批量处理").click()
    for title in titles:
        page.get_by_role("checkbox", name=f"选择“{title}”").check()
    dock.get_by_role("button", name="批量拒绝").click()
    asking = page.get_by_role("dialog")
    asking.get_by_label("统一意见").fill("今年不做。")
    asking.get_by_role("button", name="提交 2 项").click()
    results.get_by_text("已提交 2 项，未通过 0 项").wait_for()
    phone.shoot("work-approvals-refused")
    results.get_by_role("button", name="完成").click()
    for title in titles:
        page.get_by_role("heading", name=title).wait_for(state="detached")
