"""会诊: booked for people who are free, told to them, held with a conclusion, and none of the customer's business."""

import threading

import pytest

from bihuan.core.joint import Slot
from bihuan.core.values import Refusal
from bihuan.kernel.bus import Bus
from bihuan.kernel.command import Envelope
from bihuan.kernel.ids import derived_id
from bihuan.kernel.tenants import Tenants
from bihuan.modules.flows.messages import SaveTicketType
from bihuan.modules.joint import messages as m
from bihuan.modules.joint import queries
from bihuan.modules.tickets.messages import CreateTicket, Source
from tests.modules.company import SLUG
from tests.modules.joint.together import HOUR, TEN, Together
from tests.tables import create_tables

pytestmark = pytest.mark.req("DSP-7")


def refused(code: str):
    return pytest.raises(Refusal, match=code.replace(".", r"\."))


def test_whoever_is_asked_reads_the_ticket_and_finds_the_session_among_his_own(together: Together) -> None:
    ticket = together.report()
    with refused("ticket.not_found"):
        together.sessions(ticket, "other_engineer")
    session = together.plan(ticket, "engineer", "other_engineer", subject="电机还是阀", link="https://meet.example/1")
    (shown,) = together.sessions(ticket, "other_engineer")
    assert (shown["id"], shown["state"], shown["subject"]) == (session, "planned", "电机还是阀")
    assert [(one["id"], one["title"]) for one in together.mine("engineer")] == [(session, "水泵漏水")]
    assert together.mine("lead") == []


def test_nobody_is_asked_to_two_sessions_at_once_unless_somebody_insists(together: Together) -> None:
    ticket, other = together.report(), together.report()
    together.plan(ticket, "engineer")
    with refused("session.busy") as told:
        together.plan(other, "engineer", "lead", at=TEN + HOUR // 2)
    assert told.value.data == {"people": list(together.ids("engineer")), "may_insist": True, "names": "张工"}
    together.plan(other, "engineer", at=TEN + HOUR)
    insisted = together.plan(other, "engineer", "lead", at=TEN + HOUR // 2, despite=True)
    together.change(other, insisted, "lead", at=TEN)
    together.company.send("admin", m.SetSessionRules("refuse"))
    with refused("session.busy"):
        together.change(other, insisted, "engineer", "lead", at=TEN, despite=True)


def test_cancelled_and_moved_sessions_leave_people_free(together: Together) -> None:
    ticket, other = together.report(), together.report()
    first, second = together.plan(ticket, "engineer"), together.plan(ticket, "lead")
    together.cancel(ticket, first)
    together.change(ticket, second, "lead", at=TEN + 4 * HOUR)
    together.plan(other, "engineer", "lead")
    assert together.sessions(ticket)[1]["reason"] == "改天"
    assert together.cancel(ticket, first).events == ()
    with refused("session.not_planned"):
        together.change(ticket, first, "engineer")


def test_it_is_held_with_a_conclusion_by_those_who_were_there(together: Together) -> None:
    ticket = together.report()
    session = together.plan(ticket, "engineer", "lead")
    with refused("session.not_begun"):
        together.hold(ticket, session)
    together.company.clock.instant = TEN + HOUR
    with refused("session.rejected"):
        together.hold(ticket, session, conclusion=" ")
    with refused("session.rejected"):
        together.hold(ticket, session, attended=together.ids("approver"))
    together.hold(ticket, session, "engineer", attended=together.ids("engineer"))
    (shown,) = together.sessions(ticket)
    assert (shown["state"], shown["conclusion"], shown["attended"]) == ("held", "换阀", list(together.ids("engineer")))
    together.hold(ticket, session, conclusion="换阀和密封圈")
    assert together.sessions(ticket)[0]["conclusion"] == "换阀和密封圈"
    with refused("session.held"):
        together.cancel(ticket, session)


def test_only_colleagues_are_asked_and_slots_make_sense(together: Together) -> None:
    ticket = together.report()
    for people, more in ((("requester",), {}), ((), {}), (("lead",), {"end": TEN - 1}), (("lead",), {"link": "x"})):
        with refused("session.rejected"):
            together.plan(ticket, *people, **more)


def test_customers_neither_plan_nor_see_sessions(together: Together) -> None:
    ticket = together.report()
    together.plan(ticket, "engineer", subject="内部")
    assert together.sessions(ticket, "requester") == []
    assert "JointSessionPlanned" not in str(together.trace("requester", ticket)["events"])
    assert "JointSessionPlanned" in str(together.trace("front_desk", ticket)["events"])
    with refused("access.denied"):
        together.plan(ticket, "engineer", who="requester")


def test_who_is_busy_shows_before_booking_but_not_with_what(together: Together) -> None:
    ticket = together.report()
    together.plan(ticket, "engineer")
    company = together.company
    caller, slot = company.caller("front_desk"), Slot(TEN, TEN + HOUR)
    people = together.ids("engineer", "lead")
    found = company.read(lambda tx: queries.availability(tx, caller, people, slot, "Asia/Shanghai"))
    assert found == [
        {"person": people[0], "on_duty": None, "busy": [{"start": TEN, "end": TEN + HOUR}]},
        {"person": people[1], "on_duty": None, "busy": []},
    ]


@pytest.mark.parametrize("slot", [Slot(0, 200_000_000_000_000), Slot(TEN, TEN), Slot(TEN, TEN + 13 * HOUR)])
def test_nobody_has_the_roster_of_ages_worked_out_for_a_slot_that_cannot_be_booked(
    together: Together, slot: Slot
) -> None:
    caller, people = together.company.caller("front_desk"), together.ids("engineer")
    with refused("session.rejected"):
        together.company.read(lambda tx: queries.availability(tx, caller, people, slot, "Asia/Shanghai"))


@pytest.mark.parametrize(
    "link", ["https://a.example/1\r\nATTACH:https://evil.example", "https://a.example/ 1", "https:"]
)
def test_a_link_is_one_address_and_brings_no_lines_into_calendars(together: Together, link: str) -> None:
    with refused("session.rejected"):
        together.plan(together.report(), "engineer", link=link)


def test_minutes_are_for_those_who_read_the_ticket_not_for_everybody_who_was_asked(together: Together) -> None:
    together.company.send("admin", SaveTicketType("secret", {"zh": "保密"}, "pump", "pump", "BM", confidential=True))
    admin = together.company.people["admin"]
    report = CreateTicket(type="secret", title="保密", source=Source("phone"), data={"fault": "leak"}, submitter=admin)
    secret = together.company.send("operator", report).ref.partition(":")[2]
    session = together.plan(secret, "engineer", who="operator", subject="来一下")
    together.company.clock.instant = TEN + HOUR
    together.hold(secret, session, "operator")
    (asked,) = together.mine("engineer")
    assert (asked["subject"], asked["minutes"], asked["conclusion"], asked["attended"]) == ("来一下", None, None, None)
    ticket = together.report()
    open_to_all = together.plan(ticket, "engineer", at=TEN + HOUR)
    together.hold(ticket, open_to_all)
    assert together.mine("engineer")[1]["conclusion"] == "换阀"


def test_people_are_reminded_a_quarter_of_an_hour_before(together: Together) -> None:
    ticket = together.report()
    session = together.plan(ticket, "engineer")
    remind = m.RemindSession(ticket=ticket, session=session)
    assert [type(one.event).__name__ for one in together.company.send("operator", remind).events] == [
        "JointSessionReminded"
    ]
    with refused("access.denied"):
        together.company.send("admin", remind)
    asked = "SELECT due FROM timer WHERE command = 'RemindSession'"
    timers = together.company.read(lambda tx: tx.run(asked).fetchall())
    assert [tuple(row) for row in timers] == [(TEN - 15 * 60_000,)]
    together.cancel(ticket, session)
    assert together.company.send("operator", remind).events == ()


@pytest.mark.postgres
def test_two_who_book_the_same_person_at_once_do_not_both_get_him(together_on_postgres: Together) -> None:
    together = together_on_postgres
    company = together.company
    elsewhere = Tenants(company.settings, company.hooks, company.clock, create_tables)
    tickets, refusals, gate = (together.report(), together.report()), list[str](), threading.Barrier(2)
    caller = company.caller("front_desk")

    def book(bus: Bus, ticket: str) -> None:
        command = m.PlanSession(ticket=ticket, start=TEN, end=TEN + HOUR, people=together.ids("engineer"))
        gate.wait()
        try:
            bus.send(SLUG, Envelope(derived_id("book", ticket), command, caller))
        except Refusal as refusal:
            refusals.append(refusal.code)

    pairs = zip((company.bus, Bus(elsewhere)), tickets, strict=True)
    threads = [threading.Thread(target=book, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elsewhere.close_all()
    assert refusals == ["session.busy"]
