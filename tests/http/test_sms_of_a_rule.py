"""From a rule to a phone: the running app, its worker, the real adapter, and a provider that checks every signature."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.adapters.providers import Provider, Request, acs3_signature, aliyun, provider
from tests.http.process import BIHUAN, ServerProcess, running, wait_until

PASSWORD, SECRET = "hengrui-2026", "right-secret"
TITLE = "空压机排气温度过高"
VECTOR = json.loads((Path(__file__).parents[1] / "data/protocol-vectors.json").read_text())["aliyun_acs3"]
RULE = {
    "key": "hot_compressor",
    "label": {"zh": "空压机高温"},
    "when": "ticket_created",
    "if": {"op": "eq", "left": {"field": "title"}, "right": TITLE},
    "then": [{"do": "sms", "to": [{"role": "lead"}], "template": "urgent"}],
}
CHANNEL: dict[str, Any] = {
    "kind": "aliyun",
    "label": {"zh": "短信"},
    "settings": {
        "access_key_id": "id",
        "sign_name": "恒锐机电",
        "templates": {"*": {"code": "SMS_1", "parameters": {"title": "title", "no": "number", "to": "name"}}},
    },
}


class Desk:
    """Somebody of the demo company, over HTTP."""

    def __init__(self, server: ServerProcess, login: str) -> None:
        self._line = httpx.Client(base_url=f"{server.base_url}/api/v1", timeout=20)
        opened = self("POST", "/sessions", login=login, password=PASSWORD)
        self._line.headers["Authorization"] = f"Bearer {opened['token']}"

    def __call__(self, method: str, path: str, **body: Any) -> Any:
        answer = self._line.request(method, path, json=body if method != "GET" else None)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def close(self) -> None:
        self._line.close()


@pytest.fixture
def phones() -> Iterator[Provider]:
    """阿里云, as far as anybody can tell."""
    with provider(aliyun(SECRET, lambda query: {"Code": "OK", "BizId": f"biz {query['OutId']}"})) as there:
        yield there


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    flags = ("--demo", "--rate-per-minute", "0", "--outbound-allow", "127.0.0.1")
    with running(tmp_path / "data", *flags, command=BIHUAN) as server:
        yield server


def report(desk: Desk) -> str:
    known = next(row for row in desk("GET", "/tickets")["items"] if row["title"] == "注塑机液压站压力上不去")
    data = desk("GET", f"/tickets/{known['number']}")["data"]
    asked = ("contact_name", "phone", "machine_kind", "sn", "fault_kind", "symptoms")
    body = {"type": "equipment_repair", "title": TITLE, "source": {"channel": "phone"}, "priority": "P1"}
    links = {"customer": known["customer"], "device": known["device"]}
    made = desk("POST", "/tickets", **body, **links, data={name: data[name] for name in asked})
    return str(made["number"])


def deliveries(desk: Desk, ticket: str, kind: str = "urgent") -> list[Any]:
    told = [item for item in desk("GET", f"/tickets/{ticket}/notices") if item["kind"] == kind]
    return [delivery for item in told for delivery in item["deliveries"]]


def test_the_provider_checks_signatures_as_the_documentation_computes_them() -> None:
    """Its own reckoning, not that of our adapter."""
    headers = {
        "host": VECTOR["host"],
        "x-acs-action": VECTOR["action"],
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": VECTOR["nonce"],
        "x-acs-version": VECTOR["version"],
    }
    request = Request("/", VECTOR["query"], headers, b"")
    assert acs3_signature(VECTOR["key"][1], request, sorted(headers)) == VECTOR["signature"]


@pytest.mark.full
@pytest.mark.req("COL-2.server", "COL-4")
def test_a_rule_fires_and_a_phone_rings_once_though_the_secret_was_wrong_at_first(
    server: ServerProcess, phones: Provider
) -> None:
    admin, dispatcher = Desk(server, "admin"), Desk(server, "laochen")
    channel = {**CHANNEL, "settings": {**CHANNEL["settings"], "endpoint": phones.url}}
    admin("PUT", "/notices/channels/sms", **channel, secrets={"access_key_secret": "wrong"})
    admin("POST", "/automations/rules", body=RULE)
    ticket = report(dispatcher)
    wait_until(lambda: [item["state"] for item in deliveries(admin, ticket)] == ["refused"])
    [failed] = [item for item in admin("GET", "/notices/deliveries") if item["number"] == ticket]
    assert failed["attempts"][0]["code"] == "delivery.signature_refused"
    admin("PUT", "/notices/channels/sms", **channel, secrets={"access_key_secret": SECRET})
    admin("POST", f"/notices/deliveries/{failed['id']}/retry")
    wait_until(lambda: [item["state"] for item in deliveries(admin, ticket)] == ["delivered"])
    refused, taken = [sent for sent in phones.requests if ticket in sent.query["TemplateParam"]]
    assert (refused.query["OutId"], taken.query["PhoneNumbers"]) == (taken.query["OutId"], "13900010004")
    assert json.loads(taken.query["TemplateParam"]) == {
        "title": f"紧急：{TITLE} {ticket}",
        "no": ticket,
        "to": "刘主管",
    }
    [delivery] = deliveries(admin, ticket)
    tries = [(each["outcome"], each["receipt"]) for each in delivery["attempts"]]
    assert tries == [("refused", None), ("delivered", f"biz {taken.query['OutId']}")]
    admin.close()
    dispatcher.close()
