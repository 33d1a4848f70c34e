"""Reporting: what a ticket carries from the first moment on."""

import pytest

from bihuan.core.values import Kind
from bihuan.kernel.ids import position_of
from bihuan.modules.flows.messages import SaveTicketType
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets.handlers.creating import check_character, number_of
from tests.modules.tickets.pumps import Pumps


@pytest.mark.req("INT-11")
def test_every_ticket_says_its_channel_and_priority(pumps: Pumps):
    seen = pumps.view("admin", pumps.report(source=m.Source("api", "erp", "R-1")))
    assert seen["source"] == {"channel": "api", "system": "erp", "ref": "R-1"}
    assert (seen["priority"], seen["priority_source"]) == ("P2", "type")
    assert seen["contract_source"] == "none"


@pytest.mark.req("INT-11")
def test_a_channel_that_was_not_opened_takes_no_ticket(pumps: Pumps):
    command = m.CreateTicket(type="pump", title="x", source=m.Source("fax"), data={"fault": "leak"})
    refusal = pumps.company.refusal("requester", command)
    assert (refusal.code, refusal.path) == ("ticket.channel_unknown", "source.channel")
    assert refusal.data["known"] == ["api", "phone"]


@pytest.mark.req("INT-7.api", "INT-11")
def test_the_same_outside_reference_answers_with_the_same_ticket_for_ever(pumps: Pumps):
    first = pumps.report(source=m.Source("api", "erp", "R-7"))
    assert pumps.report(source=m.Source("api", "erp", "R-7"), title="again, in other words") == first
    assert pumps.report(source=m.Source("api", "crm", "R-7")) != first


def test_all_faults_of_a_report_are_named_at_once(pumps: Pumps):
    command = m.CreateTicket(type="pump", title=" ", priority="P9", device="no-such", source=m.Source("phone"))
    refusal = pumps.company.refusal("requester", command)
    assert [(p.path, p.code) for p in refusal.problems] == [
        ("title", "ticket.title_missing"),
        ("priority", "ticket.priority_unknown"),
        ("device", "device.unknown"),
    ]


@pytest.mark.req("FRM-2", "FRM-3")
def test_rules_of_the_form_read_the_tickets_own_priority(pumps: Pumps):
    command = m.CreateTicket(type="pump", title="x", priority="P0", source=m.Source("phone"), data={"fault": "dead"})
    refusal = pumps.company.refusal("requester", command)
    assert [(p.path, p.code) for p in refusal.problems] == [("urgent_note", "form.required")]


def test_a_field_of_a_later_step_does_not_exist_for_the_reporter(pumps: Pumps):
    for key in ("cause", "never_designed"):
        command = m.CreateTicket(type="pump", title="x", source=m.Source("phone"), data={"fault": "dead", key: "x"})
        refusal = pumps.company.refusal("requester", command)
        assert [(p.path, p.code) for p in refusal.problems] == [(key, "form.field_unknown")]


@pytest.mark.req("FRM-3")
def test_a_unique_value_is_taken_once(pumps: Pumps):
    pumps.report(data={"fault": "leak", "asset_tag": "A-1"})
    command = m.CreateTicket(
        type="pump", title="x", source=m.Source("phone"), data={"fault": "leak", "asset_tag": "A-1"}
    )
    assert [p.path for p in pumps.company.refusal("requester", command).problems] == ["asset_tag"]


@pytest.mark.req("INT-11", "CRM-1", "AST-1")
def test_customer_region_and_contract_are_looked_up_from_the_device(pumps: Pumps):
    customer = pumps.save("customer", name="恒力液压")
    period = {"valid_from": "2020-01-01", "valid_to": "2099-12-31"}
    contract = pumps.save("contract", customer=customer, number="HT-1", cover={"all": True}, **period)
    device = pumps.save("device", sn="XX-8892", name="3号泵", customer=customer)
    seen = pumps.view("admin", pumps.report("front_desk", device=device))
    assert (seen["customer"], seen["contract"], seen["contract_source"]) == (customer, contract, "resolved")
    seen = pumps.view("admin", pumps.report("front_desk", device=device, contract="none"))
    assert (seen["contract"], seen["contract_source"]) == (None, "stated_none")


@pytest.mark.req("AUD-3")
def test_the_front_desk_reports_for_others_and_an_engineer_does_not(pumps: Pumps):
    customer = pumps.company.people["requester"]
    ticket = pumps.report("front_desk", submitter=customer)
    assert pumps.view("requester", ticket)["submitter"] == customer
    command = m.CreateTicket(
        type="pump", title="x", source=m.Source("phone"), data={"fault": "leak"}, submitter=customer
    )
    assert pumps.company.refusal("engineer", command).kind == Kind.FORBIDDEN


def test_a_type_that_is_switched_off_takes_no_new_ticket(pumps: Pumps):
    off = SaveTicketType("pump", {"zh": "水泵维修"}, "pump", "pump", "SB", active=False)
    old = pumps.report()
    pumps.company.send("admin", off)
    command = m.CreateTicket(type="pump", title="x", source=m.Source("phone"), data={"fault": "leak"})
    assert pumps.company.refusal("requester", command).code == "ticket_type.inactive"
    assert pumps.view("requester", old)["stage"] == "work"


def test_a_number_has_letters_day_and_a_check_character_that_catches_slips():
    number = number_of("SB", "some-id", 1_750_000_000_000, "Asia/Shanghai")
    assert number[:9] == "SB250615-"
    body = number[2:8] + number[9:14]
    assert check_character(body) == number[14]
    swapped = body[:-2] + body[-1] + body[-2]
    assert swapped == body or check_character(swapped) != number[14]
    assert number_of("SB", "some-id", 1_750_000_000_000, "Asia/Shanghai", attempt=1) != number


@pytest.mark.req("AST-1", "AUD-3")
def test_a_device_is_named_by_serial_number_or_code_and_only_by_those_who_see_it(pumps: Pumps):
    customer = pumps.save("customer", name="恒力液压")
    device = pumps.save("device", sn="XX-8892", name="3号泵", customer=customer)
    assert pumps.view("admin", pumps.report("front_desk", device="xx 8892"))["device"] == device
    stranger = m.CreateTicket(
        type="pump", title="x", source=m.Source("phone"), data={"fault": "leak"}, device=device, customer=customer
    )
    refusal = pumps.company.refusal("requester", stranger)
    assert [(p.path, p.code) for p in refusal.problems] == [
        ("customer", "company.unknown"),
        ("device", "device.unknown"),
    ]


@pytest.mark.req("INT-11")
def test_a_contract_is_named_by_its_number(pumps: Pumps):
    customer = pumps.save("customer", name="恒力液压")
    period = {"valid_from": "2020-01-01", "valid_to": "2099-12-31"}
    contract = pumps.save("contract", customer=customer, number="HT-2026-001", **period)
    seen = pumps.view("admin", pumps.report("front_desk", contract="ht-2026-001"))
    assert (seen["contract"], seen["contract_source"]) == (contract, "given")
    command = m.CreateTicket(type="pump", title="x", source=m.Source("phone"), data={"fault": "leak"}, contract="HT-0")
    assert [p.path for p in pumps.company.refusal("front_desk", command).problems] == ["contract"]


def test_tickets_of_one_millisecond_never_stand_at_one_place(pumps: Pumps, monkeypatch: pytest.MonkeyPatch):
    """The end of an id tells tickets of one millisecond apart; here only sixteen ends are left, so that many meet."""

    def narrow(row_id: str, at: int) -> int:
        return position_of(row_id, at) & ~0xFFFF0

    for user in ("apply", "handlers.creating"):
        monkeypatch.setattr(f"bihuan.modules.tickets.{user}.position_of", narrow)
    assert len({pumps.report() for _ in range(8)}) == 8
