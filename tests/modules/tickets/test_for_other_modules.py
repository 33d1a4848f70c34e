"""What clocks, dispatch and rules need of tickets: tags, a record to read, offers that lapse, a place for clocks."""

import json

import pytest

from bihuan.core.rules import compile_condition, parse_condition
from bihuan.core.values import Kind
from bihuan.kernel.command import system_caller
from bihuan.kernel.context import Context
from bihuan.kernel.listing import ListAsk
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface, queries
from bihuan.modules.tickets import messages as m
from tests.modules.tickets.pumps import Pumps

PLATFORM = system_caller("test")


def numbered(pumps: Pumps, tree: object) -> list[str]:
    """The tickets that a filter finds, as the lead sees them."""
    caller, info, now = pumps.company.caller("lead"), pumps.company.tenant.info, pumps.company.clock.now()

    def read(tx):
        narrowed = queries.Narrowed(identity.env_of(tx, info, now))
        return queries.list_tickets(tx, queries.TICKETS, caller, ListAsk(filter=json.dumps(tree)), narrowed)

    return [row.row["id"] for row in pumps.company.read(read).rows]


@pytest.mark.req("COL-4")
def test_tags_are_put_on_tickets_and_found_by_them(pumps: Pumps):
    plain, vip = pumps.report(), pumps.report()
    pumps.company.send(PLATFORM, m.AmendTicket(ticket=vip, changes={"tags": ["VIP-活动保障", "展会"]}, source="rule"))
    assert pumps.view("front_desk", vip)["tags"] == ["VIP-活动保障", "展会"]
    tagged = {"op": "contains", "left": {"field": "tags"}, "right": "展会"}
    assert (numbered(pumps, tagged), plain in numbered(pumps, {"not": tagged})) == ([vip], True)
    pumps.company.send("front_desk", m.AmendTicket(ticket=vip, changes={"tags": []}))
    assert numbered(pumps, tagged) == []


@pytest.mark.parametrize("tags", ["VIP", ["a", "a"], [" a"], [""], ["长" * 51], [str(n) for n in range(31)], [1]])
def test_tags_are_different_short_words(pumps: Pumps, tags: object):
    refusal = pumps.company.refusal("front_desk", m.AmendTicket(ticket=pumps.report(), changes={"tags": tags}))
    assert [(p.path, p.code) for p in refusal.problems] == [("tags", "ticket.tags_invalid")]


def test_a_priority_says_who_set_it(pumps: Pumps):
    ticket = pumps.report()
    pumps.company.send(PLATFORM, m.AmendTicket(ticket=ticket, changes={"priority": "P0"}, source="matrix"))
    assert pumps.view("lead", ticket)["priority_source"] == "matrix"
    pumps.company.send("front_desk", m.AmendTicket(ticket=ticket, changes={"priority": "P1"}))
    assert pumps.view("lead", ticket)["priority_source"] == "given"


@pytest.mark.req("DSP-3")
def test_an_offer_that_nobody_took_up_is_void_and_one_that_was_accepted_stands(pumps: Pumps):
    ticket = pumps.report()
    pumps.assign(ticket)
    (task,) = pumps.view("admin", ticket)["tasks"]
    expire = m.ExpireVisit(task=task["id"], visit=task["visit"]["id"])
    assert pumps.company.refusal("lead", expire).kind is Kind.FORBIDDEN
    pumps.company.send(PLATFORM, expire)
    (task,) = pumps.view("admin", ticket)["tasks"]
    assert (task["assignee"], [visit["state"] for visit in pumps.view("admin", ticket)["visits"]]) == (
        None,
        ["expired"],
    )
    assert pumps.company.send(PLATFORM, expire, id="again").events == ()
    pumps.assign(ticket)
    pumps.act("engineer", ticket, "accept")
    (task,) = pumps.view("admin", ticket)["tasks"]
    assert pumps.company.send(PLATFORM, m.ExpireVisit(task=task["id"], visit=task["visit"]["id"])).events == ()


def test_rules_read_the_core_record_the_form_and_the_records_beside_it(pumps: Pumps):
    customer = pumps.save("customer", name="恒锐机电", level="vip", industry="机电")
    ticket = pumps.report("front_desk", customer=customer)
    company = pumps.company
    tree = {"all": [
        {"op": "eq", "left": {"field": "customer.level"}, "right": "vip"},
        {"op": "eq", "left": {"field": "fault"}, "right": "leak"},
        {"op": "eq", "left": {"field": "source"}, "right": "phone"},
        {"op": "empty", "left": {"field": "contract.amount"}},
        {"op": "in", "left": {"field": "category"}, "right": ["new", "active"]},
    ]}  # fmt: skip

    def holds(tx):
        context = Context(tx, company.tenant.info, PLATFORM, company.clock.now(), "rules", "api")
        condition = compile_condition(parse_condition(tree, interface.shared_schema(tx)))
        row = interface.ticket_row(tx, ticket)
        assert row is not None
        record = interface.record_of(context, row)
        return condition(record, interface.record_env(context))

    assert company.read(holds) is True
