"""Devices: found by SN however written and by label, cover at an instant, hierarchy without cycles (AST-1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.access import Grant
from bihuan.core.values import Refusal
from bihuan.kernel.hooks import CardSection
from bihuan.kernel.masters import SaveRecord
from bihuan.modules.assets import interface as assets
from bihuan.modules.assets.messages import AttachDocument
from bihuan.modules.assets.tables import read_code
from tests.modules.masters.office import ENGINEER, FRONT_DESK, OUTSIDER, Office, person, problems

DAY = 86_400_000
NOW = 1_750_000_000_000


def history(_tx, _caller, ids, _now):
    return {device: [{"number": "WX-1"}] for device in ids}


@pytest.fixture
def office(tmp_path):
    opened = Office(tmp_path, register=lambda hooks: hooks.card_section(CardSection("device", "history", 10, history)))
    yield opened
    opened.close()


@pytest.mark.req("AST-1")
@pytest.mark.parametrize(
    "written", ["SB-2024-001", "sb2024001", "ＳＢ－２０２４－００１", " sb 2024 001 ", "SB.2024.001"]
)
def test_a_device_is_found_by_its_serial_number_however_it_is_written(office, written):
    device = office.save("device", name="水泵", sn="SB-2024-001")
    found = office.http("GET", f"/devices/{written}").json()
    assert (found["device"]["id"], found["device"]["sn"]) == (device, "SB-2024-001")
    refused = pytest.raises(Refusal)
    with refused as caught:
        office.save("device", name="另一台", sn=written)
    assert problems(caught.value) == {"sn": "record.taken"}


@pytest.mark.req("AST-1")
def test_a_label_leads_to_its_device_and_a_mistyped_one_says_so(office):
    device = office.save("device", name="水泵")
    code = office.http("GET", f"/devices/{device}").json()["device"]["code"]
    assert code.startswith("bh-") and len(code) == 13
    for read in (code, code.upper(), code.removeprefix("bh-"), f" {code} "):
        assert office.http("GET", f"/devices/by-code/{read}").json()["device"]["id"] == device
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    answer = office.http("GET", f"/devices/by-code/{wrong}")
    assert (answer.status_code, answer.json()["code"]) == (404, "device.code_mistyped")
    assert office.http("GET", f"/devices/by-code/{code}", OUTSIDER).json()["code"] == "device.not_found"


def test_nobody_chooses_or_changes_a_code(office):
    device = office.save("device", name="水泵")
    for command in (
        SaveRecord("device", {"name": "x", "code": "bh-1"}),
        SaveRecord("device", {"code": "bh-1"}, device),
    ):
        with pytest.raises(Refusal) as caught:
            office.do(command)
        assert problems(caught.value) == {"code": "field.not_editable"}


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_codes(text):
    found = read_code(text)
    assert found is None or read_code(found) == found


@pytest.mark.req("AST-1")
def test_cover_is_told_for_the_instant_asked_for(office):
    customer = office.save("customer", name="甲")
    device = office.save("device", name="水泵", customer=customer, category="水泵", warranty_until="2025-06-20")
    office.save(
        "contract", customer=customer, number="HT-1", valid_from="2025-07-01", valid_to="2026-06-30", amount="5",
        cover={"categories": ["水泵"]},
    )  # fmt: skip

    def cover(at):
        found = office.http("GET", f"/devices/{device}", ENGINEER, params={"at": at}).json()["cover"]
        return found["warranty"], [contract["number"] for contract in found["contracts"]]

    assert cover(NOW) == (True, [])
    assert cover(NOW + 10 * DAY) == (False, [])
    assert cover(NOW + 30 * DAY) == (False, ["HT-1"])
    no_contracts = person("x", Grant("read", "device", "all"))
    found = office.http("GET", f"/devices/{device}", no_contracts, params={"at": NOW + 30 * DAY}).json()
    assert found["cover"]["contracts"] == []


@pytest.mark.req("AST-1")
def test_parts_know_their_whole_and_no_device_is_part_of_itself(office):
    line = office.save("device", name="生产线")
    motor = office.save("device", name="电机", parent=line)
    bearing = office.save("device", name="轴承", parent=motor)
    children = office.http("GET", f"/devices/{line}").json()["children"]
    assert [child["name"] for child in children] == ["电机"]
    for above in (line, motor, bearing):
        with pytest.raises(Refusal) as caught:
            office.save("device", line, parent=above)
        assert problems(caught.value) == {"parent": "device.parent_cycle"}


def test_a_site_of_another_customer_is_refused(office):
    one, two = office.save("customer", name="甲"), office.save("customer", name="乙")
    site = office.save("site", customer=one, name="厂房")
    with pytest.raises(Refusal) as caught:
        office.save("device", name="水泵", customer=two, site=site)
    assert problems(caught.value) == {"site": "device.site_of_another_customer"}


@pytest.mark.req("AST-1")
def test_a_page_shows_documents_and_the_parts_that_other_modules_add(office):
    device = office.save("device", name="水泵")
    file = office.http("POST", "/files/content", params={"name": "说明书.pdf"}, content=b"%PDF-1.7 ...").json()["id"]
    answer = office.http("POST", f"/devices/{device}/documents", json={"file": file, "label": "说明书"})
    assert [(item["file"], item["label"]) for item in answer.json()] == [(file, "说明书")]
    page = office.http("GET", f"/devices/{device}", ENGINEER).json()
    assert page["documents"][0]["label"] == "说明书" and page["history"] == [{"number": "WX-1"}]
    assert office.http("GET", f"/files/{file}", ENGINEER).content == b"%PDF-1.7 ..."
    assert office.http("GET", f"/files/{file}", OUTSIDER).status_code == 404
    assert office.http("DELETE", f"/devices/{device}/documents/{file}").json() == []


def test_only_ones_own_upload_can_become_a_document(office):
    device = office.save("device", name="水泵")
    file = office.http("POST", "/files/content", params={"name": "a.txt"}, content=b"abc").json()["id"]
    other = person("other", *FRONT_DESK.subject.grants)
    with pytest.raises(Refusal) as caught:
        office.do(AttachDocument(device, file), other)
    assert caught.value.code == "file.unknown"


@pytest.mark.req("AST-1")
def test_rules_read_a_device_with_its_company_region_and_warranty(office):
    customer = office.save("customer", name="甲", area="suzhou")
    site = office.save("site", customer=customer, name="厂房", area="wuxi")
    device = office.save("device", name="水泵", customer=customer, site=site, warranty_until="2025-06-20")
    facts = office.read(lambda tx: assets.device_facts(tx, device, NOW))
    assert (facts["company"], facts["region"], facts["in_warranty"]) == (customer, "wuxi", True)
    assert office.read(lambda tx: assets.device_facts(tx, device, NOW + 10 * DAY))["in_warranty"] is False
    assert office.read(lambda tx: assets.device_facts(tx, "nowhere", NOW)) is None
