"""A ticket's form names a record: only one that its writer may know, and the record tells which tickets name it."""

from pathlib import Path
from typing import Any

import pytest

from bihuan.core.values import Kind
from bihuan.kernel.listing import ListAsk
from bihuan.modules.flows.messages import PublishFlow, SaveTicketType
from bihuan.modules.forms import interface as forms
from bihuan.modules.forms.messages import PublishForm
from bihuan.modules.identity import interface as identity
from bihuan.modules.intake.messages import SaveChannel
from bihuan.modules.records.messages import ArchiveTableRecord
from bihuan.modules.tickets import messages as t
from bihuan.modules.tickets import queries
from bihuan.modules.tickets.queries.naming import naming_statement, tickets_of_records
from tests.modules.company import Company, hooks_of
from tests.modules.records.office import MODULES, Office
from tests.modules.tickets.pumps import FLOW, FORM

pytestmark = pytest.mark.req("FRM-9", "FRM-1", "FRM-2")
TAKES = [{"field": "seats", "type": "number", "label": {"zh": "座位数"}}]
ROOM = {"key": "room", "kind": "record", "table": "rooms", "takes": TAKES, "label": {"zh": "会议室", "en": "Room"}}
SEATS = {"key": "room_seats", "kind": "number", "label": {"zh": "座位"}, "fill": "room.seats"}


@pytest.fixture
def house(tmp_path: Path, office_as_built: Company) -> Any:
    company = Company(tmp_path / "house", hooks_of(*MODULES, "flows", "tickets", "intake"), like=office_as_built)
    company.send("admin", PublishForm({**FORM, "fields": [*FORM["fields"], ROOM, SEATS]}))
    company.send("admin", PublishFlow(FLOW, "pump"))
    company.send("admin", SaveTicketType("pump", {"zh": "水泵维修"}, "pump", "pump", "SB"))
    company.send("admin", SaveChannel("phone", {"zh": "电话"}))
    yield Office(company)
    company.close()


def report(office: Office, who: str, **data: Any) -> str:
    return office.company.send(who, reporting(**data)).ref.partition(":")[2]


def reporting(**data: Any) -> t.CreateTicket:
    return t.CreateTicket(type="pump", title="漏水", source=t.Source("phone"), data={"fault": "leak", **data})


def test_a_ticket_names_a_record_and_takes_over_what_it_says(house: Office):
    company = house.company
    room = house.add("rooms", name="大会议室", seats="12")
    ticket = report(house, "engineer", room=room)
    assert company.read(lambda tx: queries.row_by_id(tx, ticket))["data"]["room_seats"] == "12"
    seen = company.read(lambda tx: tickets_of_records(tx, company.caller("admin"), (room,), 0))
    assert [one["id"] for one in seen[room]] == [ticket]
    assert company.read(lambda tx: tickets_of_records(tx, company.caller("requester"), (room,), 0)) == {}
    # Found by the field, too, without anybody having said that it is to be filtered by.
    wanted = f'{{"op": "eq", "left": {{"field": "room"}}, "right": "{room}"}}'
    narrowed = queries.Narrowed(_env(company), queries.Narrowing(type="pump"))
    page = company.read(
        lambda tx: queries.list_tickets(tx, queries.TICKETS, company.caller("admin"), ListAsk(filter=wanted), narrowed)
    )
    assert [one.row["id"] for one in page.rows] == [ticket]


def test_a_record_that_one_may_not_read_does_not_exist(house: Office):
    company = house.company
    room, contract = house.add("rooms", name="大会议室"), house.add("contracts", number="HT-1")
    refused = [
        company.refusal(who, reporting(room=record))
        for who, record in (("requester", room), ("admin", contract), ("admin", "00000000-0000-7000-8000-000000000000"))
    ]
    assert {(one.kind, tuple(problem.code for problem in one.problems)) for one in refused} == {
        (Kind.INVALID, ("form.reference_unknown",))
    }
    ticket = report(house, "admin", room=room)
    company.send("admin", ArchiveTableRecord(room))
    company.send("admin", t.AmendTicket(ticket=ticket, data={"fault": "noise"}))  # what stands there stays
    late = company.refusal("admin", reporting(room=room))
    assert late.problems[0].code == "form.reference_unknown", "no longer to be chosen"


def test_tickets_that_name_a_record_are_found_by_the_index_of_values(house: Office):
    room = house.add("rooms", name="大会议室")
    report(house, "engineer", room=room)

    def plan(tx: Any) -> str:
        wanted = naming_statement((room,), sorted(forms.keys_of_kind(tx, "record")))
        literal = wanted.compile(tx.connection, compile_kwargs={"literal_binds": True})
        rows = tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {literal}").fetchall()
        return "\n".join(row[-1] for row in rows)

    steps = house.company.read(plan)
    assert "ix_ticket_value_text (field=? AND text=?)" in steps and "SCAN ticket_value" not in steps, steps
    assert house.company.read(lambda tx: forms.keys_of_kind(tx, "record")) == {"room"}
    house.company.send("admin", PublishForm({**FORM, "fields": [*FORM["fields"], {**ROOM, "key": "hall"}, ROOM]}))
    assert house.company.read(lambda tx: forms.keys_of_kind(tx, "record")) == {"room", "hall"}


def _env(company: Company) -> Any:
    return company.read(lambda tx: identity.env_of(tx, company.tenant.info, company.clock.now()))
