"""S-5, the forgotten network fault: nobody touches it, so it calls the lead itself, in the end by mail and SMS."""

import os
import re
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.adapters.providers import Provider, aliyun, provider
from tests.adapters.test_mail import Inbox, OnAnyPort
from tests.browser.test_closed_loop import a_photo, take
from tests.browser.test_portal import FILM
from tests.http.later_server import LATER
from tests.http.process import ServerProcess, running, wait_until
from tests.http.test_sms_of_a_rule import CHANNEL, Desk

TITLE = "人民路门店网络中断，收银机连不上"
HOUR = 3_600_000
ZONE = ZoneInfo("Asia/Shanghai")
SECRET = "right-secret"


class Afternoon:
    """One store, one fault, and hours that pass when the story says so."""

    def __init__(self, server: ServerProcess, later: Path, mails: Inbox, phones: Provider) -> None:
        self.server, self.mails, self.phones = server, mails, phones
        self._later, self._moved = later, until_monday_morning(datetime.now(ZONE))
        self.hours_pass(0)

    def hours_pass(self, hours: int) -> None:
        self._moved += hours * HOUR
        fresh = self._later.with_suffix(".new")
        fresh.write_text(str(self._moved))
        os.replace(fresh, self._later)

    def kinds_told(self, ticket: str) -> list[tuple[str, str]]:
        admin = Desk(self.server, "admin")
        told = admin("GET", f"/tickets/{ticket}/notices")
        admin.close()
        return [(item["kind"], item["name"]) for item in told]

    def mails_about(self, ticket: str) -> list[EmailMessage]:
        return [mail for mail in self.mails.mails if ticket in str(mail["subject"])]

    def messages_to_the_lead(self, ticket: str) -> list[str]:
        sent = [request.query for request in self.phones.requests if request.query["PhoneNumbers"] == "13900010004"]
        texts = [query["TemplateParam"] for query in sent]
        return [text for text in texts if ticket in text and "超时" in text]


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    """The lead's mail server."""
    made = Inbox()
    controller = OnAnyPort(made, hostname="127.0.0.1", port=0)
    controller.start()
    yield made, controller.port
    controller.stop()


@pytest.fixture
def demo(
    tmp_path: Path, inbox: tuple[Inbox, int], monkeypatch: pytest.MonkeyPatch, phones: Provider
) -> Iterator[ServerProcess]:
    """A demo company of its own, whose clock can be put forward."""
    monkeypatch.setenv(LATER, str(tmp_path / "later"))
    flags = ("--demo", "--rate-per-minute", "0", "--outbound-allow", f"127.0.0.1,127.0.0.1:{inbox[1]}")
    with running(tmp_path / "data", *flags, command=(sys.executable, "-m", "tests.http.later_server")) as server:
        admin = Desk(server, "admin")
        admin("PUT", "/notices/channels/mail", **_mail(inbox[1]))
        sms = {**CHANNEL, "settings": {**CHANNEL["settings"], "endpoint": phones.url}}
        admin("PUT", "/notices/channels/sms", **sms, secrets={"access_key_secret": SECRET})
        lead = Desk(server, "liuzhuguan")("GET", "/me")["id"]
        admin("PATCH", f"/users/{lead}", email="liu@example.com")
        admin.close()
        yield server


@pytest.fixture
def phones() -> Iterator[Provider]:
    """阿里云, as far as anybody can tell."""
    with provider(aliyun(SECRET, lambda query: {"Code": "OK", "BizId": f"biz {query['OutId']}"})) as there:
        yield there


@pytest.fixture
def afternoon(demo: ServerProcess, tmp_path: Path, inbox: tuple[Inbox, int], phones: Provider) -> Afternoon:
    """The story's stage."""
    return Afternoon(demo, tmp_path / "later", inbox[0], phones)


def until_monday_morning(now: datetime) -> int:
    """Milliseconds; nights and weekends are not what this story is about."""
    morning = now.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=7 - now.weekday())
    return int((morning - now).total_seconds() * 1000)


def _mail(port: int) -> dict[str, object]:
    settings = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "bihuan@example.com"}
    return {"kind": "smtp", "label": {"zh": "邮件"}, "settings": settings, "secrets": {}}


@pytest.mark.req("S-5", "SLA-4", "SLA-5", "COL-2")
def test_a_forgotten_network_fault_calls_the_lead_until_the_store_is_open_again(afternoon, person):
    ticket = in_work_since_morning(afternoon.server)
    afternoon.hours_pass(8)
    wait_until(lambda: ("sla.breach", "刘主管") in afternoon.kinds_told(ticket))
    assert not afternoon.mails_about(ticket) and not afternoon.messages_to_the_lead(ticket)
    lead = person()
    page = seen_as_forgotten(lead, ticket)
    afternoon.hours_pass(2)
    wait_until(lambda: bool(afternoon.mails_about(ticket)) and bool(afternoon.messages_to_the_lead(ticket)))
    assert afternoon.mails_about(ticket)[0]["to"] == "liu@example.com"
    assert len(afternoon.messages_to_the_lead(ticket)) == 1
    handed_to_somebody_else(lead, page)
    the_store_opens_again(person("phone"), ticket)
    afternoon.hours_pass(4)
    nothing_calls_any_more(afternoon, lead, page, ticket)


def in_work_since_morning(server: ServerProcess) -> str:
    """Reported by phone, given to an engineer who arrives, and then leaves it lying."""
    desk = Desk(server, "laochen")
    known = next(row for row in desk("GET", "/tickets")["items"] if row["title"] == "注塑机液压站压力上不去")
    data = desk("GET", f"/tickets/{known['number']}")["data"]
    asked = ("contact_name", "phone", "machine_kind", "sn", "fault_kind", "symptoms")
    body = {"type": "equipment_repair", "title": TITLE, "source": {"channel": "phone"}, "priority": "P1"}
    links = {"customer": known["customer"], "device": known["device"]}
    made = desk("POST", "/tickets", **body, **links, data={name: data[name] for name in asked})
    engineer = Desk(server, "ligong")
    person = engineer("GET", "/me")["id"]
    acted = desk("POST", f"/tasks/{task_of(desk, made)}/actions/assign", data={}, person=person, reason="就近")
    assert acted
    for action in ("accept", "depart", "arrive"):
        engineer("POST", f"/tasks/{task_of(desk, made)}/actions/{action}", data={})
    desk.close()
    engineer.close()
    return str(made["number"])


def task_of(desk: Desk, ticket: dict[str, str]) -> str:
    """The open task."""
    return str(desk("GET", f"/tickets/{ticket['number']}")["tasks"][0]["id"])


def seen_as_forgotten(lead, ticket: str):
    """The alarm stands in the lead's notices and leads to the ticket, where the clock that calls is named."""
    page = lead.sign_in("liuzhuguan", "/notices")
    page.get_by_role("link", name=re.compile(f"已超时：{TITLE}")).first.wait_for()
    lead.shoot("zombie-notices-desk")
    page.get_by_role("link", name=re.compile(f"已超时：{TITLE}")).first.click()
    page.get_by_role("heading", name="时效").wait_for()
    page.get_by_role("button", name=re.compile("僵尸工单")).click()
    page.get_by_role("dialog", name=re.compile("为什么是这个时间")).get_by_text(re.compile("超时")).first.wait_for()
    lead.shoot("zombie-clock-desk")
    page.get_by_role("dialog").get_by_role("button", name="关闭").click()
    return page


def handed_to_somebody_else(lead, page) -> None:
    """The lead presses the engineer from the ticket itself."""
    page.get_by_role("button", name=re.compile("催办")).first.click()
    page.get_by_text("已催办 1 次").first.wait_for()
    lead.shoot("zombie-urged-desk")


def the_store_opens_again(engineer, ticket: str) -> None:
    """The engineer is told, does the work and says what it was."""
    page = engineer.sign_in("ligong", "/notices")
    page.get_by_role("link", name=re.compile(f"催办.*{TITLE}")).first.click()
    take(page, "开始")
    page.get_by_role("button", name="完工").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("处理说明").fill("更换汇聚交换机，收银机恢复联网。")
    dialog.get_by_label("故障原因").fill("交换机电源损坏。")
    dialog.get_by_label("工时费").fill("200")
    photo = {"name": "after.png", "mimeType": "image/png", "buffer": a_photo()}
    for at, file in enumerate((photo, FILM, photo)):
        with page.expect_response("**/files/content*"):
            dialog.locator("input[type=file]").nth(at).set_input_files([file])
    dialog.get_by_role("button", name="完工").click()

    page.get_by_text("李工完成待办").wait_for()
    engineer.shoot("zombie-finished-phone")
    assert ticket in page.url


def nothing_calls_any_more(afternoon: Afternoon, lead, page, ticket: str) -> None:
    """The promise is kept though somebody slept; what waits for the store's word calls nobody by mail or SMS."""
    page.reload()
    page.get_by_text("李工完成待办").wait_for()
    lead.shoot("zombie-over-desk")
    desk = Desk(afternoon.server, "liuzhuguan")
    clocks = {clock["key"]: clock["breached"] for clock in desk("GET", f"/tickets/{ticket}/clocks")["clocks"]}
    desk.close()
    assert (clocks["resolve"], clocks["stale"]) == (False, False)
    assert (len(afternoon.mails_about(ticket)), len(afternoon.messages_to_the_lead(ticket))) == (1, 1)
