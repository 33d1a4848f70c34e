"""Actions about steps that were carried out, but whose process died before it could say so: done once, no failure."""

from typing import Any

import pytest

from bihuan.core.values import JsonObject
from bihuan.kernel import outbox as outbox_module
from bihuan.kernel.tables import outbox
from bihuan.modules.automations import queries
from bihuan.modules.flows.messages import PublishFlow
from bihuan.modules.tickets.messages import ActOnTask
from tests.modules.automations.rules import Rules
from tests.modules.automations.test_step_deadlines import overdue
from tests.modules.tickets.pumps import FLOW


def again(rules: Rules) -> None:
    """The process died between what it sent and the note of it: its lease ends, and it is all done once more."""
    company = rules.company

    def forget(tx: Any) -> None:
        rows = [row for row in tx.all(outbox) if row["follower"] == queries.JOB]
        for row in rows:
            assert row["state"] == "done", row
            tx.update(outbox, {"id": row["id"]}, {"state": "waiting", "due": company.clock.now()})

    company.tenant.writer.call(forget)
    rules.work_off()


@pytest.mark.req("FLW-6")
@pytest.mark.parametrize("action", [{"do": "transfer", "to": {"role": "engineer"}}, {"do": "return_step"}])
def test_a_hand_over_that_was_done_but_not_noted_is_not_called_a_failure(rules: Rules, action: JsonObject):
    stage = "work" if action["do"] == "transfer" else "check"
    overdue(rules, action, stage=stage)
    ticket = rules.report()
    rules.assign(ticket)
    if stage == "check":
        rules.work(ticket)
    rules.wait(31)
    rules.work_off()
    before = (rules.row(ticket)["assignee"], rules.row(ticket)["stage"], rules.row(ticket)["version"])
    again(rules)
    (done,) = rules.actions(ticket)
    assert (done["state"], done["error"]) == ("done", None)
    assert (rules.row(ticket)["assignee"], rules.row(ticket)["stage"], rules.row(ticket)["version"]) == before


@pytest.mark.req("FLW-6")
def test_a_transfer_that_was_done_is_no_failure_although_the_step_is_over_by_then(rules: Rules):
    overdue(rules, {"do": "transfer", "to": {"role": "engineer"}}, stage="work")
    ticket = rules.report()
    rules.assign(ticket)
    rules.wait(31)
    rules.work_off()
    rules.work(ticket, "other_engineer")
    again(rules)
    assert [(done["state"], done["error"]) for done in rules.actions(ticket)] == [("done", None)]


@pytest.mark.req("FLW-6")
def test_of_several_decisions_each_is_passed_once_although_the_process_died_after_the_first(
    rules: Rules, monkeypatch: pytest.MonkeyPatch
):
    people = [rules.company.people[who] for who in ("engineer", "approver", "lead")]
    check = {
        **FLOW["root"][2],
        "approvers": {"people": people},
        "mode": "all",
        "actions": [{"key": "agree", "label": {"zh": "通过"}}],
    }
    rules.company.send("admin", PublishFlow({**FLOW, "root": [*FLOW["root"][:2], check, FLOW["root"][3]]}, "pump"))
    overdue(rules, {"do": "pass"})
    ticket = rules.report()
    rules.assign(ticket)
    rules.work(ticket)
    rules.wait(31)
    company, sent = rules.company, []
    send = company.bus.send

    def die_after_the_first(slug: str, envelope: Any) -> Any:
        sent.append(envelope)
        done = send(slug, envelope)
        if isinstance(envelope.command, ActOnTask):
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(company.bus, "send", die_after_the_first)
    with pytest.raises(KeyboardInterrupt):
        rules.work_off()
    monkeypatch.undo()
    assert rules.row(ticket)["stage"] == "check", "one of several has decided"
    company.clock.instant += outbox_module.LEASE_MS
    rules.work_off()
    assert [(done["state"], done["error"]) for done in rules.actions(ticket)] == [("done", None)]
    assert rules.row(ticket)["stage"] == "done"
    votes = [entry for entry in rules.trace("admin", ticket)["events"] if entry["type"] == "VoteCast"]
    assert len(votes) > 1 and len({vote["what"]["person"] for vote in votes}) == len(votes)
    again(rules)
    assert [(done["state"], done["error"]) for done in rules.actions(ticket)] == [("done", None)]
