"""Percentages, stars, sliders and recommendations in a sheet: out as people read them, and in again."""

from collections.abc import Iterator
from typing import Any

import pytest

from bihuan.modules.forms.messages import PublishForm
from tests.modules.company import Line
from tests.modules.records.office import CONTRACT_FORM, Office


@pytest.fixture
def line(office: Office) -> Iterator[Line]:
    with office.company.http(by_hand=True) as line:
        yield line


_SCALES: list[dict[str, Any]] = [
    {"key": "done", "kind": "percent", "label": {"zh": "完成度"}},
    {"key": "stars", "kind": "rating", "label": {"zh": "满意度"}},
    {"key": "level", "kind": "slider", "label": {"zh": "油位"}, "step": "0.5"},
    {"key": "nps", "kind": "nps", "label": {"zh": "推荐"}, "filterable": True},
    {
        "key": "rate",
        "kind": "matrix",
        "label": {"zh": "评价"},
        "questions": [{"key": "manner", "label": {"zh": "态度"}}, {"key": "speed", "label": {"zh": "速度"}}],
        "options": [{"value": "good", "label": {"zh": "满意"}}, {"value": "bad", "label": {"zh": "不满意"}}],
    },
]
_STORED = {
    "done": "0.125",
    "stars": "4",
    "level": "7.5",
    "nps": {"id": "promoter", "score": "9"},
    "rate": [{"id": "manner", "answer": "good"}, {"id": "speed", "answer": "bad"}],
}


@pytest.mark.req("FRM-1", "IMP-1")
def test_what_is_written_out_reads_back_and_is_found_by_its_group(office: Office, line: Line):
    (section,) = CONTRACT_FORM["sections"]
    fields = [*section["fields"], *_SCALES]
    office.company.send("admin", PublishForm({**CONTRACT_FORM, "sections": [{**section, "fields": fields}]}))
    _take_over(
        line,
        "合同号\t完成度\t满意度\t油位\t推荐\t评价\nHT-1\t12.5%\t4星\t7.5\t9\t态度：满意；速度：不满意\n",
        "run-00001",
    )
    answer = line("admin", "GET", "/tables/contracts/export").content.decode("utf-8-sig")
    head, row = answer.splitlines()
    assert row.endswith("12.5%,★★★★☆ 4/5,7.5,9（推荐者）,态度：满意；速度：不满意")
    _take_over(line, f"{head}\n{row}\n".replace(",", "\t").replace("HT-1", "HT-2"), "run-00002")
    _take_over(line, "合同号\t推荐\nHT-3\t3\n", "run-00003")
    given = {
        one["values"]["number"]: one["values"]
        for one in line("admin", "GET", "/tables/contracts/records").json()["items"]
    }
    for number in ("HT-1", "HT-2"):
        assert {key: given[number][key] for key in _STORED} == _STORED
    asked = '{"op":"eq","left":{"field":"nps"},"right":"detractor"}'
    found = line("admin", "GET", "/tables/contracts/records", params={"filter": asked}).json()["items"]
    assert [one["values"]["number"] for one in found] == ["HT-3"]


def _take_over(line: Line, text: str, run: str) -> None:
    answer = line("admin", "POST", "/tables/contracts/import", json={"text": text, "check": False, "run": run}).json()
    assert [row["faults"] for row in answer["rows"]] == [[]]
