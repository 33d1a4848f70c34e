"""The numbers that the company named, as the shipped bundle keeps them: each is seen in what a ticket does.

Who changes a number of the bundle changes a promise; the name of the test that fails says which.
"""

import json
from typing import Any

import pytest
import yaml

from bihuan.core.values import JsonObject
from bihuan.kernel.masters import SaveRecord
from bihuan.kernel.worker import Worker
from bihuan.modules.dispatch.messages import DecideDispatch, SaveEngineer
from bihuan.modules.dispatch.queries import dispatch_of
from bihuan.modules.identity.messages import SaveOrgUnit
from bihuan.modules.sla import interface as sla
from bihuan.modules.tickets import queries
from bihuan.modules.tickets.messages import AmendTicket
from tests.bundles.world import REPAIR, SHIPPED, Works
from tests.modules.dispatch.crew import HOUR, MINUTE, MONDAY

CORE, OFFICE = "核心设备", "办公设备"
LUNCH = HOUR
YEAR = {"valid_from": "2025-01-01", "valid_to": "2025-12-31"}


class Desk:
    """The front desk of a company with the bundle, on a Monday at nine."""

    def __init__(self, works: Works) -> None:
        self.company, self.player = works.company, works.player
        self.player.customer = "front_desk"
        self.company.clock.instant = MONDAY
        self.reported_at = MONDAY

    def save(self, kind: str, **values: Any) -> str:
        return self.company.send("admin", SaveRecord(kind, values)).ref.partition(":")[2]

    def report(self, type_: str = "equipment_repair", channel: str = "phone", **more: Any) -> str:
        ticket = self.player.report(type_, channel, **more)
        self.reported_at = self.company.read(lambda tx: queries.row_by_id(tx, ticket))["created_at"]
        return ticket

    def due(self, ticket: str, clock: str) -> int:
        """How long after the report the clock runs out."""
        (row,) = [row for row in self.company.read(lambda tx: sla.clock_rows(tx, ticket)) if row["clock"] == clock]
        return int(row["due"]) - self.reported_at

    def later(self, milliseconds: int) -> None:
        self.company.clock.instant = self.reported_at + milliseconds
        worker = Worker(self.company.bus, {})
        while worker.step(self.company.tenant):
            pass

    def asked_by(self, ticket: str, clock: str) -> list[JsonObject]:
        """What a clock's ladder asked for, oldest first."""
        hooks, admin = self.company.hooks, self.company.caller("admin")
        events = self.company.read(lambda tx: queries.ticket_trace(tx, hooks, admin, ticket))["events"]
        calls = [call for entry in events if entry["type"] == "EscalationDue" for call in entry["what"]["calls"]]
        return [call for call in calls if call["source"]["clock"] == clock]

    def row(self, ticket: str) -> JsonObject:
        return dict(self.company.read(lambda tx: queries.row_by_id(tx, ticket)))


@pytest.fixture
def desk(repair_works: Works) -> Desk:
    return Desk(repair_works)


def whom_and_how(call: JsonObject) -> tuple[list[str], list[str]]:
    return call["settings"]["to"], call["settings"]["by"]


# --- clocks -----------------------------------------------------------------------------------------------------


@pytest.mark.req("SLA-1.server")
@pytest.mark.parametrize(
    ("priority", "category", "clock", "after"),
    [
        pytest.param("P1", OFFICE, "assign", 30 * MINUTE, id="urgent assigned within 30 minutes"),
        pytest.param("P2", OFFICE, "assign", 4 * HOUR + LUNCH, id="normal assigned within 4 hours"),
        pytest.param("P1", CORE, "first_response", HOUR, id="core fault answered within 1 hour"),
        pytest.param("P2", CORE, "first_response", HOUR, id="core fault answered within 1 hour, whatever its priority"),
        pytest.param("P2", OFFICE, "first_response", 4 * HOUR + LUNCH, id="office device answered within 4 hours"),
        pytest.param("P2", OFFICE, "unanswered", 24 * HOUR, id="no response for 24 hours"),
        pytest.param("P2", OFFICE, "unhandled", 2 * HOUR, id="not taken up for 2 hours"),
        pytest.param("P2", OFFICE, "in_work", 24 * HOUR, id="in work for 24 hours"),
    ],
)
def test_a_promise_is_kept_at_the_hour_that_was_named(desk: Desk, priority: str, category: str, clock: str, after: int):
    device = desk.save("device", sn="K-1", name="主轴", category=category)
    ticket = desk.report(priority=priority, device=device)
    assert desk.due(ticket, clock) == after


@pytest.mark.req("SLA-4.server")
def test_nobody_took_it_up_for_2_hours_and_the_manager_gets_an_sms(desk: Desk):
    ticket = desk.report(priority="P2")
    desk.later(2 * HOUR - MINUTE)
    assert desk.asked_by(ticket, "unhandled") == []
    desk.later(2 * HOUR)
    (call,) = desk.asked_by(ticket, "unhandled")
    assert whom_and_how(call) == (["manager"], ["sms"])


@pytest.mark.req("SLA-4.server", "SLA-5")
def test_no_response_for_24_hours_is_red_and_so_long_in_work_is_told_upwards(desk: Desk):
    ticket = desk.report(priority="P2")
    desk.later(24 * HOUR - MINUTE)
    assert not desk.row(ticket)["red"]
    desk.later(24 * HOUR)
    assert desk.row(ticket)["red"]
    told = [whom_and_how(call) for call in desk.asked_by(ticket, "in_work")]
    assert told == [(["assignee"], ["app"]), (["lead"], ["app", "mail"])]


@pytest.mark.req("SLA-4.server")
def test_an_urgent_one_that_nobody_has_after_30_minutes_is_told_to_the_lead(desk: Desk):
    ticket = desk.report(priority="P1")
    desk.later(30 * MINUTE)
    assert (["dispatchers", "lead"], ["app", "mail"]) in [
        whom_and_how(call) for call in desk.asked_by(ticket, "assign")
    ]


@pytest.mark.req("INT-11")
def test_an_emergency_is_p0(desk: Desk):
    assert desk.row(desk.report("emergency_rescue"))["priority"] == "P0"


# --- rules and dispatch -----------------------------------------------------------------------------------------


@pytest.mark.req("COL-4", "S-2")
@pytest.mark.parametrize(
    ("channel", "amount", "tags"),
    [
        ("campaign", "500000.01", ["VIP-活动保障"]),
        ("campaign", "500000", None),
        ("phone", "800000", None),
    ],
)
def test_a_campaign_under_a_contract_above_500000_is_vip(desk: Desk, channel: str, amount: str, tags: Any):
    customer = desk.save("customer", name="云翔")
    contract = desk.save("contract", customer=customer, number="HR-1", amount=amount, **YEAR)
    ticket = desk.report(channel=channel, customer=customer, contract=contract)
    assert desk.row(ticket)["tags"] == tags


@pytest.mark.req("AST-4")
def test_the_third_repair_of_a_device_in_a_month_advises_to_replace_it(desk: Desk):
    device = desk.save("device", sn="K-1", name="主轴")
    reported = [desk.report(device=device) for _ in range(3)]
    assert [desk.row(ticket)["tags"] for ticket in reported] == [None, None, ["建议更换"]]


@pytest.mark.req("DSP-1.server")
@pytest.mark.parametrize(
    ("machine", "skill", "level"), [("motor", "电机", 2), ("hydraulic", "液压系统", 3), ("control", "PLC编程", 3)]
)
def test_a_machine_needs_who_knows_its_kind(desk: Desk, machine: str, skill: str, level: int):
    company = desk.company
    if skill not in company.units:
        company.units[skill] = company.send("admin", SaveOrgUnit("skill", skill)).ref.partition(":")[2]
    company.send("admin", SaveEngineer(user=company.people["other_engineer"]))
    ticket = desk.report(priority="P2")
    company.send("admin", AmendTicket(ticket=ticket, data={"machine_kind": machine}))
    company.send("admin", DecideDispatch(desk.player.open_task("admin", ticket)["id"], act=False))
    admin, info = company.caller("admin"), company.tenant.info
    found = company.read(lambda tx: dispatch_of(tx, company.hooks, admin, ticket, info))
    (line,) = found["rounds"][-1]["candidates"]
    (missing,) = [item["data"]["missing"] for item in line["removed"] if item["rule"] == "skills"]
    assert [(item["skill"], item["needs"]) for item in missing] == [(company.units[skill], level)]


# --- one truth --------------------------------------------------------------------------------------------------

# The stories of spec/vectors/sla are told in words of their own.
WORDS = {
    '"device.kind"': '"device.category"',
    '"right": "core"': f'"right": "{CORE}"',
    '"高"': '"high"',
    '"中"': '"medium"',
    '"低"': '"low"',
}


@pytest.mark.req("SLA-1.core")
def test_the_stories_of_the_clocks_are_told_of_the_promises_that_ship():
    whole = json.loads((SHIPPED.parent / "spec/vectors/sla/repair.json").read_text(encoding="utf-8"))
    text = json.dumps(whole["definition"], ensure_ascii=False)
    for own, shipped in WORDS.items():
        assert own in text
        text = text.replace(own, shipped)
    told = json.loads(text)
    ships = yaml.safe_load((SHIPPED / REPAIR / "sla" / "repair.yaml").read_text(encoding="utf-8"))
    # They are promises of service; an approval in the office is none of their business.
    assert "equipment_repair" in ships.pop("types")
    normal = ships["policies"][1]["goals"]
    best, usual = normal.pop("resolve")
    both = {key: {"vip": best["goals"][key], "normal": usual["goals"][key]} for key in usual["goals"]}
    assert told["policies"][1]["goals"].pop("resolve") == {"by": ["priority", "customer.level"], "goals": both}
    assert best["when"] == {"op": "eq", "left": {"field": "customer.level"}, "right": "A"}
    assert told == ships


def test_the_demo_shows_the_promise_for_core_devices():
    customers = yaml.safe_load((SHIPPED / REPAIR / "sample" / "customers.yaml").read_text(encoding="utf-8"))
    categories = {device["category"] for one in customers["customers"] for device in one.get("devices", ())}
    assert CORE in categories
