"""Actions of flows: set at once, pushed through the outbox; what fails is an incident that a flow admin sees to."""

from typing import Any

import pytest

from bihuan.kernel.ports import Account, Letter, RefusedForGoodError, TryAgainError
from bihuan.kernel.tables import outbox
from bihuan.kernel.worker import Worker
from bihuan.modules.automations.interface import new_secret, seal_secret
from bihuan.modules.automations.messages import SaveEndpoint
from bihuan.modules.flows.messages import PublishFlow
from bihuan.modules.identity.messages import SaveRole
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets import queries
from tests.modules.automations.rules import Rules
from tests.modules.company import Member
from tests.modules.tickets.pumps import FLOW, Pumps

MINUTE = 60_000


class Erp:
    """Another system: it takes what it is sent, or says why not."""

    def __init__(self) -> None:
        self.taken: list[Letter] = []
        self.fault: Exception | None = None

    def carry(self, account: Account, letter: Letter, now: int) -> None:
        if self.fault is not None:
            raise self.fault
        self.taken.append(letter)


class Actions(Pumps):
    """The pump company whose flow pushes to ERP before the repair."""

    def __init__(self, rules: Rules) -> None:
        super().__init__(rules.company)
        self.erp = Erp()
        sealed = seal_secret(self.company.tenant.keys, new_secret())
        self.company.send("admin", SaveEndpoint("erp", {"zh": "ERP"}, "https://erp.example.com/hook", sealed))

    def flow(self, **settings: Any) -> str:
        report, repair, _check, done = FLOW["root"]
        step = {"id": "push", "kind": "action", "label": {"zh": "通知 ERP"}, "stage": "open", **settings}
        root = [report, step, {**repair, "returns": []}, done]
        self.company.send("admin", PublishFlow({**FLOW, "root": root}, "pump"))
        return self.report()

    def run(self, later: int = 0) -> None:
        self.company.clock.instant += later
        worker = Worker(self.company.bus, {"webhook": self.erp})
        for _ in range(20):
            if not worker.run_outbox(self.company.tenant, self.company.clock.now()):
                break

    def incidents(self, who: str = "admin") -> list[dict[str, Any]]:
        caller = self.company.caller(who)
        return list(self.company.read(lambda tx: queries.incidents_of(tx, caller)))


@pytest.fixture
def actions(rules: Rules) -> Actions:
    return Actions(rules)


@pytest.fixture
def actions_on_postgres(rules_on_postgres: Rules) -> Actions:
    return Actions(rules_on_postgres)


def fails_and_is_retried(actions: Actions) -> None:
    actions.erp.fault = RefusedForGoodError("delivery.rejected")
    ticket = actions.flow(webhook="erp", values={"cost": "12"}, set={"priority": "P1"})
    seen = actions.view("lead", ticket)
    assert (seen["priority"], seen["tasks"], [wait["kind"] for wait in seen["waits"]]) == ("P1", [], ["action"])
    actions.run()
    (wait,) = actions.view("admin", ticket)["waits"]
    assert (wait["kind"], wait["may_settle"]) == ("incident", True)
    assert wait["why"] and "delivery." not in wait["why"]
    (found,) = actions.incidents()
    assert (found["ticket"], found["label"]["zh"], found["why"]) == (ticket, "通知 ERP", wait["why"])
    actions.erp.fault = None
    actions.company.send("admin", m.SettleIncident(ticket=ticket, instance=wait["instance"], how="retry"))
    assert actions.incidents() == []
    actions.run()
    assert actions.view("lead", ticket)["stage"] == "work"
    assert len(actions.erp.taken) == 1 and '"cost":"12"' in actions.erp.taken[0].text
    actions.company.check_replay(f"ticket:{ticket}")


@pytest.mark.req("FLW-13")
def test_what_another_system_refuses_is_an_incident_that_is_tried_again(actions: Actions):
    fails_and_is_retried(actions)


@pytest.mark.postgres
@pytest.mark.req("FLW-13", "TEN-2")
def test_on_postgres_just_the_same(actions_on_postgres: Actions):
    fails_and_is_retried(actions_on_postgres)


@pytest.mark.req("FLW-13", "AUD-3")
def test_whoever_publishes_flows_sees_incidents_of_tickets_that_he_reads(actions: Actions):
    actions.erp.fault = RefusedForGoodError("delivery.rejected")
    actions.flow(webhook="erp")
    actions.run()
    publishes = {"action": "publish", "kind": "flow", "rows": "all"}
    reads = {
        "action": "read",
        "kind": "ticket",
        "rows": "all",
        "fields": {"named": {"title": "hidden"}, "others": "read"},
    }
    for grants, seen in (((publishes,), []), ((publishes, reads), [None]), ((reads,), [])):
        actions.company.send("admin", SaveRole("designer", {"zh": "流程设计"}, grants))
        if "designer" not in actions.company.people:
            actions.company.people["designer"] = actions.company.hire(Member("林工", "lin", "designer"))
        assert [one["title"] for one in actions.incidents("designer")] == seen


@pytest.mark.req("FLW-13")
def test_what_only_sets_values_is_done_at_once(actions: Actions):
    ticket = actions.flow(set={"tags": ["加急"], "cause": "待查"})
    seen = actions.view("lead", ticket)
    assert (seen["stage"], seen["tags"], seen["data"]["cause"]) == ("work", ["加急"], "待查")


@pytest.mark.req("FLW-13")
def test_a_system_that_does_not_answer_is_tried_for_ten_minutes_and_then_somebody_knows(actions: Actions):
    actions.erp.fault = TryAgainError("delivery.timeout")
    ticket = actions.flow(webhook="erp")
    actions.run()
    assert [wait["kind"] for wait in actions.view("admin", ticket)["waits"]] == ["action"]
    assert actions.incidents() == []
    actions.run(5 * MINUTE)
    actions.run(20 * MINUTE)
    assert [wait["kind"] for wait in actions.view("admin", ticket)["waits"]] == ["incident"]


@pytest.mark.req("FLW-13", "AUD-3")
def test_it_is_skipped_with_a_reason_by_the_flow_admin_and_seen_by_colleagues_alone(actions: Actions):
    actions.erp.fault = RefusedForGoodError("delivery.rejected")
    ticket = actions.flow(webhook="erp")
    actions.run()
    (wait,) = actions.view("requester", ticket)["waits"]
    assert (wait["kind"], wait["why"], wait["key"], wait["may_settle"]) == ("action", None, "", False)
    for who, code in (("requester", "access.denied"), ("lead", "incident.not_allowed")):
        skip = m.SettleIncident(ticket=ticket, instance=wait["instance"], how="skip", reason="x")
        assert actions.company.refusal(who, skip).code == code
    with actions.company.http(by_hand=True) as line:
        assert line("lead", "GET", "/incidents").json() == []
        (listed,) = line("admin", "GET", "/incidents").json()
        assert listed["ticket"] == ticket
        path = f"/tickets/{ticket}/incidents/{wait['instance']}/skip"
        assert line("admin", "POST", path, json={}).status_code == 422
        done = line("admin", "POST", path, json={"reason": "ERP 已手工录入"})
        assert (done.status_code, done.json()["stage"]) == (200, "work")
    assert "IncidentOpened" not in [event["type"] for event in actions.trace("requester", ticket)["events"]]


@pytest.mark.req("FLW-13")
def test_the_watchdog_finds_a_run_that_nothing_moves(actions: Actions):
    ticket = actions.flow(webhook="erp")
    assert actions.incidents() == []
    actions.company.tenant.writer.call(lambda tx: tx.delete(outbox, stream=f"ticket:{ticket}"))
    (found,) = actions.incidents()
    assert (found["ticket"], found["label"]["zh"]) == (ticket, "通知 ERP")
    assert "没有在执行" in found["why"]
