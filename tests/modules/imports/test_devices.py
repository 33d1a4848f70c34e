"""Devices come from people's workbooks and find their customers and sites (AST-1, S-8)."""

import pytest

from bihuan.core.access import Grant
from tests.kernel.workbooks import LEDGER
from tests.modules.masters.office import FRONT_DESK, OUTSIDER, everything, person

pytestmark = pytest.mark.req("AST-1", "S-8")


@pytest.fixture
def customer(office):
    return office.save("customer", name="恒锐机电", area="suzhou", code="K-001")


def checked(office, content, caller=FRONT_DESK, **asking):
    return office.ask("/imports/check", {"kind": "device", "file": office.upload(content, caller), **asking}, caller)


def faults(found):
    return {line["row"]: [fault["code"] for fault in line["faults"]] for line in found["faulty"]}


def test_a_workbook_as_a_company_keeps_it(office, customer):
    """Title, merged headings and customers, full-width numbers, days as numbers, a remark below."""
    found = checked(office, LEDGER)
    assert (found["made"], faults(found)) == (2, {6: ["import.date_ambiguous"]})
    done = office.take_over("device", LEDGER)
    assert (done["made"], done["refused"]) == (2, 1)
    tower, pump = office.devices()
    assert (pump["name"], pump["sn"], pump["installed_on"], pump["warranty_until"]) == (
        *("循环水泵", "SB-001", "2026-01-21", "2027-03-01"),
    )
    assert (tower["sn"], tower["installed_on"], tower["note"]) == ("2024000123", "2023-03-15", "=cmd")
    assert {pump["customer"], tower["customer"]} == {customer}


def test_a_serial_number_stands_for_one_device_however_it_is_written(office, customer):
    office.save("device", name="旧名", sn="SB 001", customer=customer)
    table = "设备名称,SN,状态\n新名,sb-001,备用\n又一台,SB-002,\n重复,ＳＢ－００２,\n"
    found = checked(office, table, duplicates="update")
    assert (found["made"], found["changed"], faults(found)) == (1, 1, {4: ["import.repeated"]})
    assert found["faulty"][0]["faults"][0]["detail"] == "序列号“SB-002”与第 3 行重复。"
    done = office.take_over("device", table, duplicates="update")
    assert (done["made"], done["changed"], done["refused"]) == (1, 1, 1)
    assert sorted((one["name"], one["state"]) for one in office.devices()) == [("又一台", "in_use"), ("新名", "stock")]
    again = office.take_over("device", table)
    assert (again["skipped"], again["made"]) == (3 - again["refused"], 0) and len(office.devices()) == 2


def test_customers_sites_and_parents_are_named(office, customer):
    office.save("site", customer=customer, name="一号厂房")
    table = (
        "设备名称,序列号,客户,地点,上级设备\n"
        "主机,M-1,恒锐机电,一号厂房,\n"
        "水泵,M-2,k001,一号厂房,m1\n"
        "甲,M-3,没有的公司,,\n"
        "乙,M-4,恒锐机电,二号厂房,\n"
        "丙,M-5,,一号厂房,\n"
        "丁,M-6,恒锐机电,,M-9\n"
    )
    expected = {
        4: ["import.customer_unknown"],
        5: ["import.site_unknown"],
        6: ["import.site_without_customer"],
        7: ["import.parent_unknown"],
    }
    assert faults(checked(office, table)) == expected
    done = office.take_over("device", table)
    assert (done["made"], done["refused"]) == (2, 4)
    by_sn = {one["sn"]: one for one in office.devices()}
    assert by_sn["M-2"]["parent"] == by_sn["M-1"]["id"] and by_sn["M-2"]["site"] == by_sn["M-1"]["site"]
    assert by_sn["M-1"]["code"] != by_sn["M-2"]["code"]


def test_every_fault_of_a_row_is_named_at_once(office, customer):
    found = checked(office, "名称,客户,安装日期,状态\n,没有的公司,03/04/2026,新的\n")
    (row,) = found["faulty"]
    assert {fault["key"]: fault["code"] for fault in row["faults"]} == {
        "name": "record.required",
        "customer": "import.customer_unknown",
        "installed_on": "import.date_ambiguous",
        "state": "import.option_unknown",
    }


def test_two_customers_of_one_name_are_asked_about(office, customer):
    office.save("customer", name="恒锐机电", area="wuxi")
    assert faults(checked(office, "名称,客户\n水泵,恒锐机电\n")) == {2: ["import.customer_ambiguous"]}
    assert checked(office, "名称,客户\n水泵,K-001\n")["made"] == 1


@pytest.mark.req("AUD-3")
def test_a_number_of_somebody_elses_device_is_taken_and_nothing_more_is_told(office, customer):
    office.save("device", name="别人的", sn="X-1", customer=customer)
    stranger = person("s", Grant("create", "device", "all"), Grant("read", "device", "own_created"),
                      *everything("file"))  # fmt: skip
    found = checked(office, "名称,SN\n水泵,X-1\n", stranger, duplicates="update")
    assert (faults(found), found["there"]) == ({2: ["record.taken"]}, [])
    assert office.http("POST", "/imports/check", OUTSIDER, json={"kind": "device", "file": "x"}).status_code == 404


def test_a_device_without_a_number_is_new_each_time_but_once_per_import(office):
    body = {"kind": "device", "file": office.upload("名称\n水泵\n")}
    begun = office.ask("/imports", body)
    done = office.go_on(begun)
    assert (done["made"], office.ask(f"/imports/{begun['id']}/continue")["made"], len(office.devices())) == (1, 1, 1)
