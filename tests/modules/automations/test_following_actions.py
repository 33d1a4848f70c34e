"""What rules ask for afterwards: each once for ever, each with tries of its own, none in a circle."""

from collections.abc import Iterable
from typing import Any

import pytest

from bihuan.core.values import Refusal
from bihuan.kernel import outbox
from bihuan.kernel.hooks import ActionCall, JobContext
from bihuan.modules.automations import queries
from bihuan.modules.tickets import messages as m
from tests.modules.automations.rules import DAY, Rules, is_, tag

NOTIFY = {"do": "notify", "to": ["lead", {"field": "assignee"}], "template": "urgent"}
TICKET = {"do": "create_child", "type": "pump", "title": "复查", "values": {"fault": "noise", "priority": "P3"}}


@pytest.mark.req("COL-4")
def test_a_child_ticket_is_made_once_for_the_same_customer(rules: Rules):
    rules.rule("recheck", "ended", [TICKET])
    customer = rules.save("customer", name="恒力液压")
    ticket = rules.report("front_desk", customer=customer)
    rules.company.send("admin", m.ActOnTicket(ticket=ticket, action="force_close", reason="重复"))
    assert len(rules.tickets()) == 1
    rules.work_off()
    _, child = rules.tickets()
    assert (child["title"], child["customer"], child["priority"], child["data"]["fault"]) == (
        "复查",
        customer,
        "P3",
        "noise",
    )
    (action,) = rules.actions(ticket)
    assert (child["system"], child["external_ref"]) == ("rule", action["key"])
    assert (action["action"], action["state"]) == ("create_child", "done")


@pytest.mark.req("COL-4")
def test_a_rule_does_not_fire_on_what_it_led_to_even_across_jobs(rules: Rules):
    rules.rule("mother", "ticket_created", [TICKET, tag("母单")])
    ticket = rules.report()
    rules.work_off()
    first, child = rules.tickets()
    assert (first["id"], child["tags"]) == (ticket, ["母单"])
    assert [rules.runs(one)["mother"]["why"] for one in (ticket, child["id"])] == ["fired", "loop"]


@pytest.mark.req("COL-4")
def test_two_rules_that_answer_each_other_stop_after_one_round(rules: Rules):
    rules.rule("noise_to_leak", "ticket_created", [{**TICKET, "values": {"fault": "leak"}}], if_=is_("fault", "noise"))
    rules.rule("leak_to_noise", "ticket_created", [{**TICKET, "values": {"fault": "noise"}}], if_=is_("fault", "leak"))
    rules.report(data={"fault": "noise"})
    rules.work_off()
    made = rules.tickets()
    assert [ticket["data"]["fault"] for ticket in made] == ["noise", "leak", "noise"]
    assert rules.runs(made[-1]["id"])["noise_to_leak"]["why"] == "loop"


@pytest.mark.req("COL-4")
def test_a_rule_with_both_kinds_follows_even_if_it_made_its_own_condition_false(rules: Rules):
    urgent = {"do": "set_priority", "priority": "P0"}
    rules.rule("raise", "ticket_created", [urgent, NOTIFY], if_=is_("priority", "P2"))
    ticket = rules.report()
    rules.work_off()
    (call,) = rules.told
    assert (call.ticket, call.source["rule"], call.chain) == (ticket, "raise", ("raise",))


@pytest.mark.req("COL-4")
def test_a_failing_action_holds_up_no_other_and_can_be_tried_again(rules: Rules):
    working = False

    def flaky(call: ActionCall, _context: JobContext) -> Iterable[Any]:
        if not working:
            raise Refusal("automation.no_way_out")
        rules.told.append(call)
        return []

    rules.company.hooks.actions["sms"] = flaky
    sms = {"do": "sms", "to": ["lead"], "template": "urgent"}
    rules.rule("tell", "ticket_created", [sms, NOTIFY])
    ticket = rules.report()
    rules.work_off()
    assert [call.name for call in rules.told] == ["notify"]
    states = {action["action"]: action for action in rules.actions(ticket)}
    assert (states["sms"]["state"], states["notify"]["state"]) == ("retrying", "done")
    assert "automation.no_way_out" in states["sms"]["error"]
    for _ in outbox.BACK_OFF_MS:
        rules.wait(2 * DAY // 60_000)
        rules.work_off(1)
    assert {action["action"]: action["state"] for action in rules.actions(ticket)}["sms"] == "failed"
    working = True
    now = rules.company.clock.now()
    job = queries.job_id({"ticket": ticket, "no": states["sms"]["no"]})
    rules.company.tenant.writer.call(lambda tx: outbox.replay(tx, job, now))
    rules.work_off()
    assert [call.name for call in rules.told] == ["notify", "sms"]


@pytest.mark.req("COL-4")
def test_a_task_is_given_to_a_person_and_the_history_says_which_rule(rules: Rules):
    engineer = rules.company.people["engineer"]
    rules.rule("to_zhang", "ticket_created", {"do": "assign", "person": engineer}, if_=is_("fault", "leak"))
    rules.rule("assigned", "assigned", tag("已派"))
    ticket = rules.report()
    rules.work_off()
    assert (rules.row(ticket)["assignee"], rules.tags(ticket)) == (engineer, ["已派"])
    (offered,) = [entry for entry in rules.trace("admin", ticket)["events"] if entry["type"] == "VisitOffered"]
    assert offered["what"]["reason"] == "自动化规则“to_zhang”"


@pytest.mark.req("COL-4")
def test_an_approval_is_a_ticket_of_the_type_that_runs_on_the_flow(rules: Rules):
    rules.rule("approve", "ticket_created", {"do": "start_approval", "flow": "pump", "values": {"fault": "dead"}})
    rules.report()
    rules.work_off()
    assert [ticket["data"]["fault"] for ticket in rules.tickets()] == ["leak", "dead"]


@pytest.mark.req("COL-4")
def test_what_is_erased_tells_nobody_any_more_and_the_log_stays(rules: Rules):
    rules.rule("tell", "ticket_created", [NOTIFY], if_=is_("fault", "leak"))
    rules.rule("other", "ticket_created", [NOTIFY], if_=is_("fault", "dead"))
    ticket = rules.report()
    rules.company.send("admin", m.EraseTicket(ticket=ticket, reason="客户要求"))
    rules.work_off()
    assert rules.told == []
    seen = rules.runs(ticket)
    assert (seen["tell"]["fired"], seen["other"]["why"], seen["other"]["unmet"]) == (True, "condition", [])
