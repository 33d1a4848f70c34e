"""VIP-活动保障 from the template to the notice, as a browser would ask for it; and the rest of the rules' routes."""

from collections.abc import Iterator
from typing import Any

import pytest

from bihuan.entry.wiring import MODULES
from bihuan.kernel.ports import TryAgainError
from bihuan.modules.automations import bookkeeping, queries
from bihuan.modules.intake.messages import SaveChannel
from tests.modules.automations.rules import Rules
from tests.modules.company import Company, Line, hooks_of
from tests.modules.tickets.conftest import found

pytestmark = pytest.mark.req("COL-4")
TERM = {"valid_from": "2020-01-01", "valid_to": "2099-12-31"}


class Office:
    """The whole product over HTTP; `settle` does what falls due."""

    def __init__(self, rules: Rules, line: Line) -> None:
        self.rules, self._line = rules, line

    def ask(self, who: str, method: str, path: str, status: int = 200, **body: Any) -> Any:
        answer = self._line(who, method, path, **({"json": body} if body else {}))
        assert answer.status_code == status, answer.text
        return answer.json()

    def report(self, amount: str, channel: str = "campaign") -> str:
        self.rules.company.clock.instant += 1
        customer = self.rules.save("customer", name=f"客户{amount}")
        contract = self.rules.save("contract", customer=customer, number=f"HT-{amount}", amount=amount, **TERM)
        report = {"type": "pump", "title": "展会水景停转", "source": {"channel": channel}, "data": {"fault": "dead"}}
        return str(
            self.ask("front_desk", "POST", "/tickets", 201, **report, customer=customer, contract=contract)["number"]
        )


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    company = Company(tmp_path_factory.mktemp("office"), hooks_of(*MODULES))
    found(company)
    company.send("admin", SaveChannel("campaign", {"zh": "市场活动"}))
    with company.http(by_hand=True) as line:
        yield Office(Rules(company, []), line)
    company.close()


def test_a_vip_event_is_marked_at_once_and_the_director_is_told(office: Office):
    director = {"role": "auditor"}
    rule = office.ask("admin", "POST", "/automations/templates/vip_event_support", values=director)
    shown = office.ask("admin", "POST", "/automations/rules", 201, body=rule)
    assert shown["said"] == (
        "当工单创建时，如果 来源渠道 等于 campaign 且 合同的金额 大于 500,000，则加标签“VIP-活动保障”；"
        "发短信给审计（角色）（VIP活动保障）。"
    )
    vip, ordinary = office.report("880000"), office.report("300000")
    # Another department sees what it is about before any job has run.
    rows = {row["number"]: row for row in office.ask("dispatcher", "GET", "/tickets")["items"]}
    assert (rows[vip]["tags"], rows[ordinary]["tags"]) == (["VIP-活动保障"], None)
    seen = office.ask("dispatcher", "GET", f"/tickets/{vip}")
    assert (seen["source"]["channel"], seen["priority"], seen["contract_source"]) == ("campaign", "P2", "given")
    office.rules.work_off()
    told = [
        notice for notice in office.ask("auditor", "GET", "/notices")["items"] if notice["kind"] == "vip_event_support"
    ]
    assert len(told) == 1 and vip in told[0]["title"]
    log = office.ask("admin", "GET", f"/tickets/{vip}/automations")
    assert [(run["rule"], run["fired"]) for run in log["runs"]] == [("vip_event_support", True)]
    assert [(action["action"], action["state"]) for action in log["actions"]] == [("sms", "done")]
    runs = office.ask("admin", "GET", "/automations/rules/vip_event_support/runs")
    assert [(run["number"], run["fired"]) for run in runs] == [(ordinary, False), (vip, True)]
    assert "300000" in runs[0]["said"]


def test_a_rule_is_tried_on_the_last_tickets_before_it_is_published(office: Office):
    number = office.report("910000", "phone")
    body = {"key": "try", "label": {"zh": "试"}, "when": "ticket_created", "then": [{"do": "add_tag", "tag": "大"}],
            "if": {"op": "gt", "left": {"field": "contract.amount"}, "right": "900000"}}  # fmt: skip
    tried = office.ask("admin", "POST", "/automations/dry-run", body=body, last=50)
    assert [(example["number"], example["patch"]) for example in tried["examples"]] == [(number, {"tags": ["大"]})]
    assert tried["fired"] == 1 and tried["concerned"] == tried["tickets"]
    assert (tried["unmet"].keys(), tried["comparisons"]) == ({""}, {"": "合同的金额 大于 900,000"})
    assert all(rule["key"] != "try" for rule in office.ask("admin", "GET", "/automations/rules"))
    faulty = office.ask("admin", "POST", "/automations/dry-run", 422, body={**body, "when": "no_such"})
    assert faulty["problems"][0]["detail"].startswith("没有事件")


def test_an_endpoint_shows_its_secret_once(office: Office):
    path = "/automations/endpoints/erp"
    endpoint: dict[str, Any] = {"label": {"zh": "ERP"}, "url": "https://erp.example.com/hook"}
    made = office.ask("admin", "PUT", path, **endpoint)
    assert made["secret"].startswith("whsec_")
    assert office.ask("admin", "PUT", path, **endpoint)["secret"] is None
    renewed = office.ask("admin", "PUT", path, **endpoint, new_secret=True)
    assert renewed["secret"] not in (None, made["secret"])
    (listed,) = office.ask("admin", "GET", "/automations/endpoints")
    assert (listed["url"], "secret" in listed, listed["health"]) == (endpoint["url"], False, None)


def test_an_endpoint_that_rests_says_so_and_why(office: Office):
    office.ask("admin", "PUT", "/automations/endpoints/erp", label={"zh": "ERP"}, url="https://erp.example.com/hook")

    def fail(tx: Any) -> None:
        row = queries.endpoint_row(tx, "erp")
        assert row is not None
        for at in (1_000, 2_000):
            bookkeeping.note_failure(tx, row, TryAgainError("delivery.timeout", "erp.example.com"), at)

    office.rules.company.tenant.writer.call(fail)
    (listed,) = office.ask("admin", "GET", "/automations/endpoints")
    assert listed["health"] == {
        "failures": 2,
        "at": 2_000,
        "reason": "服务器没有及时应答，稍后自动重试。",
        "detail": "erp.example.com",
        "resting_until": 62_000,
    }


def test_a_failed_action_is_tried_again_by_hand(office: Office):
    webhook = {"key": "push", "label": {"zh": "推"}, "when": "ticket_created", "position": 5,
               "then": [{"do": "webhook", "endpoint": "nowhere"}]}  # fmt: skip
    office.ask("admin", "POST", "/automations/rules", 201, body=webhook)
    number = office.report("920000")
    office.ask("admin", "POST", "/automations/rules/push/switch", active=False)
    office.rules.work_off()
    (action,) = [
        a for a in office.ask("admin", "GET", f"/tickets/{number}/automations")["actions"] if a["rule"] == "push"
    ]
    assert (action["state"], action["attempts"]) == ("retrying", 1)
    again = f"/tickets/{number}/automations/{action['no']}/retry"
    assert office.ask("admin", "POST", again, 409)["code"] == "outbox.not_dead"


def test_the_vocabulary_names_fields_events_and_actions(office: Office):
    known = office.ask("admin", "GET", "/automations/vocabulary")
    assert {"contract", "fault", "tags"} <= {field["key"] for field in known["fields"]}
    assert {"ticket_created", "clock_breached"} <= {event["key"] for event in known["events"]}
    assert {"sms", "transfer", "webhook"} <= {action["key"] for action in known["actions"]}


@pytest.mark.req("AUD-3")
def test_what_a_rule_worked_out_from_a_hidden_field_reaches_only_those_who_may_read_the_field(office: Office):
    people = office.rules.company.people
    text = {"formula": {"fn": "concat", "args": ["合同金额 ", {"field": "contract.amount"}]}}
    tell = {"do": "notify", "to": [{"person": people["engineer"]}, {"person": people["lead"]}], "template": "message",
            "values": {"title": "请留意", "text": text}}  # fmt: skip
    body = {"key": "tell", "label": {"zh": "告知"}, "when": "assigned", "then": [tell]}
    office.ask("admin", "POST", "/automations/rules", 201, body=body)
    number = office.report("930000")
    ticket = office.ask("dispatcher", "GET", f"/tickets/{number}")
    office.rules.assign(ticket["id"])
    office.ask("admin", "POST", "/automations/rules/tell/switch", active=False)
    office.rules.work_off()
    told = {
        who: [item for item in office.ask(who, "GET", "/notices")["items"] if item["kind"] == "message"]
        for who in ("engineer", "lead")
    }
    assert [len(items) for items in told.values()] == [1, 1]
    assert "930000" in str(told["lead"])
    assert "930000" not in str(told["engineer"])


def test_a_notice_gives_the_reason_of_a_rule_in_words(office: Office):
    engineer = office.rules.company.people["engineer"]
    body = {"key": "to_zhang", "label": {"zh": "派给张工", "en": "To Zhang"}, "when": "ticket_created",
            "then": [{"do": "assign", "person": engineer}]}  # fmt: skip
    office.ask("admin", "POST", "/automations/rules", 201, body=body)
    number = office.report("940000")
    office.ask("admin", "POST", "/automations/rules/to_zhang/switch", active=False)
    office.rules.work_off()
    (offer,) = [item for item in office.ask("engineer", "GET", "/notices")["items"] if number in item["title"]]
    assert "派单说明：自动化规则“派给张工”" in offer["text"]
