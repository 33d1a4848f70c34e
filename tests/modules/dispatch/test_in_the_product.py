"""Dispatch beside the other modules: what people are told of it, and rules that ask for it."""

import pytest

from bihuan.core.flow import VisitOffered
from bihuan.core.values import JsonObject
from bihuan.kernel.eventlog import EventLog
from bihuan.modules.automations.messages import PublishRule
from bihuan.modules.flows.messages import PublishFlow
from bihuan.modules.identity.messages import ChangeUser, SaveRole
from bihuan.modules.notifications.tables import notice
from tests.modules.dispatch.crew import HOUR, MINUTE, MONDAY, POLICY, Crew, flow_of


def told(crew: Crew, who: str, kind: str) -> list[str]:
    """The notices of a kind that somebody has: title and text."""
    rows = crew.company.read(lambda tx: tx.all(notice, person=crew.id(who), kind=kind))
    return [f"{row['title']}\n{row['text']}" for row in rows]


@pytest.mark.req("DSP-2.server", "COL-2")
@pytest.mark.parametrize("policies", [(POLICY,), ()], ids=["by policy", "by the flow alone"])
def test_who_comes_too_late_is_told_who_was_faster(product: Crew, policies: tuple[JsonObject, ...]):
    product.publish(*policies)
    product.company.send("admin", PublishFlow(flow_of("claim"), "pump"))
    ticket = product.report()
    product.settle()
    product.act("wang", ticket, "claim")
    product.settle()
    for late in ("engineer", "zhou"):
        (said,) = told(product, late, "claim_lost")
        assert said.startswith("已被抢单：") and "抢单人：王工" in said
    assert told(product, "wang", "claim_lost") == []


@pytest.mark.req("DSP-1.server", "COL-2", "AUD-3")
def test_a_dispatcher_reads_why_nobody_fits_in_his_language_and_names_with_the_table_only(product: Crew):
    hidden: JsonObject = {"named": {"candidates": "hidden"}, "others": "read"}
    grants: tuple[JsonObject, ...] = (
        {"action": "read", "kind": "ticket", "rows": "all", "fields": hidden},
        {"action": "assign", "kind": "ticket", "rows": "all"},
    )
    company = product.company
    company.send("admin", SaveRole("dispatcher", {"zh": "调度"}, grants))
    company.send("dispatcher", ChangeUser(company.people["dispatcher"], {"language": "en"}))
    product.only()
    product.report()
    product.settle()
    (said,) = told(product, "dispatcher", "dispatch")
    assert "Why: Nobody fits." in said and "张工" not in said
    company.send("admin", SaveRole("dispatcher", {"zh": "调度"}, ({**grants[0], "fields": None}, grants[1])))
    product.report()
    product.settle()
    assert "张工 (takes no work at the moment)" in told(product, "dispatcher", "dispatch")[-1]


@pytest.mark.req("DSP-3.server", "COL-2")
def test_why_work_went_to_somebody_else_is_a_code_in_the_ledger_and_words_for_its_reader(product: Crew):
    ticket = product.report()
    product.leave("engineer", MONDAY + 5 * MINUTE, MONDAY + 48 * HOUR)
    product.settle(5 * MINUTE)
    assert product.owner(ticket) == "wang"
    company = product.company
    events = company.read(lambda tx: EventLog(company.hooks).read(tx, f"ticket:{ticket}"))
    kept = [stored.event.reason for stored in events if isinstance(stored.event, VisitOffered)]
    assert kept[-1] == "dispatch.owner_away"
    shown = [entry["what"] for entry in product.trace("admin", ticket)["events"] if entry["type"] == "VisitOffered"]
    assert shown[-1]["reason"] == "自动改派：原处理人不在岗。"
    assert "自动改派：原处理人不在岗。" in told(product, "wang", "visit_offered")[-1]


@pytest.mark.req("COL-4", "DSP-1.server")
def test_a_rule_has_a_task_dispatched_by_the_policy_that_it_names(product: Crew):
    night = {**POLICY, "key": "night", "when": {"op": "eq", "left": {"field": "job.type"}, "right": "none"}}
    product.publish({**POLICY, "decide": "recommend"}, {**night, "score": {"load": 1}})
    rule = {"key": "to_night", "label": {"zh": "夜间"}, "when": "ticket_created"}
    product.company.send("admin", PublishRule({**rule, "then": [{"do": "assign", "policy": "night"}]}))
    ticket = product.report()
    product.settle()
    assert [item["policy"] for item in product.rounds(ticket)] == ["pumps", "night"]
    assert product.owner(ticket) is not None


@pytest.mark.req("COL-4")
def test_a_rule_that_names_no_policy_there_is_says_so_in_its_log(product: Crew):
    rule = {"key": "to_moon", "label": {"zh": "月球"}, "when": "ticket_created"}
    product.company.send("admin", PublishRule({**rule, "then": [{"do": "assign", "policy": "moon"}]}))
    ticket = product.report()
    product.settle()
    assert [item["policy"] for item in product.rounds(ticket)] == ["pumps"]
    with product.company.http() as line:
        logs = line("admin", "GET", f"/tickets/{ticket}/automations").json()
    assert "dispatch.policy_unknown" in str(logs)
