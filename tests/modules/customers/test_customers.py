"""Customers over HTTP: one call for a phone number, lists that hide, contracts that cover (CRM-1, INT-1)."""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from bihuan.core.access import FieldAccess, FieldSet, Grant
from bihuan.kernel.command import Caller
from bihuan.kernel.hooks import CardSection
from bihuan.kernel.tables import event as event_table
from bihuan.modules.customers import interface as customers
from tests.modules.masters.office import ENGINEER, FRONT_DESK, OUTSIDER, SUZHOU, Office, person

NOW_DAY = "2025-06-15"  # the day of the shop's clock, 1_750_000_000_000, in Asia/Shanghai


def open_tickets(_tx, _caller, ids, _now):
    return {customer: [{"number": "WX-1"}] for customer in ids}


@pytest.fixture
def office(tmp_path):
    opened = Office(
        tmp_path, register=lambda hooks: hooks.card_section(CardSection("customer", "tickets", 20, open_tickets))
    )
    yield opened
    opened.close()


def furnish(office: Office) -> dict[str, str]:
    customer = office.save("customer", name="恒锐机电", area="suzhou", level="A")
    contact = office.save("contact", customer=customer, name="张工", phone="138 1234 5678", phone_other="0512-65551234")
    site = office.save(
        "site", customer=customer, name="一号厂房", address="苏州市吴中区", point={"lat": "31.3", "lng": "120.6"}
    )
    device = office.save("device", name="循环水泵", customer=customer, site=site, sn="SB-2024-001", category="水泵")
    contract = office.save(
        "contract",
        customer=customer,
        number="HT-2025-1",
        valid_from="2025-01-01",
        valid_to="2025-12-31",
        amount="120000.50",
        sla="金牌",
        cover={"devices": [device]},
    )
    office.save("contract", customer=customer, number="HT-2023", valid_from="2023-01-01", valid_to="2023-12-31")
    return {"customer": customer, "contact": contact, "site": site, "device": device, "contract": contract}


@pytest.mark.req("INT-1.api", "CRM-1")
@pytest.mark.parametrize("phone", ["13812345678", "+86 138-1234-5678", "１３８１２３４５６７８", "051265551234"])
def test_a_number_brings_contact_company_sites_devices_cover_and_tickets_in_one_call(office, phone):
    ids = furnish(office)
    answer = office.http("GET", "/customers/lookup", params={"phone": phone})
    assert answer.status_code == 200
    (card,) = answer.json()["cards"]
    assert card["customer"]["name"] == "恒锐机电"
    assert [(c["name"], c["matched"]) for c in card["contacts"]] == [("张工", True)]
    assert [site["address"] for site in card["sites"]] == ["苏州市吴中区"]
    assert [device["id"] for device in card["devices"]] == [ids["device"]]
    assert [(c["number"], c["in_force"]) for c in card["contracts"]] == [("HT-2025-1", True), ("HT-2023", False)]
    assert card["tickets"] == [{"number": "WX-1"}]


@pytest.mark.req("INT-1.api")
def test_an_unknown_number_and_one_of_somebody_elses_customer_look_the_same(office):
    furnish(office)
    other = office.save("customer", name="无锡客户", area="wuxi")
    office.save("contact", customer=other, name="李工", phone="13900000000")
    answers = [
        office.http("GET", "/customers/lookup", caller, params={"phone": phone})
        for caller, phone in ((SUZHOU, "13900000000"), (SUZHOU, "13911111111"), (OUTSIDER, "13812345678"))
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(200, '{"cards":[]}')}


@pytest.mark.req("AUD-4")
def test_who_sees_a_mask_may_ask_for_the_whole_number_and_that_is_recorded(office):
    furnish(office)
    answer = office.http("GET", "/customers/lookup", ENGINEER, params={"phone": "13812345678"})
    (card,) = answer.json()["cards"]
    assert card["contacts"][0]["phone"] == "138****5678" and card["contacts"][0]["matched"]
    assert all("amount" not in contract for contract in card["contracts"])
    assert "13812345678" not in answer.text
    events = office.read(lambda tx: tx.all(event_table, stream="access:engineer"))
    assert [json.loads(row["body"])["data"]["what"] for row in events] == ["masked_search"]


@pytest.mark.req("AUD-4")
def test_a_hidden_number_is_not_found_and_not_marked(office):
    ids = furnish(office)
    hidden = FieldSet({"phone": FieldAccess.HIDDEN, "phone_other": FieldAccess.HIDDEN})
    caller = person("x", Grant("read", "contact", "all", hidden), Grant("read", "customer", "all"))
    assert office.http("GET", "/customers/lookup", caller, params={"phone": "13812345678"}).json() == {"cards": []}
    card = office.http("GET", f"/customers/{ids['customer']}/card", caller).json()
    assert "phone" not in card["contacts"][0]


@pytest.mark.req("INT-1.api")
def test_the_call_stays_fast_among_many_contacts(office):
    furnish(office)

    def crowd(tx):
        blank = dict.fromkeys((column.name for column in customers.CONTACTS.table.columns), None)
        rows = [
            {**blank, "id": f"c{n}", "version": 1, "created_at": n, "updated_at": n, "customer": f"k{n}",
             "phone_key": f"+86139{n:08d}"}
            for n in range(20_000)
        ]  # fmt: skip
        tx.insert(customers.CONTACTS.table, *rows)

    office.tenant.writer.call(crowd)
    office.http("GET", "/customers/lookup", params={"phone": "13812345678"})
    start = time.perf_counter()
    answer = office.http("GET", "/customers/lookup", params={"phone": "13812345678"})
    assert len(answer.json()["cards"]) == 1
    assert time.perf_counter() - start < 2  # the budget is 300 ms; this machine may be busy


@pytest.mark.req("CRM-1", "API-1")
def test_records_are_made_shown_changed_and_archived_over_http(office):
    made = office.http("POST", "/customers", json={"name": "甲", "level": "A"})
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    path = f"/customers/{made.json()['id']}"
    changed = office.http("PATCH", path, json={"level": None}, headers={"If-Match": '"1"'})
    assert (changed.json()["level"], changed.json()["version"]) == (None, 2)
    assert office.http("PATCH", path, json={"level": "B"}, headers={"If-Match": '"1"'}).status_code == 412
    assert office.http("PATCH", path, json={"colour": "red"}).status_code == 422
    contact = office.http("POST", f"{path}/contacts", json={"name": "张工", "phone": "13812345678"}).json()
    assert contact["customer"] == made.json()["id"]
    assert office.http("GET", f"{path}/contacts/{contact['id']}").json()["name"] == "张工"
    other = office.http("POST", "/customers", json={"name": "乙"}).json()["id"]
    assert office.http("GET", f"/customers/{other}/contacts/{contact['id']}").status_code == 404
    assert office.http("PATCH", f"/customers/{other}/contacts/{contact['id']}", json={"name": "x"}).status_code == 404
    assert office.http("POST", f"{path}/archive").json()["archived"] is True
    assert [item["name"] for item in office.http("GET", "/customers").json()["items"]] == ["乙"]
    assert [item["name"] for item in office.http("GET", "/customers?archived=true").json()["items"]] == ["甲"]


@pytest.mark.req("API-1")
def test_the_same_request_twice_makes_one_record(office):
    headers = {"Idempotency-Key": "once"}
    ids = {office.http("POST", "/customers", json={"name": "甲"}, headers=headers).json()["id"] for _ in range(3)}
    assert len(ids) == 1


@pytest.mark.req("CRM-1", "API-1")
def test_a_list_is_searched_filtered_sorted_by_pinyin_and_paged(office):
    for name, level in (("张家港分厂", "A"), ("恒锐机电", "B"), ("安达电梯", "A"), ("Zebra", "A")):
        office.save("customer", name=name, level=level)

    def names(**params):
        answer = office.http("GET", "/customers", params=params)
        assert answer.status_code == 200, answer.text
        return [item["name"] for item in answer.json()["items"]]

    assert names(sort="name") == ["安达电梯", "恒锐机电", "Zebra", "张家港分厂"]
    assert names(q="电") == ["安达电梯", "恒锐机电"] or names(q="电") == ["恒锐机电", "安达电梯"]
    assert names(q="zeb") == ["Zebra"] and names(q="%") == []
    level_a = json.dumps({"op": "eq", "left": {"field": "level"}, "right": "A"})
    assert names(filter=level_a, sort="-name") == ["张家港分厂", "Zebra", "安达电梯"]
    first = office.http("GET", "/customers", params={"sort": "name", "limit": 3}).json()
    assert first["count"] == {"value": 4, "exact": True}
    rest = office.http("GET", "/customers", params={"sort": "name", "limit": 3, "cursor": first["next_cursor"]}).json()
    assert [item["name"] for item in rest["items"]] == ["张家港分厂"] and rest["next_cursor"] is None
    foreign = office.http("GET", "/customers", params={"sort": "-name", "cursor": first["next_cursor"]})
    assert (foreign.status_code, foreign.json()["code"]) == (400, "list.cursor_foreign")


@pytest.mark.req("AUD-3", "AUD-4")
def test_two_tenants_that_differ_only_in_hidden_fields_answer_byte_for_byte_alike(tmp_path):
    hidden = FieldSet(dict.fromkeys(("phone", "phone_other", "email", "amount", "level", "note"), FieldAccess.HIDDEN))
    kinds = ("customer", "contact", "contract", "site", "device")
    caller = person("x", *(Grant("read", kind, "all", hidden) for kind in kinds))
    answers = [hidden_apart(tmp_path / str(number), number, caller) for number in (1, 2)]
    assert answers[0] == answers[1]


def hidden_apart(folder: Path, number: int, caller: Caller) -> list[tuple[int, bytes]]:
    office = Office(folder)
    customer = office.save("customer", name="甲", level=f"L{number}", note=f"n{number}")
    secret: Any = {"phone": f"1381234567{number}", "email": f"a{number}@example.com"}
    office.save("contact", customer=customer, name="张工", **secret)
    dates: Any = {"valid_from": "2025-01-01", "valid_to": "2025-12-31"}
    office.save("contract", customer=customer, number="HT-1", amount=str(number), **dates)
    paths = [
        "/customers?sort=name",
        "/customers?q=L1",
        "/customers?q=n1",
        f"/customers/{customer}/contacts?q=1381234567",
        f"/customers/{customer}/contracts",
        f"/customers/{customer}/card",
        "/customers/lookup?phone=13812345671",
        '/customers?filter={"op":"eq","left":{"field":"level"},"right":"L1"}',
        "/customers?sort=level",
    ]
    answers = [office.http("GET", path, caller) for path in paths]
    office.close()
    return [strip_ids(answer.status_code, answer.content) for answer in answers]


def strip_ids(status: int, content: bytes) -> tuple[int, bytes]:
    """Ids are drawn anew in each tenant; everything else must be equal."""
    return status, re.sub(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", b"ID", content)


@pytest.mark.req("CRM-1")
def test_a_contract_covers_what_it_lists_on_the_days_it_runs(office):
    ids = furnish(office)
    pump = {"id": ids["device"], "category": "水泵", "site": ids["site"]}
    at = 1_750_000_000_000

    def covering(device, when=at):
        return office.read(lambda tx: customers.contract_covering(tx, ids["customer"], device, when))

    assert covering(pump) == ids["contract"]
    assert covering({"id": "other"}) is None
    assert covering(None) is None
    assert covering(pump, at + 200 * 86_400_000) is None
    office.save("contract", ids["contract"], cover={"categories": ["水泵"]})
    assert covering({"id": "other", "category": "水泵"}) == ids["contract"]
    office.save("contract", ids["contract"], cover={"all": True})
    assert covering(None) == ids["contract"]


@pytest.mark.req("CRM-1")
def test_the_last_day_of_a_contract_counts_in_the_tenants_zone(office):
    customer = office.save("customer", name="甲")
    dates = {"valid_from": NOW_DAY, "valid_to": NOW_DAY}
    contract = office.save("contract", customer=customer, number="1", cover={"all": True}, **dates)
    midnight = 1_749_916_800_000  # 2025-06-15T00:00 in Shanghai
    day = 86_400_000
    for at, covered in ((midnight - 1, False), (midnight, True), (midnight + day - 1, True), (midnight + day, False)):
        found = office.read(lambda tx, at=at: customers.contract_covering(tx, customer, None, at))
        assert (found == contract) is covered


def test_a_contract_that_ends_before_it_begins_or_covers_nonsense_is_refused(office):
    customer = office.save("customer", name="甲")
    path = f"/customers/{customer}/contracts"
    body = {"number": "1", "valid_from": "2025-02-01", "valid_to": "2025-01-31", "cover": {"devices": "all"}}
    answer = office.http("POST", path, json=body)
    assert {(p["path"], p["code"]) for p in answer.json()["problems"]} == {
        ("valid_to", "contract.ends_before_it_begins"),
        ("cover", "contract.cover_invalid"),
    }
    body = {"number": "1", "valid_from": "2025-01-01", "valid_to": "2025-01-31", "cover": {"devices": ["nowhere"]}}
    assert office.http("POST", path, json=body).json()["problems"][0]["code"] == "contract.device_unknown"


@pytest.mark.req("AUD-4")
def test_revealing_is_recorded_before_the_value_is_told(office):
    ids = furnish(office)
    path = f"/customers/{ids['customer']}/contacts/{ids['contact']}/reveal"
    answer = office.http("POST", path, ENGINEER, json={"field": "phone"})
    assert answer.json() == {"field": "phone", "value": "138 1234 5678"}
    (row,) = office.read(lambda tx: tx.all(event_table, stream="access:engineer"))
    data = json.loads(row["body"])["data"]
    assert (data["what"], data["kind"], data["object"], data["fields"]) == (
        "reveal",
        "contact",
        ids["contact"],
        ["phone"],
    )
    assert "138" not in row["body"].replace(row["stream"], "") or "1234 5678" not in row["body"]
    assert office.http("POST", path, OUTSIDER, json={"field": "phone"}).status_code == 404


@pytest.mark.parametrize(
    "path", ["/customers/x%00y", "/customers/%F0%9F%98%80", "/customers/" + "9" * 90, "/customers/../x"]
)
def test_an_id_that_can_be_none_is_not_found(office, path):
    assert office.http("GET", path, FRONT_DESK).status_code == 404
