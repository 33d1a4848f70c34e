"""Where a table's heading is, and which of its columns is which field."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from bihuan.core.imports.cells import Cell, CellFault, cell_text
from bihuan.core.late import dataclass

# A title, who made it, an empty line: the heading stands among the first rows, or there is none.
_LOOKED_AT = 20
_IN_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_NOISE = re.compile(r"[\s*＊:：_\-/·.]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A field that a column may be: its key and what such columns are called."""

    key: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The row (index; -1: there is none) with the titles of all columns."""

    row: int
    titles: tuple[str, ...]


def find_heading(rows: Sequence[Sequence[Cell]], wanted: Iterable[Wanted]) -> Heading:
    """The row among the first whose cells name most of the fields; of two as good, the lower of a pair of merged ones.

    A cell that is empty because it is merged with the one above is called what that says.
    """
    known = _known(wanted)
    best = Heading(-1, ())
    most = 0
    for index in range(min(len(rows), _LOOKED_AT)):
        titles = titles_of(rows, index)
        found = {known[title] for title in map(_folded, titles) if title in known}
        own = sum(1 for cell in rows[index] if _folded(_said(cell)) in known)
        if own and len(found) > most:
            best, most = Heading(index, titles), len(found)
    return best


def titles_of(rows: Sequence[Sequence[Cell]], index: int) -> tuple[str, ...]:
    """What the columns are called if this row is the heading."""
    above = rows[index - 1] if index else ()
    width = max(len(rows[index]), len(above) if _is_group(above) else 0)
    said = [_said(rows[index][place]) if place < len(rows[index]) else "" for place in range(width)]
    if _is_group(above):
        said = [text or (_said(above[place]) if place < len(above) else "") for place, text in enumerate(said)]
    return tuple(said)


def _is_group(row: Sequence[Cell]) -> bool:
    """Whether a row above the heading may be part of it: a title over the whole table says one thing only."""
    return len({_said(cell) for cell in row if _said(cell)}) > 1


def match_columns(titles: Sequence[str], wanted: Sequence[Wanted]) -> Mapping[int, str]:
    """Column → field: first those that are called so, then those whose name holds a field's; each field once."""
    known = _known(wanted)
    found: dict[int, str] = {}
    for index, title in enumerate(titles):
        key = known.get(_folded(title))
        if key is not None and key not in found.values():
            found[index] = key
    for index, title in enumerate(titles):
        if index not in found:
            key = _held_in(_folded(title), known)
            if key is not None and key not in found.values():
                found[index] = key
    return dict(sorted(found.items()))


def _held_in(title: str, known: Mapping[str, str]) -> str | None:
    names = [name for name in known if len(name) >= 2 and (name in title)]
    return known[max(names, key=len)] if names else None


def _known(wanted: Iterable[Wanted]) -> dict[str, str]:
    known: dict[str, str] = {}
    for field in wanted:
        for name in field.names:
            known.setdefault(_folded(name), field.key)
    return known


def _folded(title: str) -> str:
    bare = _IN_BRACKETS.sub("", unicodedata.normalize("NFKC", title)) or title
    return _NOISE.sub("", bare).casefold()


def _said(cell: Cell) -> str:
    try:
        return cell_text(cell).replace("\n", " ")
    except CellFault:
        return ""
