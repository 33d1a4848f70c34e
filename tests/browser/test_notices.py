"""Notices as they come: the bell rings within a second and asks nothing meanwhile; where it hears nothing, it asks."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import httpx
import pytest
from playwright.sync_api import Page, Request

from tests.browser.conftest import PASSWORD
from tests.browser.demo import known_repair
from tests.http.process import wait_until

EVENTS = re.compile("/api/v1/events")
# A second where nothing else is to be done; the demo company has just been made, and machines of tests are busy.
WITHIN_MS = 4_000


@contextmanager
def at_work(base: str, login: str) -> Iterator[httpx.Client]:
    """Somebody else, who needs no browser."""
    with httpx.Client(base_url=f"{base}/api/v1", timeout=20) as line:
        opened = line.post("/sessions", json={"login": login, "password": PASSWORD}).json()
        line.headers["Authorization"] = f"Bearer {opened['token']}"
        yield line


@pytest.fixture
def ticket(demo) -> str:
    """A ticket that 小周 reported: who writes on it rings his bell."""
    with at_work(demo.base_url, "xiaozhou") as line:
        known = known_repair(line)
        data = line.get(f"/tickets/{known['number']}").json()["data"]
        asked = ("contact_name", "phone", "machine_kind", "sn", "fault_kind", "symptoms")
        body = {"type": "equipment_repair", "title": "冷却塔风机停转", "source": {"channel": "phone"}}
        links = {"customer": known["customer"], "device": known["device"]}
        answer = line.post("/tickets", json={**body, **links, "data": {name: data[name] for name in asked}})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["number"])


def write(base: str, ticket: str, text: str) -> int:
    """老陈 writes something on the ticket; a moment later 小周 has a notice of it. Returns how many are unread then."""
    with at_work(base, "laochen") as line, at_work(base, "xiaozhou") as other:

        def unread() -> int:
            return int(other.get("/notices/unread").json()["count"])

        before = unread()
        assert line.post(f"/tickets/{ticket}/notes", json={"text": text, "public": True}).is_success
        wait_until(lambda: unread() > before)
        return unread()


def shows(page: Page, count: int, within_ms: float) -> None:
    page.get_by_role("link", name=f"通知，{count} 条未读", exact=True).wait_for(timeout=within_ms)


def second_look() -> Callable[[Request], bool]:
    """The bell looks when it is there, and once more when the stream is open."""
    looks = count(1)
    return lambda request: request.url.endswith("/notices/unread") and next(looks) == 2


@pytest.mark.req("COL-2")
def test_the_bell_rings_as_soon_as_somebody_is_told(person, demo, ticket):
    reporter = person()
    page = reporter.page
    with page.expect_request(second_look()):
        reporter.sign_in("xiaozhou", "/notices")
    shows(page, write(demo.base_url, ticket, "备件已到货"), WITHIN_MS)
    page.get_by_text("备件已到货").first.wait_for(timeout=WITHIN_MS)
    reporter.shoot("notices-live-desk")


@pytest.mark.req("COL-2")
def test_where_nobody_is_told_the_bell_asks_for_nothing(person):
    auditor = person()
    page = auditor.page
    page.clock.install()
    with page.expect_request(second_look()):
        auditor.sign_in("shenji", "/notices")
    page.get_by_text("还没有通知").wait_for()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    # Longer than the look of somebody who hears nothing, shorter than the silence after which a line counts as dead.
    page.clock.run_for(21_000)
    page.get_by_role("heading", name="通知").click()
    assert not [url for url in asked if "/notices" in url]


@pytest.mark.req("COL-2")
def test_where_the_stream_is_broken_the_bell_asks_now_and_then_until_it_is_mended(person, demo, ticket):
    reporter = person()
    page = reporter.page
    page.clock.install()
    page.route(EVENTS, lambda route: route.abort())
    reporter.sign_in("xiaozhou", "/notices")
    page.get_by_role("heading", name="通知").wait_for()
    unread = write(demo.base_url, ticket, "明天上午到")
    page.clock.run_for(21_000)
    shows(page, unread, 5_000)
    page.unroute(EVENTS)
    with page.expect_response(EVENTS):
        page.clock.run_for(31_000)
    shows(page, write(demo.base_url, ticket, "已经出发"), 5_000)
    # The line was cut on purpose; the browser says so.
    reporter.faults[:] = [fault for fault in reporter.faults if "ERR_FAILED" not in fault]
