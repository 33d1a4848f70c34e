"""Days, times, spans and lengths: taken in from a sheet in any usual writing, and written out so that it reads back."""

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


_TIMES: list[dict[str, Any]] = [
    {"key": "day", "kind": "date", "label": {"zh": "日期"}},
    {"key": "at", "kind": "time", "label": {"zh": "时间"}},
    {"key": "term", "kind": "date_range", "label": {"zh": "期限"}},
    {"key": "work", "kind": "duration", "label": {"zh": "工时"}},
]
_STORED = {
    "day": "2026-05-01",
    "at": "920",
    "term": {"id": "2026-05-01/2026-05-03", "from": "2026-05-01", "to": "2026-05-03", "days": 3},
    "work": "90",
}


@pytest.mark.req("FRM-1", "IMP-1")
def test_what_is_written_out_reads_back(office: Office, line: Line):
    (section,) = CONTRACT_FORM["sections"]
    fields = [*section["fields"], *_TIMES]
    office.company.send("admin", PublishForm({**CONTRACT_FORM, "sections": [{**section, "fields": fields}]}))
    text = "合同号\t日期\t时间\t期限\t工时\nHT-1\t2026年5月1日\t下午3点20\t2026/5/1~2026/5/3\t1.5h\n"
    _take_over(line, text, "run-00001")
    answer = line("admin", "GET", "/tables/contracts/export").content.decode("utf-8-sig")
    head, row = answer.splitlines()
    assert row.endswith("2026-05-01,15:20,2026-05-01 至 2026-05-03，共 3 天,1 小时 30 分钟")
    again = f"{head}\n{row}\n".replace(",", "\t").replace("HT-1", "HT-2")
    _take_over(line, again, "run-00002")
    for one in line("admin", "GET", "/tables/contracts/records").json()["items"]:
        assert {key: one["values"][key] for key in _STORED} == _STORED


def _take_over(line: Line, text: str, run: str) -> None:
    answer = line("admin", "POST", "/tables/contracts/import", json={"text": text, "check": False, "run": run}).json()
    assert [row["faults"] for row in answer["rows"]] == [[]]
