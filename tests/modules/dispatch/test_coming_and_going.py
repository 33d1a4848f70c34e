"""Who becomes free gets the oldest waiting work; whose owner goes away gets another owner."""

import pytest

from bihuan.modules.dispatch import messages as m
from bihuan.modules.identity.messages import DeactivateUser, EraseUser
from bihuan.modules.tickets import messages as tickets
from tests.modules.dispatch.crew import DAY, HOUR, MINUTE, MONDAY, Crew

pytestmark = pytest.mark.req("DSP-3.server")


def test_who_finishes_gets_the_oldest_waiting_ticket(crew: Crew):
    crew.only("engineer")
    crew.profile("engineer", capacity=1)
    busy, older, newer = (crew.report_later() for _ in range(3))
    assert [crew.owner(ticket) for ticket in (busy, older, newer)] == ["engineer", None, None]
    assert crew.removed(older)["engineer"] == ["capacity"]
    crew.company.clock.instant += MINUTE
    crew.work(busy)
    assert crew.owner(older) is None, "it is given by a job, not by him who finishes"
    crew.settle()
    assert (crew.owner(older), crew.owner(newer)) == ("engineer", None)
    assert crew.moves(older)[-1] == ("freed", "offer", ["engineer"])


def test_more_capacity_and_the_end_of_a_pause_free_somebody_too(crew: Crew):
    crew.only()
    first, second = crew.report_later(), crew.report_later()
    crew.profile("wang", capacity=1)
    crew.company.send("wang", m.PauseEngineer(crew.id("wang"), False))
    crew.settle()
    assert [crew.owner(ticket) for ticket in (first, second)] == ["wang", None]
    crew.profile("wang", capacity=2)
    crew.settle()
    assert crew.owner(second) == "wang"


def test_urgent_work_goes_before_older_work(crew: Crew):
    crew.only()
    older, urgent = crew.report(), crew.report()
    crew.urgent(urgent, "P1")
    crew.profile("wang", capacity=1)
    crew.company.send("wang", m.PauseEngineer(crew.id("wang"), False))
    crew.settle()
    assert (crew.owner(urgent), crew.owner(older)) == ("wang", None)


def test_work_of_the_night_is_dispatched_when_the_shift_begins(crew: Crew):
    crew.company.clock.instant = MONDAY + 12 * HOUR  # 21:00, nobody is on duty
    ticket = crew.report()
    assert crew.removed(ticket)["engineer"] == ["shift"]
    crew.settle(11 * HOUR - MINUTE)
    assert crew.owner(ticket) is None
    crew.settle(MINUTE)
    assert (crew.company.clock.instant, crew.owner(ticket)) == (MONDAY + 23 * HOUR, "engineer")


def test_when_leave_begins_what_cannot_wait_goes_to_others(crew: Crew):
    crew.policy(score={"skill": 1})
    offered, begun = crew.report(), crew.report()
    assert crew.owner(offered) == crew.owner(begun) == "engineer"
    for action in ("accept", "depart", "arrive"):
        crew.act("engineer", begun, action)
    crew.leave("engineer", MONDAY + 5 * MINUTE, MONDAY + 2 * DAY, kind="sick")
    crew.settle(5 * MINUTE)
    assert crew.owner(offered) == "wang"
    assert crew.moves(offered)[-1][:2] == ("leaver", "offer")
    assert crew.owner(begun) == "engineer", "what is not due before the return stays"


def test_somebody_on_leave_is_not_asked_and_his_leave_is_the_reason(crew: Crew):
    crew.leave("engineer", MONDAY - HOUR, MONDAY + 2 * HOUR)
    crew.settle()
    ticket = crew.report()
    assert crew.owner(ticket) == "wang"
    (away,) = [line for line in crew.rounds(ticket)[-1]["candidates"] if line["person"] == crew.id("engineer")]
    assert away["removed"][0]["data"]["leave"] == "annual"
    told = crew.rounds(ticket)[-1]["lines"][crew.id("engineer")]
    assert "正在休假（年假）至" in told["zh"]
    assert "on leave (annual leave) until" in told["en"]


def test_who_comes_back_from_leave_gets_what_waits(crew: Crew):
    crew.only("engineer")
    leave = crew.leave("engineer", MONDAY - HOUR, MONDAY + 2 * HOUR)
    crew.settle()
    ticket = crew.report()
    crew.company.send("engineer", m.CancelLeave(crew.id("engineer"), leave))
    crew.settle()
    assert crew.owner(ticket) == "engineer"


def test_the_work_of_a_leaver_is_dispatched_anew(crew: Crew):
    crew.policy(score={"skill": 1})
    offered, accepted, begun = (crew.report() for _ in range(3))
    crew.act("engineer", accepted, "accept")
    for action in ("accept", "depart", "arrive"):
        crew.act("engineer", begun, action)
    crew.company.send("admin", DeactivateUser(crew.id("engineer")))
    crew.settle()
    assert [crew.owner(ticket) for ticket in (offered, accepted)] == ["wang", "wang"]
    assert crew.removed(accepted)["engineer"][:2] == ["active", "exclusions"]
    assert crew.owner(begun) == "engineer", "begun work is not torn away unseen"
    assert crew.waiting()[begun]["needs"] == "on_site"


def test_work_that_comes_back_goes_to_whoever_had_it(crew: Crew):
    ticket = crew.report()
    crew.work(ticket)
    crew.act("requester", ticket, "refuse", comment="还在漏")
    assert crew.owner(ticket) == "engineer"
    last = crew.rounds(ticket)[-1]
    assert (last["trigger"], last["move"], last["why"]) == ("returned", "offer", "returning")
    crew.settle(15 * MINUTE)
    assert crew.owner(ticket) == "wang", "the window counts for returning work, too"


def test_an_erased_person_leaves_neither_home_nor_leave_behind(crew: Crew):
    crew.profile("sun", home={"lat": "31.30", "lng": "120.58"})
    user = crew.id("sun")
    crew.company.send("admin", m.EnterLeave(user, MONDAY + DAY, MONDAY + 2 * DAY, "手术", "在市一院"))
    crew.company.send("admin", DeactivateUser(user))
    crew.company.send("admin", EraseUser(user, "本人要求"))

    def rows(tx):
        from bihuan.modules.dispatch.tables import duty, engineer

        return tx.get(engineer, user=user), tx.get(duty, user=user)

    profile, place = crew.company.read(rows)
    assert (profile["home"], profile["active"]) == (None, False)
    assert [(leave["kind"], leave["note"]) for leave in place["leaves"]] == [("leave", "")]


def test_a_withdrawn_ticket_needs_nobody_any_more(crew: Crew):
    crew.only()
    ticket = crew.report()
    crew.company.send("requester", tickets.ActOnTicket(ticket=ticket, action="withdraw"))
    assert crew.waiting() == {}
    crew.settle(DAY)
    assert len(crew.rounds(ticket)) == 1
