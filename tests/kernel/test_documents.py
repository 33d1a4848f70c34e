"""What can be compared is read as lines; what is damaged, too large or made to harm is refused (COL-6)."""

import io
import zipfile

import pytest

from bihuan.core.values import Refusal
from bihuan.kernel import documents
from bihuan.kernel.documents import has_words, lines_of
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
    monkeypatch.setattr(documents, "_MAX_UNPACKED", 1 << 20)
    blanks = packed(**{"word/document.xml": b"<a>" + b" " * (2 << 20) + b"</a>"})
    assert refused(DOCX, blanks) == "document.too_large"
    assert refused("text/plain", b"x" * ((10 << 20) + 1)) == "document.too_large"
    assert refused("text/csv", b"x\n" * 10_001) == "document.too_large"
