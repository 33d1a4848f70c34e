"""Tables, checklists and readings over HTTP: every fault at its cell, in the caller's language; rights per column."""

from copy import deepcopy
from typing import Any

import pytest

from bihuan.modules.flows.messages import PublishFlow, SaveTicketType
from bihuan.modules.forms.messages import PublishForm
from tests.http.test_bad_input import events, problem
from tests.http.world import CHECK_UP_FLOW, World

pytestmark = pytest.mark.req("FRM-2.server", "COL-3.server", "FRM-5.server")

ONE, TWO = "0b3f8a10-0000-4000-8000-000000000001", "0b3f8a10-0000-4000-8000-000000000002"
COLUMNS: list[dict[str, Any]] = [
    {"key": "part", "kind": "text", "label": {"zh": "名称", "en": "Part"}, "require": True, "max_length": 20},
    {"key": "count", "kind": "number", "label": {"zh": "数量", "en": "Count"}, "decimals": 0, "min": 1, "default": 1},
    {"key": "price", "kind": "amount", "label": {"zh": "单价", "en": "Price"}},
    {
        "key": "sum",
        "kind": "amount",
        "label": {"zh": "小计", "en": "Sum"},
        "compute": {"fn": "mul", "args": [{"field": "count"}, {"field": "price"}]},
    },
]
ITEMS = [{"key": "oil", "label": {"zh": "油位", "en": "Oil"}}, {"key": "fan", "label": {"zh": "风扇", "en": "Fan"}}]
FIELDS: list[dict[str, Any]] = [
    {"key": "parts", "kind": "sub_table", "label": {"zh": "备件", "en": "Parts"}, "columns": COLUMNS, "max_rows": 3},
    {"key": "checks", "kind": "checklist", "label": {"zh": "点检", "en": "Checks"}, "items": ITEMS, "allow_na": False},
    {
        "key": "heat",
        "kind": "reading",
        "label": {"zh": "油温", "en": "Oil temperature"},
        "unit": "℃",
        "max": 200,
        "limit_max": 70,
        "explained_by": "why",
    },
    {"key": "why", "kind": "text", "label": {"zh": "超限说明", "en": "Explanation"}},
]
FAULTS: list[tuple[dict[str, Any], str, str, str]] = [
    ({"parts": "x"}, "parts", "备件", "Parts"),
    ({"parts": [{"id": ONE, "part": "x"}] * 4}, "parts", "最多 3 项", "at most 3"),
    ({"parts": [{"part": "轴承"}]}, "parts.0.id", "UUID", "UUID"),
    ({"parts": [{"id": ONE, "part": "a"}, {"id": ONE, "part": "b"}]}, "parts.1.id", "第 2 行", "row 2"),
    ({"parts": [{"id": ONE, "part": "a", "count": "0"}]}, "parts.0.count", "备件 第 1 行 数量", "Parts, row 1, Count"),
    ({"parts": [{"id": ONE, "part": "a"}, {"id": TWO, "count": 2}]}, "parts.1.part", "第 2 行 名称", "row 2, Part"),
    ({"parts": [{"id": ONE, "part": "a", "count": None}, {"id": TWO, "count": None}]}, "parts.1", "第 2 行", "row 2"),
    ({"parts": [{"id": ONE, "part": "a", "colour": 1}]}, "parts.0.colour", "没有这一列", "no such column"),
    ({"parts": [{"id": ONE, "part": "a", "price": "5"}]}, "parts.0.price", "没有这个字段", "no such field"),
    ({"checks": [{"id": "oil", "answer": "maybe"}]}, "checks.0.answer", "点检 油位", "Checks Oil"),
    ({"checks": [{"id": "oil", "answer": "na"}]}, "checks.0.answer", "油位", "Oil"),
    ({"checks": [{"id": "wheel", "answer": "ok"}]}, "checks.0.id", "检查项", "no such item"),
    ({"checks": [{"id": "fan", "answer": "not_ok"}]}, "checks.1.remark", "不合格", "not OK"),
    ({"checks": [{"id": "oil", "photos": ["nobody-has-it"]}]}, "checks.0.photos.0", "油位", "Oil"),
    ({"heat": "70,5"}, "heat", "油温", "Oil temperature"),
    ({"heat": "201"}, "heat", "200", "200"),
    ({"heat": "71"}, "why", "超限说明", "Explanation"),
]


def site(world: World, key: str) -> dict[str, Any]:
    """A kind of ticket with such a form, at whose report prices are not to be seen. A report of it."""
    flow = deepcopy(CHECK_UP_FLOW)
    flow["key"] = key
    flow["root"][0]["fields"] = {"*": "edit", "parts.price": "hidden"}
    world.send(PublishForm({"form": key, "label": {"zh": "点检单", "en": "Check"}, "fields": FIELDS}))
    world.send(PublishFlow(flow, key))
    world.send(SaveTicketType(key, {"zh": "点检单", "en": "Check"}, key, key, key[-2:].upper()))
    return {"type": key, "title": "月度点检", "source": {"channel": "web"}, "device": world.device}


def test_each_fault_is_named_at_its_cell_in_the_callers_language_and_nothing_is_written(world: World) -> None:
    report = site(world, "rows_told")
    before = events(world)
    for data, path, zh, en in FAULTS:
        for language, word in (("zh", zh), ("en", en)):
            headers = {"Accept-Language": language}
            answer = world.ask("desk", "POST", "/tickets", json={**report, "data": data}, headers=headers)
            told = {fault["path"]: fault["detail"] for fault in problem(answer, 422)["problems"]}
            assert path in told, (data, told)
            assert word in told[path], (data, told)
    assert events(world) == before


def test_rows_are_stored_worked_out_and_changed_one_by_one(world: World) -> None:
    report = site(world, "rows_kept")
    rows = [{"id": ONE, "part": " 轴承 "}, {"id": TWO, "part": "垫片", "count": 3}]
    checks = [{"id": "fan", "answer": "ok"}]
    made = world.ask("desk", "POST", "/tickets", json={**report, "data": {"parts": rows, "checks": checks, "heat": 55}})
    assert made.status_code == 201, made.text
    key = made.json()["number"]
    stored = world.get("admin", f"/tickets/{key}")
    assert stored["data"] == {
        "parts": [{"id": ONE, "part": "轴承", "count": "1"}, {"id": TWO, "part": "垫片", "count": "3"}],
        "checks": [{"id": "oil"}, {"id": "fan", "answer": "ok"}],
        "heat": "55",
    }
    patch = {"parts": [{"id": TWO, "price": "2.5"}, {"id": ONE}]}
    amended = world.ask("admin", "PATCH", f"/tickets/{key}", json={"data": patch})
    assert amended.is_success, amended.text
    assert world.get("admin", f"/tickets/{key}")["data"]["parts"] == [
        {"id": TWO, "part": "垫片", "count": "3", "price": "2.50", "sum": "7.50"},
        {"id": ONE, "part": "轴承", "count": "1"},
    ]
    one = {"seen": stored["version"], "data": {"parts": [{"id": ONE, "count": 9}, {"id": TWO}]}}
    merged = world.ask("admin", "PATCH", f"/tickets/{key}", json=one)
    assert merged.is_success, merged.text
    counts = {row["id"]: row["count"] for row in world.get("admin", f"/tickets/{key}")["data"]["parts"]}
    assert counts == {ONE: "9", TWO: "3"}


def test_what_the_instrument_showed_the_last_time_stands_beside_it_for_who_may_read_both(world: World) -> None:
    report = site(world, "rows_read")
    for value in ("50", "61.5"):
        assert world.ask("desk", "POST", "/tickets", json={**report, "data": {"heat": value}}).status_code == 201
    newest = world.ask("desk", "POST", "/tickets", json=report).json()["number"]
    assert world.get("admin", f"/tickets/{newest}")["previous"]["heat"]["value"] == "61.5"
    elsewhere = world.ask("desk", "POST", "/tickets", json={**report, "device": None}).json()["number"]
    assert world.get("admin", f"/tickets/{elsewhere}")["previous"] == {}
