"""A file's table and what its rows say, by the columns that a person confirmed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Literal

from bihuan.core.imports import (
    Cell,
    CellFault,
    Heading,
    cell_text,
    find_heading,
    is_blank,
    is_note,
    match_columns,
    read_cell,
    titles_of,
)
from bihuan.core.late import dataclass
from bihuan.core.values import Json, JsonObject, Problem, Refusal
from bihuan.kernel.masters import Fault, clean_value
from bihuan.kernel.sheets import Encoding, Sheet
from bihuan.modules.imports.queries.columns import COLUMNS, Kind, columns_by_key, options_of

Duplicates = Literal["skip", "update", "new"]
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Asking:
    """How a file is read. `heading`: the index of its row, -1 for none, None to look for it; `columns`: place → key."""

    kind: Kind
    sheet: str | None = None
    encoding: Encoding | None = None
    heading: int | None = None
    columns: Mapping[int, str] | None = None
    duplicates: Duplicates = "skip"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, its heading and which of its columns is which field."""

    kind: Kind
    sheet: Sheet
    heading: Heading
    columns: Mapping[int, str]

    @property
    def below(self) -> int:
        """How many rows stand below the heading."""
        return len(self.sheet.rows) - self.heading.row - 1

    def settings(self, asking: Asking) -> JsonObject:
        """All that was settled, as an import keeps it."""
        return {
            "sheet": self.sheet.name,
            "encoding": self.sheet.encoding,
            "heading": self.heading.row,
            "columns": {str(place): key for place, key in self.columns.items()},
            "duplicates": asking.duplicates,
        }


def asking_of(kind: Kind, settings: Mapping[str, Any]) -> Asking:
    """The settings that an import keeps, read again."""
    columns = {int(place): key for place, key in settings["columns"].items()}
    return Asking(kind, settings["sheet"], settings["encoding"], settings["heading"], columns, settings["duplicates"])


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row that says something: its number in the file (from 1), values by column, faults, and its cells."""

    no: int
    values: JsonObject
    problems: tuple[Problem, ...] = ()
    cells: tuple[Cell, ...] = ()


def table_of(sheet: Sheet, asking: Asking) -> Table:
    """Heading and columns: as they were confirmed, else as they are found. Refuses `import.rejected`."""
    wanted = [column.wanted for column in COLUMNS[asking.kind]]
    row = asking.heading
    heading = find_heading(sheet.rows, wanted) if row is None else _heading_at(sheet, row)
    columns = match_columns(heading.titles, wanted) if asking.columns is None else _checked(asking)
    return Table(asking.kind, sheet, heading, columns)


def _heading_at(sheet: Sheet, row: int) -> Heading:
    if not -1 <= row < max(len(sheet.rows), 1):
        raise Refusal("import.rejected", problems=[Problem("heading", "import.no_such_row", {"row": row + 1})])
    return Heading(row, titles_of(sheet.rows, row) if row >= 0 else ())


def _checked(asking: Asking) -> Mapping[int, str]:
    known = columns_by_key(asking.kind)
    chosen = asking.columns or {}
    problems = [
        Problem(f"columns.{place}", "import.column_unknown", {"key": key})
        for place, key in chosen.items()
        if key not in known
    ]
    seen: dict[str, int] = {}
    for place, key in chosen.items():
        if seen.setdefault(key, place) != place:
            problems.append(Problem(f"columns.{place}", "import.column_twice", {"key": key}))
    if problems:
        raise Refusal("import.rejected", problems=problems)
    return dict(sorted(chosen.items()))


def missing_columns(table: Table) -> list[str]:
    """Keys of the columns without which no row can be taken over."""
    return [
        column.key for column in COLUMNS[table.kind] if column.required and column.key not in table.columns.values()
    ]


def samples_of(table: Table, place: int) -> list[str]:
    """The first things that stand in a column."""
    found: list[str] = []
    for row in table.sheet.rows[table.heading.row + 1 :]:
        text = _shown(row[place]) if place < len(row) else ""
        if text:
            found.append(text[:60])
        if len(found) >= _SAMPLES:
            break
    return found


def _shown(cell: Cell) -> str:
    try:
        return cell_text(cell)
    except CellFault as fault:
        return str(fault.data.get("value", ""))


def shown_cells(row: tuple[Cell, ...]) -> list[str]:
    """A row's cells as a person reads them."""
    return [_shown(cell) for cell in row]


def width_of(table: Table) -> int:
    """How many columns the table has."""
    shown = table.sheet.rows[max(table.heading.row, 0) : table.heading.row + 200]
    return max([len(table.heading.titles), *(len(row) for row in shown)], default=0)


@dataclass(slots=True)
class RowReader:
    """Reads rows of one table. What stands in many rows is read once."""

    table: Table
    _known: dict[Any, Json | Problem] = field(default_factory=dict)

    def rows(self, start: int, end: int) -> Iterator[ReadRow]:
        """The rows from place `start` below the heading to before `end` that say something and are no remark."""
        first = self.table.heading.row + 1
        for index in range(first + start, min(first + end, len(self.table.sheet.rows))):
            cells = self.table.sheet.rows[index]
            if not is_blank(cells) and not is_note(cells):
                yield self._read(index + 1, cells)

    def told(self, no: int, faults: Iterable[Sequence[str]]) -> list[Problem]:
        """Faults of a row, (column, code), with what stands in the cells."""
        place = no - self.table.heading.row - 2
        row = next(self.rows(place, place + 1), ReadRow(no, {}))
        known = {(problem.path, problem.code): problem for problem in row.problems}
        return [
            known.get((path, code)) or Problem(path, code, {"value": str(row.values.get(path, "")), "row": "–"})
            for path, code in faults
        ]

    def left_out(self) -> list[tuple[int, str]]:
        """Remarks and sums: the number of the row, and what it says."""
        first = self.table.heading.row + 1
        rows = enumerate(self.table.sheet.rows[first:], first + 1)
        return [
            (no, " ".join(text for text in shown_cells(cells) if text)[:80])
            for no, cells in rows
            if not is_blank(cells) and is_note(cells)
        ]

    def _read(self, no: int, cells: tuple[Cell, ...]) -> ReadRow:
        values: JsonObject = {}
        problems: list[Problem] = []
        for place, key in self.table.columns.items():
            cell = cells[place] if place < len(cells) else None
            if cell is None or cell == "":
                continue
            found = self._value(key, cell)
            if isinstance(found, Problem):
                problems.append(found)
            elif found is not None:
                values[key] = found
        return ReadRow(no, values, tuple(problems), cells)

    def _value(self, key: str, cell: Cell) -> Json | Problem:
        place = (key, type(cell), cell)
        try:
            return self._known[place]
        except KeyError:
            found = self._known[place] = _read_value(self.table.kind, key, cell)
            return found


def _read_value(kind: Kind, key: str, cell: Cell) -> Json | Problem:
    column = columns_by_key(kind)[key]
    try:
        value = read_cell(column.reads, cell, options_of(kind, key))
        return value if value is None or column.by_name else clean_value(column.field, value)
    except CellFault as fault:
        return Problem(key, fault.code, fault.data)
    except Fault as fault:
        return Problem(key, fault.code, {**fault.data, "value": _shown(cell)[:40]})
