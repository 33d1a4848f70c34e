"""协作人: several engineers on one ticket. They see and write; the owner finishes."""

import pytest

from bihuan.core.values import Refusal
from bihuan.modules.dispatch import queries as dispatch
from bihuan.modules.joint import queries
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import AddNote
from tests.modules.joint.together import Together

pytestmark = pytest.mark.req("DSP-7")


def refused(code: str):
    return pytest.raises(Refusal, match=code.replace(".", r"\."))


def test_a_helper_sees_the_job_and_writes_and_the_owner_finishes(together: Together) -> None:
    ticket = together.report()
    together.assign(ticket)
    for action in ("accept", "depart", "arrive", "begin"):
        together.act("engineer", ticket, action)
    together.help(ticket, "other_engineer")
    assert together.helping("other_engineer") == [ticket]
    together.company.send("other_engineer", AddNote(ticket=ticket, text="阀已拆下"))
    assert together.view("other_engineer", ticket)["notes"][-1]["text"] == "阀已拆下"
    with refused("access.denied"):
        together.act("other_engineer", ticket, "finish", data={"cause": "阀"})
    together.act("engineer", ticket, "finish", data={"cause": "阀", "hours": "2"})
    assert together.helping("other_engineer") == []


def test_the_owner_asks_colleagues_in_himself_and_others_do_not(together: Together) -> None:
    ticket = together.report()
    together.assign(ticket)
    together.act("engineer", ticket, "accept")
    together.help(ticket, "other_engineer", who="engineer")
    with refused("access.denied"):
        together.help(ticket, who="other_engineer")
    with refused("access.denied"):
        together.help(ticket, who="requester")
    caller = together.company.caller("front_desk")
    (crew,) = together.company.read(lambda tx: queries.crews_of(tx, caller, ticket))
    assert (crew["owner"], crew["people"]) == (*together.ids("engineer"), list(together.ids("other_engineer")))
    together.help(ticket, who="engineer")
    assert together.helping("other_engineer") == []


def test_neither_the_owner_nor_a_customer_is_a_helper_and_decisions_have_none(together: Together) -> None:
    ticket = together.report()
    together.assign(ticket)
    for person in ("engineer", "requester"):
        with refused("crew.rejected"):
            together.help(ticket, person)
    together.work(ticket)
    with refused("crew.not_handled"):
        together.help(ticket, "other_engineer", who="admin")


@pytest.mark.req("AUD-3")
def test_who_is_taken_out_of_a_crew_reads_the_ticket_no_more_and_his_words_stay(together: Together) -> None:
    ticket = together.report()
    together.assign(ticket)
    together.help(ticket, "other_engineer")
    together.company.send("other_engineer", AddNote(ticket=ticket, text="阀已拆下"))
    together.help(ticket)
    with refused("ticket.not_found"):
        together.view("other_engineer", ticket)
    assert together.view("engineer", ticket)["notes"][-1]["text"] == "阀已拆下"
    (person,) = together.ids("other_engineer")
    met = together.company.read(lambda tx: tickets.tickets_of_person(tx, person, [ticket]))
    assert met == [ticket]


@pytest.mark.req("AUD-3")
def test_whoever_has_another_reason_goes_on_reading(together: Together) -> None:
    ticket = together.report()
    together.assign(ticket, "other_engineer")
    together.act("other_engineer", ticket, "refuse", comment="今天不行")
    together.assign(ticket)
    together.help(ticket, "other_engineer", "approver")
    session = together.plan(ticket, "approver")
    together.help(ticket)
    for still in ("other_engineer", "approver"):
        assert together.view(still, ticket)["id"] == ticket
    together.cancel(ticket, session)
    assert together.view("other_engineer", ticket)["id"] == ticket
    with refused("ticket.not_found"):
        together.view("approver", ticket)


@pytest.mark.req("AUD-3")
def test_who_is_asked_to_a_session_no_more_reads_the_ticket_no_more(together: Together) -> None:
    ticket = together.report()
    session = together.plan(ticket, "engineer", "other_engineer")
    together.change(ticket, session, "engineer")
    assert together.view("engineer", ticket)["id"] == ticket
    with refused("ticket.not_found"):
        together.view("other_engineer", ticket)


def test_each_helper_has_a_visit_of_his_own(together: Together) -> None:
    ticket = together.report()
    together.assign(ticket)
    together.help(ticket, "other_engineer")
    start = together.company.clock.instant
    for minute, move in enumerate(("depart", "arrive", "leave"), 1):
        together.company.clock.instant = start + minute * 60_000
        together.move("other_engineer", ticket, move)
    caller = together.company.caller("dispatcher")
    (crew,) = together.company.read(lambda tx: queries.crews_of(tx, caller, ticket))
    moments = [start + minute * 60_000 for minute in (1, 2, 3)]
    (visit,) = crew["visits"]
    assert [visit[name] for name in ("state", "departed_at", "arrived_at", "left_at")] == ["left", *moments]
    with refused("crew.move_not_now"):
        together.move("other_engineer", ticket, "leave")
    with refused("task.unknown"):
        together.move("engineer", ticket, "arrive")
    together.move("other_engineer", ticket, "arrive")
    (mine,) = together.company.read(lambda tx: queries.my_help(tx, together.company.caller("other_engineer")))
    assert (mine["state"], mine["moves"]) == ("on_site", ["leave"])
    assert [action["key"] for task in together.view("engineer", ticket)["tasks"] for action in task["actions"]][:1] == [
        "accept"
    ]


def test_the_list_of_what_waits_for_a_dispatcher_names_who_helps(together: Together) -> None:
    ticket = together.report()
    together.help(ticket, "other_engineer", "lead")
    caller = together.company.caller("dispatcher")
    found = together.company.read(lambda tx: dispatch.waiting_tasks(tx, caller, 10))
    (task,) = found["tasks"]
    assert set(task["helpers"]) == set(together.ids("other_engineer", "lead")) <= set(found["names"])
