"""A ticket's clocks through the bus: what starts, pauses, switches and stops them; every command is replayed."""

from typing import Any

import pytest

from bihuan.core.values import Kind
from bihuan.modules.sla import messages as m
from bihuan.modules.tickets import messages as t
from tests.modules.sla.promises import HOUR, MINUTE, OFFICE, Clocks, instant


@pytest.mark.req("SLA-1.server")
def test_a_report_starts_the_clocks_of_its_policy_in_the_same_unit(clocks: Clocks):
    ticket = clocks.report()
    assert clocks.states(ticket) == {
        "assign": "running",
        "accept": "idle",
        "first_response": "running",
        "resolve": "running",
        "unanswered": "running",
        "stale": "running",
    }
    assert (clocks.due(ticket, "assign"), clocks.due(ticket, "resolve")) == ("06-16 15:00", "06-19 10:00")
    seen = clocks.row(ticket)
    assert (seen["next_clock"], seen["next_due"], seen["clock_state"]) == (
        "assign",
        instant("2025-06-16 15:00"),
        "running",
    )
    kinds = [event["type"] for event in clocks.trace("lead", ticket)["events"]]
    assert kinds.count("ClocksMoved") == 1


@pytest.mark.req("SLA-1.server")
def test_the_goals_follow_priority_and_hours(clocks: Clocks):
    urgent, small = clocks.report(priority="P1"), clocks.report(priority="P3")
    assert (clocks.due(urgent, "assign"), clocks.due(urgent, "resolve")) == ("06-16 10:30", "06-16 18:00")
    assert clocks.due(small, "resolve") == "06-23 10:00"
    assert clocks.states(urgent)["stale"] == "idle"


@pytest.mark.req("SLA-1.server", "SLA-3.server")
def test_working_a_ticket_stops_one_clock_after_the_other(clocks: Clocks):
    ticket = clocks.report(priority="P1")
    clocks.now = "2025-06-16 10:20"
    clocks.assign(ticket)
    assert (clocks.states(ticket)["assign"], clocks.states(ticket)["accept"]) == ("met", "running")
    clocks.now = "2025-06-16 10:30"
    clocks.act("engineer", ticket, "accept")
    assert clocks.states(ticket)["accept"] == "met"
    clocks.act("engineer", ticket, "depart")
    clocks.now = "2025-06-16 10:50"
    clocks.act("engineer", ticket, "arrive")
    assert (clocks.states(ticket)["first_response"], clocks.clocks(ticket)["first_response"]["elapsed"]) == (
        "met",
        50 * MINUTE,
    )


@pytest.mark.req("SLA-1.server")
def test_only_people_of_the_company_answer_a_customer(clocks: Clocks):
    ticket = clocks.report()
    company = clocks.company
    company.send("dispatcher", t.AddNote(ticket=ticket, text="内部：先问仓库"))
    company.send("requester", t.AddNote(ticket=ticket, text="快一点", public=True))
    company.send("operator", t.AddNote(ticket=ticket, text="我们已收到您的报修", public=True))
    assert clocks.states(ticket)["first_response"] == "running"
    company.send("dispatcher", t.AddNote(ticket=ticket, text="下午上门", public=True))
    assert clocks.states(ticket)["first_response"] == "met"


@pytest.mark.req("SLA-3.server")
def test_pain_4_a_pause_stops_the_clock_and_counts_in_working_time_only(clocks: Clocks):
    ticket = clocks.report()
    clocks.assign(ticket)
    clocks.now = "2025-06-16 16:00"
    clocks.work(ticket)
    assert (clocks.states(ticket)["resolve"], clocks.row(ticket)["clock_state"]) == ("paused", "paused")
    before = clocks.clocks(ticket)["resolve"]["elapsed"]
    clocks.now = "2025-06-18 11:00"
    assert clocks.clocks(ticket)["resolve"]["elapsed"] == before == 5 * HOUR
    clocks.act("requester", ticket, "refuse", comment="还在漏")
    assert clocks.states(ticket)["resolve"] == "running"
    assert clocks.due(ticket, "resolve") == "06-20 15:00"


@pytest.mark.req("SLA-2.server")
def test_pain_5_lunch_and_night_do_not_count_and_midnight_is_no_trap(clocks: Clocks):
    clocks.now = "2025-06-16 11:00"
    ticket = clocks.report()
    assert clocks.due(ticket, "assign") == "06-16 16:00"
    clocks.now = "2025-06-16 12:30"
    assert clocks.states(ticket)["assign"] == "outside_hours"
    assert clocks.clocks(ticket)["assign"]["changes_at"] == instant("2025-06-16 13:00")
    clocks.now = "2025-06-17 00:00"
    late = clocks.report()
    assert clocks.due(late, "assign") == "06-17 14:00"


@pytest.mark.req("SLA-2.server", "SLA-5.server")
def test_pain_6_make_up_workdays_count_and_holidays_do_not(clocks: Clocks):
    clocks.now = "2025-09-26 17:00"
    ticket = clocks.report(priority="P3")
    # Sunday 28 September is worked for the National Day, 1 to 8 October is not.
    assert clocks.due(ticket, "resolve") == "10-10 17:00"
    told = clocks.story(ticket, "resolve")
    assert any("2025-09-28" in text and "调休" in text for text in told["texts"])
    assert any("2025-10-01" in text and "放假" in text for text in told["texts"])
    counted = sum(one["to"] - one["from"] for one in told["stretches"] if one["counts"])
    assert counted == 40 * HOUR


@pytest.mark.req("SLA-3.server")
def test_pain_7_clocks_are_independent_and_one_is_shown_as_next(clocks: Clocks):
    ticket = clocks.report(priority="P1")
    assert clocks.row(ticket)["next_clock"] == "assign"
    clocks.assign(ticket)
    assert clocks.row(ticket)["next_clock"] == "accept"
    clocks.act("engineer", ticket, "accept")
    assert clocks.row(ticket)["next_clock"] == "first_response"
    clocks.act("engineer", ticket, "depart")
    clocks.act("engineer", ticket, "arrive")
    assert (clocks.row(ticket)["next_clock"], clocks.states(ticket)["resolve"]) == ("resolve", "running")


@pytest.mark.req("SLA-3.server")
def test_a_priority_that_rises_switches_the_goals_and_keeps_what_ran(clocks: Clocks):
    ticket = clocks.report()
    clocks.now = "2025-06-16 16:00"
    clocks.company.send("dispatcher", t.AmendTicket(ticket=ticket, changes={"priority": "P1"}))
    states = clocks.clocks(ticket)
    assert (clocks.due(ticket, "resolve"), states["resolve"]["elapsed"]) == ("06-16 18:00", 6 * HOUR)
    # 30 minutes from 10:00 on had passed when it became urgent: born breached, told once.
    assert (states["assign"]["state"], clocks.row(ticket)["clock_state"]) == ("breached", "breached")
    story = clocks.story(ticket, "resolve")
    assert [moment["what"] for moment in story["moments"]] == ["ClockStarted", "ClockSwitched"]
    assert story["moments"][1]["cause"]["by"] == clocks.company.people["dispatcher"]


@pytest.mark.req("SLA-3.server")
def test_a_reopened_ticket_goes_on_where_it_stopped(clocks: Clocks):
    ticket = clocks.close_loop()
    assert clocks.states(ticket)["resolve"] == "met"
    assert clocks.row(ticket)["clock_state"] is None
    clocks.now = "2025-06-20 10:00"
    clocks.company.send("requester", t.ActOnTicket(ticket=ticket, action="reopen", reason="又漏了"))
    assert clocks.states(ticket)["resolve"] == "running"
    assert clocks.clocks(ticket)["resolve"]["elapsed"] == 0


@pytest.mark.req("SLA-3.server")
def test_a_withdrawn_ticket_has_no_clocks_that_run(clocks: Clocks):
    ticket = clocks.report()
    clocks.company.send("requester", t.ActOnTicket(ticket=ticket, action="withdraw"))
    assert set(clocks.states(ticket).values()) == {"cancelled", "idle"}
    clocks.look_until("2025-07-16 10:00")
    assert clocks.told.calls == []


@pytest.mark.req("SLA-3.server")
def test_what_was_done_offline_counts_from_when_it_was_done(clocks: Clocks):
    ticket = clocks.report(priority="P1")
    clocks.assign(ticket)
    clocks.now = "2025-06-16 10:10"
    clocks.act("engineer", ticket, "accept")
    clocks.act("engineer", ticket, "depart")
    clocks.look_until("2025-06-16 12:00")
    assert clocks.states(ticket)["first_response"] == "breached"
    command = t.ActOnTask(task=clocks.task(ticket), action="arrive")
    clocks.company.send("engineer", command, claimed=instant("2025-06-16 10:40"), skew=0)
    clock = clocks.clocks(ticket)["first_response"]
    assert (clock["state"], clock["elapsed"], clock["breaches"][0]["end"]) == ("met", 40 * MINUTE, "withdrawn")
    story = clocks.story(ticket, "first_response")
    assert story["moments"][-1]["late"] and any("补报" in text for text in story["texts"])
    clocks.look()
    assert clocks.told.calls[-1].settings["template"] == "sla.breach_withdrawn"


def test_a_tenant_without_promises_has_no_clocks_and_pays_nothing(clocks: Clocks):
    clocks.publish(active=False)
    ticket = clocks.report()
    assert clocks.clocks(ticket) == {}
    assert "ClocksMoved" not in [event["type"] for event in clocks.trace("lead", ticket)["events"]]


def test_nobody_but_the_platform_judges(clocks: Clocks):
    ticket = clocks.report()
    commands: list[Any] = [
        m.JudgeTicket(ticket=ticket, at=0),
        m.LookAtClocks(ticket=ticket),
        m.JudgeOpenTickets(definition="sla.pumps", version=1),
    ]
    for command in commands:
        assert clocks.company.refusal("admin", command).kind == Kind.FORBIDDEN


@pytest.mark.postgres
@pytest.mark.req("SLA-1.server", "TEN-2")
def test_clocks_run_on_postgres_just_the_same(clocks_on_postgres: Clocks):
    clocks = clocks_on_postgres
    ticket = clocks.report(priority="P1")
    clocks.look_until("2025-06-16 11:30")
    assert (clocks.states(ticket)["assign"], clocks.row(ticket)["clock_state"]) == ("breached", "breached")
    clocks.assign(ticket)
    clocks.work(ticket)
    clocks.act("requester", ticket, "agree", signature="strokes")
    assert clocks.states(ticket)["resolve"] == "met"


@pytest.mark.req("SLA-2.server", "SLA-3.server")
def test_a_new_version_of_a_calendar_moves_open_clocks_slice_by_slice(clocks: Clocks):
    tickets = [clocks.report() for _ in range(18)]
    shorter = {**OFFICE, "week": {"mon-fri": ["09:00-12:00"]}}
    clocks.company.send("admin", m.PublishCalendar(shorter, official="CN"))
    assert clocks.due(tickets[0], "assign") == "06-16 15:00"
    clocks.look()
    assert {clocks.due(ticket, "assign") for ticket in tickets} == {"06-17 11:00"}
    story = clocks.story(tickets[-1], "assign")
    assert (story["moments"][-1]["what"], story["moments"][-1]["why"]) == ("ClockSwitched", "calendar")
    clocks.company.check_replay(f"ticket:{tickets[-1]}")
