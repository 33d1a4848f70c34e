"""Three-way inside a list of rows that have ids: sub-tables and checklists. Different rows never conflict, nor do
different cells of one row; a cell that a row of the writer leaves out was not touched by him."""

from collections.abc import Mapping, Sequence

from bihuan.core.late import dataclass
from bihuan.core.values import Json

ID = "id"
Row = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class MergedRows:
    """The rows as they are if the writer is right where both changed one thing, and if the other is."""

    mine: list[Json]
    theirs: list[Json]
    clashes: bool


def is_rows(value: Json) -> bool:
    """Whether it is a list of rows with different ids."""
    if not isinstance(value, list | tuple):
        return False
    ids = [row.get(ID) if isinstance(row, Mapping) else None for row in value]
    return all(isinstance(key, str) for key in ids) and len(set(ids)) == len(ids)


def merge_rows(base: Json, mine: Json, theirs: Json) -> MergedRows:
    """Lay the rows of `mine` on those of `theirs`; all three are rows or None."""
    before, wanted, now = _by_id(base), _by_id(mine), _by_id(theirs)
    yes: dict[str, Row] = {}
    no: dict[str, Row] = {}
    clashes = False
    for key in _order(list(before), list(wanted), list(now)):
        one, other, clash = _merged_row(before.get(key), wanted.get(key), now.get(key))
        clashes = clashes or clash
        if one is not None:
            yes[key] = one
        if other is not None:
            no[key] = other
    return MergedRows(list(yes.values()), list(no.values()), clashes)


def only_told(rows: Json, wanted: Json) -> Json:
    """The rows with the cells that the writer spoke of: a clash tells him of no others."""
    told = {cell for row in wanted or () for cell in row}
    return rows and [{cell: value for cell, value in row.items() if cell in told} for row in rows]


def _by_id(value: Json) -> dict[str, Row]:
    return {row[ID]: row for row in value or ()}


def _order(before: Sequence[str], wanted: Sequence[str], now: Sequence[str]) -> list[str]:
    """Whose order counts: the writer's if only he moved rows, else that which stands. New rows come last."""
    moved = [key for key in wanted if key in before] != [key for key in before if key in wanted]
    others_moved = [key for key in now if key in before] != [key for key in before if key in now]
    first, second = (wanted, now) if moved and not others_moved else (now, wanted)
    return [*first, *(key for key in second if key not in first)]


def _merged_row(base: Row | None, mine: Row | None, theirs: Row | None) -> tuple[Row | None, Row | None, bool]:
    """The row as the writer, and as the other would have it, and whether that is for a person to decide."""
    if mine is not None and theirs is not None:
        return _merged_cells(base or {}, mine, theirs)
    if base is None:  # put in by one of them
        return mine or theirs, mine or theirs, False
    # Taken out by one of them: the other may have gone on writing.
    clash = (mine is not None and _touched(base, mine)) or (theirs is not None and theirs != base)
    return (mine if clash else None), (theirs if clash else None), clash


def _touched(base: Row, mine: Row) -> bool:
    return any(base.get(cell) != value for cell, value in mine.items())


def _merged_cells(base: Row, mine: Row, theirs: Row) -> tuple[Row, Row, bool]:
    one, other = dict(theirs), dict(theirs)
    clash = False
    for cell, value in mine.items():
        before, now = base.get(cell), theirs.get(cell)
        if value == before and now != before:
            continue
        one[cell] = value
        if now in (value, before):
            other[cell] = value
        else:
            clash = True
    return one, other, clash
