"""Pushing to other systems: signed, under an id that never changes, with tries until somebody has to look."""

import base64
import json
from typing import Any

import pytest

from bihuan.adapters.outbound import Answer
from bihuan.adapters.standard_webhook import StandardWebhook, signature
from bihuan.kernel.ports import Account, Letter, RefusedForGoodError, TryAgainError
from bihuan.modules.automations import interface
from bihuan.modules.automations.messages import SaveEndpoint
from tests.modules.automations.rules import Rules

SECRET = interface.new_secret()


class Receiver:
    """Stands where the network begins (adapters.Outbound): keeps what arrives, answers as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 200

    def post(self, url: str, headers: dict[str, str], content: bytes) -> Answer:
        self.got.append((url, headers, content))
        return Answer(self.status, {}, b"")


@pytest.fixture
def receiver(rules: Rules) -> Receiver:
    found = Receiver()
    rules.ports["webhook"] = StandardWebhook(found)  # type: ignore[arg-type]
    sealed = interface.seal_secret(rules.company.tenant.keys, SECRET)
    rules.company.send("admin", SaveEndpoint("erp", {"zh": "ERP"}, "https://erp.example.com/hook", sealed))
    rules.rule(
        "push",
        "ticket_created",
        {"do": "webhook", "endpoint": "erp", "values": {"reason": {"formula": {"field": "title"}}}},
    )
    return found


def told(found: Receiver) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(found.got[-1][2])
    return body


@pytest.mark.req("COL-4")
def test_a_push_is_signed_and_tells_no_more_than_the_rule_says(rules: Rules, receiver: Receiver):
    ticket = rules.report(title="水泵漏水")
    rules.work_off()
    ((url, headers, content),) = receiver.got
    (action,) = rules.actions(ticket)
    assert (url, headers["webhook-id"]) == ("https://erp.example.com/hook", action["key"])
    expected = signature(SECRET, headers["webhook-id"], headers["webhook-timestamp"], content)
    assert headers["webhook-signature"] == expected
    body = told(receiver)
    assert (body["type"], body["ticket"]["id"], body["values"]) == ("rule.push", ticket, {"reason": "水泵漏水"})
    assert "title" not in body["ticket"]


def test_the_signature_is_that_of_the_published_example():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    found = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.req("COL-4")
def test_a_failing_endpoint_is_tried_again_and_one_that_refuses_is_given_up_with_the_reason(
    rules: Rules, receiver: Receiver
):
    receiver.status = 503
    ticket = rules.report()
    rules.work_off()
    (action,) = rules.actions(ticket)
    assert (action["state"], "delivery.provider_fault: HTTP 503" in action["error"]) == ("retrying", True)
    receiver.status = 410
    rules.wait(10)
    rules.work_off()
    (action,) = rules.actions(ticket)
    assert (action["state"], action["attempts"]) == ("failed", 2)
    assert "delivery.rejected: HTTP 410" in action["error"]
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1


@pytest.mark.req("COL-4")
def test_an_endpoint_that_is_off_is_not_pushed_to(rules: Rules, receiver: Receiver):
    rules.company.send("admin", SaveEndpoint("erp", {"zh": "ERP"}, "https://erp.example.com/hook", active=False))
    ticket = rules.report()
    rules.work_off()
    assert receiver.got == []
    assert "automation.endpoint_off" in rules.actions(ticket)[0]["error"]


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("ftp://erp.example.com", True),
        ("https://user:pw@erp.example.com", True),
        ("https://", True),
        ("https://a.b/c", False),
    ],
)
def test_an_address_is_checked_for_its_shape(rules: Rules, url: str, fault: bool):
    command = SaveEndpoint("crm", {"zh": "CRM"}, url, base64.b64encode(b"sealed").decode())
    if not fault:
        rules.company.send("admin", command)
        return
    assert [p.code for p in rules.company.refusal("admin", command).problems] == ["automation.endpoint_url_invalid"]


def test_the_adapter_says_what_an_answer_means():
    found = Receiver()
    carrier, account = StandardWebhook(found), Account({"url": "https://a.b"}, {"secret": SECRET})  # type: ignore[arg-type]
    letter = Letter(id="1", title="", text="{}")
    for status, error in ((500, TryAgainError), (429, TryAgainError), (302, RefusedForGoodError)):
        found.status = status
        with pytest.raises(error):
            carrier.carry(account, letter, 0)
    with pytest.raises(RefusedForGoodError):
        carrier.carry(Account({"url": "https://a.b"}, {"secret": "whsec_?"}), letter, 0)
