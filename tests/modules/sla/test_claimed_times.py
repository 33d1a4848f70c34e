"""What was done where there is no signal: when it counts from, what is doubtful, and what a lead makes of it."""

from typing import Any

import pytest

from bihuan.core.values import JsonObject, Kind
from bihuan.modules.sla import messages as m
from bihuan.modules.sla import queries
from bihuan.modules.tickets import messages as t
from tests.modules.company import Line
from tests.modules.sla.promises import DAY, HOUR, MINUTE, Clocks, instant


def on_the_way(clocks: Clocks, **more: Any) -> str:
    """A ticket of P1, reported at 10:00; 张工 has it since 10:05 and is under way."""
    ticket = clocks.report(priority="P1", **more)
    clocks.now = "2025-06-16 10:05"
    clocks.assign(ticket)
    clocks.act("engineer", ticket, "accept")
    clocks.act("engineer", ticket, "depart")
    return ticket


def arrive(clocks: Clocks, ticket: str, claimed: str, *, skew: int | None = 0, at: str = "2025-06-16 12:00") -> int:
    """张工 arrived where there is no signal; his phone hands it in later. The event's number."""
    clocks.look_until(at)
    command = t.ActOnTask(task=clocks.task(ticket), action="arrive")
    accepted = clocks.company.send("engineer", command, claimed=instant(claimed), skew=skew)
    return next(one.no for one in accepted.events if type(one.event).__name__ == "VisitArrived")


def told(clocks: Clocks, ticket: str, who: str = "lead") -> list[JsonObject]:
    caller, now = clocks.company.caller(who), clocks.company.clock.now()
    return list(clocks.company.read(lambda tx: queries.told_clocks(tx, caller, ticket, now))["claims"])


def waiting(clocks: Clocks, who: str = "lead", *, settled: bool = False) -> list[JsonObject]:
    caller = clocks.company.caller(who)
    return list(clocks.company.read(lambda tx: queries.doubtful_times(tx, caller, 50, settled=settled)))


@pytest.mark.req("SLA-3.server")
def test_a_phone_whose_clock_is_wrong_is_set_right_by_what_it_reads_when_it_hands_in(clocks: Clocks):
    ticket = on_the_way(clocks)
    # It says 10:10 and is twenty minutes slow.
    arrive(clocks, ticket, "2025-06-16 10:10", skew=20 * MINUTE)
    assert clocks.clocks(ticket)["first_response"]["elapsed"] == 30 * MINUTE
    (claim,) = told(clocks, ticket)
    assert (claim["doubts"], claim["is_open"], claim["counts_from"]) == ([], False, instant("2025-06-16 10:30"))
    assert (claim["claimed"], claim["skew"]) == (instant("2025-06-16 10:10"), 20 * MINUTE)
    assert waiting(clocks) == []


DOUBTFUL: list[tuple[str, int | None, str, str]] = [
    ("2025-06-16 10:40", None, "2025-06-16 12:00", "unmeasured"),
    ("2025-06-16 09:00", 0, "2025-06-16 12:00", "before_offer"),
    ("2025-06-16 13:00", 0, "2025-06-16 12:00", "in_future"),
    ("2025-06-16 10:40", 2 * HOUR, "2025-06-16 14:00", "clock_off"),
    ("2025-06-16 10:40", 0, "2025-06-17 12:00", "long_ago"),
    ("1970-01-02 08:00", 0, "2025-06-16 12:00", "before_offer"),
]


@pytest.mark.req("SLA-3.server")
@pytest.mark.parametrize(("claimed", "skew", "at", "doubt"), DOUBTFUL)
def test_a_doubtful_time_costs_no_work_and_counts_from_its_receipt_until_a_lead_has_looked(
    clocks: Clocks, claimed: str, skew: int | None, at: str, doubt: str
):
    ticket = on_the_way(clocks)
    arrive(clocks, ticket, claimed, skew=skew, at=at)
    assert clocks.view("admin", ticket)["tasks"][0]["visit"]["state"] == "on_site"
    assert clocks.states(ticket)["first_response"] == "breached"
    (claim,) = waiting(clocks)
    assert doubt in claim["doubts"]
    assert (claim["counts_from"], claim["received"]) == (instant(at), instant(at))
    assert (claim["person_name"], [one["key"] for one in claim["clocks"]]) == ("张工", ["first_response", "unanswered"])


@pytest.mark.req("SLA-3.server")
def test_what_one_phone_hands_in_happened_in_that_order(clocks: Clocks):
    ticket = on_the_way(clocks)
    arrive(clocks, ticket, "2025-06-16 10:40")
    command = t.AddNote(ticket=ticket, text="先到的", public=True)
    clocks.company.send("engineer", command, claimed=instant("2025-06-16 10:20"), skew=0)
    assert [claim["doubts"] for claim in told(clocks, ticket)] == [[], ["before_previous"]]


@pytest.mark.req("SLA-3.server")
def test_a_report_counts_from_when_it_could_be_read(clocks: Clocks):
    command = t.CreateTicket(
        type="pump", title="水泵漏水", source=t.Source("phone"), data={"fault": "leak"}, priority="P1"
    )
    accepted = clocks.company.send("engineer", command, claimed=instant("2025-06-16 08:00"), skew=0)
    ticket = accepted.ref.partition(":")[2]
    assert clocks.clocks(ticket)["assign"]["due"] == instant("2025-06-16 10:30")
    assert told(clocks, ticket) == []


@pytest.mark.req("SLA-3.server")
def test_a_lead_confirms_and_the_clocks_are_measured_again_with_the_history_kept(clocks: Clocks):
    ticket = on_the_way(clocks)
    no = arrive(clocks, ticket, "2025-06-16 10:40", at="2025-06-17 12:00")
    before = clocks.story(ticket, "first_response")["moments"]
    clocks.company.send("lead", m.SettleTime(ticket=ticket, no=no))
    clock = clocks.clocks(ticket)["first_response"]
    assert (clock["state"], clock["elapsed"], clock["breaches"][0]["end"]) == ("met", 40 * MINUTE, "withdrawn")
    story = clocks.story(ticket, "first_response")
    assert story["moments"][: len(before)] == before
    assert [one["what"] for one in story["moments"][len(before) :]] == ["ClockBreachWithdrawn", "ClockRetimed"]
    assert "2025-06-17 12:00 主管核定发生时间为 2025-06-16 10:40，当时已用 40m" in [
        text.replace(",", "，") for text in story["texts"]
    ]
    row = clocks.company.read(lambda tx: queries.clock_rows(tx, ticket))
    (found,) = (one for one in row if one["clock"] == "first_response")
    assert (found["outcome"], found["elapsed"], found["ended_at"]) == ("met", 40 * MINUTE, instant("2025-06-16 10:40"))
    clocks.look()
    assert clocks.told.calls[-1].settings["template"] == "sla.breach_withdrawn"
    assert waiting(clocks) == []
    (settled,) = waiting(clocks, settled=True)
    assert (settled["settled_by_name"], settled["reason"]) == ("赵刚", "")


@pytest.mark.req("SLA-3.server")
def test_a_lead_sets_a_time_right_with_a_reason_and_may_do_so_again(clocks: Clocks):
    ticket = on_the_way(clocks)
    no = arrive(clocks, ticket, "2025-06-16 09:00")
    company = clocks.company
    right = m.SettleTime(ticket=ticket, no=no, at=instant("2025-06-16 11:30"))
    assert company.refusal("lead", right).code == "claim.reason_required"
    company.send("lead", m.SettleTime(ticket=ticket, no=no, at=right.at, reason="门禁记录 11:30"))
    # An hour was promised: at 11:30 it was late, at 10:50 it was not.
    assert clocks.clocks(ticket)["first_response"]["elapsed"] == 90 * MINUTE
    assert clocks.states(ticket)["first_response"] == "breached"
    company.send("lead", m.SettleTime(ticket=ticket, no=no, at=instant("2025-06-16 10:50"), reason="看错了"))
    assert clocks.states(ticket)["first_response"] == "met"
    assert (
        company.send("lead", m.SettleTime(ticket=ticket, no=no, at=instant("2025-06-16 10:50"), reason="x")).events
        == ()
    )
    for wrong in ("2025-06-16 09:00", "2025-06-16 12:01"):
        refusal = company.refusal("lead", m.SettleTime(ticket=ticket, no=no, at=instant(wrong), reason="x"))
        assert refusal.code == "claim.out_of_bounds"
    assert company.refusal("lead", m.SettleTime(ticket=ticket, no=999)).kind == Kind.NOT_FOUND
    assert (
        company.refusal("lead", m.SettleTime(ticket=ticket, no=no, reason="长" * 2_001)).code == "claim.reason_too_long"
    )


@pytest.mark.req("SLA-3.server", "AUD-3")
def test_only_leads_settle_and_nobody_settles_his_own_time(clocks: Clocks):
    ticket = on_the_way(clocks)
    no = arrive(clocks, ticket, "2025-06-16 09:00")
    company = clocks.company
    for who in ("engineer", "dispatcher", "front_desk", "auditor", "requester"):
        assert company.refusal(who, m.SettleTime(ticket=ticket, no=no)).kind == Kind.FORBIDDEN
        assert waiting(clocks, who) == []
    assert company.refusal("other_engineer", m.SettleTime(ticket=ticket, no=no)).kind == Kind.NOT_FOUND
    clean = clocks.report(priority="P1")
    clocks.assign(clean)
    clocks.act("engineer", clean, "accept")
    own = clocks.company.send(
        "lead", t.AddNote(ticket=clean, text="已电话说明", public=True), claimed=instant("2025-06-16 09:00"), skew=0
    )
    number = own.events[0].no
    refusal = company.refusal("lead", m.SettleTime(ticket=clean, no=number))
    assert (refusal.kind, refusal.data["reason"]) == (Kind.FORBIDDEN, "claim.own")
    company.send("admin", m.SettleTime(ticket=clean, no=number))
    # What a phone said of an engineer's day is no customer's matter.
    assert told(clocks, ticket, "requester") == []
    shown = [event["type"] for event in clocks.trace("requester", ticket)["events"]]
    assert "TimeClaimed" not in shown and "TimeClaimed" in [e["type"] for e in clocks.trace("lead", ticket)["events"]]


@pytest.mark.req("SLA-3.server")
def test_what_nobody_doubts_is_not_changed(clocks: Clocks):
    ticket = on_the_way(clocks)
    no = arrive(clocks, ticket, "2025-06-16 10:40")
    assert clocks.company.refusal("lead", m.SettleTime(ticket=ticket, no=no)).code == "claim.not_doubtful"


@pytest.mark.req("SLA-3.server", "SLA-5.server")
def test_over_http_a_phone_hands_in_and_a_lead_settles(clocks: Clocks):
    ticket = on_the_way(clocks)
    clocks.now = "2025-06-16 12:00"
    task, now = clocks.task(ticket), instant("2025-06-16 12:00")

    def hand_in(line: Line, action: str, claimed: str, **more: str) -> None:
        headers = {"Bihuan-Claimed-At": str(instant(claimed)), **more}
        answer = line("engineer", "POST", f"/tasks/{task}/actions/{action}", json={}, headers=headers)
        assert answer.status_code == 200, answer.text

    with clocks.company.http(by_hand=True) as line:
        # The phone's clock is five minutes fast; it says so itself.
        hand_in(line, "arrive", "2025-06-16 10:45", **{"Bihuan-Device-Time": str(now + 5 * MINUTE)})
        clock = {one["key"]: one for one in line("lead", "GET", f"/tickets/{ticket}/clocks").json()["clocks"]}
        assert clock["first_response"]["elapsed"] == 40 * MINUTE
        hand_in(line, "begin", "2025-06-16 11:00")
        events = line("lead", "GET", f"/tickets/{ticket}/trace").json()["events"]
        assert [one["claimed"] for one in events if one["type"] == "VisitArrived"] == [instant("2025-06-16 10:45")]
        other = created_on_the_way(line, clocks)
        hand_in_other = {"Bihuan-Claimed-At": str(now - 30 * DAY), "Bihuan-Device-Time": str(now)}
        body: JsonObject = {"text": "已联系", "public": True}
        line("engineer", "POST", f"/tickets/{other}/notes", json=body, headers=hand_in_other)
        (item,) = line("lead", "GET", "/claimed-times").json()["items"]
        assert (item["number"], item["doubts"]) == (clocks.row(other)["number"], ["before_offer", "long_ago"])
        path = f"/tickets/{other}/claimed-times/{item['no']}"
        assert line("engineer", "POST", path, json={}).status_code == 403
        settled = line("lead", "POST", path, json={"reason": "核对过通话"})
        assert (settled.status_code, settled.json()["claims"][0]["is_open"]) == (200, False)
        assert line("lead", "GET", "/claimed-times").json() == {"items": [], "more": False}
        (done,) = line("lead", "GET", "/claimed-times?state=settled").json()["items"]
        assert (done["reason"], done["title"]) == ("核对过通话", "水泵漏水")


def created_on_the_way(line: Line, clocks: Clocks) -> str:
    """A second ticket, with 张工."""
    body = {"type": "pump", "title": "水泵漏水", "source": {"channel": "phone"}, "data": {"fault": "leak"}}
    ticket = str(line("requester", "POST", "/tickets", json={**body, "priority": "P1"}).json()["id"])
    clocks.assign(ticket)
    return ticket


@pytest.mark.postgres
@pytest.mark.req("SLA-3.server", "TEN-2")
def test_on_postgres_a_time_is_doubted_and_settled_just_the_same(clocks_on_postgres: Clocks):
    clocks = clocks_on_postgres
    ticket = on_the_way(clocks)
    no = arrive(clocks, ticket, "2025-06-16 09:00")
    assert [claim["doubts"] for claim in waiting(clocks)] == [["before_offer"]]
    clocks.company.send("lead", m.SettleTime(ticket=ticket, no=no, reason="核对过"))
    assert (clocks.states(ticket)["first_response"], waiting(clocks)) == ("met", [])
