"""One cell as people and Excel write it, read as the value of a field."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from difflib import get_close_matches

from bihuan.core.values import Json

Cell = str | int | float | bool | date | datetime | time | timedelta | None

# Excel keeps 15 digits of a number; what was longer is no longer known.
_KEPT_DIGITS = 15
_SCIENTIFIC = re.compile(r"([0-9])(?:\.([0-9]+))?[eE]\+?([0-9]{1,2})")
_GUARDED = re.compile(r"'(?=\s*[=+\-@＝＋－＠|%])")
_FORMULA_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
_EXCEL_EPOCH = date(1899, 12, 30)
# 1927 to 2119: a smaller or larger number in a column of dates is no date.
_SERIALS = range(10_000, 80_001)
_YEAR_FIRST = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?(?:[\sT].*)?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})(?:\s.*)?")
_TRUE = frozenset({"是", "有", "对", "√", "✓", "y", "yes", "true", "1", "t"})
_FALSE = frozenset({"否", "无", "不", "×", "✗", "n", "no", "false", "0", "f"})
_BETWEEN_TAGS = re.compile(r"[,，、;；|\n]+")
_NO_DIGITS = re.compile(r"[\s,，¥￥$元]+")


class CellFault(Exception):  # noqa: N818 - a way out of reading; becomes a Problem of the row
    """The cell says nothing that the field could hold; `code` and `data` are for the text."""

    def __init__(self, code: str, **data: Json) -> None:
        super().__init__(code)
        self.code = code
        self.data = data


def cell_text(cell: Cell) -> str:
    """What the cell says, as a person reads it. Raises CellFault where Excel has lost what was written."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _text_of(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, float | int):
        return _number_text(cell)
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _text_of(cell: str) -> str:
    text = _GUARDED.sub("", cell.strip(), count=1)
    if text.upper() in _FORMULA_ERRORS:
        raise CellFault("import.formula_error", value=text)
    return text


def _number_text(cell: float) -> str:
    number = Decimal(repr(cell))
    if abs(number) >= 10**_KEPT_DIGITS:
        raise CellFault("import.digits_lost", value=repr(cell))
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def read_cell(kind: str, cell: Cell, options: Mapping[str, str] | None = None) -> Json:
    """The value for a field of this kind; None for an empty cell. Raises CellFault.

    `kind`: a type of master fields (`text`, `phone`, `date` …) or `code` for numbers of things. `options`: what
    people write (folded) to the value it stands for. What a field itself refuses (a wrong e-mail) is its business.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    return _READERS.get(kind, _text)(cell, options or {})


def _text(cell: Cell, _: Mapping[str, str]) -> Json:
    return cell_text(cell) or None


def _code(cell: Cell, _: Mapping[str, str]) -> Json:
    """Numbers of things and phones: full width made half, what Excel wrote as 1.38E+10 made whole again."""
    text = unicodedata.normalize("NFKC", cell_text(cell))
    found = _SCIENTIFIC.fullmatch(text)
    if found is None:
        return text
    digits, power = found[1] + (found[2] or ""), int(found[3])
    if len(digits) <= power or power >= _KEPT_DIGITS:
        raise CellFault("import.digits_lost", value=text)
    return f"{Decimal(text):f}".split(".")[0]


def _date(cell: Cell, _: Mapping[str, str]) -> Json:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _from_serial(cell)
    text = unicodedata.normalize("NFKC", cell_text(cell))
    if text.isdecimal() and len(text) == 5:
        return _from_serial(int(text))
    return _written_date(text)


def _from_serial(number: float) -> str:
    if int(number) in _SERIALS:
        return (_EXCEL_EPOCH + timedelta(days=int(number))).isoformat()
    return _written_date(_number_text(number))


def _written_date(text: str) -> str:
    found = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if found is not None:
        return _day(text, int(found[1]), int(found[2]), int(found[3]))
    found = _YEAR_LAST.fullmatch(text)
    if found is None:
        raise CellFault("import.date_unreadable", value=text[:40])
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    if first <= 12 and second <= 12 and first != second:
        raise CellFault("import.date_ambiguous", value=text[:40])
    return _day(text, year, *((second, first) if first > 12 else (first, second)))


def _day(text: str, year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise CellFault("import.date_unreadable", value=text[:40]) from None


def _number(cell: Cell, _: Mapping[str, str]) -> Json:
    return _NO_DIGITS.sub("", unicodedata.normalize("NFKC", cell_text(cell))) or None


def _boolean(cell: Cell, _: Mapping[str, str]) -> Json:
    if isinstance(cell, bool):
        return cell
    text = unicodedata.normalize("NFKC", cell_text(cell)).casefold()
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise CellFault("import.yes_or_no", value=text[:40])


def _choice(cell: Cell, options: Mapping[str, str]) -> Json:
    text = cell_text(cell)
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    if folded in options:
        return options[folded]
    near = get_close_matches(folded, options, 1, 0.6)
    if near:
        raise CellFault("import.option_near", value=text[:40], near=near[0])
    raise CellFault("import.option_unknown", value=text[:40], options=list(dict.fromkeys(options)))


def _tags(cell: Cell, _: Mapping[str, str]) -> Json:
    return [tag.strip() for tag in _BETWEEN_TAGS.split(cell_text(cell)) if tag.strip()] or None


_READERS: dict[str, Callable[[Cell, Mapping[str, str]], Json]] = {
    "code": _code,
    "phone": _code,
    "date": _date,
    "number": _number,
    "boolean": _boolean,
    "choice": _choice,
    "tags": _tags,
}
