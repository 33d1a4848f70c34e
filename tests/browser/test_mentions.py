"""@ in a note: chosen with keys or a finger, told at once, and the notice leads to the note."""

import re

import pytest

from tests.browser.demo import known_repair
from tests.browser.eyes import outside, settle
from tests.browser.test_notices import at_work

MARK = "mark"
_IN_SIGHT = """() => {
  const { top, bottom } = document.querySelector('li[data-meant]').getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}"""


@pytest.fixture
def ticket(demo) -> str:
    """A ticket of this story alone."""
    with at_work(demo.base_url, "xiaozhou") as line:
        known = known_repair(line)
        data = line.get(f"/tickets/{known['number']}").json()["data"]
        asked = ("contact_name", "phone", "machine_kind", "sn", "fault_kind", "symptoms")
        body = {"type": "equipment_repair", "title": "压铸机锁模不到位", "source": {"channel": "phone"}}
        links = {"customer": known["customer"], "device": known["device"]}
        answer = line.post("/tickets", json={**body, **links, "data": {name: data[name] for name in asked}})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["number"])


@pytest.mark.req("COL-1.screen")
def test_a_colleague_is_mentioned_by_keys_and_led_to_the_note(person, ticket):
    writer = person()
    page = writer.sign_in("xiaozhou", f"/tickets/{ticket}")
    box = page.get_by_role("textbox", name="添加备注")
    box.click()
    box.press_sequentially("客户催了，请@老")
    offered = page.get_by_role("listbox", name="提到同事")
    offered.get_by_role("option", name=re.compile("老陈")).wait_for()
    writer.shoot("mention-offered-desk")
    # Escape closes the list and keeps the words; another sign opens it again.
    box.press("Escape")
    offered.wait_for(state="hidden")
    assert box.input_value() == "客户催了，请@老"
    box.fill("")
    box.press_sequentially("请@")
    offered.get_by_role("option").nth(1).wait_for()
    box.press("ArrowDown")
    assert offered.get_by_role("option").nth(1).get_attribute("aria-selected") == "true"
    box.press("ArrowUp")
    box.press_sequentially("laoc")
    # One is left: Enter takes him, and sends nothing.
    offered.get_by_role("option", name=re.compile("老陈")).wait_for()
    page.wait_for_function("() => document.querySelectorAll('[role=option]').length === 1")
    box.press("Enter")
    box.press_sequentially("看一下锁模压力")
    assert box.input_value() == "请@老陈 看一下锁模压力"
    page.get_by_role("button", name="添加备注").click()
    page.locator(MARK, has_text="@老陈").wait_for()
    writer.shoot("mention-written-desk")
    told = person(dark=True)
    other = told.sign_in("laochen", "/notices")
    other.get_by_role("link", name=re.compile("提到了您：压铸机锁模不到位")).first.click()
    other.wait_for_url(re.compile(rf"/tickets/{ticket}#note-"))
    note = other.locator("li[data-meant]")
    note.get_by_text("看一下锁模压力").wait_for()
    assert note.locator(MARK).inner_text() == "@老陈"
    settle(other)
    other.wait_for_function(_IN_SIGHT)
    told.shoot("mention-led-there-desk-dark")


@pytest.mark.req("COL-1.screen")
def test_on_a_small_phone_the_list_fits_and_a_finger_takes(person, ticket):
    writer = person("small")
    page = writer.sign_in("xiaozhou", f"/tickets/{ticket}")
    box = page.get_by_role("textbox", name="添加备注")
    box.tap()
    box.press_sequentially("@")
    page.get_by_role("listbox", name="提到同事").wait_for()
    assert outside(page) == []
    writer.shoot("mention-offered-small")
    page.get_by_role("option", name=re.compile("老陈")).tap()
    assert box.input_value() == "@老陈 "
    # Whom nobody may mention here is not offered.
    box.press_sequentially("@王工")
    page.get_by_text("没有能看到这条备注的同事符合").wait_for()
