"""Asked again, an approver sees what is new since he decided himself, at the desk and on the phone; whoever may not be
kept waiting any longer is let go by the flow admin."""

import pytest

from tests.browser.test_parents_and_children import Line
from tests.browser.test_work_app import Desk, a_photo
from tests.browser.test_work_asking import proposed

TITLE = "冷却水泵换型"
NEW_FILES = "重新提交了凭证"
CHANGE = "¥12,000.00 → ¥19,500.00"


def act(who: Line, number: str, action: str, **body) -> None:
    tasks = who.ask("GET", f"/tickets/{number}")["tasks"]
    task = next(task for task in tasks if action in [offer["key"] for offer in task["actions"]])
    who.ask("POST", f"/tasks/{task['id']}/actions/{action}", json=body)


@pytest.fixture
def again(demo) -> str:
    """赵总监 agreed, the price then rose, and 钱会计 has agreed to that already: only 赵总监 has not."""
    _, number = proposed(demo.base_url, TITLE)
    asker, tech, finance = (Line(demo.base_url, login) for login in ("zhanggong", "zhaozong", "qiankuaiji"))
    act(tech, number, "agree", data={"technical_opinion": "可行"})
    act(finance, number, "return", to="ask", resume="straight", comment="请更新报价")
    act(asker, number, "submit", data={"cost": "19500"})
    act(finance, number, "agree")
    return number


@pytest.mark.req("FLW-4", "FLD-7")
def test_an_approver_sees_what_is_new_since_he_decided_himself(person, again) -> None:
    desk = person()
    page = desk.sign_in("zhaozong", "/approvals")
    card = page.get_by_role("article").filter(has_text=TITLE)
    card.get_by_text("上次审批之后的变化").wait_for()
    card.get_by_role("listitem").filter(has_text="费用").get_by_text(CHANGE).wait_for()
    card.scroll_into_view_if_needed()
    desk.shoot("changed-since-desk")
    page = desk.open(f"/tickets/{again}")
    page.get_by_text("已处理过，之后内容有变化").wait_for()
    page.get_by_role("listitem").filter(has_text="费用").get_by_text(CHANGE).first.wait_for()
    phone = person("phone")
    page = phone.sign_in("zhaozong", "/work/approvals")
    changes = (
        page.locator("section, article, div").filter(has_text=TITLE).get_by_role("listitem").filter(has_text="费用")
    )
    changes.filter(has_text=CHANGE).first.wait_for()
    changes.first.scroll_into_view_if_needed()
    phone.shoot("changed-since-phone")


@pytest.mark.req("FLW-4", "FLD-7")
def test_where_only_a_picture_is_new_the_card_says_that_the_files_are(person, demo) -> None:
    title = "冷却塔填料更换"
    _, number = proposed(demo.base_url, title)
    asker, tech, finance = (Line(demo.base_url, login) for login in ("zhanggong", "zhaozong", "qiankuaiji"))
    act(tech, number, "agree", data={"technical_opinion": "可行"})
    act(finance, number, "return", to="ask", resume="straight", comment="请附照片")
    picture = Desk(demo.base_url, "zhanggong").file(a_photo())
    act(asker, number, "submit", files=[picture])
    act(finance, number, "agree")
    desk = person()
    card = desk.sign_in("zhaozong", "/approvals").get_by_role("article").filter(has_text=title)
    card.get_by_text(NEW_FILES).wait_for()
    assert card.get_by_text("上次审批之后没有变化").count() == 0
    phone = person("phone")
    page = phone.sign_in("zhaozong", "/work/approvals")
    page.locator("article, li, section").filter(has_text=title).get_by_text(NEW_FILES).first.wait_for()
    page.get_by_text(NEW_FILES).first.scroll_into_view_if_needed()
    phone.shoot("new-files-since-phone")


@pytest.mark.req("FLW-4")
def test_the_flow_admin_terminates_what_is_no_longer_wanted(person, demo) -> None:
    _, number = proposed(demo.base_url, "不再需要的变更")
    admin = person()
    page = admin.sign_in("admin", f"/tickets/{number}")
    page.get_by_role("button", name="终止", exact=True).click()
    dialog = page.get_by_role("dialog", name="终止")
    dialog.get_by_label("原因").fill("设备已整体更换")
    admin.shoot("terminate-desk")
    dialog.get_by_role("button", name="终止", exact=True).click()
    dialog.wait_for(state="detached")
    page.get_by_text("流程终止").first.wait_for()
    page.get_by_text("设备已整体更换").first.wait_for()
    asker = Line(demo.base_url, "zhanggong").ask("GET", f"/tickets/{number}")
    assert (asker["category"], asker["tasks"]) == ("cancelled", [])
