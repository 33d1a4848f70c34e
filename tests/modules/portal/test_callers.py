"""Whoever calls has no account, and his ticket is his all the same (INT-1, PTL-1)."""

from typing import Any

import pytest
import segno

from bihuan.kernel.masters import SaveRecord
from bihuan.modules.identity.messages import EraseUser
from tests.modules.portal.conftest import Street

pytestmark = pytest.mark.req("INT-1.api", "PTL-1.server")


def known(street: Street, **body: Any) -> str:
    answer = street.line("dispatcher", "POST", "/portal/guests", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def contact_of(street: Street, name: str, phone: str) -> str:
    send = street.company.send
    owner = send("operator", SaveRecord("customer", {"name": "恒力液压"})).ref.partition(":")[2]
    made = send("operator", SaveRecord("contact", {"customer": owner, "name": name, "phone": phone}))
    return str(made.ref.partition(":")[2])


def test_the_same_number_is_the_same_caller_however_it_is_written(street: Street) -> None:
    first = known(street, name="何先生", phone="138 0013 8001")
    assert known(street, name="何先生", phone="138-0013-8001") == first
    assert known(street, name="林女士", phone="13800138002") != first
    person = street.line("admin", "GET", f"/users/{first}").json()
    assert (person["name"], person["phone"]) == ("何先生", "13800138001")


def test_a_contact_is_one_caller_and_brings_name_and_number(street: Street) -> None:
    contact = contact_of(street, "吴丽", "13900139000")
    first = known(street, contact=contact)
    assert known(street, contact=contact, name="别人", phone="139****9000") == first
    person = street.line("admin", "GET", f"/users/{first}").json()
    assert (person["name"], person["phone"]) == ("吴丽", "13900139000")
    assert known(street, name="吴丽", phone="13900139000") != first, "a number alone proves no contact"


def test_a_visitor_who_typed_the_number_is_somebody_else(street: Street) -> None:
    number = street.report(phone="13800138003")["number"]
    guest = known(street, name="何先生", phone="13800138003")
    assert street.line("dispatcher", "GET", f"/tickets/{number}").json()["submitter"] != guest


def test_a_link_comes_with_its_address_as_a_code_to_scan(street: Street) -> None:
    number = street.report()["number"]
    link = street.line("dispatcher", "POST", f"/tickets/{number}/access-links", json={}).json()
    rows = link["qr"]
    assert all(len(row) == len(rows) and set(row) == {"0", "1"} for row in rows)
    assert rows == ["".join(str(sign) for sign in row) for row in segno.make_qr(link["address"]).matrix]


def test_who_was_erased_is_somebody_new(street: Street) -> None:
    first = known(street, name="何先生", phone="13800138004")
    street.company.send("admin", EraseUser(first, "本人要求"))
    again = known(street, name="何先生", phone="13800138004")
    assert again != first
    assert street.line("admin", "GET", f"/users/{again}").json()["name"] == "何先生"


def test_without_number_or_contact_there_is_nobody(street: Street) -> None:
    answer = street.line("dispatcher", "POST", "/portal/guests", json={"name": "何先生"})
    assert (answer.status_code, answer.json()["code"]) == (422, "public_report.phone_missing")
    refused = street.line("engineer", "POST", "/portal/guests", json={"phone": "13800138005"})
    assert refused.status_code == 403
