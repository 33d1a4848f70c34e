"""S-2: a campaign brings a ticket under a contract above 500,000. It is marked at once, the technical director's phone
gets the SMS, and a colleague of another department reads priority and context without asking anybody."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.adapters.providers import Provider, aliyun, provider
from tests.browser.conftest import PASSWORD, Person
from tests.http.process import BIHUAN, ServerProcess, running, wait_until
from tests.http.test_sms_of_a_rule import CHANNEL, SECRET, Desk, deliveries

TITLE = "周年庆大屏现场保障"
VIP = "VIP-活动保障"
YEAR = {"valid_from": "2020-01-01", "valid_to": "2030-12-31"}
# The demo company has one.
DIRECTOR = {"name": "严总工", "phone": "13900010016"}


@pytest.fixture
def phones() -> Iterator[Provider]:
    """阿里云, as far as anybody can tell: it refuses what is not signed with the account's secret."""
    with provider(aliyun(SECRET, lambda query: {"Code": "OK", "BizId": f"biz {query['OutId']}"})) as there:
        yield there


@pytest.fixture
def demo(tmp_path: Path, phones: Provider) -> Iterator[ServerProcess]:
    """A demo company of its own, with an SMS account."""
    flags = ("--demo", "--rate-per-minute", "0", "--outbound-allow", "127.0.0.1")
    with running(tmp_path / "data", *flags, command=BIHUAN) as server:
        admin = Desk(server, "admin")
        sms = {**CHANNEL, "settings": {**CHANNEL["settings"], "endpoint": phones.url}}
        admin("PUT", "/notices/channels/sms", **sms, secrets={"access_key_secret": SECRET})
        admin.close()
        yield server


@pytest.mark.req("S-2", "COL-4", "INT-11")
def test_a_campaign_under_a_large_contract_is_seen_by_everybody_at_once(
    person: Callable[..., Person], demo: ServerProcess, phones: Provider
) -> None:
    desk = person()
    page = desk.sign_in("laochen", "/tickets")
    # As it stands: what comes later is announced above it.
    page.get_by_role("row").nth(1).get_by_role("link").first.wait_for()
    number = the_campaign_reports(demo.base_url)
    # Announced; or in the list at once, where the page began to listen only after that.
    announced, listed = page.get_by_text(re.compile("张新工单，点击显示")), page.get_by_role("link", name=number)
    announced.or_(listed).first.wait_for()
    if announced.is_visible():
        announced.click()
    page.get_by_role("row").filter(has_text=TITLE).wait_for()
    desk.open(f"/tickets/{number}")
    page.get_by_text(VIP).first.wait_for()
    page.get_by_text(re.compile("P1")).first.wait_for()
    desk.shoot("campaign-dispatcher-desk")
    another_department_reads_it(person(), number)
    the_rule_tells_of_its_run(person())
    the_directors_phone_rings_once(demo, phones, number)


def the_campaign_reports(base: str) -> str:
    """The marketing system's own call, as 黄经理 of 市场部 set it up; its number."""
    with httpx.Client(base_url=f"{base}/api/v1", trust_env=False, timeout=20) as line:
        for login in ("admin", "huangjingli"):
            line.headers.pop("Authorization", None)
            opened = line.post("/sessions", json={"login": login, "password": PASSWORD}).json()
            line.headers["Authorization"] = f"Bearer {opened['token']}"
            if login == "admin":
                customer = line.post("/customers", json={"name": "星耀会展"}).json()["id"]
                given = {"number": "HT-88", "amount": "800000", **YEAR}
                made = line.post(f"/customers/{customer}/contracts", json=given)
                assert made.is_success, made.text
        data = {"contact_name": "何活动", "phone": "13900002222", "fault_kind": "electrical", "symptoms": ["no_start"]}
        body = {"type": "equipment_repair", "title": TITLE, "priority": "P1", "source": {"channel": "campaign"}}
        sent = line.post("/tickets", json={**body, "customer": customer, "contract": made.json()["id"], "data": data})
        assert sent.is_success, sent.text
        return str(sent.json()["number"])


def another_department_reads_it(colleague: Person, number: str) -> None:
    """客服部 has not spoken with 市场部: priority, mark, and where it comes from stand on the ticket."""
    page = colleague.sign_in("xiaozhou", f"/tickets/{number}")
    page.get_by_role("heading", name=TITLE).wait_for()
    for told in (VIP, "P1", "市场活动", "何活动"):
        page.get_by_text(told).first.wait_for()
    colleague.shoot("campaign-front-desk")


def the_rule_tells_of_its_run(admin: Person) -> None:
    """The rule ran in the very unit that made the ticket; it marks, and asks for an SMS to the technical director."""
    page = admin.sign_in("admin", "/rules")
    rule = page.get_by_role("listitem", name=VIP)
    rule.get_by_role("button", name="运行记录").click()
    log = rule.get_by_role("list", name="运行记录")
    log.get_by_text("已执行", exact=True).first.wait_for()
    rule.get_by_text(re.compile("短信")).first.wait_for()
    admin.shoot("campaign-rule-desk")


def the_directors_phone_rings_once(demo: ServerProcess, phones: Provider, number: str) -> None:
    """The provider took one signed message for the director's number, about this ticket, and the delivery says so."""
    admin = Desk(demo, "admin")

    def told() -> list[Any]:
        return [each for each in deliveries(admin, number, "vip_event_support") if each["channel"] == "sms"]

    wait_until(lambda: [each["state"] for each in told()] == ["delivered"])
    [taken] = [sent for sent in phones.requests if number in sent.query["TemplateParam"]]
    assert taken.query["PhoneNumbers"] == DIRECTOR["phone"]
    words = json.loads(taken.query["TemplateParam"])
    assert words == {"title": f"VIP活动保障：{TITLE} {number}", "no": number, "to": DIRECTOR["name"]}
    [attempt] = told()[0]["attempts"]
    assert (attempt["outcome"], attempt["receipt"]) == ("delivered", f"biz {taken.query['OutId']}")
    admin.close()
