"""What stands in the way of a record that comes out of the recycle bin, by its name where the caller may read it."""

from bihuan.core.forms import FieldDefinition
from bihuan.core.values import Json, JsonObject, Kind, Problem, Refusal
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.records.handlers import around
from bihuan.modules.records.queries.definitions import Standing
from bihuan.modules.records.queries.lists import titles_of
from bihuan.modules.records.queries.rows import booked_by, holder_of


def check_free(context: Context, table: Standing, row: Row) -> None:
    """Its unique values and its time are nobody else's by now. Refuses `table_record.in_the_way`, `booking.taken`,
    `booking.taken_by`, and `form.rejected` where the booking no longer fits what is booked."""
    data = row["data"] or {}
    problems = [
        problem
        for key, field in table.form.fields.items()
        if field.unique and (problem := _clash(context, row, field, data.get(key))) is not None
    ]
    if problems:
        named = next((problem.data for problem in problems if problem.data["record"]), None)
        told = {"title": named["title"]} if named else {}
        code = "table_record.in_the_way" if named else "table_record.hidden_in_the_way"
        raise Refusal(code, Kind.CONFLICT, problems=problems, **told)
    try:
        around.occupies_of(context, table, row, data)
    except Refusal as refusal:
        raise (_booked(context, refusal, row) if refusal.code == "booking.taken" else refusal) from refusal


def _clash(context: Context, row: Row, field: FieldDefinition, value: Json) -> Problem | None:
    holder = None if value is None else holder_of(context.tx, row["of_table"], field.key, str(value), row["id"])
    if holder is None:
        return None
    named = titles_of(context.tx, context.caller, row["of_table"], (holder,))
    told: JsonObject = {"title": named.get(holder), "record": holder if holder in named else None}
    code = "table_record.same_value" if holder in named else "form.not_unique"
    return Problem(field.key, code, field.with_label(told))


def _booked(context: Context, refusal: Refusal, row: Row) -> Refusal:
    """The same refusal with the name of the booking that has the time now, if the caller may know it."""
    holder = booked_by(context.tx, row)
    named = titles_of(context.tx, context.caller, holder["of_table"], (holder["id"],)) if holder else {}
    if holder is None or holder["id"] not in named:
        return refusal
    data = {**refusal.data, "title": named[holder["id"]], "record": holder["id"]}
    return Refusal("booking.taken_by", refusal.kind, path=refusal.path, **data)
