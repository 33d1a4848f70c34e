"""A sheet as somebody keeps it, read as a form: its headings or labels become fields, blocks of rows a table."""

from collections.abc import Iterator, Sequence

from bihuan.core.imports.cells import Cell
from bihuan.core.imports.kinds import Guess, Title, guess_kind, is_label, read_title, said_of
from bihuan.core.late import dataclass

MAX_FIELDS = 120
_EXAMPLES = 200
_SHOWN = 3
_LONGEST_TITLE = 40
# Who made the sheet and how it counts is no field; neither are the numbers of its rows.
_ABOUT_SHEET = ("制表", "填表单位", "单位：元", "单位:元", "编制", "版本", "第 ", "页码")
_ENDS = ("合计", "总计", "小计", "注：", "注:", "说明：", "说明:", "填写说明", "填表说明", "备注：以上")
_NUMBERING = frozenset({"序号", "序", "编序", "no", "no."})
_IN_TABLE = frozenset(
    ("text", "long_text", "number", "amount", "choice", "multi_choice", "date_time", "date", "time", "phone", "email")
)
Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class InferredField:
    """A field as it was read. `why` names what told the kind (`Guess`); `columns`: of a table."""

    title: str
    guess: Guess
    required: bool = False
    samples: tuple[str, ...] = ()
    columns: tuple["InferredField", ...] = ()


@dataclass(frozen=True, slots=True)
class InferredSection:
    """Fields that stand below one heading; "" where there is none."""

    title: str
    fields: tuple[InferredField, ...]


@dataclass(frozen=True, slots=True)
class InferredForm:
    """What the sheet is called ("" if it does not say) and its sections; none: nothing was recognised."""

    title: str
    sections: tuple[InferredSection, ...]


class _Reading:
    """What was found so far, from the top."""

    def __init__(self) -> None:
        self.title = ""
        self.heading = ""
        self.pairs: list[tuple[str, InferredField]] = []
        self.tables: list[tuple[str, tuple[tuple[str, InferredField], ...]]] = []


def infer_form(rows: Rows) -> InferredForm:
    """The form that a sheet shows. Cells merged downwards must all say what the first one says (`kernel.sheets`)."""
    cells = [tuple(said_of(cell) for cell in row) for row in rows]
    reading = _Reading()
    at = 0
    while at < len(rows):
        filled = [text for text in cells[at] if text]
        if not filled or _is_about_sheet(filled):
            at += 1
        elif _is_heading_row(cells, at):
            at = _read_table(rows, cells, at, reading)
        else:
            above_table = at + 1 < len(rows) and _is_heading_row(cells, at + 1)
            _read_line(cells[at], filled, reading, above_table)
            at += 1
    if not reading.pairs and not reading.tables:
        _read_plain(rows, cells, reading)
    return InferredForm(reading.title, tuple(_sections(reading)))


# --- lines ------------------------------------------------------------------------------------------------------


def _is_about_sheet(filled: Sequence[str]) -> bool:
    first = filled[0]
    return first.startswith(_ABOUT_SHEET) or (first.startswith(_ENDS) and (len(filled) <= 2 or first[:2] != "注："))


def _is_heading_row(cells: Sequence[Sequence[str]], at: int) -> bool:
    """Whether the row names columns: labels side by side, without anything filled in between."""
    row = cells[at]
    filled = [text for text in row if text]
    if len(filled) < 2 or any(len(text) > _LONGEST_TITLE for text in filled):
        return False
    if any(text.endswith((":", "：")) or "：" in text or "□" in text for text in filled):
        return False
    labels = sum(map(is_label, filled))
    below = cells[at + 1] if at + 1 < len(cells) else ()
    gaps = any(not text for text in row[: _last(row)]) or (len(filled) == 2 and len(below) > len(row))
    if gaps:
        # A heading of two levels: its gaps are filled by the row below.
        return len(filled) >= 2 and _is_second_level(row, below) and sum(map(is_label, filter(None, below))) >= 2
    return (len(filled) >= 3 and labels * 10 >= len(filled) * 6) or _is_narrow_heading(filled, below)


def _is_narrow_heading(filled: Sequence[str], below: Sequence[str]) -> bool:
    """Whether two labels side by side head two columns: below them stands no further label, but what is filled in."""
    values = [text for text in below if text]
    return len(filled) == len(values) == 2 and all(map(is_label, filled)) and not any(map(is_label, values))


def _is_second_level(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the row below says what the parts of a heading are called, under the headings above."""
    filled = [text for text in below if text]
    gaps = [place for place, text in enumerate(above[: max(len(above), len(below))]) if not text]
    gaps += list(range(len(above), len(below)))
    said = sum(1 for place in gaps if place < len(below) and below[place])
    same = sum(1 for place, text in enumerate(above) if text and place < len(below) and below[place] == text)
    return bool(gaps) and said >= len(gaps) and len(filled) >= 3 and (same > 0 or len(filled) >= len(gaps) + 1)


def _last(row: Sequence[str]) -> int:
    return max((place + 1 for place, text in enumerate(row) if text), default=0)


def _read_line(row: Sequence[str], filled: Sequence[str], reading: _Reading, above_table: bool) -> None:
    alone = len(filled) == 1 and not _inline(filled[0])
    if alone and (above_table or not _is_empty_pair(filled[0], reading)):
        if not reading.title and not reading.pairs and not reading.tables:
            reading.title = filled[0][:_LONGEST_TITLE]
        elif len(filled[0]) <= 20:
            reading.heading = filled[0].strip("一二三四五六七八九十、.．0123456789 ")
        return
    for title, value in _pairs_of(row):
        known = read_title(title)
        if known.text:
            reading.pairs.append((reading.heading, _field(known, (value,))))


def _is_empty_pair(text: str, reading: _Reading) -> bool:
    """A label alone in its row: something to be filled in, once the sheet has shown that it is drawn so."""
    return (bool(reading.pairs) or bool(reading.title)) and is_label(text) and not text.endswith(("信息", "情况记录"))


def _inline(text: str) -> tuple[str, str] | None:
    """A cell that holds its label and what is filled in: `电话：138…`."""
    title, colon, value = text.replace("：", ":").partition(":")
    said = title.strip().strip("_")
    if not colon or not 0 < len(said) <= 14 or said[-1].isdigit():
        return None
    return said, value.strip().strip("_")


def _pairs_of(row: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Labels with what stands behind them, from left to right; a text that merging repeated counts once."""
    waiting = ""
    texts = [text for place, text in enumerate(row) if text and (not place or text != row[place - 1])]
    for text in texts:
        inline = _inline(text)
        whole = inline is not None and bool(inline[1])
        if waiting and not whole and not _begins_anew(row, waiting, text):
            yield waiting, text
            waiting = ""
            continue
        if waiting:
            yield waiting, ""
        waiting = "" if whole else text
        if inline is not None and whole:
            yield inline
    if waiting:
        yield waiting, ""


def _begins_anew(row: Sequence[str], waiting: str, text: str) -> bool:
    """Whether a text behind a label is the next label rather than what is filled in."""
    return is_label(text) and (text.endswith((":", "：")) or (is_label(waiting) and _gap_between(row, waiting, text)))


def _gap_between(row: Sequence[str], left: str, right: str) -> bool:
    places = list(row)
    start = places.index(left)
    return right in places[start:] and places.index(right, start) - start > 1


# --- tables -----------------------------------------------------------------------------------------------------


def _read_table(rows: Rows, cells: Sequence[Sequence[str]], at: int, reading: _Reading) -> int:
    """Reads a heading and the rows below it; answers with the row behind them."""
    above: Sequence[str] = ()
    below = cells[at + 1] if at + 1 < len(cells) else ()
    if _is_second_level(cells[at], below):
        above, at = cells[at], at + 1
    titles = cells[at]
    groups = _groups(above, titles)
    end = at + 1
    while end < len(rows) and _is_row_of(cells[end], titles):
        end += 1
    columns = []
    for place, title in enumerate(titles):
        if not title or title.casefold() in _NUMBERING:
            continue
        values = [row[place] if place < len(row) else None for row in rows[at + 1 : min(end, at + 1 + _EXAMPLES)]]
        columns.append((groups[place], _field(read_title(title), values)))
    reading.tables.append((reading.heading, tuple(columns)))
    reading.heading = ""
    return end


def _is_row_of(row: Sequence[str], titles: Sequence[str]) -> bool:
    """Whether a row still belongs to the table: numbered, or as wide as it; no sum, no remark, no label drawn below."""
    filled = [text for text in row if text]
    if not filled:
        return False
    first = filled[0]
    if first.replace(" ", "").startswith(_ENDS) or any(_inline(text) and is_label(text) for text in filled[:1]):
        return False
    if titles[0].casefold() in _NUMBERING:
        return bool(row[0]) and not is_label(first)
    return len(filled) >= 2 and not (is_label(first) and len(filled) * 2 <= len([t for t in titles if t]))


def _groups(above: Sequence[str], titles: Sequence[str]) -> list[str]:
    """What stands over each column, carried on over the cells that are merged with it."""
    groups: list[str] = []
    carried = ""
    for place, title in enumerate(titles):
        said = above[place] if place < len(above) else ""
        carried = said or carried
        groups.append("" if carried == title else carried)
    return groups


def _read_plain(rows: Rows, cells: Sequence[Sequence[str]], reading: _Reading) -> None:
    """A table whose words nobody knows: the first row that is as wide as most is its heading."""
    widths = [sum(map(bool, row)) for row in cells]
    widest = max(widths, default=0)
    at = next((place for place, width in enumerate(widths) if width and width >= max(widest - 1, 1)), None)
    if at is not None and all(len(text) <= _LONGEST_TITLE for text in cells[at]):
        _read_table(rows, cells, at, reading)


# --- the form ---------------------------------------------------------------------------------------------------


def _field(title: Title, values: Sequence[Cell]) -> InferredField:
    samples = tuple(dict.fromkeys(said_of(value)[:60] for value in values if said_of(value)))[:_SHOWN]
    return InferredField(title.text[:_LONGEST_TITLE], guess_kind(title, values), title.required, samples)


def _sections(reading: _Reading) -> Iterator[InferredSection]:
    """The pairs below their headings; tables behind them as sub-tables, or, with little else, their columns."""
    listed = list(reading.pairs)
    if len(reading.pairs) < 2 and len(reading.tables) == 1:
        listed += reading.tables[0][1]
    else:
        listed += [(heading, _table(heading, columns)) for heading, columns in reading.tables if columns]
    seen: dict[str, list[InferredField]] = {}
    for heading, one in listed[:MAX_FIELDS]:
        seen.setdefault(heading, []).append(one)
    for heading, fields in seen.items():
        yield InferredSection(heading[:_LONGEST_TITLE], tuple(_unlike(fields)))


def _table(heading: str, columns: Sequence[tuple[str, InferredField]]) -> InferredField:
    inner = tuple(_unlike([_in_table(one) for _, one in columns]))
    return InferredField(heading or "明细", Guess("sub_table", {}, "rows", "high"), columns=inner)


def _in_table(column: InferredField) -> InferredField:
    """A column of a kind that a table cannot have is text there."""
    if column.guess.kind in _IN_TABLE:
        return column
    guess = Guess("text", {}, "in_table", "low")
    return InferredField(column.title, guess, column.required, column.samples)


def _unlike(fields: Sequence[InferredField]) -> Iterator[InferredField]:
    """Each once: a label that is drawn twice with nothing told of it is one field."""
    seen: set[str] = set()
    for one in fields:
        if one.title not in seen:
            seen.add(one.title)
            yield one
