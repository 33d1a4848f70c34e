"""Pushing to other systems: signed, under an id that never changes, with tries until somebody has to look."""

import base64
import json
from typing import Any

import pytest

from bihuan.adapters.outbound import Answer
from bihuan.adapters.standard_webhook import StandardWebhook, signature
from bihuan.core.values import JsonObject
from bihuan.kernel.ports import Account, Letter, RefusedForGoodError, TryAgainError
from bihuan.modules.automations import bookkeeping, interface, queries
from bihuan.modules.automations.messages import SaveEndpoint
from tests.modules.automations.rules import Rules

SECRET = interface.new_secret()


class Receiver:
    """Stands where the network begins (adapters.Outbound): keeps what arrives, answers as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 200
        self.headers: dict[str, str] = {}

    def post(self, url: str, headers: dict[str, str], content: bytes) -> Answer:
        self.got.append((url, headers, content))
        return Answer(self.status, self.headers, b"")


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


def health(rules: Rules) -> JsonObject | None:
    def read(tx: Any) -> JsonObject | None:
        row = queries.endpoint_row(tx, "erp")
        assert row is not None
        return bookkeeping.health_of(tx, row)

    found: JsonObject | None = rules.company.read(read)
    return found


def wait_for_the_end_of_its_rest(rules: Rules) -> None:
    known = health(rules)
    assert known is not None
    # The calls that were put off come a little later, each by itself.
    rules.company.clock.instant = known["resting_until"] + known["resting_until"] - known["at"]


@pytest.mark.req("COL-4")
def test_a_dead_host_is_asked_twice_and_then_left_in_peace_longer_and_longer(rules: Rules, receiver: Receiver):
    """Whatever waits for it: a thousand calls do not each take a time-out."""
    receiver.status = 503
    calls = [rules.report() for _ in range(12)]
    rules.work_off()
    assert len(receiver.got) == bookkeeping.PATIENCE
    states = [rules.actions(ticket)[0] for ticket in calls]
    assert {row["state"] for row in states} == {"retrying"}
    assert sum("delivery.resting" in row["error"] for row in states) == len(calls) - bookkeeping.PATIENCE
    for rest, asked in zip(bookkeeping.REST_MS, (2, 3, 4, 5), strict=True):
        known = health(rules)
        assert known is not None and len(receiver.got) == asked
        assert known["resting_until"] - known["at"] == rest
        wait_for_the_end_of_its_rest(rules)
        rules.work_off()


@pytest.mark.req("COL-4")
def test_the_first_success_wakes_an_endpoint_and_nothing_was_lost(rules: Rules, receiver: Receiver):
    receiver.status = 503
    calls = [rules.report() for _ in range(6)]
    rules.work_off()
    receiver.status = 200
    for _ in range(3):
        wait_for_the_end_of_its_rest(rules) if health(rules) else rules.wait(10)
        rules.work_off()
    assert health(rules) is None
    assert {rules.actions(ticket)[0]["state"] for ticket in calls} == {"done"}
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == len(calls)
    receiver.status = 503
    rules.report()
    rules.work_off()
    known = health(rules)
    assert known is not None and (known["failures"], known["resting_until"]) == (1, None)


@pytest.mark.req("COL-4")
def test_a_pause_that_the_receiver_asked_for_is_kept_from_the_first_time_on(rules: Rules, receiver: Receiver):
    receiver.status, receiver.headers = 429, {"retry-after": "7200"}
    rules.report()
    rules.report()
    rules.work_off()
    known = health(rules)
    assert len(receiver.got) == 1
    assert known is not None and known["resting_until"] - known["at"] == 7_200_000


@pytest.mark.req("COL-4")
def test_an_endpoint_that_was_changed_is_tried_anew(rules: Rules, receiver: Receiver):
    receiver.status = 503
    for _ in range(3):
        rules.report()
    rules.work_off()
    rules.company.send("admin", SaveEndpoint("erp", {"zh": "ERP"}, "https://erp2.example.com/hook"))
    assert health(rules) is None
    receiver.status = 200
    rules.report()
    rules.work_off()
    assert receiver.got[-1][0] == "https://erp2.example.com/hook"


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("ftp://erp.example.com", "url_invalid"),
        ("erp.example.com/hook", "url_invalid"),
        ("https://user:pw@erp.example.com", "url_invalid"),
        ("https://", "host_invalid"),
        ("https://a..b/c", "host_invalid"),
        ("https://[::1/c", "host_invalid"),
        (f"https://{'x' * 64}.example.com/", "host_invalid"),
        ("https://erp.example.com:0/", "port_invalid"),
        ("https://erp.example.com:99999/", "port_invalid"),
        ("https://erp.example.com:https/", "port_invalid"),
        ("https://erp.example.com/a b", "text_invalid"),
        ("https://erp.example.com/a\nb", "text_invalid"),
        (" https://erp.example.com/", "text_invalid"),
        ("https://erp.example.com/\u202etxt", "text_invalid"),
        ("https://erp.example.com\\@127.0.0.1/", "text_invalid"),
        ("https://erp.example.com/" + "x" * 2_000, "url_long"),
        ("https://a.b/c", None),
        ("https://例子.中国:8443/钩子?名=值", None),
        ("https://[2400:3200::1]/c", None),
    ],
)
def test_an_address_is_checked_for_its_shape(rules: Rules, url: str, fault: str | None):
    command = SaveEndpoint("crm", {"zh": "CRM"}, url, base64.b64encode(b"sealed").decode())
    if fault is None:
        rules.company.send("admin", command)
        return
    problems = rules.company.refusal("admin", command).problems
    assert [p.code for p in problems] == [f"automation.endpoint_{fault}"]


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
