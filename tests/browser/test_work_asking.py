"""Who works on a phone brings others in: hands over, asks, lets them decide, and is told what became of it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.cable import Cable
from tests.browser.eyes import barriers, outside, settle, small_targets
from tests.browser.test_work_app import Desk
from tests.browser.test_work_offline import TOLD_BY_BROWSER, come_back


@pytest.fixture
def cable(demo):
    cable = Cable(demo.base_url)
    yield cable
    cable.close()


def proposed(base: str, title: str) -> tuple[Desk, str]:
    """张工 proposes a change; 赵总监 and 钱会计 have to review it."""
    desk = Desk(base, "zhanggong")
    data = {"what": "换成新型号控制器。", "risk": "low", "cost": "12000"}
    body = {"type": "change_review", "title": title, "source": {"channel": "web"}, "data": data}
    return desk, desk.ask("POST", "/tickets", json=body)["number"]


def more(page, action: str):
    """Open one of the actions that stand behind one more tap; its form."""
    page.get_by_role("button", name="更多操作").click()
    page.get_by_role("dialog", name="更多操作").get_by_role("button", name=action, exact=True).click()
    return page.get_by_role("dialog", name=action)


@pytest.mark.req("DSP-8", "FLW-3", "FLD-6")
def test_a_reviewer_asks_a_starred_colleague_on_the_phone_and_takes_it_back(person, demo):
    _, number = proposed(demo.base_url, "三号线控制器换代")
    phone = person("phone")
    page = phone.sign_in("zhaozong", f"/work/tickets/{number}")
    asking = more(page, "征询意见")
    asking.get_by_role("searchbox", name="按姓名查找").fill("李工")
    asking.get_by_role("button", name="把李工设为常用").click()
    asking.get_by_role("button", name="取消常用李工").wait_for()
    asking.get_by_role("searchbox", name="按姓名查找").fill("")
    mine = asking.get_by_role("region", name="常用")
    mine.get_by_role("button", name="李工", exact=True).click()
    asking.get_by_label("说明").fill("你们线上用过吗？")
    settle(page)
    phone.shoot("work-consult")
    assert small_targets(page) == [] and outside(page) == [] and barriers(page) == []
    button = asking.get_by_role("button", name="征询意见").bounding_box()
    assert button["y"] > 844 * 2 / 3, "what ends the form is in reach of the thumb"
    asking.get_by_role("button", name="征询意见").click()
    page.get_by_role("button", name="收回征询").wait_for()
    phone.shoot("work-consult-waits")
    at_the_desk(person(), number)
    page.get_by_role("button", name="收回征询").click()
    page.get_by_role("button", name="同意", exact=True).wait_for()
    # Whoever was asked lately stands at the top although the star is gone.
    asking = more(page, "前加签")
    asking.get_by_role("button", name="取消常用李工").click()
    asking.get_by_role("region", name="最近").get_by_role("button", name="李工", exact=True).wait_for()


def at_the_desk(reviewer, number: str) -> None:
    """The same star in the office."""
    page = reviewer.sign_in("zhaozong", f"/tickets/{number}")
    page.get_by_role("button", name="收回征询").wait_for()
    settle(page)


@pytest.mark.req("DSP-8", "FLD-4")
def test_without_a_network_it_is_handed_over_later_and_a_refusal_comes_back_with_its_words(person, cable, demo):
    desk, number = proposed(demo.base_url, "空压站照明改造")
    phone = person("phone", dark=True)
    phone.base = cable.base
    page = phone.sign_in("zhaozong", "/work/")
    page.get_by_role("link", name=re.compile("空压站照明改造")).wait_for()
    page.get_by_text("没有网络也能处理").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    cable.pull()
    page.reload()
    page.get_by_role("link", name=re.compile("空压站照明改造")).click()
    asking = more(page, "转交")
    asking.get_by_role("searchbox", name="按姓名查找").fill("钱会计")
    asking.get_by_role("button", name="钱会计", exact=True).click()
    asking.get_by_role("button", name="转交", exact=True).click()
    page.get_by_text("这一步已在手机上做完").wait_for()
    desk.ask("POST", f"/tickets/{number}/actions/withdraw", json={"reason": "方案重做"})
    come_back(page, cable)
    page.get_by_text("需处理").first.wait_for(timeout=30_000)
    page.get_by_text("它还在手机上").wait_for()
    settle(page)
    phone.shoot("work-handed-over-refused-dark")
    page.get_by_role("button", name="放弃").click()
    page.get_by_role("dialog").get_by_role("button", name="放弃").click()
    page.get_by_text("需处理").first.wait_for(state="detached")
    forgive(phone)


@pytest.mark.req("FLD-7", "FLW-4")
def test_who_reported_urges_from_the_phone_once(person, demo):
    _, number = proposed(demo.base_url, "配电柜标识更新")
    phone = person("phone")
    page = phone.sign_in("zhanggong", f"/work/tickets/{number}")
    page.get_by_role("button", name="催办").first.click()
    page.get_by_text("已催办 1 次").wait_for()
    page.get_by_text("30分钟后可再催").wait_for()


@pytest.mark.req("FLD-4", "COL-1")
def test_what_both_wrote_is_chosen_on_the_phone_and_nothing_typed_is_lost(person, demo):
    proposer, number = proposed(demo.base_url, "冷冻机组阀门更换")
    for login in ("zhaozong", "qiankuaiji"):
        decide(Desk(demo.base_url, login), number)
    phone = person("phone")
    page = phone.sign_in("zhanggong", f"/work/tickets/{number}")
    page.get_by_role("button", name="实施完成").click()
    form = page.get_by_role("dialog", name="实施完成")
    form.get_by_label("实施记录").fill("张工：更换 DN50 闸阀。")
    Desk(demo.base_url, "admin").ask("PATCH", f"/tickets/{number}", json={"data": {"done_how": "管理员补记：已停机。"}})
    form.get_by_role("button", name="实施完成").click()
    page.get_by_text("需处理").first.wait_for()
    page.get_by_role("button", name="逐项选择").click()
    clash = page.get_by_role("dialog", name="两个人改了同一内容")
    clash.get_by_text("管理员补记：已停机。").wait_for()
    clash.get_by_text("张工：更换 DN50 闸阀。").wait_for()
    expect(clash.get_by_role("button", name="按选择保存")).to_be_disabled()
    settle(page)
    phone.shoot("work-clash")
    assert barriers(page) == [] and outside(page) == [] and small_targets(page) == []
    clash.get_by_role("radio", name="我填写的").check()
    clash.get_by_role("button", name="按选择保存").click()
    page.get_by_text("已完成").first.wait_for()
    assert proposer.ticket(number)["data"]["done_how"] == "张工：更换 DN50 闸阀。"
    forgive(phone)


@pytest.mark.req("FLD-4", "FLW-3")
def test_a_decision_on_what_has_changed_since_is_asked_about_again(person, cable, demo):
    _, number = proposed(demo.base_url, "车间通风改造")
    phone = person("phone")
    phone.base = cable.base
    page = phone.sign_in("qiankuaiji", f"/work/tickets/{number}")
    page.get_by_role("button", name="同意", exact=True).wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    cable.pull()
    page.get_by_role("button", name="同意", exact=True).click()
    agreeing = page.get_by_role("dialog", name="同意")
    agreeing.get_by_role("button", name="同意", exact=True).click()
    Desk(demo.base_url, "admin").ask("PATCH", f"/tickets/{number}", json={"data": {"cost": "98000"}})
    come_back(page, cable)
    page.get_by_role("button", name="已看过变化，仍然提交").wait_for(timeout=30_000)
    page.get_by_text("98,000").first.wait_for()
    phone.shoot("work-decision-on-changed")
    page.get_by_role("button", name="已看过变化，仍然提交").click()
    page.get_by_text("需处理").first.wait_for(state="detached")
    forgive(phone)


def decide(reviewer: Desk, number: str) -> None:
    """Agree to the review that is this person's."""
    task = next(task for task in reviewer.ticket(number)["tasks"] if task["actions"])
    data = {"technical_opinion": "可行。"} if "technical_opinion" in task["actions"][0]["form"] else {}
    action = "agree"
    reviewer.ask("POST", f"/tasks/{task['id']}/actions/{action}", json={"data": data})


def forgive(phone) -> None:
    """The browser itself tells of lost lines and of refusals."""
    phone.faults[:] = [fault for fault in phone.faults if not any(known in fault for known in TOLD_BY_BROWSER)]
