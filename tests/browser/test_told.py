"""知会 and 抄送 in people's hands: 已阅 by one tap on the phone lets the run go on, also from the basement; whoever is
in copy finds the notice, opens the ticket and is recorded; and who has asked for it sees who has read."""

import re
from typing import Any

import pytest

from tests.browser.cable import Cable
from tests.browser.conftest import UNSENT
from tests.browser.eyes import barriers, outside, settle, small_targets
from tests.browser.test_children_of_steps import FIELDS, STAGES
from tests.browser.test_parents_and_children import Line, hired
from tests.browser.test_work_offline import cable, come_back, phone

__all__ = ["cable", "phone"]  # fixtures

TYPE, WORDS = "gate_work", "三号闸门今晚断电，请勿入内"
LOGINS = {
    "sender": ("闸站周站长", "front_desk"),
    "reader": ("闸站何工", "engineer"),
    "second": ("闸站许工", "engineer"),
    "worker": ("闸站鲁工", "engineer"),
    "copied": ("闸站沈主任", "engineer"),
}


def flow(people: dict[str, str]) -> dict[str, Any]:
    """Two are told and must have read it; then one works, and another gets a copy of that."""
    both = {"people": [people["reader"], people["second"]]}
    tell = {"id": "tell", "kind": "notify", "label": {"zh": "断电通知", "en": "Power off"}, "stage": "new", "to": both}
    read = {"text": {"zh": WORDS, "en": "No power at gate three tonight"}, "until_read": True}
    work = {"id": "work", "kind": "handle", "label": {"zh": "检修", "en": "Repair"}, "stage": "work"}
    mine = {"owner": {"people": [people["worker"]]}, "fields": {"*": "read"}, "cc": {"people": [people["copied"]]}}
    start = {"id": "start", "kind": "start", "label": {"zh": "提交", "en": "Ask"}, "stage": "new"}
    end = {"id": "end", "kind": "end", "label": {"zh": "完成", "en": "Done"}, "stage": "done"}
    root = [start, {**tell, **read}, {**work, **mine}, end]
    return {"key": TYPE, "label": {"zh": "闸门检修", "en": "Gate"}, "stages": STAGES, "leads": ["lead"], "root": root}


@pytest.fixture(scope="module")
def gates(demo):
    """People of their own and a type of ticket, put away afterwards."""
    admin = Line(demo.base_url, "admin")
    people = {key: hired(admin, name, f"gate_{key}", [role], []) for key, (name, role) in LOGINS.items()}
    form = {"form": TYPE, "label": {"zh": "闸门检修", "en": "Gate"}, "fields": FIELDS}
    admin.ask("POST", "/forms", json={"body": form})
    admin.ask("POST", "/flows", json={"body": flow(people), "form": TYPE, "confirmed": True})
    kind = {"label": {"zh": "闸门检修", "en": "Gate"}, "form": TYPE, "flow": TYPE, "prefix": "ZMJ"}
    admin.ask("PUT", f"/ticket-types/{TYPE}", json=kind)
    yield demo.base_url
    admin.ask("PUT", f"/ticket-types/{TYPE}", json={**kind, "active": False})


@pytest.fixture
def gate(gates: str) -> tuple[str, str]:
    """A gate that is to be repaired; the number of the ticket."""
    body = {"type": TYPE, "title": "三号闸门检修", "source": {"channel": "phone"}, "data": {"what": "换密封"}}
    return gates, Line(gates, "gate_sender").ask("POST", "/tickets", json=body)["number"]


def receipts(page: Any) -> Any:
    """The panel that says who was told."""
    return page.locator("section").filter(has=page.get_by_role("heading", name="知会与抄送", exact=True))


def has_read(base: str, number: str, name: str) -> bool:
    """As the record has it."""
    told = Line(base, "gate_sender").ask("GET", f"/tickets/{number}")["told"]
    people = {one["id"]: one["name"] for one in Line(base, "admin").ask("GET", "/users?limit=200")["items"]}
    (found,) = [one for each in told for one in each["people"] if people[one["person"]] == name]
    return found["read_at"] is not None


@pytest.mark.req("FLW-2", "FLD-7", "AUD-3")
def test_one_tap_on_the_phone_says_that_it_was_read_and_the_run_goes_on(person, phone, cable: Cable, gate) -> None:
    base, number = gate
    sender = person()
    desk = sender.sign_in("gate_sender", f"/tickets/{number}")
    desk.get_by_text("等待全部已阅，还有 2 人未读").wait_for()
    one = person("phone")
    page = one.sign_in("gate_reader", f"/work/tickets/{number}")
    receipts(page).get_by_text(WORDS).wait_for()
    assert not has_read(base, number, "闸站何工"), "a page that was only opened is no receipt on a phone"
    settle(page)
    one.shoot("work-told-phone")
    button = page.get_by_role("button", name="已阅", exact=True)
    assert button.bounding_box()["y"] > 844 * 2 / 3, "in reach of the thumb"
    assert small_targets(page) == [] and outside(page) == [] and barriers(page) == []
    button.click()
    button.wait_for(state="detached")
    receipts(page).get_by_text(re.compile(r"^已阅 \d")).wait_for()
    receipts(page).get_by_text("未读").wait_for()
    desk.get_by_text("等待全部已阅，还有 1 人未读").wait_for()
    receipts(desk).get_by_text(re.compile("闸站何工 已阅")).wait_for()
    receipts(desk).get_by_text("闸站许工 未读").wait_for()
    sender.shoot("told-desk")
    from_the_basement(phone(), cable, number)
    desk.get_by_text("等待全部已阅").wait_for(state="hidden")
    receipts(desk).get_by_text(re.compile("闸站许工 已阅")).wait_for()
    (task,) = Line(base, "gate_sender").ask("GET", f"/tickets/{number}")["tasks"]
    assert task["step"] == "work"
    on_the_senders_phone(person("phone", dark=True), number)


def from_the_basement(other: Any, cable: Cable, number: str) -> None:
    """Without a network it is kept on the phone, and goes out by itself."""
    page = other.sign_in("gate_second", f"/work/tickets/{number}")
    receipts(page).get_by_text(WORDS).wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    cable.pull()
    page.get_by_role("button", name="已阅", exact=True).click()
    receipts(page).get_by_text("已阅 · 已保存在手机").wait_for()
    page.get_by_text(UNSENT).first.wait_for()
    other.shoot("work-told-kept-phone")
    come_back(page, cable)
    receipts(page).get_by_text(re.compile(r"^已阅 \d")).nth(1).wait_for(timeout=40_000)


def on_the_senders_phone(other: Any, number: str) -> None:
    page = other.sign_in("gate_sender", f"/work/tickets/{number}")
    receipts(page).get_by_text(re.compile(r"^已阅 \d")).nth(1).wait_for()
    assert page.get_by_role("button", name="已阅", exact=True).count() == 0, "he was told nothing"
    settle(page)
    other.shoot("work-told-sender-phone-dark")
    assert barriers(page) == [] and outside(page) == []


@pytest.mark.req("FLW-3", "COL-2", "AUD-3")
def test_whoever_is_in_copy_hears_of_it_opens_the_ticket_and_is_recorded(person, gate) -> None:
    base, number = gate
    for login in ("gate_reader", "gate_second"):
        Line(base, login).ask("POST", f"/tickets/{number}/read")
    worker = person()
    page = worker.sign_in("gate_worker", f"/tickets/{number}")
    page.get_by_role("button", name="完成", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="完成", exact=True).click()
    receipts(page).get_by_text("抄送：检修已完成").wait_for()
    receipts(page).get_by_text("闸站沈主任 未读").wait_for()
    copied = person()
    his = copied.sign_in("gate_copied", "/notices")
    notice = his.get_by_role("listitem").filter(has_text=number)
    notice.wait_for()
    settle(his)
    copied.shoot("copied-notice-desk")
    assert not has_read(base, number, "闸站沈主任"), "a notice that came is no receipt"
    notice.get_by_role("link").first.click()
    receipts(his).get_by_text(re.compile("闸站沈主任 已阅")).wait_for()
    copied.shoot("copied-ticket-desk")
    receipts(page).get_by_text(re.compile("闸站沈主任 已阅")).wait_for()
    his.goto(f"{base}/notices")
    his.get_by_role("listitem").filter(has_text=number).wait_for()
    assert has_read(base, number, "闸站沈主任")
    (event,) = [one for one in trace(base, number) if one["type"] == "CopyRead" and one["what"]["step"] == "work"]
    assert event["at"]


def trace(base: str, number: str) -> list[Any]:
    return list(Line(base, "admin").ask("GET", f"/tickets/{number}/trace")["events"])
