"""Phones, mail, web addresses and identity cards in a sheet: any usual writing in, one writing kept, and back again."""

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


_CONTACTS: list[dict[str, Any]] = [
    {"key": "tel", "kind": "phone", "label": {"zh": "电话"}},
    {"key": "mail", "kind": "email", "label": {"zh": "邮箱"}},
    {"key": "site", "kind": "url", "label": {"zh": "网址"}},
    {"key": "card", "kind": "id_card", "label": {"zh": "身份证号"}},
]
_STORED = {
    "tel": "13812345678",
    "mail": "zhang@example.com",
    "site": "https://example.com/a",
    "card": "110101199003078515",
}


@pytest.mark.req("FRM-1", "IMP-1")
def test_what_is_written_out_reads_back(office: Office, line: Line):
    (section,) = CONTRACT_FORM["sections"]
    fields = [*section["fields"], *_CONTACTS]
    office.company.send("admin", PublishForm({**CONTRACT_FORM, "sections": [{**section, "fields": fields}]}))
    text = "合同号\t电话\t邮箱\t网址\t身份证号\nHT-1\t+86 138-1234-5678\t张工 <zhang@example.com>\texample.com/a\t"
    _take_over(line, f"{text}110101 19900307 8515\n", "run-00001")
    answer = line("admin", "GET", "/tables/contracts/export").content.decode("utf-8-sig")
    head, row = answer.splitlines()
    assert row.endswith("138 1234 5678,zhang@example.com,https://example.com/a,110101199003078515")
    _take_over(line, f"{head}\n{row}\n".replace(",", "\t").replace("HT-1", "HT-2"), "run-00002")
    for one in line("admin", "GET", "/tables/contracts/records").json()["items"]:
        assert {key: one["values"][key] for key in _STORED} == _STORED


def _take_over(line: Line, text: str, run: str) -> None:
    answer = line("admin", "POST", "/tables/contracts/import", json={"text": text, "check": False, "run": run}).json()
    assert [row["faults"] for row in answer["rows"]] == [[]]
