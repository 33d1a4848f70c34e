"""What can be compared is read as lines; what is damaged, too large or made to harm is refused (COL-6)."""

import io
import zipfile
from dataclasses import replace
from time import process_time

import pytest

from bihuan.core.values import Refusal
from bihuan.kernel import documents, sheets
from bihuan.kernel.documents import has_words, lines_of
from tests.kernel.workbooks import workbook_of
from tests.modules.revisions.contracts import docx

pytestmark = pytest.mark.req("COL-6")

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BILLION = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


def refused(media_type: str, content: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        lines_of(media_type, content)
    return refusal.value.code


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_the_encodings_of_chinese_editors(encoding: str) -> None:
    assert lines_of("text/plain", "甲方\r\n乙方  \n".encode(encoding)) == ["甲方", "乙方"]


def test_json_is_laid_out_so_that_only_content_differs() -> None:
    one, other = b'{"a": 1.50, "b": [true]}', b'{\n"a":1.50,\n\n"b":[true]}'
    assert lines_of("application/json", one) == lines_of("application/json", other)
    assert '"a": 1.50,' in lines_of("application/json", one)[1]
    assert lines_of("application/json", b"[" * 100_000) == lines_of("text/plain", b"[" * 100_000)
    assert lines_of("application/json", b"[1" + b"0" * 6000 + b"]")[0] == "["


def test_a_word_document_is_its_paragraphs_as_they_read_now() -> None:
    deleted = "</w:t></w:r><w:del><w:r><w:delText>三十</w:delText></w:r></w:del><w:r><w:t>六十"
    assert lines_of(DOCX, docx("第一条 付款", f"期限为{deleted}日", "")) == ["第一条 付款", "期限为六十日", ""]


def test_long_paragraphs_are_cut_at_sentences() -> None:
    lines = lines_of("text/plain", ("甲" * 600 + "。" + "乙" * 600 + "。").encode())
    assert [len(line) for line in lines] == [601, 601]
    assert [len(line) for line in lines_of("text/plain", b"x" * 2500)] == [1000, 1000, 500]


def test_what_is_damaged_or_made_to_harm_is_refused() -> None:
    assert refused(DOCX, docx("x", before=BILLION)) == "document.broken"
    assert refused(DOCX, docx("x")[:-40]) == "document.broken"
    assert refused(DOCX, b"PK\x03\x04nothing") == "document.broken"
    assert refused(DOCX, packed(other__xml=b"x")) == "document.broken"
    assert refused(DOCX, packed(word__document=b"")) == "document.broken"
    assert refused("text/plain", b"\xff\xfe\x00") == "document.broken"
    assert refused("application/pdf", b"%PDF-1.7") == "document.not_text" and not has_words("application/pdf")


def test_what_is_too_large_is_refused_while_it_is_being_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = docx(*["A" * 1000] * 2000)
    assert len(bomb) < 100_000 and refused(DOCX, bomb) == "document.too_large"
    monkeypatch.setattr(documents, "_BOUNDS", replace(documents._BOUNDS, unpacked=1 << 20))
    blanks = packed(**{"word/document.xml": b"<a>" + b" " * (2 << 20) + b"</a>"})
    assert refused(DOCX, blanks) == "document.too_large"
    assert refused("text/plain", b"x" * ((10 << 20) + 1)) == "document.too_large"
    assert refused("text/csv", b"x\n" * 10_001) == "document.too_large"


def within(started: float, seconds: float = 1.5) -> bool:
    return process_time() - started < seconds


def test_a_part_that_is_packed_so_that_it_comes_out_at_once_is_left_packed() -> None:
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            archive.writestr("word/document.xml", b"<a/>")
        assert refused(DOCX, out.getvalue()) == "document.broken"


def test_json_that_grows_when_it_is_laid_out_is_refused() -> None:
    broad = b"[" * 90 + b",".join([b'{"a":{"b":{"c":1}}}'] * 9000) + b"]" * 90
    started = process_time()
    assert refused("application/json", broad) == "document.too_large"
    assert refused("application/json", b"[" + b"1," * 4_000_000 + b"1]") == "document.too_large"
    assert within(started)


def test_json_deeper_than_anybody_writes_stays_the_text_it_is() -> None:
    for depth in (101, 900, 100_000):
        text = b"[" * depth + b"]" * depth
        assert lines_of("application/json", text) == lines_of("text/plain", text)
    started = process_time()
    assert refused("application/json", b'"' + b'\\"' * 1_000_000) == "document.too_large" and within(started)


def test_half_a_letter_is_shown_as_none_at_all() -> None:
    assert lines_of("application/json", b'["\\ud800"]') == ["[", ' "\ufffd"', "]"]


def test_text_of_nothing_but_line_ends_is_not_split() -> None:
    started = process_time()
    assert refused("text/plain", b"\n" * (9 << 20)) == "document.too_large" and within(started, 0.5)


@pytest.mark.parametrize(
    "xml",
    [
        b"<a>" * 201,
        b"<a>" + b"<b/>" * 500_001,
        b"<a>" + b'<b c="" d="" e="" f="" g="" h="" i="" j="" k="" l="" m="" n=""/>' * 90_000,
        b"<a>" + b"<b " + b" " * (3 << 20),
        b"<a><!--" + b"x" * (30 << 20),
    ],
    ids=["deep", "many elements", "many attributes", "a long tag", "a long remark"],
)
def test_xml_that_costs_more_than_a_document_does_is_refused(xml: bytes) -> None:
    content = packed(**{"word/document.xml": xml})
    started = process_time()
    assert refused(DOCX, content) == "document.too_large" and within(started)


def test_a_workbook_of_many_sheets_is_unpacked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook_of(20)
    times: list[bytes] = []
    real = sheets._unpacked

    def counted(given: bytes) -> io.BytesIO:
        times.append(given)
        return real(given)

    monkeypatch.setattr(sheets, "_unpacked", counted)
    lines = lines_of("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", content)
    assert [line for line in lines if line.startswith("[")] == [f"[第{at}页]" for at in range(10)] and len(times) == 1
