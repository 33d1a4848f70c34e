"""Two colleagues at one ticket, each at a desk of their own: both write, and nobody's words are lost."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.demo import known_repair
from tests.browser.eyes import barriers, outside, settle

TITLE = "主轴电机异响"


@pytest.mark.req("COL-1.screen", "COL-1")
def test_different_fields_both_stand_and_the_same_field_is_decided_by_the_person(person, demo):
    number = reported(demo.base_url)
    first, second = person(), person()
    zhou, chen = first.sign_in("xiaozhou", f"/tickets/{number}"), second.sign_in("laochen", f"/tickets/{number}")
    one, other = edits(zhou), edits(chen)
    one.get_by_label("描述").fill("客户来电：早上开始异响，越来越大。")
    other.get_by_label("紧急等级").select_option("P1")
    other.get_by_role("button", name="保存").click()
    other.wait_for(state="detached")
    # The other's change comes into the open form by itself, and says whose it is; what is being typed stays.
    one.get_by_text("老陈 刚刚改了这一项").wait_for()
    expect(one.get_by_label("紧急等级")).to_have_value("P1")
    expect(one.get_by_label("描述")).to_have_value("客户来电：早上开始异响，越来越大。")
    one.get_by_role("button", name="保存").click()
    one.wait_for(state="detached")
    chen.get_by_text("客户来电：早上开始异响，越来越大。").first.wait_for()
    same_field(first, zhou, second, chen)


@pytest.mark.req("COL-1.screen", "COL-1")
def test_colleagues_see_who_else_has_the_ticket_open_and_who_is_writing(person, demo):
    number = reported(demo.base_url)
    first, second = person(), person("phone", dark=True)
    zhou = first.sign_in("xiaozhou", f"/tickets/{number}")
    zhou.get_by_role("heading", name=TITLE).wait_for()
    chen = second.sign_in("laochen", f"/tickets/{number}")
    chen.get_by_text("小周 也在看").wait_for()
    zhou.get_by_text("老陈 也在看").wait_for()
    dialog = edits(zhou)
    chen.get_by_text("小周 正在修改").wait_for()
    settle(chen)
    second.shoot("presence-phone-dark")
    assert barriers(chen) == [] and outside(chen) == []
    zhou.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    zhou.get_by_role("textbox", name="添加备注").fill("客户说")
    chen.get_by_text("小周 正在写备注").wait_for()
    chen.get_by_role("link", name="返回工单池").click()
    zhou.get_by_text("老陈 也在看").wait_for(state="detached")


def same_field(first, zhou, second, chen) -> None:
    """Both write the description: the later one chooses, and loses nothing else that she typed."""
    one, other = edits(zhou), edits(chen)
    one.get_by_label("标题").fill("主轴电机异响（二号机）")
    one.get_by_label("描述").fill("小周：异响，另有焦味。")
    other.get_by_label("描述").fill("老陈：异响，已停机。")
    other.get_by_role("button", name="保存").click()
    other.wait_for(state="detached")
    one.get_by_text("老陈 刚刚改为：老陈：异响，已停机。").wait_for()
    first.shoot("merge-form-desk")
    one.get_by_role("button", name="保存").click()
    clash = zhou.get_by_role("dialog", name="两个人改了同一内容")
    clash.get_by_text("老陈：异响，已停机。").wait_for()
    clash.get_by_text("客户来电：早上开始异响，越来越大。").wait_for()
    expect(clash.get_by_role("button", name="按选择保存")).to_be_disabled()
    settle(zhou)
    first.shoot("merge-clash-desk")
    assert barriers(zhou) == []
    # A browser tells of every 409 by itself; this one is the question that is asked.
    first.faults[:] = [fault for fault in first.faults if "409" not in fault]
    clash.get_by_role("radio", name="我填写的").check()
    clash.get_by_role("button", name="按选择保存").click()
    one.wait_for(state="detached")
    zhou.get_by_role("heading", name="主轴电机异响（二号机）").wait_for()
    chen.get_by_role("heading", name="主轴电机异响（二号机）").wait_for()
    chen.get_by_text("小周：异响，另有焦味。").first.wait_for()


def edits(page):
    """Open the form of corrections."""
    page.get_by_role("button", name="修改内容").click()
    dialog = page.get_by_role("dialog", name="修改内容")
    dialog.get_by_label("标题").wait_for()
    return dialog


def reported(base: str) -> str:
    """A caller's report, taken down by the dispatcher; its number."""
    with httpx.Client(base_url=f"{base}/api/v1", timeout=20) as line:
        opened = line.post("/sessions", json={"login": "laochen", "password": PASSWORD}).json()
        line.headers["Authorization"] = f"Bearer {opened['token']}"
        known = known_repair(line)
        data = line.get(f"/tickets/{known['number']}").json()["data"]
        asked = ("contact_name", "phone", "machine_kind", "sn", "fault_kind", "symptoms")
        body = {"type": "equipment_repair", "title": TITLE, "priority": "P2", "source": {"channel": "phone"}}
        answer = line.post("/tickets", json={**body, "data": {name: data[name] for name in asked}})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["number"])
