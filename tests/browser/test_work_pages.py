"""Two pages of the work app on one phone: both show what is on its way, one of them sends it."""

import re
from collections import Counter

import pytest

from tests.browser.cable import Cable
from tests.browser.conftest import UNSENT
from tests.browser.test_work_app import Desk
from tests.browser.test_work_offline import TOLD_BY_BROWSER, come_back, do

ENGINEER = "ligong"
NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });"


@pytest.fixture
def cable(demo):
    cable = Cable(demo.base_url)
    yield cable
    cable.close()


@pytest.mark.req("FLD-1")
@pytest.mark.parametrize("kind", ["locks", "lease"])
def test_two_pages_share_one_queue_and_one_of_them_sends(person, cable, demo, kind):
    desk = Desk(demo.base_url, "laochen")
    title = f"双页面同步 {kind}"
    number = desk.job(ENGINEER, title)["number"]
    phone = person("phone")
    phone.base = cable.base
    if kind == "lease":
        phone.page.context.add_init_script(NO_LOCKS)
    sent: Counter[str] = Counter()
    first = phone.sign_in(ENGINEER, "/work/")
    first.get_by_text("没有网络也能处理").wait_for()
    first.evaluate("navigator.serviceWorker.ready.then(() => true)")
    second = phone.page.context.new_page()
    for page in (first, second):
        page.on("request", lambda request: count(sent, request))
        page.goto(f"{cable.base}/work/tickets/{number}")
        page.get_by_role("button", name="接单", exact=True).wait_for()
    phone.page.context.set_offline(True)
    cable.pull()
    do(second, "接单")
    do(first, "出发")
    # Each page shows at once what the other one did.
    for page in (first, second):
        page.get_by_text("在路上 · 已保存在手机").wait_for()
    sent.clear()
    come_back(first, cable)
    for page in (first, second):
        page.get_by_role("button", name="到场", exact=True).wait_for()
        page.get_by_text(UNSENT).first.wait_for(state="hidden", timeout=40_000)
    assert len(sent) == 2
    assert set(sent.values()) == {1}, "a step was sent by both pages"
    first.close()
    write_a_note(second)
    notes = desk.ticket(number)["notes"]
    assert [note["text"] for note in notes] == ["另一页接着发。"]
    phone.faults[:] = [fault for fault in phone.faults if not any(known in fault for known in TOLD_BY_BROWSER)]


def write_a_note(page) -> None:
    """Whoever is left sends."""
    page.get_by_label("写一条工作记录").fill("另一页接着发。")
    page.get_by_role("button", name="添加", exact=True).click()
    page.get_by_text(re.compile("另一页接着发")).first.wait_for(timeout=40_000)
    page.get_by_text(UNSENT).first.wait_for(state="hidden", timeout=40_000)


def count(sent: Counter, request) -> None:
    """Steps by their own names, as they leave a page."""
    if request.method == "POST" and "/actions/" in request.url:
        sent[request.headers.get("idempotency-key", "")] += 1
