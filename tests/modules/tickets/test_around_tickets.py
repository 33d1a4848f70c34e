"""Notes, corrections, lists, search, erasure: what happens around a ticket."""

import json
from typing import Any

import pytest

from bihuan.core.values import Kind
from bihuan.kernel.listing import ListAsk
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface, queries
from bihuan.modules.tickets import messages as m
from tests.modules.tickets.pumps import Pumps


def listed(pumps: Pumps, who: str, *, text: str = "", **ask: Any) -> list[str]:
    caller, company = pumps.company.caller(who), pumps.company
    info, now = company.tenant.info, company.clock.now()

    def read(tx):
        narrowed = queries.Narrowed(identity.env_of(tx, info, now), queries.Narrowing(text))
        return queries.list_tickets(tx, queries.TICKETS, caller, ListAsk(**ask), narrowed)

    return [row.row["id"] for row in company.read(read).rows]


@pytest.mark.req("AUD-3")
def test_customers_never_read_internal_notes(pumps: Pumps):
    ticket = pumps.report()
    pumps.company.send("dispatcher", m.AddNote(ticket=ticket, text="这个客户难缠"))
    pumps.company.send("dispatcher", m.AddNote(ticket=ticket, text="明天上门", public=True))
    assert [note["text"] for note in pumps.view("requester", ticket)["notes"]] == ["明天上门"]
    assert len(pumps.view("front_desk", ticket)["notes"]) == 2
    assert "难缠" not in json.dumps(pumps.trace("requester", ticket), ensure_ascii=False)
    assert "192.0.2.7" not in json.dumps(pumps.trace("requester", ticket))
    assert "192.0.2.7" in json.dumps(pumps.trace("lead", ticket))


def test_what_a_customer_writes_is_public(pumps: Pumps):
    ticket = pumps.report()
    pumps.company.send("requester", m.AddNote(ticket=ticket, text="门口按铃"))
    assert pumps.view("requester", ticket)["notes"][0]["public"] is True


def test_an_empty_note_says_so(pumps: Pumps):
    refusal = pumps.company.refusal("dispatcher", m.AddNote(ticket=pumps.report(), text="  "))
    assert [(p.path, p.code) for p in refusal.problems] == [("text", "note.empty")]


@pytest.mark.req("AUD-1")
def test_a_correction_keeps_the_old_value_beside_the_new_one(pumps: Pumps):
    ticket = pumps.report()
    command = m.AmendTicket(ticket=ticket, changes={"priority": "P0", "title": "爆管"}, data={"urgent_note": "快"})
    pumps.company.send("front_desk", command)
    seen = pumps.view("front_desk", ticket)
    assert (seen["priority"], seen["priority_source"], seen["title"]) == ("P0", "given", "爆管")
    change = pumps.trace("lead", ticket)["events"][-1]["what"]
    assert (change["before"]["priority"], change["changes"]["priority"]) == ("P2", "P0")
    assert (change["texts_before"]["title"], change["data_before"]) == ("水泵漏水", {"urgent_note": None})
    again = pumps.company.send("front_desk", command)
    assert again.events == ()


def test_a_correction_names_every_fault(pumps: Pumps):
    command = m.AmendTicket(ticket=pumps.report(), changes={"priority": "P9", "title": ""})
    refusal = pumps.company.refusal("front_desk", command)
    assert {p.path for p in refusal.problems} == {"priority", "title"}


def test_a_name_that_is_no_field_is_told_however_often_it_is_given(pumps: Pumps):
    command = m.AmendTicket(ticket=pumps.report(), changes={"breached": "x"}, data={"breached": "x"})
    refusal = pumps.company.refusal("front_desk", command)
    assert {(problem.path, problem.code) for problem in refusal.problems} == {("breached", "field.unknown")}


@pytest.mark.req("AUD-3")
def test_everyone_lists_what_they_may_read_and_nothing_else(pumps: Pumps):
    mine, other = pumps.report(), pumps.report("front_desk")
    pumps.assign(mine)
    assert listed(pumps, "admin") == [other, mine]
    assert listed(pumps, "requester") == [mine]
    assert listed(pumps, "engineer") == [mine]
    assert listed(pumps, "other_engineer") == []
    assert set(listed(pumps, "lead")) == {mine, other}


def test_lists_are_filtered_and_sorted(pumps: Pumps):
    low, high = pumps.report(priority="P3"), pumps.report(priority="P1")
    by_priority = json.dumps({"op": "in", "left": {"field": "priority"}, "right": ["P0", "P1"]})
    assert listed(pumps, "admin", filter=by_priority) == [high]
    assert listed(pumps, "admin", sort="-priority") == [low, high]


@pytest.mark.req("KNW-1")
def test_two_characters_inside_a_sentence_are_found(pumps: Pumps):
    wet = pumps.report(title="车间三号水泵漏水严重", description="密封圈")
    pumps.report(title="空调不制冷")
    assert listed(pumps, "admin", text="漏水") == [wet]
    assert listed(pumps, "admin", text="密封") == [wet]
    assert listed(pumps, "admin", text="水泵 严重") == [wet]
    assert listed(pumps, "requester", text="没有的词") == []
    number = pumps.view("admin", wet)["number"]
    assert listed(pumps, "admin", text=number.lower()) == [wet]


@pytest.mark.req("AUD-4")
def test_erasing_a_ticket_leaves_its_skeleton_and_nothing_personal(pumps: Pumps):
    ticket = pumps.report(title="张三家水泵漏水", description="幸福路 3 号")
    pumps.company.send("dispatcher", m.AddNote(ticket=ticket, text="张三电话 13812345678"))
    refusal = pumps.company.refusal("lead", m.EraseTicket(ticket=ticket, reason="客户要求"))
    assert refusal.kind == Kind.FORBIDDEN
    pumps.company.send("admin", m.EraseTicket(ticket=ticket, reason="客户要求"))
    seen = pumps.view("admin", ticket)
    assert (seen["title"], seen["data"], seen["notes"][0]["text"]) == (None, {}, None)
    assert seen["stage"] == "work"
    everything = json.dumps(pumps.trace("admin", ticket), ensure_ascii=False)
    assert "张三" not in everything and "幸福路" not in everything
    assert listed(pumps, "admin", text="张三") == []


@pytest.mark.req("CRM-1", "AST-1")
def test_cards_of_customers_and_devices_show_their_open_tickets(pumps: Pumps):
    customer = pumps.save("customer", name="恒力液压")
    device = pumps.save("device", sn="XX-1", name="泵", customer=customer)
    ticket = pumps.report("front_desk", device=device)
    now = pumps.company.clock.now()
    for who, expected in (("front_desk", [ticket]), ("other_engineer", [])):
        caller = pumps.company.caller(who)
        on_customer = pumps.company.read(lambda tx, c=caller: interface.open_on_customers(tx, c, (customer,), now))
        on_device = pumps.company.read(lambda tx, c=caller: interface.open_on_devices(tx, c, (device,), now))
        assert [row["id"] for row in on_customer.get(customer, [])] == expected
        assert [row["id"] for row in on_device.get(device, [])] == expected
