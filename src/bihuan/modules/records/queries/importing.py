"""A sheet that somebody brings, as values of a table's form: heading, columns, cells by the kind of their field."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bihuan.core.access import FieldAccess
from bihuan.core.forms import FieldDefinition, needs
from bihuan.core.imports import (
    Cell,
    CellFault,
    Wanted,
    cell_text,
    find_heading,
    is_blank,
    is_note,
    match_columns,
    read_cell,
)
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Json, JsonObject, Problem, instant_of
from bihuan.kernel.command import Caller
from bihuan.kernel.named import Thing, find_named, is_named
from bihuan.kernel.sheets import Sheet
from bihuan.kernel.tx import Tx
from bihuan.modules.identity import interface as identity
from bihuan.modules.records.queries.definitions import Standing, rights_to_create, standing_table
from bihuan.modules.records.queries.lists import titles_in
from bihuan.modules.records.queries.rows import holder_of, may_read

# Kinds of fields that a cell can say, and how it is read.
_READS = {
    "text": "text",
    "long_text": "text",
    "number": "number",
    "amount": "number",
    "choice": "choice",
    "multi_choice": "tags",
    "date_time": "date",
    "date": "date",
    "time": "text",
    "date_range": "text",
    "duration": "text",
    "phone": "code",
    "email": "text",
    "url": "text",
    "id_card": "code",
    "percent": "text",
    "rating": "text",
    "slider": "number",
    "nps": "text",
    "switch": "text",
    "matrix": "text",
    "person": "text",
    "department": "text",
    "region": "text",
    "record": "text",
    "address": "text",
    "gps_point": "text",
    "role": "text",
    "customer": "text",
    "contact": "text",
    "site": "text",
    "contract": "text",
    "ticket": "text",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a sheet: `length` of them from place `start` below the heading."""

    sheet: Sheet
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class TakenRow:
    """One row below the heading: its number in the file, values by field, faults of cells."""

    no: int
    values: JsonObject
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a part of a sheet says. `columns`: place → field key; `total`: how many rows there are in all."""

    titles: tuple[str, ...]
    columns: Mapping[int, str]
    rows: tuple[TakenRow, ...]
    total: int


def importable(tx: Tx, caller: Caller, table: Standing) -> dict[str, FieldDefinition]:
    """The fields that the caller can bring with a sheet: those that he may fill in of a new record. Of others he is
    not told that they are there."""
    rights = rights_to_create(tx, caller, table.definition.key)
    fields = table.form.fields.items()
    return {key: item for key, item in fields if _is_taken(item) and rights[key] == FieldAccess.EDIT}


def taken_from(tx: Tx, caller: Caller, table: Standing, part: Part, zone: str) -> Taken:
    """The rows of a part, read."""
    sheet, fields = part.sheet, importable(tx, caller, table)
    wanted = [Wanted(key, (*item.label.values(), key)) for key, item in fields.items()]
    heading = find_heading(sheet.rows, wanted)
    columns = match_columns(heading.titles, wanted) if heading.row >= 0 else {}
    reader = _Reader(tx, caller, fields, zone)
    below = sheet.rows[heading.row + 1 :] if heading.row >= 0 else ()
    said = [
        (no, cells) for no, cells in enumerate(below, heading.row + 2) if not is_blank(cells) and not is_note(cells)
    ]
    rows = tuple(
        reader.row(no, {key: _at(cells, place) for place, key in columns.items()})
        for no, cells in said[part.start : part.start + part.length]
    )
    return Taken(heading.titles, columns, rows, len(said))


def told_to(tx: Tx, caller: Caller, table: str, row: TakenRow, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Of the faults of a row those that tell nothing of a record which the caller may not read: that its value is
    taken already."""
    return tuple(one for one in problems if one.code != "form.not_unique" or _knows_holder(tx, caller, table, row, one))


def _knows_holder(tx: Tx, caller: Caller, table: str, row: TakenRow, problem: Problem) -> bool:
    clean = needs(standing_table(tx, table).form, {}, row.values).unique
    holder = holder_of(tx, table, problem.path, str(clean.get(problem.path)), "")
    return holder is not None and may_read(tx, caller, holder)


def _is_taken(item: FieldDefinition) -> bool:
    return item.kind.name in _READS and item.linkage.compute is None


def _at(cells: tuple[Cell, ...], place: int) -> Cell:
    return cells[place] if place < len(cells) else None


class _Reader:
    """Reads cells; what names stand for is looked up once."""

    def __init__(self, tx: Tx, caller: Caller, fields: Mapping[str, FieldDefinition], zone: str) -> None:
        self._tx, self._caller, self._fields, self._zone = tx, caller, fields, zone
        self._named: dict[str, dict[str, str]] = {}

    def row(self, no: int, cells: Mapping[str, Cell]) -> TakenRow:
        values: JsonObject = {}
        problems = []
        for key, cell in cells.items():
            try:
                value = self._value(self._fields[key], cell)
            except CellFault as fault:
                problems.append(Problem(key, fault.code, {**fault.data, "label": dict(self._fields[key].label)}))
                continue
            if value is not None:
                values[key] = value
        return TakenRow(no, values, tuple(problems))

    def _value(self, field: FieldDefinition, cell: Cell) -> Json:
        kind = field.kind.name
        if kind == "date_time":
            return _instant(cell, self._zone)
        if kind in ("person", "department", "region", "record"):
            return self._id(field, cell)
        if is_named(self._tx, kind):
            return self._thing(kind, cell)
        options = {_folded(text): one.value for one in field.options for text in (one.value, *one.label.values())}
        value = read_cell(_READS[kind], cell, options)
        if kind == "multi_choice" and isinstance(value, list):
            return [read_cell("choice", str(one), options) for one in value]
        return value

    def _id(self, field: FieldDefinition, cell: Cell) -> Json:
        text = read_cell("text", cell)
        if not isinstance(text, str):
            return None
        kind = field.kind.name
        place = f"record:{field.setting('table')}" if kind == "record" else kind
        if place not in self._named:
            self._named[place] = dict(self._names(place))
        found = self._named[place].get(_folded(text))
        if found is None:
            raise CellFault("table.name_unknown", value=text[:40])
        return found

    def _thing(self, kind: str, cell: Cell) -> Json:
        """The one thing of this kind that is called so, by its title, its number or its code."""
        text = read_cell("text", cell)
        if not isinstance(text, str):
            return None
        found = [one.id for one in find_named(self._tx, self._caller, kind, text) if _is_called(one, _folded(text))]
        if len(found) != 1:
            raise CellFault("table.name_unknown", value=text[:40])
        return found[0]

    def _names(self, place: str) -> Iterator[tuple[str, str]]:
        if place == "person":
            yield from (
                (_folded(one.name), one.id) for one in identity.known_people(self._tx, self._caller) if one.name
            )
        elif place.startswith("record:"):
            titles = titles_in(self._tx, self._caller, place.removeprefix("record:"))
            yield from ((_folded(title), record) for title, record in titles)
        else:
            wanted = "area" if place == "region" else place
            units = identity.organisation(self._tx).units
            yield from ((_folded(str(row["name"])), key) for key, row in units.items() if row["kind"] == wanted)


def _is_called(thing: Thing, text: str) -> bool:
    facts = thing.facts or {}
    return text in {_folded(str(name)) for name in (thing.title, facts.get("number"), facts.get("code")) if name}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _instant(cell: Cell, zone: str) -> Instant | None:
    """A day, with or without a time of day, on the company's clock."""
    if isinstance(cell, datetime):
        return instant_of(cell.replace(tzinfo=None), zone)
    text: Any = cell_text(cell) if isinstance(cell, str) else cell
    clock = "00:00"
    if isinstance(text, str):
        head, _, tail = unicodedata.normalize("NFKC", text).strip().replace("T", " ").partition(" ")
        if tail.strip():
            text, clock = head, tail.strip()
    day = read_cell("date", text)
    if not isinstance(day, str):
        return None
    try:
        return instant_of(datetime.fromisoformat(f"{day}T{clock.zfill(5)}"), zone)
    except ValueError:
        raise CellFault("import.date_unreadable", value=str(cell)[:40]) from None
