"""What rules change at once: in the very unit of the event, to a fixed point, never at the cost of the ticket."""

import pytest

from bihuan.modules.features.messages import SwitchFeature
from bihuan.modules.tickets import messages as m
from tests.modules.automations.rules import Rules, is_, tag
from tests.modules.company import OPERATOR


@pytest.mark.req("COL-4")
def test_a_campaign_with_a_large_contract_is_tagged_in_the_unit_that_creates_it(rules: Rules):
    rules.rule(
        "vip_event_support",
        "ticket_created",
        [tag("VIP-活动保障"), {"do": "sms", "to": [{"role": "lead"}], "template": "vip"}],
        if_={"all": [is_("source", "campaign"), {"op": "gt", "left": {"field": "contract.amount"}, "right": "500000"}]},
    )
    customer = rules.save("customer", name="恒力液压")
    term = {"valid_from": "2020-01-01", "valid_to": "2099-12-31"}
    large = rules.save("contract", customer=customer, number="HT-1", amount="500000.01", **term)
    small = rules.save("contract", customer=customer, number="HT-2", amount="500000", **term)
    vip = rules.report("front_desk", channel="campaign", customer=customer, contract=large)
    assert rules.tags(vip) == ["VIP-活动保障"]
    for channel, contract in (("campaign", small), ("phone", large), ("campaign", "none")):
        assert rules.tags(rules.report("front_desk", channel=channel, customer=customer, contract=contract)) == []
    rules.work_off()
    assert [(call.name, call.ticket, call.settings["to"]) for call in rules.told] == [("sms", vip, [{"role": "lead"}])]


@pytest.mark.req("COL-4")
def test_rules_build_upon_each_other_and_the_ticket_is_amended_once(rules: Rules):
    rules.rule("noise", "ticket_created", {"do": "set_priority", "priority": "P0"}, if_=is_("fault", "noise"))
    rules.rule("urgent", "ticket_created", tag("加急"), if_=is_("priority", "P0"), position=10)
    ticket = rules.report(data={"fault": "noise"})
    row = rules.row(ticket)
    assert (row["priority"], row["priority_source"], row["tags"]) == ("P0", "rule", ["加急"])
    types = [entry["type"] for entry in rules.trace("admin", ticket)["events"]]
    assert (types.count("TicketChanged"), types.count("RulesRan")) == (1, 1)


@pytest.mark.req("COL-4")
def test_of_two_rules_for_one_field_the_later_has_the_last_word_and_both_are_named(rules: Rules):
    rules.rule("first", "ticket_created", {"do": "set_priority", "priority": "P1"}, position=10)
    rules.rule("second", "ticket_created", {"do": "set_priority", "priority": "P3"}, position=20)
    ticket = rules.report()
    assert rules.row(ticket)["priority"] == "P3"
    contest = {"field": "priority", "rules": ["first", "second"], "settled": True}
    assert [rules.runs(ticket)[key]["contests"] for key in ("first", "second")] == [[contest], [contest]]


@pytest.mark.req("COL-4")
def test_rules_that_set_each_other_off_leave_the_field_alone_and_the_ticket_is_made(rules: Rules):
    ring = {"a": ("P3", "P2"), "b": ("P1", "P3"), "c": ("P2", "P1")}
    for key, (at, to) in ring.items():
        rules.rule(key, "ticket_created", {"do": "set_priority", "priority": to}, if_=is_("priority", at))
    rules.rule("tag", "ticket_created", tag("仍然执行"))
    ticket = rules.report()
    assert (rules.row(ticket)["priority"], rules.tags(ticket)) == ("P2", ["仍然执行"])
    (contest,) = rules.runs(ticket)["a"]["contests"]
    assert (contest["field"], contest["settled"], set(contest["rules"])) == ("priority", False, {"a", "b", "c"})


@pytest.mark.req("COL-4")
def test_a_value_that_does_not_fit_is_left_out_and_said(rules: Rules):
    hours = {"do": "set_field", "field": "hours", "value": 99}
    rules.rule("too_long", "ticket_created", [hours, tag("已处理")])
    ticket = rules.report()
    row = rules.row(ticket)
    assert ("hours" in row["data"], row["tags"]) == (False, ["已处理"])
    assert rules.runs(ticket)["too_long"]["refused"] == ["hours"]


@pytest.mark.req("COL-4")
def test_a_rule_waits_for_a_field_to_change_and_reads_how_it_was(rules: Rules):
    rules.rule("raised", {"field": "priority", "to": "P0"}, tag("升级"), if_=is_("before.priority", "P2"))
    ticket, other = rules.report(), rules.report(priority="P1")
    assert rules.runs(ticket) == {}
    for one in (ticket, other):
        rules.company.send("front_desk", m.AmendTicket(ticket=one, changes={"priority": "P0"}))
    assert (rules.tags(ticket), rules.tags(other)) == (["升级"], [])
    assert rules.runs(other)["raised"]["unmet"] == [{"at": "", "wanted": True, "values": {"before.priority": "P1"}}]


@pytest.mark.req("COL-4")
def test_what_the_flow_does_sets_rules_off_by_the_names_that_people_use(rules: Rules):
    for name in ("assigned", "accepted", "arrived", "finished", "stage_changed", "decided", "ended", "note_added"):
        rules.rule(name, name, tag(name))
    rules.rule("to_check", "stage_changed", tag("to_check"), if_=is_("event.to", "check"))
    ticket = rules.close_loop()
    rules.company.send("front_desk", m.AddNote(ticket=ticket, text="回访"))
    expected = {"assigned", "accepted", "arrived", "finished", "stage_changed", "decided", "ended", "note_added"}
    assert set(rules.tags(ticket)) == {*expected, "to_check"}
    assert rules.runs(ticket)["to_check"]["unmet"][0]["values"] == {"event.to": "done"}


@pytest.mark.req("COL-4")
def test_the_contract_is_filled_in_unless_somebody_said_that_there_is_none(rules: Rules):
    customer = rules.save("customer", name="恒力液压")
    ticket = rules.report("front_desk", customer=customer)
    refused = rules.report("front_desk", customer=customer, contract="none")
    term = {"valid_from": "2020-01-01", "valid_to": "2099-12-31"}
    contract = rules.save("contract", customer=customer, number="HT-1", cover={"all": True}, **term)
    rules.rule("contract", "ticket_changed", ["fill_contract"])
    for one in (ticket, refused):
        rules.company.send("front_desk", m.AmendTicket(ticket=one, changes={"priority": "P1"}))
    assert (rules.row(ticket)["contract"], rules.row(ticket)["contract_source"]) == (contract, "rule")
    assert (rules.row(refused)["contract"], rules.row(refused)["contract_source"]) == (None, "stated_none")


@pytest.mark.req("COL-4")
def test_a_repeated_repair_is_noticed_by_counting_earlier_tickets(rules: Rules):
    times = {"op": "ge", "left": {"history": {"same": "device", "days": 30}}, "right": 2}
    rules.rule("repeated", "ticket_created", tag("建议更换"), if_=times)
    device = rules.save("device", sn="XX-8892", name="3号泵")
    tickets = [rules.report("front_desk", device=device) for _ in range(3)]
    assert [rules.tags(ticket) for ticket in tickets] == [[], [], ["建议更换"]]


@pytest.mark.req("COL-4", "INT-12")
def test_a_ticket_that_is_merged_away_has_ended_and_has_moved(rules: Rules):
    rules.rule("merged", "ended", tag("已合并"), if_=is_("event.how", "merged"))
    rules.rule("moved", "stage_changed", tag("动"), if_=is_("category", "cancelled"))
    ticket = rules.report()
    lead = rules.company.people["lead"]
    rules.company.send(OPERATOR, m.EndMerged(ticket=ticket, by=lead, reason="重复报修"))
    row = rules.row(ticket)
    assert (row["category"], set(row["tags"])) == ("cancelled", {"已合并", "动"})


@pytest.mark.req("ADM-1")
def test_rules_that_are_switched_off_leave_tickets_alone_and_act_again_when_switched_on(rules: Rules):
    rules.rule("tag", "ticket_created", tag("加急"))
    rules.company.send("admin", SwitchFeature("rules", False))
    quiet = rules.report()
    assert (rules.tags(quiet), rules.runs(quiet)) == ([], {})
    rules.company.send("admin", SwitchFeature("rules", True))
    assert rules.tags(rules.report()) == ["加急"]
    assert rules.tags(quiet) == [], "what happened meanwhile is not made up for"
