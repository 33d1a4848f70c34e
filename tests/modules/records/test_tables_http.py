"""Tables over HTTP: lists by the condition language, cursors, search, files in and out, rights in every answer."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bihuan.modules.identity.messages import SaveRole
from bihuan.modules.records.messages import ChangeTableRecord
from tests.modules.company import Line
from tests.modules.records.office import DAY, HOUR, KEEPER, MIDNIGHT, ON_BOTH, Office

pytestmark = pytest.mark.req("FRM-9", "AUD-3")


@pytest.fixture
def line(office: Office) -> Iterator[Line]:
    with office.company.http(by_hand=True) as line:
        yield line


def good(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def contracts(line: Line, who: str = "admin", status: int = 200, **params: Any) -> Any:
    if "filter" in params:
        params["filter"] = json.dumps(params["filter"])
    return good(line(who, "GET", "/tables/contracts/records", params=params), status)


def numbers(answer: Any) -> list[str]:
    return [one["title"] for one in answer["items"]]


def fill(office: Office) -> None:
    people = office.company.people
    for n, (state, amount) in enumerate([("draft", "5"), ("signed", "50"), ("signed", "7.5"), ("draft", None)]):
        customer = "苏州恒锐机电" if n % 2 else "无锡华泰"
        office.add(
            "contracts",
            number=f"HT-{n}",
            amount=amount,
            state=state,
            customer=customer,
            due=MIDNIGHT + n * DAY,
            keeper=people["lead"] if n == 1 else None,
        )


@ON_BOTH
def test_lists_filter_sort_search_and_page(office: Office, line: Line):
    fill(office)
    signed = {"op": "eq", "left": {"field": "state"}, "right": "signed"}
    assert numbers(contracts(line, filter=signed, sort="amount")) == ["HT-2", "HT-1"]
    soon = {"op": "lt", "left": {"field": "due"}, "right": MIDNIGHT + 2 * DAY}
    assert numbers(contracts(line, filter={"all": [soon, signed]})) == ["HT-1"]
    first = contracts(line, sort="-number", limit=3)
    assert numbers(first) == ["HT-3", "HT-2", "HT-1"] and first["count"] == {"value": 4, "exact": True}
    assert numbers(contracts(line, sort="-number", limit=3, cursor=first["next_cursor"])) == ["HT-0"]
    assert contracts(line, sort="number", cursor=first["next_cursor"], status=400)["code"] == "list.cursor_foreign"
    assert numbers(contracts(line, q="恒锐", sort="number")) == ["HT-1", "HT-3"]
    assert contracts(line, filter={"op": "eq", "left": {"field": "colour"}, "right": "x"}, status=422)
    person = office.company.people["lead"]
    assert contracts(line, filter=signed)["names"][person] == "赵刚"


@ON_BOTH
def test_what_is_hidden_is_in_no_answer(office: Office, line: Line):
    fill(office)
    shown = contracts(line, "lead")
    assert numbers(shown) == [], "none is of his department yet"
    assert line("engineer", "GET", "/tables/contracts/records").status_code == 404
    assert [one["key"] for one in good(line("engineer", "GET", "/tables"))] == ["room_bookings", "rooms"]
    assert line("requester", "GET", "/tables/rooms").status_code == 404
    assert good(line("requester", "GET", "/tables")) == []
    # Who makes a record gives it his department; admin stands in 总部, the lead below.
    record = good(line("admin", "GET", "/tables/contracts/records", params={"sort": "number"}))["items"][1]["id"]
    assert line("lead", "GET", f"/tables/contracts/records/{record}").status_code == 404
    office.company.send("admin", _lead_reads_all())
    one = good(line("lead", "GET", f"/tables/contracts/records/{record}"))
    assert "amount" not in one["values"] and "amount" not in one["rights"]
    assert "amount" not in {field["key"] for field in good(line("lead", "GET", "/tables/contracts/fields"))}
    form = json.dumps(good(line("lead", "GET", "/tables/contracts/form")))
    assert "amount" not in form and "customer" in form
    by_amount = {"op": "gt", "left": {"field": "amount"}, "right": 1}
    hidden, unknown = (
        contracts(line, "lead", filter={**by_amount, "left": {"field": name}}, status=422)
        for name in ("amount", "colour")
    )
    assert json.dumps(hidden).replace("amount", "") == json.dumps(unknown).replace("colour", "")
    office.company.send("admin", _change(record, {"amount": "77777"}))
    history = good(line("lead", "GET", f"/tables/contracts/records/{record}/history"))
    assert "77777" not in json.dumps(history) and [one["what"] for one in history["entries"]] == ["changed", "created"]
    assert numbers(contracts(line, "lead", q="77777")) == []
    assert numbers(contracts(line, "lead", q="恒锐", sort="number")) == ["HT-1", "HT-3"], "searched where he may read"
    file = line("lead", "GET", "/tables/contracts/export", params={"format": "csv"}).content.decode("utf-8-sig")
    assert "77777" not in file


def _lead_reads_all() -> Any:
    grants = tuple({**grant, "rows": "all"} for grant in KEEPER)
    return SaveRole("contract_keeper", {"zh": "合同管理"}, grants)


def _change(record: str, data: dict[str, Any]) -> Any:
    return ChangeTableRecord(record, data)


def test_the_life_of_a_record(office: Office, line: Line):
    made = good(line("admin", "POST", "/tables/contracts/records", json={"data": {"number": "HT-9"}}), 201)
    path = f"/tables/contracts/records/{made['id']}"
    assert made["may"] == {"create": True, "update": True, "archive": True, "erase": True, "export": True}
    changed = good(line("admin", "PATCH", path, json={"data": {"amount": "3"}, "seen": made["version"]}))
    assert (changed["version"], changed["values"]["amount"]) == (2, "3")
    bad = line("admin", "PATCH", path, json={"data": {"amount": "viel"}})
    assert bad.status_code == 422 and bad.json()["problems"][0]["path"] == "amount"
    good(line("admin", "POST", f"{path}/archive"))
    assert numbers(contracts(line)) == [] and numbers(contracts(line, archived=True)) == ["HT-9"]
    assert good(line("admin", "POST", f"{path}/restore"))["archived"] is False
    history = good(line("admin", "GET", f"{path}/history"))
    assert [one["what"] for one in history["entries"]] == ["restored", "archived", "changed", "created"]
    assert history["entries"][2]["changes"] == [{"field": "amount", "before": None, "after": "3"}]
    assert history["names"][history["entries"][0]["by"]] == "王敏"
    assert line("admin", "GET", f"/tables/rooms/records/{made['id']}").status_code == 404, "it stands in another table"
    assert good(line("admin", "POST", f"{path}/erase"))["erased"] is True


def test_definitions_are_made_changed_and_retired(office: Office, line: Line):
    table = good(line("admin", "GET", "/tables/rooms"))
    body = {**table["body"], "label": {"zh": "厅堂"}}
    saved = good(line("admin", "POST", "/tables", json={"body": body, "base_version": table["version"]}), 201)
    assert (saved["label"]["zh"], saved["version"]) == ("厅堂", 2)
    stale = line("admin", "POST", "/tables", json={"body": body, "base_version": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "definition.moved")
    assert good(line("admin", "POST", "/tables/rooms/archive"))["archived"] is True
    assert good(line("admin", "POST", "/tables/rooms/restore"))["archived"] is False
    assert line("engineer", "POST", "/tables/rooms/archive").status_code in (403, 404)


def test_a_booked_room_is_refused_with_the_free_times_in_words(office: Office, line: Line):
    room = office.add("rooms", name="大会议室", seats="6")
    choices = good(line("engineer", "GET", "/tables/rooms/choices", params={"q": "会议"}))
    assert choices == [{"id": room, "title": "大会议室", "facts": {"name": "大会议室", "seats": "6"}}]
    body = {"data": office.booking(room, 9, 10)}
    good(line("engineer", "POST", "/tables/room_bookings/records", json=body), 201)
    refused = line("front_desk", "POST", "/tables/room_bookings/records", json=body)
    assert refused.status_code == 409
    assert "还空着：08:00–09:00、10:00–20:00" in refused.json()["title"]
    free = good(
        line(
            "front_desk",
            "GET",
            f"/tables/rooms/records/{room}/free",
            params={"day": MIDNIGHT + 12 * HOUR, "by": "room_bookings"},
        )
    )
    assert free["text"] == "08:00–09:00、10:00–20:00"


@pytest.mark.req("IMP-1", "IMP-2")
def test_a_pasted_sheet_is_checked_then_taken_over_once(office: Office, line: Line):
    text = (
        "合同号\t客户\t金额\t状态\t到期日\t负责人\t备忘\n"
        "HT-11\t苏州恒锐\t1,200.50\t已签\t2026/3/1\t赵刚\tx\n"
        "HT-12\t无锡华泰\t很多\t已签\t2026-03-02 09:30\t\t\n"
        "\t无锡\t3\t起草\t\t查无此人\t\n"
    )
    ask = {"text": text, "check": True, "run": "run-00001"}
    checked = good(line("admin", "POST", "/tables/contracts/import", json=ask))
    assert checked["columns"]["备忘"] is None and checked["columns"]["金额"] == "amount"
    assert [[(f["field"], f["code"]) for f in row["faults"]] for row in checked["rows"]] == [
        [],
        [("amount", "form.not_number")],
        [("keeper", "table.name_unknown")],
    ]
    assert numbers(contracts(line)) == [], "a check writes nothing"
    for _ in range(2):
        taken = good(line("admin", "POST", "/tables/contracts/import", json={**ask, "check": False}))
        assert [row["record"] is not None for row in taken["rows"]] == [True, False, False]
    (one,) = contracts(line)["items"]
    assert (one["values"]["amount"], one["values"]["state"]) == ("1200.5", "signed")
    assert one["values"]["keeper"] == office.company.people["lead"]
    assert line("lead", "POST", "/tables/contracts/import", json=ask).status_code == 403
    nameless = line("admin", "POST", "/tables/contracts/import", json={"text": text})
    assert nameless.status_code == 422, "a run without a name could not be told from an earlier one"
    assert (
        good(line("admin", "POST", "/tables/contracts/import", json={**ask, "text": "x\ny"}), 422)["code"]
        == "table.no_heading"
    )


def test_a_file_runs_no_formula_and_reads_back(office: Office, line: Line):
    office.add("contracts", number="=1+1", customer="@SUM(A1)", amount="2.5", state="signed", due=MIDNIGHT)
    answer = line("admin", "GET", "/tables/contracts/export", params={"format": "csv"})
    assert answer.headers["X-Total-Count"] == "1"
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "合同号,客户,金额,状态,到期日,负责人"
    assert lines[1] == "'=1+1,'@SUM(A1),2.5,已签,2025-06-20 00:00,"
    assert line("admin", "GET", "/tables/contracts/export", params={"format": "xlsx"}).content.startswith(b"PK")
    assert line("engineer", "GET", "/tables/rooms/export").status_code == 403
