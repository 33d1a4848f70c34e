"""Tables are listed by a number of statements that does not grow, sheets are parsed once, files say every field."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from bihuan.kernel import kept_sheets, sheets
from bihuan.kernel.tx import Tx
from bihuan.modules.forms.messages import PublishForm
from bihuan.modules.records import messages as m
from bihuan.modules.records.api import importing
from tests.modules.company import Line
from tests.modules.records.office import CONTRACT_FORM, MIDNIGHT, ROOM_FORM, ROOMS, Office

pytestmark = pytest.mark.req("FRM-9")


@pytest.fixture
def line(office: Office) -> Iterator[Line]:
    with office.company.http(by_hand=True) as line:
        yield line


@pytest.fixture
def asked(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements that the database is asked for reading, fixed ones and composed ones."""
    heard: list[str] = []
    ask = Tx._ask

    def note(tx: Tx, sql: str, parameters: Any) -> Any:
        heard.append(sql)
        return ask(tx, sql, parameters)

    def hear(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        heard.append(statement)

    monkeypatch.setattr(Tx, "_ask", note)
    engine = office.company.tenant.database.reader
    sa.event.listen(engine, "before_cursor_execute", hear)
    yield heard
    sa.event.remove(engine, "before_cursor_execute", hear)


def test_tables_are_listed_in_two_statements_however_many_there_are(office: Office, line: Line, asked: list[str]):
    places = ("data_table", "table_record", "form_version")

    def listed() -> list[Any]:
        return list(line("admin", "GET", "/tables").json())

    def statements() -> list[int]:
        asked.clear()
        listed()
        return [sum(1 for statement in asked if place in statement) for place in places]

    office.add("rooms", name="大会议室")
    office.company.clock.instant += 60_000
    office.add("rooms", name="小会议室")
    assert "body" not in listed()[0], "the whole definition is asked for one by one"
    assert statements() == [1, 1, 0]
    for number in range(6):
        more = {"key": f"hall_{number}", "label": "厅", "summary": {"zh": "活动用", "en": "For events"}}
        office.company.send("admin", m.SaveTable({**ROOMS, **more}))
    assert statements() == [1, 1, 0]
    found = {one["key"]: one for one in listed()}
    assert (found["rooms"]["records"], found["rooms"]["latest"]) == (2, office.company.clock.now())
    assert (found["hall_0"]["records"], found["hall_0"]["latest"]) == (0, None)
    assert found["hall_0"]["summary"] == {"zh": "活动用", "en": "For events"}


def test_counts_are_of_what_one_may_read(office: Office, line: Line):
    room = office.add("rooms", name="大会议室")
    office.company.send("admin", m.ArchiveTableRecord(office.add("rooms", name="旧")))
    office.add("contracts", number="HT-1")
    office.book(room, 9, 10)
    counts = {one["key"]: one["records"] for one in line("engineer", "GET", "/tables").json()}
    assert counts == {"room_bookings": 1, "rooms": 1}
    assert {one["key"]: one["records"] for one in line("lead", "GET", "/tables").json()} == {"contracts": 0}


@pytest.mark.req("IMP-1")
def test_a_sheet_is_parsed_once_for_all_its_parts(office: Office, line: Line, monkeypatch: pytest.MonkeyPatch):
    reads: list[int] = []
    read = sheets.read_sheet

    def note(content: bytes, *more: Any) -> Any:
        reads.append(len(content))
        return read(content, *more)

    monkeypatch.setattr(kept_sheets, "read_sheet", note)
    monkeypatch.setattr(importing, "_AT_ONCE", 3)
    text = "合同号\t客户\n" + "".join(f"HT-{number}\t恒锐\n" for number in range(8))
    start: int | None = 0
    numbers = []
    while start is not None:
        body = {"text": text, "check": False, "run": "run-00100", "start": start}
        answer = line("admin", "POST", "/tables/contracts/import", json=body).json()
        assert answer["total"] == 8
        numbers += [row["no"] for row in answer["rows"]]
        start = answer["next"]
    assert numbers == list(range(2, 10)), "as they are numbered in the file, each once"
    assert len(reads) == 1
    assert len(line("admin", "GET", "/tables/contracts/records").json()["items"]) == 8


_ROW = [{"key": "what", "kind": "text", "label": {"zh": "品名"}}, {"key": "at", "kind": "date_time", "label": "到货"}]
_MORE: list[dict[str, Any]] = [
    {"key": "worth", "kind": "amount", "label": {"zh": "金额外币", "en": "Worth"}, "currency": "USD"},
    {"key": "parts", "kind": "sub_table", "label": {"zh": "明细"}, "columns": _ROW},
    {
        "key": "colours",
        "kind": "multi_choice",
        "label": {"zh": "颜色"},
        "options": [{"value": "r", "label": {"zh": "红"}}, {"value": "b", "label": {"zh": "蓝"}}],
    },
    {"key": "checks", "kind": "checklist", "label": {"zh": "检查"}, "items": [{"key": "a", "label": {"zh": "签字"}}]},
]


def test_every_kind_of_field_says_something_in_a_file(office: Office, line: Line):
    (section,) = CONTRACT_FORM["sections"]
    fields = [*section["fields"], *_MORE]
    office.company.send("admin", PublishForm({**CONTRACT_FORM, "sections": [{**section, "fields": fields}]}))
    rows = [
        {"id": "00000000-0000-7000-8000-000000000001", "what": "阀门", "at": MIDNIGHT},
        {"id": "00000000-0000-7000-8000-000000000002", "what": "法兰"},
    ]
    said: dict[str, Any] = {"number": "HT-1", "worth": "1200.5", "parts": rows, "colours": ["r", "b"]}
    office.add("contracts", **said, checks=[{"id": "a", "answer": "not_ok", "remark": "缺章"}])
    answer = line("admin", "GET", "/tables/contracts/export").content.decode("utf-8-sig")
    head, row = answer.splitlines()
    assert head.endswith("金额外币 (USD),明细,颜色,检查")
    assert row.startswith("HT-1,,,起草,,,1200.5")
    assert "1. 阀门、2025-06-20 00:00；2. 法兰" in row and "红、蓝" in row and "签字" in row and "缺章" in row
    found = line("admin", "GET", "/tables/contracts/records", params={"q": "1200.50"}).json()["items"]
    assert len(found) == 1 and json.dumps(found), "amounts are found by what people read"


def test_a_summary_is_a_text_by_language(office: Office):
    refusal = office.company.refusal("admin", m.SaveTable({**ROOMS, "summary": 5}))
    assert [one.path for one in refusal.problems] == ["summary"]
    assert ROOM_FORM["form"] == ROOMS["form"]
