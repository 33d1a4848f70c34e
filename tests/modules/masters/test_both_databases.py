"""Masters and files behave alike on SQLite and PostgreSQL; a list shows exactly what may be opened (AUD-3)."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bihuan.core.access import Grant
from bihuan.core.values import Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.masters import EraseRecord, find_record
from bihuan.kernel.tx import Tx
from tests.modules.masters.office import ENGINEER, FRONT_DESK, OUTSIDER, SUZHOU, Office, person, problems


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    opened = Office(tmp_path, url=url)
    yield opened
    opened.close()


@pytest.mark.req("CRM-1", "AST-1", "TEN-2")
def test_one_story_on_both_databases(office: Office):
    customer = office.save("customer", name="恒锐机电", code="KH-1", area="suzhou", tags=["重点"])
    contact = office.save("contact", customer=customer, name="张工", phone="13812345678")
    site = office.save("site", customer=customer, name="厂房", point={"lat": "31.30", "lng": "120.6"})
    device = office.save("device", name="水泵", sn="SB-1", customer=customer, site=site, warranty_until="2026-01-01")
    contract = office.save(
        "contract", customer=customer, number="HT-1", valid_from="2025-01-01", valid_to="2025-12-31",
        amount="120000.50", cover={"all": True},
    )  # fmt: skip
    with pytest.raises(Refusal) as caught:
        office.save("device", name="另一台", sn="sb1")
    assert problems(caught.value) == {"sn": "record.taken"}

    (card,) = office.http("GET", "/customers/lookup?phone=138 1234 5678").json()["cards"]
    assert card["contracts"][0]["amount"] == "120000.5" and card["sites"][0]["point"] == {"lat": "31.3", "lng": "120.6"}
    page = office.http("GET", f"/devices/{device}").json()
    assert page["cover"]["warranty"] and page["cover"]["contracts"][0]["id"] == contract

    dear = json.dumps({"op": "gt", "left": {"field": "amount"}, "right": "100000"})
    found = office.http("GET", f"/customers/{customer}/contracts", params={"filter": dear, "sort": "-amount,number"})
    assert [item["number"] for item in found.json()["items"]] == ["HT-1"]
    tagged = json.dumps({"op": "contains", "left": {"field": "tags"}, "right": "重点"})
    assert office.http("GET", "/customers", params={"filter": tagged}).status_code in (200, 422)

    file = office.http("POST", "/files/content", params={"name": "图纸.pdf"}, content=b"%PDF-1.7").json()["id"]
    office.http("POST", f"/devices/{device}/documents", json={"file": file})
    assert office.http("GET", f"/files/{file}", ENGINEER).content == b"%PDF-1.7"

    office.do(EraseRecord("contact", contact))
    assert office.http("GET", "/customers/lookup?phone=13812345678").json() == {"cards": []}


OWN = person(
    "own", *(Grant("*", kind, "own_created") for kind in ("customer", "contact", "site", "contract", "device"))
)
CASTS = (FRONT_DESK, ENGINEER, SUZHOU, OUTSIDER, OWN)


@pytest.mark.req("AUD-3")
def test_a_list_shows_exactly_what_may_be_opened_one_by_one(office: Office):
    suzhou = office.save("customer", name="甲", area="suzhou")
    wuxi = office.save("customer", name="乙", area="wuxi")
    nowhere = office.save("customer", None, OWN, name="丙")
    sites = [office.save("site", customer=c, name="x", **a) for c in (suzhou, wuxi) for a in ({}, {"area": "suzhou"})]  # type: ignore[arg-type]
    for customer, site in ((suzhou, sites[0]), (wuxi, sites[2]), (wuxi, sites[3]), (suzhou, None), (None, None)):
        office.save("device", name="d", customer=customer, site=site)
    for customer in (suzhou, wuxi, nowhere):
        office.save("contact", customer=customer, name="c")
    for caller in CASTS:
        for kind, path in (("customer", "/customers"), ("device", "/devices")):
            assert listed(office, path, caller) == openable(office, kind, caller), (caller.id, kind)


def listed(office: Office, path: str, caller: Caller) -> set[str]:
    answer = office.http("GET", path, caller, params={"limit": 200}).json()
    assert answer["count"] == {"value": len(answer["items"]), "exact": True}
    return {item["id"] for item in answer["items"]}


def openable(office: Office, kind: str, caller: Caller) -> set[str]:
    master = office.hooks.masters[kind]

    def opened(tx: Tx) -> set[str]:
        ids = [row["id"] for row in tx.all(master.table)]
        return {record_id for record_id in ids if find_record(tx, master, caller, record_id) is not None}

    found: set[str] = office.read(opened)
    return found
