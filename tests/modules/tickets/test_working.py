"""The closed loop through the bus; every command is replayed and compared with what stands."""

import pytest

from bihuan.core.values import Kind
from bihuan.kernel.worker import Worker
from bihuan.modules.identity.messages import AppointDeputies
from bihuan.modules.tickets import messages as m
from tests.modules.tickets.pumps import FLOW, FORM, Pumps

DAY = 86_400_000


@pytest.mark.req("FLW-2", "DSP-2", "AUD-2.api")
def test_the_loop_closes_and_leaves_its_whole_history(pumps: Pumps):
    ticket = pumps.close_loop()
    seen = pumps.view("requester", ticket)
    assert (seen["stage"], seen["category"], seen["tasks"]) == ("done", "resolved", [])
    assert seen["data"]["cause"] == "密封圈老化"
    kinds = [event["type"] for event in pumps.trace("lead", ticket)["events"]]
    for step in ("TicketCreated", "VisitOffered", "VisitAccepted", "VisitDeparted", "VisitArrived", "WorkBegan"):
        assert kinds.count(step) == 1
    assert kinds[-1] == "RunEnded"


@pytest.mark.postgres
@pytest.mark.req("FLW-2", "TEN-2")
def test_the_loop_closes_on_postgres_just_the_same(pumps_on_postgres: Pumps):
    seen = pumps_on_postgres.view("requester", pumps_on_postgres.close_loop())
    assert (seen["stage"], seen["category"]) == ("done", "resolved")


@pytest.mark.req("FLW-2")
def test_only_what_is_open_now_can_be_done(pumps: Pumps):
    ticket = pumps.report()
    pumps.assign(ticket)
    command = m.ActOnTask(task=pumps.task(ticket), action="arrive")
    assert pumps.company.refusal("engineer", command).code == "task.action_not_now"
    assert pumps.actions("engineer", ticket) == ["accept", "refuse"]
    pumps.act("engineer", ticket, "accept")
    assert pumps.actions("engineer", ticket) == ["refuse", "depart"]


@pytest.mark.req("AUD-3", "DSP-3")
def test_another_engineer_neither_sees_nor_takes_the_job(pumps: Pumps):
    ticket = pumps.report()
    pumps.assign(ticket)
    command = m.ActOnTask(task=pumps.task(ticket), action="accept")
    refusal = pumps.company.refusal("other_engineer", command)
    assert (refusal.code, refusal.kind) == ("ticket.not_found", Kind.NOT_FOUND)


@pytest.mark.req("DSP-3")
def test_a_refused_job_goes_back_to_the_dispatcher_with_its_reason(pumps: Pumps):
    ticket = pumps.report()
    pumps.assign(ticket)
    pumps.act("engineer", ticket, "refuse", comment="在无锡回不来")
    assert pumps.view("dispatcher", ticket)["tasks"][0]["assignee"] is None
    pumps.assign(ticket, "other_engineer")
    pumps.work(ticket, "other_engineer")
    assert pumps.view("requester", ticket)["stage"] == "check"


def test_leaving_a_step_demands_what_the_step_demands(pumps: Pumps):
    ticket = pumps.report()
    pumps.assign(ticket)
    for action in ("accept", "depart", "arrive", "begin"):
        pumps.act("engineer", ticket, action)
    refusal = pumps.company.refusal("engineer", m.ActOnTask(task=pumps.task(ticket), action="finish"))
    assert [(p.path, p.code) for p in refusal.problems] == [("cause", "form.required")]
    hidden = m.ActOnTask(task=pumps.task(ticket), action="finish", data={"cause": "x", "fault": "dead"})
    assert [(p.path, p.code) for p in pumps.company.refusal("engineer", hidden).problems] == [
        ("fault", "form.field_readonly")
    ]


@pytest.mark.req("FLW-3")
def test_a_refused_acceptance_returns_to_the_engineer(pumps: Pumps):
    ticket = pumps.report()
    pumps.assign(ticket)
    pumps.work(ticket)
    pumps.act("requester", ticket, "refuse", comment="还在漏")
    seen = pumps.view("engineer", ticket)
    assert (seen["stage"], seen["tasks"][0]["assignee"]) == ("work", pumps.company.people["engineer"])


def test_acceptance_needs_a_signature(pumps: Pumps):
    ticket = pumps.report()
    pumps.assign(ticket)
    pumps.work(ticket)
    refusal = pumps.company.refusal("requester", m.ActOnTask(task=pumps.task(ticket), action="agree"))
    assert [(p.path, p.code) for p in refusal.problems] == [("signature", "task.signature_required")]


def test_a_ticket_stands_in_the_queue_of_whoever_has_it(pumps: Pumps):
    ticket = pumps.report()
    assert pumps.view("lead", ticket)["department"] == pumps.company.units["售后部"]
    pumps.assign(ticket)
    assert pumps.view("lead", ticket)["department"] == pumps.company.units["苏州组"]


@pytest.mark.req("FLW-4")
def test_the_submitter_withdraws_until_somebody_acts_and_reopens_within_days(pumps: Pumps):
    early = pumps.report()
    pumps.company.send("requester", m.ActOnTicket(ticket=early, action="withdraw"))
    assert pumps.view("requester", early)["category"] == "cancelled"
    done = pumps.close_loop()
    late = m.ActOnTicket(ticket=done, action="withdraw")
    assert pumps.company.refusal("requester", late).code == "run.not_running"
    pumps.company.send("requester", m.ActOnTicket(ticket=done, action="reopen", reason="又漏了"))
    assert pumps.view("requester", done)["stage"] == "work"
    again = pumps.close_loop()
    pumps.company.clock.instant += 8 * DAY
    command = m.ActOnTicket(ticket=again, action="reopen", reason="又漏了")
    assert pumps.company.refusal("requester", command).code == "run.reopen_too_late"


def test_the_timer_archives_and_an_archived_ticket_stays_as_it_is(pumps: Pumps):
    ticket = pumps.close_loop()
    company = pumps.company
    worker = Worker(company.bus, {})
    company.clock.instant += 29 * DAY
    worker.step(company.tenant)
    assert pumps.view("lead", ticket)["archived_at"] is None
    company.clock.instant += 2 * DAY
    worker.step(company.tenant)
    assert pumps.view("lead", ticket)["archived_at"] == company.clock.instant
    for command in (
        m.ActOnTicket(ticket=ticket, action="reopen", reason="x"),
        m.AmendTicket(ticket=ticket, changes={"priority": "P1"}),
    ):
        assert company.refusal("admin", command).code == "ticket.archived"
    worker.step(company.tenant)
    assert [e["type"] for e in pumps.trace("lead", ticket)["events"]].count("TicketArchived") == 1


def test_a_deputy_acts_for_the_one_who_is_away_and_both_are_recorded(pumps: Pumps):
    ticket = pumps.report()
    pumps.assign(ticket)
    people, now = pumps.company.people, pumps.company.clock.now()
    away = {"deputy": people["other_engineer"], "from": now, "until": now + DAY}
    pumps.company.send("engineer", AppointDeputies(people["engineer"], (away,)))
    pumps.act("other_engineer", ticket, "accept")
    accepted = next(e for e in pumps.trace("admin", ticket)["events"] if e["type"] == "VisitAccepted")
    assert (accepted["what"]["person"], accepted["what"]["by"]) == (people["engineer"], people["other_engineer"])


@pytest.mark.req("FRM-6", "FLW-2")
def test_tickets_in_flight_stay_on_the_form_and_flow_they_began_with(pumps: Pumps):
    from bihuan.modules.flows.messages import PublishFlow
    from bihuan.modules.forms.messages import PublishForm

    old = pumps.report()
    fields = [field for field in FORM["fields"] if field["key"] not in ("hours", "cause")]
    flow = {**FLOW, "root": [FLOW["root"][0], FLOW["root"][3]]}
    del flow["reopen"]
    flow["root"][0] = {**flow["root"][0], "fields": {}}
    pumps.company.send("admin", PublishForm({**FORM, "fields": fields}))
    pumps.company.send("admin", PublishFlow(flow, "pump"))
    assert pumps.view("requester", pumps.report())["stage"] == "done"
    pumps.assign(old)
    pumps.work(old)
    assert pumps.view("requester", old)["data"]["hours"] == "1.5"


@pytest.mark.req("AUD-3")
def test_a_colleague_of_the_team_sees_what_the_team_has(pumps: Pumps):
    from bihuan.modules.identity.messages import ChangeUser, SaveRole

    company = pumps.company
    grants = ({"action": "read", "kind": "ticket", "rows": "own_team"},)
    company.send("admin", SaveRole("team_reader", {"zh": "班组成员"}, grants))
    changes = {"roles": ["team_reader"], "teams": [company.units["电机班"]]}
    company.send("admin", ChangeUser(company.people["approver"], changes))
    ticket = pumps.report()
    assert company.refusal("approver", m.AddNote(ticket=ticket, text="x")).kind == Kind.NOT_FOUND
    pumps.assign(ticket)
    assert pumps.view("approver", ticket)["team"] == company.units["电机班"]
