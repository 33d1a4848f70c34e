"""SQLite: values are read and computed by the core's own functions, so both agree by construction."""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from bihuan.core.rules import (
    AggregateKind,
    Env,
    FieldKind,
    apply_function,
    fold_text,
    number_key,
    number_of,
    number_of_key,
    read_value,
    summarise,
)
from bihuan.db.engines import SQLITE_FUNCTIONS
from bihuan.db.rule_sql.dialect import Column, result_type, type_of
from bihuan.db.rule_sql.exact_number import ExactNumber

# Functions some of whose arguments are numbers, which SQLite holds as keys: the kinds of each argument are told.
_NUMBER_MARK = "n"
_OTHER_MARK = "o"
# What `rule_sum` answers for a sum out of range, to be told from the NULL of no rows.
_TOO_LARGE = ""


class SqliteRules:
    """`RuleDialect` for sqlcipher3 (SQLite ≥ 3.38 for `->`)."""

    def read(self, document: Column, path: tuple[str, ...], kind: FieldKind) -> Column:
        return sa.func.rule_value(kind, _at(document, path), type_=type_of(kind))

    def fold(self, text: Column) -> Column:
        return sa.func.rule_fold(text, type_=sa.Text())

    def elements(self, document: Column, path: tuple[str, ...]) -> sa.TableValuedAlias:
        array = _at(document, path)
        guarded = sa.case((sa.func.json_type(array) == "array", array), else_="[]")
        return sa.func.json_each(guarded).table_valued("value", "type").alias()

    def row_document(self, elements: sa.TableValuedAlias) -> Column:
        # `->` raises on text that is no JSON, so nothing but an object may reach it.
        return sa.case((elements.c.type == "object", elements.c.value), else_=sa.null())

    def item(self, elements: sa.TableValuedAlias) -> Column:
        return sa.case(
            (elements.c.type == "text", sa.func.nullif(elements.c.value, "")),
            (elements.c.type == "object", sa.func.rule_value("choice", elements.c.value)),
            else_=sa.null(),
        )

    def listed(self, values: Sequence[Any], type_: sa.types.TypeEngine[Any]) -> sa.TableValuedAlias:
        stored = [number_key(value) if isinstance(value, Decimal) else value for value in values]
        bound = sa.literal(json.dumps(stored, ensure_ascii=False), sa.Text())
        return sa.func.json_each(bound).table_valued(sa.column("value", type_)).alias()

    def text_test(self, op: str, text: Column, part: Column) -> Column:
        if op == "contains":
            return sa.func.instr(text, part) > 0
        length = sa.func.length(part)
        if op == "starts_with":
            return sa.func.substr(text, 1, length) == part
        return sa.func.substr(text, -length) == part

    def constant(self, value: Any, kind: FieldKind) -> Column:
        return sa.literal(value, type_of(kind))

    def whole(self, integer: Column) -> Column:
        return sa.func.rule_number(integer, type_=ExactNumber())

    def aggregate(self, what: AggregateKind, of: Column) -> Column:
        if what == "sum":
            # Without rows the driver never makes the object and answers NULL; the sum of nothing is 0.
            total = sa.func.coalesce(sa.func.rule_sum(of, type_=sa.Text()), number_key(Decimal(0)))
            return sa.type_coerce(sa.func.nullif(total, _TOO_LARGE), ExactNumber())
        name = "rule_avg" if what == "avg" else what
        return getattr(sa.func, name)(of, type_=of.type)  # type: ignore[no-any-return]

    def call(self, fn: str, args: Sequence[Column], kinds: Sequence[FieldKind], env: Env) -> Column:
        marks = "".join(_NUMBER_MARK if kind == "number" else _OTHER_MARK for kind in kinds)
        return sa.func.rule_call(fn, marks, env.zone, *args, type_=result_type(fn, kinds))


def _at(document: Column, path: tuple[str, ...]) -> Column:
    if not path:
        return sa.type_coerce(document, sa.Text())
    steps = "".join(f'."{key}"' for key in path)
    return sa.type_coerce(document, sa.Text()).op("->", return_type=sa.Text())(sa.literal(f"${steps}", sa.Text()))


# The functions the connection needs


def register_rule_functions(connection: Any) -> None:
    """Give a DBAPI connection the functions that compiled rules call. All are pure and deterministic."""
    functions: tuple[tuple[str, int, Callable[..., Any]], ...] = (
        ("rule_value", 2, _value),
        ("rule_fold", 1, _fold),
        ("rule_number", 1, _number),
        ("rule_call", -1, _call),
    )
    for name, count, function in functions:
        connection.create_function(name, count, function, deterministic=True)
    connection.create_aggregate("rule_sum", 1, _Sum)
    connection.create_aggregate("rule_avg", 1, _Average)


SQLITE_FUNCTIONS.append(register_rule_functions)


def _stored(value: Any) -> Any:
    """A comparable value as SQLite holds it."""
    if isinstance(value, Decimal):
        return number_key(value)
    return int(value) if isinstance(value, bool) else value


def _value(kind: FieldKind, text: str | None) -> Any:
    if text is None:
        return None
    try:
        # Decimal: a JSON number is taken by its digits, never through a float.
        return _stored(read_value(kind, json.loads(text, parse_float=Decimal)))
    except (ValueError, RecursionError):
        return None


def _fold(text: str | None) -> str | None:
    return fold_text(text) if isinstance(text, str) else None


def _number(value: int | None) -> str | None:
    number = number_of(value)
    return None if number is None else number_key(number)


def _call(fn: str, marks: str, zone: str, *args: Any) -> Any:
    values = [
        number_of_key(arg) if mark == _NUMBER_MARK and arg is not None else arg
        for mark, arg in zip(marks, args, strict=True)
    ]
    return _stored(apply_function(fn, Env(0, zone), values))


class _Numbers:
    """Collects the numbers of an aggregate; missing ones are left out."""

    def __init__(self) -> None:
        self.values: list[Decimal] = []

    def step(self, key: str | None) -> None:
        if key is not None:
            self.values.append(number_of_key(key))

    def summarised(self, what: AggregateKind) -> Any:
        return _stored(summarise(what, len(self.values), list(self.values)))


class _Sum(_Numbers):
    def finalize(self) -> Any:
        total = self.summarised("sum")
        return _TOO_LARGE if total is None else total


class _Average(_Numbers):
    def finalize(self) -> Any:
        return self.summarised("avg")
