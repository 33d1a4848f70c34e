"""The same over HTTP: lists, versions, comments and the comparison of two versions (COL-6)."""

import io
import zipfile
from typing import Any

import pytest
from PIL import Image

from tests.modules.revisions.contracts import Contracts, docx

pytestmark = pytest.mark.req("COL-6")


def png(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


def pair(contracts: Contracts, older: bytes, newer: bytes, name: str) -> tuple[str, str, str]:
    ticket, first = contracts.drafted(contracts.bring("engineer", older, name))
    second = contracts.bring("lead", newer, name)
    contracts.add("lead", ticket, first, second)
    return ticket, first, second


def compared(contracts: Contracts, older: bytes, newer: bytes, name: str = "合同.txt") -> Any:
    ticket, first, second = pair(contracts, older, newer, name)
    with contracts.company.http() as line:
        return line("lead", "GET", f"/tickets/{ticket}/files/{second}/comparison?with={first}").json()


def test_versions_comments_and_who_may_what(contracts: Contracts) -> None:
    ticket, first = contracts.drafted()
    second = contracts.bring("lead", "neu")
    with contracts.company.http() as line:
        path = f"/tickets/{ticket}/files"
        assert line("lead", "GET", path).json()["documents"][0]["writable"]
        assert not line("engineer", "GET", path).json()["documents"][0]["writable"], "his step is over"
        made = line("lead", "POST", f"{path}/{first}/versions", json={"file": second, "remark": "期限"})
        assert made.status_code == 201 and made.json()["documents"][0]["number"] == 2
        late = line("lead", "POST", f"{path}/{first}/versions", json={"file": contracts.bring("lead", "3")})
        assert (late.status_code, late.json()["code"]) == (409, "file_version.moved") and "赵刚" in late.text
        said = line("engineer", "POST", f"{path}/{second}/comments", json={"text": "可以", "place": "第 2 条"})
        [one] = said.json()["documents"][0]["versions"][1]["comments"]
        done = line("lead", "PUT", f"{path}/comments/{one['id']}", json={"resolved": True}).json()
        assert done["documents"][0]["versions"][1]["comments"][0]["resolved_at"] is not None
        assert line("requester", "GET", path).status_code == 404


def test_text_is_compared_down_to_the_word(contracts: Contracts) -> None:
    older = docx("第一条 标的", "第二条 付款期限为三十日。", "第三条 违约")
    newer = docx("第一条 标的", "第二条 付款期限为六十日。", "第三条 违约", "第四条 管辖")
    told = compared(contracts, older, newer, "合同.docx")
    assert (told["how"], told["changed"], told["added"], told["removed"]) == ("text", 1, 1, 0)
    assert (told["left"]["number"], told["right"]["number"]) == (1, 2), "the older is on the left, however it was asked"
    [changed] = [row for row in told["rows"] if row["kind"] == "changed"]
    assert [part["text"] for part in changed["parts"] if part["kind"] != "same"] == ["三", "六"]


def test_pictures_stand_beside_each_other_and_of_the_rest_there_are_facts(contracts: Contracts) -> None:
    assert compared(contracts, png("red"), png("blue"), "图.png")["how"] == "pictures"
    told = compared(contracts, b"%PDF-1.7 one", b"%PDF-1.7 two", "合同.pdf")
    assert (told["how"], told["why"], told["identical"]) == ("facts", "document.not_text", False)
    broken = compared(contracts, docx("x"), docx("y")[:-30] + bytes(30), "合同.docx")
    assert (broken["how"], broken["why"]) == ("facts", "document.broken")


DEEP = b"<w:x xmlns:w='w'>" + b"<a>" * 5_000


def packed(method: int, xml: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx("x"))) as old, zipfile.ZipFile(out, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "word/document.xml" else old.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("合同.docx", packed(zipfile.ZIP_BZIP2, b"<a/>"), "document.broken"),
        ("合同.docx", packed(zipfile.ZIP_LZMA, b"<a/>"), "document.broken"),
        ("合同.docx", packed(zipfile.ZIP_DEFLATED, DEEP), "document.too_large"),
        ("合同.docx", packed(zipfile.ZIP_DEFLATED, b"<a>" + b"<b " + b" " * (3 << 20)), "document.too_large"),
        ("合同.json", b"[" * 90 + b"1," * 20_000 + b"1" + b"]" * 90, "document.too_large"),
    ],
)
def test_what_is_made_to_harm_is_told_by_its_facts(contracts: Contracts, name: str, content: bytes, why: str) -> None:
    sound = docx("x") if name.endswith("docx") else b"[1]"
    told = compared(contracts, sound, content, name)
    assert (told["how"], told["why"], told["rows"]) == ("facts", why, [])


def test_half_a_letter_in_json_can_be_shown(contracts: Contracts) -> None:
    told = compared(contracts, b'["\\ud800"]', b'["a"]', "合同.json")
    assert (told["how"], told["removed"] + told["changed"]) == ("text", 1)


def test_only_versions_of_one_document_are_compared_and_only_by_its_readers(contracts: Contracts) -> None:
    ticket, first, second = pair(contracts, b"a", b"b", "a.txt")
    with contracts.company.http() as line:
        path = f"/tickets/{ticket}/files/{second}/comparison"
        assert line("lead", "GET", f"{path}?with=nothing").status_code == 404
        assert line("other_engineer", "GET", f"{path}?with={first}").status_code == 404
        assert line("engineer", "GET", f"{path}?with={first}").status_code == 200
