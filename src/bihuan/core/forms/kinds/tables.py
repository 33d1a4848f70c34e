"""Sub-tables: rows of columns of simple kinds (FRM-2, INV-2). Each row has an id that its client made, so that two
people who write into different rows never stand in each other's way (semantics §7)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from bihuan.core import rules
from bihuan.core.forms.attributes import not_higher, not_lower, whole
from bihuan.core.forms.context import FieldRight
from bihuan.core.forms.kinds.rows import ID, by_id, is_row, laid_over, refusals, row_label, rows_of, under
from bihuan.core.forms.reading import shown
from bihuan.core.forms.spec import (
    Attribute,
    DefinedColumn,
    DefinedField,
    FieldKindSpec,
    FilterRow,
    Situation,
    Texts,
    reject_all,
)
from bihuan.core.values import Json, JsonObject, Problem, Refusal

MAX_ROWS = 200
ROWS_DEFAULT = 50
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WRITABLE = ("edit", "required")
_UNREADABLE = object()


class SubTable(FieldKindSpec):
    """Rows of typed columns, in the order that people gave them."""

    name = "sub_table"
    label: ClassVar[Texts] = {"zh": "子表", "en": "Sub-table"}
    rule_type = "rows"
    has_columns = True
    filterable = False
    attributes = (
        Attribute("max_rows", whole(1, MAX_ROWS), ROWS_DEFAULT, not_lower),
        Attribute("min_rows", whole(1, MAX_ROWS), None, not_higher),
    )

    def clean(self, value: Json, field: DefinedField) -> Json:
        rows = rows_of(value, field.setting("max_rows"))
        problems: list[Problem] = []
        seen: set[str] = set()
        found = [_clean_row(row, index, field, seen, problems) for index, row in enumerate(rows)]
        if problems:
            reject_all(problems)
        return found or None

    def check_definition(self, field: DefinedField) -> tuple[Problem, ...]:
        fewest = field.setting("min_rows")
        if fewest is not None and fewest > field.setting("max_rows"):
            return (Problem("min_rows", "form.bounds_crossed", {"min": fewest, "max": field.setting("max_rows")}),)
        return ()

    def judge(self, value: Json, field: DefinedField, situation: Situation) -> Iterator[Problem]:
        fewest = field.setting("min_rows")
        if fewest is not None and len(value) < fewest:
            yield Problem("", "form.too_few", {"min": fewest})
        before = by_id(situation.before)
        for index, row in enumerate(value):
            if not any(column.key in row for column in field.columns if column.formula is None):
                yield Problem(str(index), "form.row_empty", {"label": row_label(field.label, index + 1)})
                continue
            for column in field.columns:
                label = row_label(field.label, index + 1, column.label)
                faults = tuple(_judge_cell(row, column, before.get(row[ID], {}), situation))
                yield from under(f"{index}.{column.key}", label, faults)

    def lay_over(
        self, sent: Json, before: Json, field: DefinedField, rights: Mapping[str, FieldRight]
    ) -> tuple[Json, tuple[Problem, ...]]:
        standing, problems = by_id(before), []
        if rights[""] not in _WRITABLE and [*by_id(sent)] != [*standing]:
            # Whoever may write some columns only neither adds nor removes a row.
            return before, (Problem("", "form.rows_fixed"),)
        if not isinstance(sent, list | tuple):
            return sent, ()
        admitted = []
        for index, row in enumerate(sent):
            if not is_row(row):
                admitted.append(row)
                continue
            old = standing.get(row[ID]) if isinstance(row.get(ID), str) else None
            kept, faults = _admitted(row, old, field, rights)
            admitted.append(kept)
            for key, code in faults:
                problems.append(Problem(f"{index}.{key}", code, {"label": _cell_label(field, index, key, code)}))
        return laid_over(admitted, before), tuple(problems)

    def readable(self, value: Json, field: DefinedField, rights: Mapping[str, FieldRight]) -> Json:
        hidden = {column.key for column in field.columns if rights[column.key] == "hidden"}
        return [{key: cell for key, cell in row.items() if key not in hidden} for row in value] if hidden else value

    def rule_field(self, field: DefinedField, behind: tuple[rules.Field, ...]) -> rules.Field:
        columns = tuple(column.kind.rule_field(column, ()) for column in field.columns)
        return rules.Field(field.key, self.rule_type, field.label, fields=columns)

    def json_schema(self, field: DefinedField) -> JsonObject:
        row: JsonObject = {ID: {"type": "string", "format": "uuid"}}
        for column in field.columns:
            row[column.key] = {} if column.formula else {"anyOf": [column.kind.json_schema(column), {"type": "null"}]}
        items = {"type": "object", "properties": row, "required": [ID], "additionalProperties": False}
        return {"type": "array", "items": items, "maxItems": field.setting("max_rows")}

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return ()

    def search_text(self, value: Json, field: DefinedField) -> str:
        words = (
            column.kind.search_text(row[column.key], column)
            for row in value
            for column in field.columns
            if column.key in row
        )
        return " ".join(word for word in words if word)


def _clean_row(
    row: Mapping[str, Json], index: int, field: DefinedField, seen: set[str], problems: list[Problem]
) -> JsonObject:
    """One row in canonical form: its id, then its cells in the order of the columns. Adds to `problems`."""
    known = {ID, *(column.key for column in field.columns)}
    problems += [Problem(f"{index}.{shown(key)}", "form.column_unknown") for key in row if key not in known]
    clean: JsonObject = {}
    for column in field.columns:
        try:
            value = _cell(row, clean, column)
        except Refusal as refusal:
            label = row_label(field.label, index + 1, column.label)
            problems += under(f"{index}.{column.key}", label, refusals(refusal))
        else:
            if value is not None:
                clean[column.key] = value
    return {ID: _row_id(row.get(ID), index, field, seen, problems), **clean}


def _row_id(value: Json, index: int, field: DefinedField, seen: set[str], problems: list[Problem]) -> str:
    found = value.lower() if isinstance(value, str) and len(value) == 36 else ""
    if not _UUID.fullmatch(found):
        problems.append(Problem(f"{index}.{ID}", "form.row_id", {"label": row_label(field.label, index + 1)}))
    elif found in seen:
        problems.append(Problem(f"{index}.{ID}", "form.row_repeated", {"label": row_label(field.label, index + 1)}))
    seen.add(found)
    return found


def _cell(row: Mapping[str, Json], clean: Mapping[str, Json], column: DefinedColumn) -> Json:
    """A typed value cleaned, or one worked out from the columns to its left."""
    if column.formula is None:
        value = row.get(column.key)
        return None if value is None else column.kind.clean(value, column)
    result: Any = column.formula(clean)
    if isinstance(result, Decimal):
        result = rules.number_text(result)
    return None if result is None else column.kind.fit(result, column)


def _judge_cell(
    row: Mapping[str, Json], column: DefinedColumn, before: Mapping[str, Json], situation: Situation
) -> Iterable[Problem]:
    right = situation.parts.get(column.key, "edit")
    if column.formula is not None or right not in _WRITABLE:
        return
    required = column.always_required or right == "required"
    if column.key not in row:
        if required:
            yield Problem("", "form.required")
        return
    options = frozenset(option.value for option in column.options if not option.retired)
    inner = Situation(required, before.get(column.key), options, situation.files, env=situation.env)
    yield from column.kind.judge(row[column.key], column, inner)


def _admitted(
    row: Mapping[str, Json],
    old: Mapping[str, Json] | None,
    field: DefinedField,
    rights: Mapping[str, FieldRight],
) -> tuple[JsonObject, list[tuple[str, str]]]:
    """The row without what this caller may not write of it, and (column, code) of each such attempt."""
    kept: JsonObject = dict(row)
    faults: list[tuple[str, str]] = []
    for column in field.columns:
        if column.formula is not None:
            kept.pop(column.key, None)
        elif column.key not in row:
            if old is None and column.preset is not None:
                kept[column.key] = column.preset
        elif rights[column.key] not in _WRITABLE:
            sent = kept.pop(column.key)
            standing = (old or {}).get(column.key)
            if rights[column.key] == "hidden":
                faults.append((column.key, "form.field_unknown"))
            elif _as_kept(sent, column) != standing:
                faults.append((column.key, "form.field_readonly"))
    return kept, faults


def _as_kept(value: Json, column: DefinedColumn) -> Any:
    if value is None:
        return None
    try:
        return column.kind.clean(value, column)
    except Refusal:
        return _UNREADABLE


def _cell_label(field: DefinedField, index: int, key: str, code: str) -> dict[str, str]:
    """Of a column that the caller may not even know of, no more is said than of one that does not exist."""
    column = next((each for each in field.columns if each.key == key), None)
    hidden = code == "form.field_unknown" or column is None
    return row_label(field.label, index + 1, None if hidden or column is None else column.label)
