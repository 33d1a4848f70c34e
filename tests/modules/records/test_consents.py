"""Consent and switches at the server: no record without consent to the text asked now; switches are filtered by."""

from collections.abc import Iterator
from typing import Any

import pytest

from bihuan.core.forms import parse_form
from bihuan.core.forms.kinds.consents import version_of
from bihuan.modules.forms.messages import PublishForm
from tests.modules.company import Line
from tests.modules.records.office import CONTRACT_FORM, Office

TEXT = {"zh": "照片只用于维修。", "en": "Photos serve the repair only."}
_MINE: list[dict[str, Any]] = [
    {"key": "sealed", "kind": "switch", "label": {"zh": "盖章"}, "on": "已盖章", "off": "未盖章", "filterable": True},
    {"key": "agree", "kind": "consent", "label": {"zh": "隐私说明"}, "text": TEXT},
]


@pytest.fixture
def line(office: Office) -> Iterator[Line]:
    (section,) = CONTRACT_FORM["sections"]
    body = {**CONTRACT_FORM, "sections": [{**section, "fields": [*section["fields"], *_MINE]}]}
    office.company.send("admin", PublishForm(body))
    with office.company.http(by_hand=True) as line:
        yield line


def version(text: dict[str, str]) -> str:
    fields = [{**_MINE[1], "text": text}]
    return version_of(parse_form({"form": "f", "label": {"zh": "F"}, "fields": fields}).fields["agree"])


def _made(line: Line, **data: Any) -> Any:
    return line("admin", "POST", "/tables/contracts/records", json={"data": {"number": "HT-1", **data}})


@pytest.mark.req("FRM-1", "FRM-3")
def test_the_server_takes_no_record_without_consent_to_this_very_text(office: Office, line: Line):
    now = office.company.clock.now()
    refused = _made(line)
    assert refused.status_code == 422
    assert [(one["path"], one["code"]) for one in refused.json()["problems"]] == [("agree", "form.consent_missing")]
    older = _made(line, agree={"id": version({"zh": "照片用于宣传。"}), "at": now})
    assert [one["code"] for one in older.json()["problems"]] == ["form.consent_outdated"]
    given = {"id": version(TEXT), "at": now}
    made = _made(line, agree=given)
    assert made.status_code == 201
    (kept,) = line("admin", "GET", "/tables/contracts/records").json()["items"]
    assert kept["values"]["agree"] == given
    assert kept["values"]["sealed"] is False


@pytest.mark.req("FRM-1", "IMP-1")
def test_a_file_consents_for_nobody_and_says_switches_in_their_own_words(office: Office, line: Line):
    given = {"id": version(TEXT), "at": office.company.clock.now()}
    assert _made(line, agree=given, sealed=True).status_code == 201
    assert _made(line, number="HT-2", agree=given).status_code == 201
    exported = line("admin", "GET", "/tables/contracts/export").content.decode("utf-8-sig").splitlines()
    assert sorted(one.split(",")[0] for one in exported[1:] if ",已盖章,已同意（" in one) == ["HT-1"]
    asked = '{"op":"eq","left":{"field":"sealed"},"right":true}'
    found = line("admin", "GET", "/tables/contracts/records", params={"filter": asked}).json()["items"]
    assert [one["values"]["number"] for one in found] == ["HT-1"]
    text = "合同号\t盖章\t隐私说明\nHT-3\t是\t已同意\n"
    asked_in = {"text": text, "check": True, "run": "run-00001"}
    answer = line("admin", "POST", "/tables/contracts/import", json=asked_in).json()
    assert [[fault["code"] for fault in row["faults"]] for row in answer["rows"]] == [["form.consent_missing"]]
