"""Sheets to PDF with typst and Noto Sans SC, both from packages that come with the install (docs/printing.md).

Nothing of a sheet's data can become source: the template is ours and reads `data.json`. Nothing outside is read:
neither files nor packages nor fonts of the machine, so a paper looks the same wherever it is printed.
"""

import json
from functools import lru_cache
from typing import Any

import structlog

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.ports import Sheet

FAMILY = "Noto Sans SC"
_MAIN, _DATA = "main.typ", "data.json"
log = structlog.get_logger("bihuan.print")


def typeset(sheet: Sheet) -> bytes:
    """The PDF of a sheet. Refuses `print.not_installed`, `print.no_font`, `print.failed`."""
    typst, fonts = _tools()
    # In memory all files are texts to the compiler; bytes travel as numbers, and nothing touches the disk.
    data = {**sheet.data, "files": {name: list(content) for name, content in sheet.files.items()}}
    given: Any = {_MAIN: sheet.template, _DATA: json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")}
    try:
        made: bytes = typst.compile(given, font_paths=fonts, timestamp=sheet.at // 1000)
    except Exception as error:
        raise _failed(error) from error
    except BaseException as error:
        # A fault inside the compiled part is no Exception; it must not take the thread with it.
        if type(error).__name__ != "PanicException":
            raise
        raise _failed(error) from error
    return made


@lru_cache(maxsize=1)
def _tools() -> tuple[Any, Any]:
    """The compiler and the font, loaded by the first paper: a start need not wait for them."""
    try:
        import typst
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError as error:
        raise Refusal("print.not_installed", Kind.UNAVAILABLE) from error
    folder = str(sans_path().parent)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    if FAMILY not in fonts.families():
        raise Refusal("print.no_font", Kind.UNAVAILABLE, font=FAMILY)
    return typst, fonts


def _failed(error: BaseException) -> Refusal:
    # Says where in the template, not what in the data: a paper holds people's names.
    log.error("a paper could not be set", fault=type(error).__name__, trace=getattr(error, "trace", None))
    return Refusal("print.failed", Kind.UNAVAILABLE)
