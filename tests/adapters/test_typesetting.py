"""Sheets become PDF by typst, from data that is never source; what is missing is said, not a fault of the server."""

import hashlib
import io
import sys
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest

from bihuan.adapters import typesetting
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.ports import Sheet
from bihuan.modules.prints.queries import Paper, sheet_of

pytestmark = pytest.mark.req("ADM-8")
NOW = 1_800_000_000_000
HEAD = {
    **{"language": "zh", "company": "恒锐机电", "company_line": "苏州市吴中区 · 电话 0512", "number_label": "工单号"},
    **{"logo": "", "logo_height": 0},
    **{"scan": "扫码", "foot": "张工 打印", "page": "第 {page} 页，共 {pages} 页"},
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><path d="M0 0L4 4" stroke="#000"/></svg>'
HOSTILE = (
    '#read("/etc/passwd")',
    '#import "@preview/tablex:0.0.8": *',
    "#{ while true {} }",
    "*粗体* _斜体_ `代码` $x^2$ @引用 <标签> // 注释 /* 块 */",
    "\\u{41} \\ \\# ~ -- --- ...",
    "= 标题\n+ 列表\n/ 词: 义",
    "]#panic()[",
    "\ud800 孤立代理",
)


@pytest.fixture(autouse=True)
def fresh_tools() -> Iterator[None]:
    typesetting._tools.cache_clear()
    yield
    typesetting._tools.cache_clear()


def paper(*texts: str) -> Paper:
    made = Paper("派工单", "DJ260101-ABCDEF", HEAD, files={"ticket.svg": SVG})
    for text in texts:
        made.text("描述", text)
    return made


def reader(made: Paper) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(typesetting.typeset(sheet_of(made, NOW))))


def words(made: Paper) -> str:
    return "\n".join(page.extract_text() for page in reader(made).pages)


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_people_write_is_printed_as_they_wrote_it(text: str) -> None:
    printed = words(paper(text))
    assert "root:" not in printed
    expected = text.replace("\ud800", "?")
    assert "".join(expected.split()) in "".join(printed.split())


def test_hostile_text_is_harmless_in_every_place_of_a_paper() -> None:
    made = Paper(
        '#panic("t")',
        '#panic("n")',
        {**HEAD, "company": '#panic("c")', "company_line": '#panic("l")', "foot": '#panic("f")'},
    )
    made.files["ticket.svg"] = SVG
    made.facts("#panic()", [("#panic()", "#panic()")])
    made.table("#panic()", ["#panic()"], [1], [["#panic()"]])
    made.pictures("#panic()", [("svg", SVG, "#panic()")])
    made.boxes(["#panic()"])
    made.code("#panic()", "#panic()", "#panic()")
    made.attach("a.txt", b"x", "text/plain", "#panic()")
    assert words(made).count("#panic") >= 14


def test_a_long_text_runs_over_pages_that_are_counted() -> None:
    printed = reader(paper("现场油位下降，更换密封圈后试运行正常。" * 300))
    assert len(printed.pages) > 1
    assert f"第 2 页，共 {len(printed.pages)} 页" in printed.pages[1].extract_text()


def test_chinese_is_set_in_the_font_that_comes_along_also_rare_characters() -> None:
    pages = reader(paper("喆 堃 龘 镕 㛃 𠮷")).pages
    resources: Any = pages[0]["/Resources"]
    names = {str(font.get_object()["/BaseFont"]) for font in resources["/Font"].values()}
    assert names and all("NotoSansSC" in name for name in names)
    assert "喆 堃 龘 镕 㛃" in pages[0].extract_text()


def test_the_font_is_the_file_that_noto_published() -> None:
    from pylopdf_fonts_zh_cn import sans_path

    published = "faa6c9df652116dde789d351359f3d7e5d2285a2b2a1f04a2d7244df706d5ea9"
    assert hashlib.sha256(sans_path().read_bytes()).hexdigest() == published


def test_attachments_travel_inside_byte_for_byte() -> None:
    made = paper("x")
    made.attach("export.zip", bytes(range(256)) * 40, "application/zip", "账本导出")
    assert reader(made).attachments == {"export.zip": [bytes(range(256)) * 40]}


def test_the_same_sheet_is_the_same_pdf() -> None:
    sheet = sheet_of(paper("同样的内容"), NOW)
    assert typesetting.typeset(sheet) == typesetting.typeset(sheet)


def refused(sheet: Sheet) -> str:
    with pytest.raises(Refusal) as caught:
        typesetting.typeset(sheet)
    assert caught.value.kind is Kind.UNAVAILABLE
    return caught.value.code


@pytest.mark.parametrize("package", ["typst", "pylopdf_fonts_zh_cn"])
def test_without_its_packages_nothing_is_printed_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    assert refused(sheet_of(paper("x"), NOW)) == "print.not_installed"


def test_without_the_font_nothing_is_printed_rather_than_boxes(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr("pylopdf_fonts_zh_cn.sans_path", lambda: tmp_path / "gone.otf")
    assert refused(sheet_of(paper("x"), NOW)) == "print.no_font"


@pytest.mark.parametrize("picture", [b"", b"\x89PNG no picture", b"<svg"])
def test_a_fault_of_the_typesetting_is_a_refusal(picture: bytes) -> None:
    made = paper("x")
    made.files["ticket.svg"] = picture
    assert refused(sheet_of(made, NOW)) == "print.failed"


def test_a_panic_in_the_compiled_part_is_a_refusal_too(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def compile_(*_: Any, **__: Any) -> bytes:
        raise PanicException

    monkeypatch.setattr("typst.compile", compile_)
    assert refused(sheet_of(paper("x"), NOW)) == "print.failed"
