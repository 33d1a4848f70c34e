"""The functions of formulas: what they take, what they give, and how Python computes them.

A function with a missing argument is missing, except those marked `lenient`, which get None and decide themselves.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bihuan.core.late import dataclass
from bihuan.core.rules import numbers
from bihuan.core.rules.days import day_bounds, local_day, shift_day, shift_instant
from bihuan.core.rules.env import Env
from bihuan.core.rules.reading import FIRST_INSTANT, LAST_INSTANT
from bihuan.core.rules.schema import FieldKind

Kinds = frozenset[FieldKind]

NUMBER: Kinds = frozenset({"number"})
TEXT: Kinds = frozenset({"text"})
INSTANT: Kinds = frozenset({"instant"})
DAY: Kinds = frozenset({"date"})
WHEN: Kinds = frozenset({"date", "instant"})
WRITABLE: Kinds = frozenset({"text", "number", "date"})
MOST_ARGS = 20


@dataclass(frozen=True, slots=True)
class Function:
    """`params`: the kinds of each argument, the last repeating up to `most`; `result` None: the kind of the first."""

    params: tuple[Kinds, ...]
    result: FieldKind | None
    apply: Callable[..., Any]
    most: int
    lenient: bool = False


def _fixed(params: tuple[Kinds, ...], result: FieldKind | None, apply: Callable[..., Any]) -> Function:
    return Function(params, result, apply, len(params))


def _many(kinds: Kinds, result: FieldKind | None, apply: Callable[..., Any], lenient: bool = False) -> Function:
    return Function((kinds, kinds), result, apply, MOST_ARGS, lenient)


def _chain(step: Callable[[Decimal, Decimal], Decimal | None]) -> Callable[..., Decimal | None]:
    def run(_: Env, first: Decimal, *rest: Decimal) -> Decimal | None:
        total: Decimal | None = first
        for item in rest:
            if total is None:
                return None
            total = step(total, item)
        return total

    return run


def _round(_: Env, number: Decimal, digits: Decimal) -> Decimal | None:
    if digits != digits.to_integral_value() or not 0 <= digits <= numbers.FRACTION_DIGITS:
        return None
    return numbers.rounded(number, int(digits))


def _least(_: Env, *found: Any) -> Any:
    return min((item for item in found if item is not None), default=None)


def _greatest(_: Env, *found: Any) -> Any:
    return max((item for item in found if item is not None), default=None)


def _concat(_: Env, *parts: str | None) -> str | None:
    return "".join(part for part in parts if part) or None


def _first_present(_: Env, *found: Any) -> Any:
    return next((item for item in found if item is not None), None)


def text_of(_: Env, value: Any) -> str:
    """A number or a day written into a text."""
    return numbers.plain_text(value) if isinstance(value, Decimal) else str(value)


def _days_between(_: Env, first: str, second: str) -> Decimal:
    return Decimal((date.fromisoformat(second) - date.fromisoformat(first)).days)


def _time_between(unit_ms: int) -> Callable[[Env, int, int], Decimal | None]:
    def run(_: Env, first: int, second: int) -> Decimal | None:
        return numbers.divide(Decimal(second - first), Decimal(unit_ms))

    return run


def _adder(unit: str) -> Callable[[Env, Any, Decimal], Any]:
    def run(env: Env, when: Any, count: Decimal) -> Any:
        if count != count.to_integral_value() or abs(count) > 100_000:
            return None
        try:
            if isinstance(when, str):
                return shift_day(date.fromisoformat(when), int(count), unit, env).isoformat()
            moved = shift_instant(when, int(count), unit, env)
            return moved if FIRST_INSTANT <= moved <= LAST_INSTANT else None
        except (OverflowError, ValueError):
            return None

    return run


def _part(read: Callable[[date], int]) -> Callable[[Env, str], Decimal]:
    return lambda _, day: Decimal(read(date.fromisoformat(day)))


def _start_of_day(env: Env, day: str) -> int | None:
    bounds = day_bounds(day, env.zone)
    return bounds[0] if bounds and FIRST_INSTANT <= bounds[0] <= LAST_INSTANT else None


FUNCTIONS: dict[str, Function] = {
    "add": _many(NUMBER, "number", _chain(numbers.add)),
    "sub": _fixed((NUMBER, NUMBER), "number", _chain(numbers.subtract)),
    "mul": _many(NUMBER, "number", _chain(numbers.multiply)),
    "div": _fixed((NUMBER, NUMBER), "number", _chain(numbers.divide)),
    "neg": _fixed((NUMBER,), "number", lambda _, number: number.copy_negate()),
    "abs": _fixed((NUMBER,), "number", lambda _, number: number.copy_abs()),
    "round": _fixed((NUMBER, NUMBER), "number", _round),
    "floor": _fixed((NUMBER,), "number", lambda _, number: numbers.floor(number)),
    "ceil": _fixed((NUMBER,), "number", lambda _, number: numbers.ceiling(number)),
    "concat": _many(WRITABLE, "text", _concat, lenient=True),
    "length": _fixed((TEXT,), "number", lambda _, text: Decimal(len(text))),
    "date_of": _fixed((INSTANT,), "date", lambda env, at: local_day(at, env.zone)),
    "start_of_day": _fixed((DAY,), "instant", _start_of_day),
    "days_between": _fixed((DAY, DAY), "number", _days_between),
    "hours_between": _fixed((INSTANT, INSTANT), "number", _time_between(3_600_000)),
    "minutes_between": _fixed((INSTANT, INSTANT), "number", _time_between(60_000)),
    "add_minutes": _fixed((INSTANT, NUMBER), None, _adder("minute")),
    "add_hours": _fixed((INSTANT, NUMBER), None, _adder("hour")),
    "add_days": _fixed((WHEN, NUMBER), None, _adder("day")),
    "add_months": _fixed((WHEN, NUMBER), None, _adder("month")),
    "add_working_days": _fixed((WHEN, NUMBER), None, _adder("working_day")),
    "year": _fixed((DAY,), "number", _part(lambda day: day.year)),
    "month": _fixed((DAY,), "number", _part(lambda day: day.month)),
    "day": _fixed((DAY,), "number", _part(lambda day: day.day)),
    "weekday": _fixed((DAY,), "number", _part(lambda day: day.isoweekday())),
}

# All branches of one kind, which is the kind of the result. `if` is not here: it is compiled, not applied.
SAME_KIND_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "coalesce": _first_present,
    "least": _least,
    "greatest": _greatest,
}


def apply_function(fn: str, env: Env, args: Sequence[Any]) -> Any:
    """A function applied to comparable values, None where the result is missing; what the closures do, for SQLite."""
    if fn == "text_of":
        return None if args[0] is None else text_of(env, args[0])
    if fn in SAME_KIND_FUNCTIONS:
        return SAME_KIND_FUNCTIONS[fn](env, *args)
    function = FUNCTIONS[fn]
    return None if not function.lenient and None in args else function.apply(env, *args)
