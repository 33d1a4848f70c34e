"""PostgreSQL: built-in functions only, so that a tenant's schema needs nothing installed.

Each expression mirrors a function of `core.rules`; tests/both_dbs/test_rules_agree.py holds them together.
"""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from bihuan.core.rules import DATE_PATTERN, FIRST_INSTANT, LAST_INSTANT, NUMBER_PATTERN, AggregateKind, Env, FieldKind
from bihuan.db.rule_sql.dialect import Column, result_type, type_of
from bihuan.db.rule_sql.exact_number import ExactNumber

_LIMIT = f"1{'0' * 30}"
_SCALE = f"1{'0' * 18}"
_STEP = f"0.{'0' * 17}1"


class PostgresRules:
    """`RuleDialect` for PostgreSQL ≥ 13 (normalize, trim_scale) with a UTF-8 database."""

    def read(self, document: Column, path: tuple[str, ...], kind: FieldKind) -> Column:
        value = sa.func.jsonb_extract_path(_json(document), *path, type_=JSONB()) if path else _json(document)
        return _READERS.get(kind, _identity)(value)

    def fold(self, text: Column) -> Column:
        # The bare name is grammar (normalize(x, NFKC)); qualified it is an ordinary function.
        return sa.func.pg_catalog.normalize(text, "NFKC", type_=sa.Text())

    def elements(self, document: Column, path: tuple[str, ...]) -> sa.TableValuedAlias:
        array = sa.func.jsonb_extract_path(_json(document), *path, type_=JSONB()) if path else _json(document)
        empty = sa.cast(sa.literal("[]", sa.Text()), JSONB())
        guarded = sa.case((sa.func.jsonb_typeof(array) == "array", array), else_=sa.type_coerce(empty, JSONB()))
        return sa.func.jsonb_array_elements(guarded).table_valued(sa.column("value", JSONB())).render_derived()

    def row_document(self, elements: sa.TableValuedAlias) -> Column:
        value = elements.c.value
        return sa.case((sa.func.jsonb_typeof(value) == "object", value), else_=sa.cast(sa.null(), JSONB()))

    def item(self, elements: sa.TableValuedAlias) -> Column:
        return _identity(elements.c.value)

    def listed(self, values: Sequence[Any], type_: sa.types.TypeEngine[Any]) -> sa.TableValuedAlias:
        bound = sa.literal(list(values), ARRAY(type_))
        return sa.func.unnest(bound).table_valued(sa.column("value", type_)).render_derived()

    def text_test(self, op: str, text: Column, part: Column) -> Column:
        if op == "contains":
            return sa.func.strpos(text, part) > 0
        if op == "starts_with":
            return sa.func.starts_with(text, part, type_=sa.Boolean())
        return sa.func.right(text, sa.func.length(part)) == part

    def constant(self, value: Any, kind: FieldKind) -> Column:
        bound = sa.literal(value, type_of(kind))
        # A Decimal is sent without a type, and alone in min() or CASE it would be taken for text.
        return sa.cast(bound, ExactNumber()) if kind == "number" else bound

    def whole(self, integer: Column) -> Column:
        return sa.cast(integer, ExactNumber())

    def aggregate(self, what: AggregateKind, of: Column) -> Column:
        if what == "sum":
            return _Bounded(sa.func.coalesce(sa.func.sum(of), 0))
        if what == "avg":
            return _Bounded(_Quotient(sa.func.sum(of), sa.func.count(of)))
        return (sa.func.min if what == "min" else sa.func.max)(of, type_=of.type)

    def call(self, fn: str, args: Sequence[Column], kinds: Sequence[FieldKind], env: Env) -> Column:
        if fn == "text_of":
            return _text_of(args[0], kinds[0])
        if fn == "date_of":
            return _local_day(args[0], env.zone)
        if fn in {"coalesce", "least", "greatest"}:
            return getattr(sa.func, fn)(*args, type_=result_type(fn, kinds))  # type: ignore[no-any-return]
        return sa.type_coerce(_CALLS[fn](*args), result_type(fn, kinds))


# Reading JSON; nothing here may raise, whatever stands there


def _json(document: Column) -> Column:
    return sa.type_coerce(document, JSONB())


def _plain(value: Column) -> Column:
    return value.op("#>>", return_type=sa.Text())(sa.literal([], ARRAY(sa.Text())))


def _is(value: Column, kind: str) -> Column:
    return sa.func.jsonb_typeof(value) == kind


def _matches(text: Column, pattern: str) -> Column:
    return text.op("~", is_comparison=True, return_type=sa.Boolean())(sa.literal(f"^({pattern})$", sa.Text()))


def _text(value: Column) -> Column:
    folded = sa.func.pg_catalog.normalize(_plain(value), "NFKC", type_=sa.Text())
    return sa.case((_is(value, "string"), sa.func.nullif(folded, "", type_=sa.Text())))


def _number(value: Column) -> Column:
    text = _plain(value)
    return sa.case((_matches(text, NUMBER_PATTERN), sa.cast(text, ExactNumber())))


def _boolean(value: Column) -> Column:
    return sa.case((_is(value, "boolean"), sa.cast(_plain(value), sa.Boolean())))


def _instant(value: Column) -> Column:
    text = _plain(value)
    moment = sa.cast(text, sa.BigInteger())
    known = sa.case((moment.between(FIRST_INSTANT, LAST_INSTANT), moment))
    return sa.case((sa.and_(_is(value, "number"), _matches(text, "-?[0-9]{1,15}")), known))


def _day(value: Column) -> Column:
    text = _plain(value)
    return sa.case((sa.and_(_is(value, "string"), _matches(text, DATE_PATTERN)), text))


def _identity(value: Column) -> Column:
    inner = sa.func.jsonb_extract_path(value, "id", type_=JSONB())
    return sa.case(
        (_is(value, "string"), sa.func.nullif(_plain(value), "", type_=sa.Text())),
        (_is(inner, "string"), sa.func.nullif(_plain(inner), "", type_=sa.Text())),
    )


_READERS: dict[FieldKind, Callable[[Column], Column]] = {
    "text": _text,
    "number": _number,
    "boolean": _boolean,
    "instant": _instant,
    "date": _day,
}


# Arithmetic within the bounds of core.rules.numbers. Each operand is written once: a nested formula must not grow by
# powers, so what is needed twice gets a name in a derived table.


class _Named(FunctionElement[Any]):
    """A function whose compiled text names its operands."""

    casts: tuple[str, ...] = ("::numeric", "::numeric")
    inherit_cache = True


class _Bounded(_Named):
    """The number rounded to 18 fraction digits; NULL from 10^30 on."""

    type = ExactNumber()
    inherit_cache = True


class _Quotient(_Named):
    """a ÷ b, rounded half away from zero to 18 fraction digits in exact integer arithmetic; NULL for b = 0."""

    type = ExactNumber()
    inherit_cache = True


class _Rounded(_Named):
    """round(a, b) where b is a whole number from 0 to 18, else NULL."""

    type = ExactNumber()
    inherit_cache = True


class _LaterDay(_Named):
    """The day `a` moved by `b` days; NULL outside the years 1…9999."""

    casts: tuple[str, ...] = ("::date", "::numeric")
    type = sa.Text()
    inherit_cache = True


class _LaterMonth(_LaterDay):
    """The day `a` moved by `b` months."""

    inherit_cache = True


class _LaterMoment(_Named):
    """The instant `a` moved by `b` times the `c` ms of a unit."""

    casts: tuple[str, ...] = ("::bigint", "::numeric", "::bigint")
    type = sa.BigInteger()
    inherit_cache = True


def _named(element: "_Named", compiler: Any, keywords: Any) -> str:
    """The operands as a derived table with the columns a, b, c; `casts` keeps integers from integer arithmetic."""
    parts = (compiler.process(part, **keywords) for part in element.clauses)
    named = (f"({part}){cast} AS {name}" for part, cast, name in zip(parts, element.casts, "abc", strict=False))
    return f"(SELECT {', '.join(named)}) AS named"


def _one(value: str, source: str) -> str:
    return f"(SELECT {value} FROM {source})"  # noqa: S608 - our own words around compiled expressions


@compiles(_Bounded)
def _compile_bounded(element: _Bounded, compiler: Any, **keywords: Any) -> str:
    rounded = _one("round(a, 18) AS a", _named(element, compiler, keywords))
    return _one(f"CASE WHEN abs(a) < {_LIMIT} THEN a END", f"{rounded} AS rounded")


@compiles(_Quotient)
def _compile_quotient(element: _Quotient, compiler: Any, **keywords: Any) -> str:
    # `div` is exact; `/` would choose a scale of its own and round once more.
    whole = f"div(2 * abs(a) * {_SCALE} + abs(b), 2 * abs(b))"
    value = f"CASE WHEN b <> 0 THEN sign(a) * sign(b) * {whole} * {_STEP} END"
    return _one(value, _named(element, compiler, keywords))


@compiles(_Rounded)
def _compile_rounded(element: _Rounded, compiler: Any, **keywords: Any) -> str:
    value = "CASE WHEN b = trunc(b) AND b BETWEEN 0 AND 18 THEN round(a, b::int) END"
    return _one(value, _named(element, compiler, keywords))


_WHOLE_STEP = "b = trunc(b) AND abs(b) <= 100000"


@compiles(_LaterDay)
def _compile_later_day(element: _LaterDay, compiler: Any, **keywords: Any) -> str:
    return _moved_day("interval '1 day'", _named(element, compiler, keywords))


@compiles(_LaterMonth)
def _compile_later_month(element: _LaterMonth, compiler: Any, **keywords: Any) -> str:
    return _moved_day("interval '1 month'", _named(element, compiler, keywords))


def _moved_day(step: str, named: str) -> str:
    moved = _one(f"CASE WHEN {_WHOLE_STEP} THEN a + b::int * {step} END AS moved", named)
    inside = "moved >= date '0001-01-01' AND moved < date '10000-01-01'"
    return _one(f"CASE WHEN {inside} THEN to_char(moved, 'YYYY-MM-DD') END", f"{moved} AS later")


@compiles(_LaterMoment)
def _compile_later_moment(element: _LaterMoment, compiler: Any, **keywords: Any) -> str:
    named = _named(element, compiler, keywords)
    moved = _one(f"CASE WHEN {_WHOLE_STEP} THEN a + b::bigint * c END AS moved", named)
    inside = f"moved BETWEEN {FIRST_INSTANT} AND {LAST_INSTANT}"
    return _one(f"CASE WHEN {inside} THEN moved END", f"{moved} AS later")


def _numeric(number: Column) -> Column:
    return sa.type_coerce(number, sa.Numeric())


def _chain(step: Callable[[Any, Any], Any]) -> Callable[..., Column]:
    def run(first: Column, *rest: Column) -> Column:
        for part in rest:
            first = _Bounded(step(_numeric(first), _numeric(part)))
        return first

    return run


def _between(unit_ms: int) -> Callable[[Column, Column], Column]:
    return lambda first, second: _Bounded(_Quotient(second - first, sa.literal_column(str(unit_ms))))


def _later(unit_ms: int) -> Callable[[Column, Column], Column]:
    return lambda moment, count: _LaterMoment(moment, count, sa.literal_column(str(unit_ms)))


def _date_part(part: str) -> Callable[[Column], Column]:
    return lambda day: sa.cast(sa.extract(part, sa.cast(day, sa.Date())), sa.Numeric())


def _days_between(first: Column, second: Column) -> Column:
    return sa.cast(sa.cast(second, sa.Date()) - sa.cast(first, sa.Date()), sa.Numeric())


def _joined(*parts: Column) -> Column:
    return sa.func.nullif(sa.func.concat(*parts), "", type_=sa.Text())


def _text_of(value: Column, kind: FieldKind) -> Column:
    return sa.cast(sa.func.trim_scale(value), sa.Text()) if kind == "number" else value


def _local_day(moment: Column, zone: str) -> Column:
    utc: Column = sa.literal_column("timestamptz 'epoch'") + moment * sa.literal_column("interval '1 millisecond'")
    local = sa.func.timezone(sa.literal(zone, sa.Text()), utc)
    return sa.func.to_char(local, "YYYY-MM-DD", type_=sa.Text())


_CALLS: dict[str, Callable[..., Column]] = {
    "add": _chain(lambda left, right: left + right),
    "sub": _chain(lambda left, right: left - right),
    "mul": _chain(lambda left, right: left * right),
    "div": _chain(_Quotient),
    "neg": lambda number: -_numeric(number),
    "abs": sa.func.abs,
    "round": lambda number, digits: _Bounded(_Rounded(number, digits)),
    "floor": lambda number: _Bounded(sa.func.floor(number)),
    "ceil": lambda number: _Bounded(sa.func.ceil(number)),
    "concat": _joined,
    "length": lambda text: sa.cast(sa.func.length(text), sa.Numeric()),
    "days_between": _days_between,
    "hours_between": _between(3_600_000),
    "minutes_between": _between(60_000),
    "add_minutes": _later(60_000),
    "add_hours": _later(3_600_000),
    "add_days": _LaterDay,
    "add_months": _LaterMonth,
    "year": _date_part("year"),
    "month": _date_part("month"),
    "day": _date_part("day"),
    "weekday": _date_part("isodow"),
}
