"""The console's way: a zip out, a plan in words, applied, in the history, and back."""

from collections.abc import Iterator
from typing import Any

import pytest

from bihuan.modules.bundles.interface import packed, unpacked
from tests.bundles.world import Works
from tests.modules.company import Line

pytestmark = pytest.mark.req("ADM-2")
OCTETS = {"content-type": "application/octet-stream"}


@pytest.fixture
def line(repair_works: Works) -> Iterator[Line]:
    with repair_works.company.http(by_hand=True, alone=True) as line:
        yield line


def test_a_zip_goes_out_and_changed_in_again_with_a_plan_before_it_and_a_way_back(line: Line):
    out = line("admin", "GET", "/configuration/export")
    assert out.headers["content-type"] == "application/zip", out.text[:800]
    assert out.content.startswith(b"PK")
    files = {name: text.decode() for name, text in unpacked(out.content).items()}
    files["channels/mail.yaml"] = files["channels/mail.yaml"].replace("邮件", "电子邮件")
    changed = packed(files)
    plan = line("admin", "POST", "/configuration/plan", content=changed, headers=OCTETS).json()
    assert [one["text"] for one in plan["lines"]] == ["受理渠道「电子邮件」（mail）：1 处改动"]
    assert plan["lines"][0]["changes"] == ["名称：邮件 → 电子邮件"] and plan["weight"] == "harmless"
    send: dict[str, Any] = {"content": changed, "headers": OCTETS}
    done = line("admin", "POST", f"/configuration/apply?base={plan['base']}", **send).json()
    assert done["changed"] == 1
    stale = line("admin", "POST", f"/configuration/apply?base={plan['base']}", **send)
    assert (stale.status_code, stale.json()["code"]) == (409, "bundle.base_moved")
    (newest, *_) = line("admin", "GET", "/configuration/history").json()
    assert (newest["id"], newest["by"]) == (done["application"], "王敏")
    way = f"/configuration/history/{done['application']}/roll-back"
    back = line("admin", "GET", way).json()
    assert back["lines"][0]["changes"] == ["名称：电子邮件 → 邮件"]
    assert line("admin", "POST", f"{way}?base={back['base']}").json()["changed"] == 1
    assert line("admin", "GET", "/configuration/export").content == out.content


def test_what_is_no_bundle_is_a_refusal_in_words(line: Line):
    for content, code in ((b"no zip", "bundle.zip_broken"), (packed({"bundle.yaml": "a: [\n"}), "bundle.unreadable")):
        answer = line("admin", "POST", "/configuration/plan", content=content, headers=OCTETS)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert line("lead", "POST", "/configuration/plan", content=b"x", headers=OCTETS).status_code == 404
