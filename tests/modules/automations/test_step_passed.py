"""A step that is passed because nobody came to it, and why, in words that each reader understands (FLW-6)."""

from dataclasses import replace

import pytest

from bihuan.kernel.tx import Tx
from bihuan.modules.flows.messages import PublishFlow
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets.queries import ticket_trace, ticket_view
from tests.modules.automations.rules import Rules
from tests.modules.automations.test_step_deadlines import last, overdue, to_check
from tests.modules.tickets.pumps import FLOW


@pytest.mark.req("FLW-6")
def test_a_step_without_a_demand_on_people_is_passed_in_the_name_of_its_owner(rules: Rules):
    check = {**FLOW["root"][2], "actions": [{"key": "agree", "label": {"zh": "通过"}}]}
    root = [*FLOW["root"][:2], check, FLOW["root"][3]]
    rules.company.send("admin", PublishFlow({**FLOW, "root": root}, "pump"))
    overdue(rules, {"do": "pass", "reason": "两天未验收"})
    ticket = to_check(rules)
    rules.wait(31)
    rules.work_off()
    (action,) = rules.actions(ticket)
    assert (rules.row(ticket)["stage"], action["state"]) == ("done", "done")
    vote = last(rules, ticket, "VoteCast")
    assert (vote["person"], vote["verdict"]) == (rules.company.people["requester"], "agree")
    (cast,) = [entry for entry in rules.trace("admin", ticket)["events"] if entry["type"] == "VoteCast"]
    assert (cast["caller"]["kind"], vote["comment"]) == ("system", "自动化规则“overdue”：两天未验收")
    rules.wait(60)
    rules.work_off()
    assert len(rules.actions(ticket)) == 1, "what is passed is not passed again"


@pytest.mark.req("FLW-6", "AUD-2")
def test_the_reason_stands_in_the_history_in_each_readers_own_language(rules: Rules):
    overdue(rules, {"do": "escalate", "reason": "验收超过两天"}, {"do": "return_step"})
    ticket = to_check(rules)
    rules.wait(31)
    rules.work_off()
    assert words(rules, ticket, "zh") == ("自动化规则“overdue”", "自动化规则“overdue”：验收超过两天")
    assert words(rules, ticket, "en") == ("Automation rule “overdue”", "Automation rule “overdue”: 验收超过两天")


def words(rules: Rules, ticket: str, language: str) -> tuple[str, str]:
    """What stands with the step that was sent back, and the last note, as a reader of this language has them."""
    company = rules.company
    caller, now = replace(company.caller("admin"), language=language), company.clock.now()

    def read(tx: Tx) -> tuple[str, str]:
        trace = ticket_trace(tx, company.hooks, caller, ticket)
        view = ticket_view(tx, caller, ticket, identity.env_of(tx, company.tenant.info, now))
        finished = [entry["what"] for entry in trace["events"] if entry["type"] == "TaskFinished"]
        return finished[-1]["comment"], view["notes"][-1]["text"]

    found: tuple[str, str] = company.read(read)
    return found
