"""Fields that name customers, what is theirs, roles and tickets: only what one may read, and what belongs together."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bihuan.core.values import JsonObject
from bihuan.kernel.masters import ArchiveRecord, SaveRecord
from bihuan.modules.flows.messages import PublishFlow, SaveTicketType
from bihuan.modules.forms.messages import PublishForm
from bihuan.modules.intake.messages import SaveChannel
from bihuan.modules.tickets import messages as t
from bihuan.modules.tickets import queries
from tests.modules.company import Company, Line, hooks_of
from tests.modules.records.office import MODULES, Office
from tests.modules.tickets.pumps import FLOW, FORM

pytestmark = pytest.mark.req("FRM-1", "FRM-2")


def _field(key: str, kind: str, **more: Any) -> JsonObject:
    return {"key": key, "kind": kind, "label": {"zh": key}, **more}


FIELDS = [
    _field("client", "customer"),
    _field("client_phone", "text", fill="client.phone"),
    _field("client_place", "text", fill="client.address"),
    _field("talk_to", "contact", of="client"),
    _field("place", "site", of="client"),
    _field("deal", "contract", of="client"),
    _field("deal_ends", "date", fill="deal.valid_to"),
    _field("who", "role"),
    _field("like", "ticket"),
    _field("like_number", "text", fill="like.number"),
]


@pytest.fixture
def house(tmp_path: Path, office_as_built: Company) -> Iterator[Office]:
    company = Company(tmp_path / "house", hooks_of(*MODULES, "flows", "tickets", "intake"), like=office_as_built)
    company.send("admin", PublishForm({**FORM, "fields": [*FORM["fields"], *FIELDS]}))
    company.send("admin", PublishFlow(FLOW, "pump"))
    company.send("admin", SaveTicketType("pump", {"zh": "水泵维修"}, "pump", "pump", "SB"))
    company.send("admin", SaveChannel("phone", {"zh": "电话"}))
    yield Office(company)
    company.close()


@pytest.fixture
def line(house: Office) -> Iterator[Line]:
    with house.company.http(by_hand=True) as line:
        yield line


def _save(house: Office, kind: str, **values: Any) -> str:
    return house.company.send("admin", SaveRecord(kind, values)).ref.partition(":")[2]


def _client(house: Office, name: str) -> dict[str, str]:
    """A customer with a contact, a site and a contract of its own."""
    client = _save(house, "customer", name=name, code=f"K-{name}")
    of = {"customer": client}
    return {
        "client": client,
        "talk_to": _save(house, "contact", **of, name=f"{name}老板", phone="13811112222", main=True),
        "place": _save(house, "site", **of, name=f"{name}一厂", address="苏州市人民路 1 号"),
        "deal": _save(house, "contract", **of, number=f"HT-{name}", valid_from="2025-01-01", valid_to="2026-12-31"),
    }


def _report(**data: Any) -> t.CreateTicket:
    return t.CreateTicket(type="pump", title="漏水", source=t.Source("phone"), data={"fault": "leak", **data})


def _data(house: Office, ticket: str) -> JsonObject:
    row = house.company.read(lambda tx: queries.row_by_id(tx, ticket))
    return dict(row["data"])


def test_a_customer_brings_along_how_he_is_reached(house: Office):
    named = _client(house, "恒锐")
    ticket = house.company.send("admin", _report(**named)).ref.partition(":")[2]
    data = _data(house, ticket)
    assert data["client_phone"].endswith("13811112222") and data["client_place"] == "苏州市人民路 1 号"
    assert data["deal_ends"] == "2026-12-31"


def test_what_belongs_to_another_customer_is_not_named(house: Office):
    mine, others = _client(house, "恒锐"), _client(house, "华泰")
    for key in ("talk_to", "place", "deal"):
        refused = house.company.refusal("admin", _report(**{**mine, key: others[key]}))
        assert [(one.path, one.code) for one in refused.problems] == [(key, "form.reference_unknown")]


def test_who_may_not_read_a_customer_or_a_ticket_names_none(house: Office):
    named = _client(house, "恒锐")
    ticket = house.company.send("admin", _report()).ref.partition(":")[2]
    for data in ({"client": named["client"]}, {"like": ticket}):
        refused = house.company.refusal("requester", _report(**data))
        assert {one.code for one in refused.problems} == {"form.reference_unknown"}
    house.company.send("admin", ArchiveRecord("customer", named["client"]))
    late = house.company.refusal("admin", _report(client=named["client"]))
    assert late.problems[0].code == "form.reference_unknown", "out of use, not to be chosen anew"


def test_a_ticket_names_another_and_a_role(house: Office):
    first = house.company.send("admin", _report()).ref.partition(":")[2]
    second = house.company.send("admin", _report(like=first, who="engineer")).ref.partition(":")[2]
    row = house.company.read(lambda tx: queries.row_by_id(tx, first))
    assert _data(house, second)["like_number"] == row["number"]
    refused = house.company.refusal("admin", _report(who="nobody"))
    assert [one.code for one in refused.problems] == ["form.reference_unknown"]


def test_things_are_found_while_one_types(house: Office, line: Line):
    mine, _ = _client(house, "恒锐"), _client(house, "华泰")
    house.company.send("admin", _report())

    def found(who: str, kind: str, **asked: str) -> list[JsonObject]:
        return line(who, "GET", f"/named/{kind}", params=asked).json()

    assert [one["title"] for one in found("admin", "customer", q="恒")] == ["恒锐"]
    assert [one["title"] for one in found("admin", "contact", of=mine["client"])] == ["恒锐老板"]
    (ticket,) = found("admin", "ticket", q="漏水")
    assert ticket["title"].endswith("漏水") and ticket["about"] and ticket["facts"]["title"] == "漏水"
    assert found("requester", "ticket", q="漏水") == [], "another's ticket"
    assert "engineer" in {one["id"] for one in found("admin", "role")}
    card = line("admin", "GET", f"/named/customer/{mine['client']}").json()
    assert card["facts"]["contact_name"] == "恒锐老板"
    assert line("requester", "GET", f"/named/customer/{mine['client']}").status_code == 404
    assert line("admin", "GET", "/named/spaceship").status_code == 404


def test_half_a_number_is_not_filled_in(house: Office, line: Line):
    """The engineer sees the customer's number masked: it is neither offered nor filled in."""
    mine = _client(house, "恒锐")
    offered = line("engineer", "GET", f"/named/contact/{mine['talk_to']}").json()
    assert offered["about"] == "138****2222" and "phone" not in offered["facts"]
    card = line("engineer", "GET", f"/named/customer/{mine['client']}").json()
    assert "phone" not in card["facts"]
    ticket = house.company.send("engineer", _report(client=mine["client"])).ref.partition(":")[2]
    assert "client_phone" not in _data(house, ticket)
