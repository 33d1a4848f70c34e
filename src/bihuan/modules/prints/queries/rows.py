"""What stands in rows on paper: sub-tables with their sums, checklists item by item."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from bihuan.core.forms import FieldDefinition, Speech, answer_text, rows_by_id, tell_value
from bihuan.core.values import Json
from bihuan.modules.prints.queries.paper import Paper
from bihuan.modules.prints.queries.told import Printing


def tables(paper: Paper, printing: Printing) -> None:
    """Every table and checklist of the form that is filled in, under its own heading."""
    for item, value in printing.tables():
        title = printing.pick(item.label)
        if item.kind.has_columns:
            _sub_table(paper, printing, item, value)
        else:
            rows = _answers(item, value, printing.speech)
            paper.table(title, [printing.say("item"), printing.say("answer")], [2.0, 3.0], rows)


def _answers(item: FieldDefinition, value: Json, speech: Speech) -> list[list[str]]:
    rows = rows_by_id(value)
    return [[speech.pick(one.label), answer_text(rows.get(one.value, {}), speech) or "–"] for one in item.options]


def _sub_table(paper: Paper, printing: Printing, item: FieldDefinition, value: Json) -> None:
    speech, rows = printing.speech, list(rows_by_id(value).values())
    columns = [column for column in item.columns if any(row.get(column.key) is not None for row in rows)]
    cells = [
        [str(number), *(tell_value(column, row.get(column.key), speech) for column in columns)]
        for number, row in enumerate(rows, 1)
    ]
    if any(column.settings["total"] for column in columns):
        cells.append([printing.say("sum"), *(_total(column, rows, speech) for column in columns)])
    widths = [0.4, *(1.0 if column.kind.rule_type == "number" else 2.0 for column in columns)]
    paper.table(printing.pick(item.label), ["#", *(speech.pick(column.label) for column in columns)], widths, cells)


def _total(column: FieldDefinition, rows: list[Mapping[str, Json]], speech: Speech) -> str:
    if not column.settings["total"]:
        return ""
    total = sum((_number(row.get(column.key)) for row in rows), Decimal(0))
    return tell_value(column, f"{total:f}", speech)


def _number(value: Json) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)
