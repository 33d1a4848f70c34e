"""功能模块: what is off is refused in the caller's language, its data stays, and what has begun ends as it began."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bihuan.modules.features import messages as m
from bihuan.modules.records.messages import ArchiveTable, ReachTableReminder
from tests.modules.company import Company, Line, hooks_of
from tests.modules.records.conftest import office, office_as_built
from tests.modules.records.office import DAY, MIDNIGHT, ON_BOTH, Office

__all__ = ["office", "office_as_built"]
pytestmark = pytest.mark.req("ADM-1")


@pytest.fixture
def line(office: Office) -> Iterator[Line]:
    with office.company.http(by_hand=True) as line:
        yield line


def switch(line: Line, key: str, on: bool, status: int = 200, who: str = "admin", **more: Any) -> Any:
    answer = line(who, "PUT", f"/features/{key}", json={"on": on, **more})
    assert answer.status_code == status, answer.text
    return answer.json()


def add(line: Line, number: str, language: str = "zh") -> Any:
    headers = {"Accept-Language": language}
    return line("admin", "POST", "/tables/contracts/records", json={"data": {"number": number}}, headers=headers)


@ON_BOTH
def test_what_is_off_is_refused_by_name_and_its_data_stays_readable(office: Office, line: Line) -> None:
    record = office.add("contracts", number="HT-1")
    assert switch(line, "tables", False)["on"] is False
    refused = add(line, "HT-2").json()
    assert (refused["status"], refused["code"]) == (409, "feature.off")
    assert refused["title"] == "“数据表”模块已关闭，数据都还在。管理员可以在“功能模块”里打开。"
    assert line("admin", "GET", "/me").json()["switched_off"] == ["tables"]
    assert line("engineer", "GET", "/me").json()["switched_off"] == ["tables"], "it is off for everybody"
    shown = line("admin", "GET", f"/tables/contracts/records/{record}")
    assert shown.status_code == 200 and "HT-1" in shown.text
    assert line("admin", "GET", f"/tables/contracts/records/{record}/history").status_code == 200
    assert switch(line, "tables", True)["on"] is True
    assert add(line, "HT-2").status_code == 201
    assert office.company.refusal("admin", m.SwitchFeature("kitchen", False)).code == "feature.not_found"


def test_the_refusal_speaks_the_callers_language(office: Office, line: Line) -> None:
    switch(line, "tables", False)
    line("admin", "PATCH", "/me", json={"language": "en"})
    title = add(line, "HT-2", "en").json()["title"]
    assert title.startswith("The module “Custom tables” is switched off; its data is kept.")


def test_what_is_under_way_is_listed_first_and_ends_as_it_began(office: Office, line: Line) -> None:
    company = office.company
    contract = office.add("contracts", number="HT-7", due=MIDNIGHT + 30 * DAY, keeper=company.people["lead"])
    told = switch(line, "tables", False, status=409)
    assert told["code"] == "feature.has_running" and "待发的到期提醒 1 个" in told["title"]
    assert line("admin", "GET", "/me").json()["switched_off"] == []
    assert switch(line, "tables", False, even_so=True)["running"] == ["待发的到期提醒 1 个"]
    company.clock.instant = MIDNIGHT + 23 * DAY
    (reached,) = company.send("operator", ReachTableReminder(contract, "soon")).events
    assert reached.event.people == (company.people["lead"],), "a reminder that was set is still sent"
    assert company.refusal("admin", ArchiveTable("contracts")).code == "feature.off"


def test_a_switch_is_in_the_ledger_once_with_what_was_under_way(office: Office) -> None:
    company = office.company
    office.add("contracts", number="HT-7", due=MIDNIGHT + 30 * DAY)
    command = m.SwitchFeature("tables", False, even_so=True)
    (stored,) = company.send("admin", command).events
    assert stored.stream == m.STREAM and stored.caller_id == company.people["admin"]
    assert stored.event == m.FeatureSwitched("tables", False, {"reminders": 1})
    assert not company.send("admin", command).events, "it is off already"


def test_only_administrators_see_and_switch(line: Line) -> None:
    for who in ("engineer", "dispatcher", "lead"):
        assert line(who, "GET", "/features").status_code == 404
        switch(line, "tables", False, status=404, who=who)


def test_the_list_says_what_each_is_and_how_much_it_has(office: Office, line: Line) -> None:
    office.add("contracts", number="HT-1")
    found = {one["key"]: one for one in line("admin", "GET", "/features").json()["items"]}
    tables = found["tables"]
    assert (tables["label"], tables["on"]) == ("数据表", True)
    assert tables["amounts"] == ["数据表 3 张", "记录 1 条"]
    assert all(one["about"] and one["when_off"] and "feature." not in one["about"] for one in found.values())


@pytest.fixture
def product(tmp_path: Path, company_as_built: Company) -> Iterator[Line]:
    modules = ("audit", "features", "identity", "files", "customers", "assets", "forms", "records", "flows", "tickets")
    above = ("intake", "sla", "dispatch", "notifications", "automations", "joint", "trace", "replies", "portal")
    hooks = hooks_of(*modules, *above, "prints", "reports", "reviews")
    company = Company(tmp_path / "product", hooks, like=company_as_built)
    with company.http(by_hand=True) as line:
        yield line
    company.close()


def test_what_others_need_goes_after_them_and_comes_before_them(product: Line) -> None:
    told = switch(product, "devices", False, status=409)
    assert (told["code"], told["title"]) == (
        "feature.needed_by_others",
        "“二维码标签”还在用“设备档案”，请先关闭它们。",
    )
    assert switch(product, "labels", False)["on"] is False
    assert switch(product, "devices", False)["on"] is False
    told = switch(product, "labels", True, status=409)
    assert (told["code"], told["title"]) == ("feature.needs_others", "“二维码标签”需要先打开：设备档案。")
    made = product("admin", "POST", "/devices", json={"name": "水泵"})
    assert made.json()["code"] == "feature.off"


def test_every_module_of_the_product_has_words_and_can_be_switched(product: Line) -> None:
    listed = product("admin", "GET", "/features").json()["items"]
    keys = [one["key"] for one in listed]
    assert len(keys) == 13 and all(one["label"] != f"feature.{one['key']}" for one in listed)
    for key in sorted(keys, key=lambda one: one in ("devices", "portal", "engineers")):
        assert switch(product, key, False)["on"] is False
    assert sorted(product("admin", "GET", "/me").json()["switched_off"]) == sorted(keys)
    refused = product("admin", "GET", "/reports/measures")
    assert (refused.status_code, refused.json()["code"]) == (409, "feature.off")
    reply = {"title": "问候", "text": "您好"}
    assert product("admin", "POST", "/replies", json=reply).json()["code"] == "feature.off"
    assert product("admin", "GET", "/devices/labels?ids=none").json()["code"] == "feature.off"
