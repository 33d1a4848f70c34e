"""What a rule did, why it did not, and what it would have done: for each reader as far as his rights go."""

from typing import Any

import pytest

from bihuan.kernel.context import Context
from bihuan.kernel.eventlog import EventLog
from bihuan.modules.automations import queries
from bihuan.modules.tickets import messages as m
from tests.modules.automations.rules import Rules, is_, tag

RICH = {"op": "gt", "left": {"field": "contract.amount"}, "right": "500000"}


def with_contract(rules: Rules, amount: str) -> str:
    customer = rules.save("customer", name=f"客户{amount}")
    term = {"valid_from": "2020-01-01", "valid_to": "2099-12-31"}
    contract = rules.save("contract", customer=customer, number=f"HT-{amount}", amount=amount, **term)
    return rules.report("front_desk", customer=customer, contract=contract)


@pytest.mark.req("COL-4")
def test_the_log_says_which_comparison_was_in_the_way_and_what_it_read(rules: Rules):
    rules.rule("vip", "ticket_created", tag("VIP"), if_={"all": [is_("source", "phone"), RICH]})
    ticket = with_contract(rules, "300000")
    line = rules.runs(ticket)["vip"]
    assert (line["fired"], line["why"]) == (False, "condition")
    assert line["unmet"] == [{"at": "all.1", "wanted": True, "values": {"contract.amount": "300000"}}]
    assert line["said"] == "未执行：“合同的金额 大于 500,000”不成立（合同的金额 为 300000）。"


@pytest.mark.req("COL-4", "AUD-3")
def test_who_may_not_know_the_amount_does_not_learn_it_from_the_log(rules: Rules):
    rules.rule("vip", "ticket_created", tag("VIP"), if_=RICH)
    ticket = with_contract(rules, "300000")
    rules.assign(ticket)
    assert rules.runs(ticket, "lead")["vip"]["unmet"][0]["values"] == {"contract.amount": "300000"}
    seen = rules.runs(ticket, "engineer")["vip"]
    assert (seen["fired"], seen["why"], seen["unmet"]) == (None, "hidden", [])
    assert seen["said"] == "规则的条件用到您无权查看的字段，结果不显示。"


@pytest.mark.req("COL-4")
def test_a_line_of_the_log_speaks_of_the_version_that_ran(rules: Rules):
    rules.rule("vip", "ticket_created", tag("VIP"), if_=is_("priority", "P0"))
    ticket = rules.report()
    rules.rule("vip", "ticket_created", tag("VIP"), if_=is_("priority", "P1"))
    line = rules.runs(ticket)["vip"]
    assert (line["rule_version"], "P0" in line["said"]) == (1, True)


def tried(rules: Rules, body: dict[str, Any], who: str = "admin") -> Any:
    company = rules.company
    caller, info, now = company.caller(who), company.tenant.info, company.clock.now()

    def read(tx: Any) -> Any:
        queries.checked(tx, caller.subject, body, 0)
        context = Context(tx, info, caller, now, "try", "api")
        return queries.try_rule(context, EventLog(company.hooks).read, body, 50).run

    return company.read(read)


@pytest.mark.req("COL-4")
def test_a_dry_run_says_what_a_rule_would_have_done_and_writes_nothing(rules: Rules):
    tickets = [rules.report(priority=priority) for priority in ("P1", "P2", "P1")]
    rules.company.send("front_desk", m.AmendTicket(ticket=tickets[1], changes={"priority": "P0"}))
    before = [rules.row(ticket)["version"] for ticket in tickets]
    body = {
        "key": "try",
        "label": {"zh": "试"},
        "when": "ticket_created",
        "then": [tag("试")],
        "if": is_("priority", "P1"),
    }
    found = tried(rules, body)
    assert (found.concerned, found.fired, dict(found.unmet)) == (3, 2, {"": 1})
    assert [example.patch for example in found.examples] == [{"tags": ["试"]}] * 2
    raised = {**body, "when": {"field": "priority", "to": "P0"}, "if": is_("before.priority", "P2")}
    assert (tried(rules, raised).fired, tried(rules, raised).concerned) == (1, 1)
    assert [rules.row(ticket)["version"] for ticket in tickets] == before
    assert rules.told == []


@pytest.mark.req("COL-4")
def test_a_dry_run_gives_the_same_answer_as_what_then_happens(rules: Rules):
    body = {"key": "vip", "when": "stage_changed", "then": [tag("动")], "if": is_("before.stage", "work")}
    ticket = rules.close_loop()
    assert tried(rules, {**body, "label": {"zh": "动"}}).fired == 1
    rules.rule("vip", "stage_changed", tag("动"), if_=is_("before.stage", "work"))
    assert (rules.tags(ticket), rules.tags(rules.close_loop())) == ([], ["动"])


@pytest.mark.req("AUD-3")
def test_a_dry_run_looks_only_at_tickets_that_its_author_may_read(rules: Rules):
    rules.report()
    body = {"key": "try", "label": {"zh": "试"}, "when": "ticket_created", "then": [tag("试")]}
    assert (tried(rules, body).looked_at, tried(rules, body, "engineer").looked_at) == (1, 0)


@pytest.mark.req("AUD-3")
def test_the_trace_shows_the_log_to_those_inside_and_hides_what_its_reader_may_not_know(rules: Rules):
    rules.rule("vip", "ticket_created", [tag("VIP"), {"do": "notify", "to": ["lead"], "template": "urgent"}], if_=RICH)
    ticket = with_contract(rules, "300000")
    rules.assign(ticket)
    section = rules.trace("lead", ticket)["sections"]["automations"]
    assert section["runs"][0]["unmet"][0]["values"] == {"contract.amount": "300000"}
    for who in ("engineer", "lead"):
        (ran,) = [entry for entry in rules.trace(who, ticket)["events"] if entry["type"] == "RulesRan"]
        assert ran["what"] == {}
    (line,) = rules.trace("engineer", ticket)["sections"]["automations"]["runs"]
    assert (line["fired"], line["why"], line["said"]) == (None, "hidden", None)
    own = rules.report()
    assert rules.trace("requester", own)["sections"]["automations"] is None
