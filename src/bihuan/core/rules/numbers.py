"""The number of the rule language: an exact decimal, the same in Python, TypeScript, SQLite and PostgreSQL.

At most 30 digits before the point and 18 after it. Every result of arithmetic is rounded half away from zero to 18
fraction digits (四舍五入, and what PostgreSQL's round() does); a result of 10^30 or more is missing, never an error.
The bounds make a number a scaled integer for TypeScript's BigInt and a text of bounded width for SQLite.
"""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from math import isfinite

FRACTION_DIGITS = 18
INTEGER_DIGITS = 30
NUMBER_PATTERN = r"-?[0-9]{1,30}(\.[0-9]{1,18})?"

_GRAMMAR = re.compile(NUMBER_PATTERN)
_LONGEST = 1 + INTEGER_DIGITS + 1 + FRACTION_DIGITS
_LIMIT = 10**INTEGER_DIGITS
_STEP = Decimal(1).scaleb(-FRACTION_DIGITS)
# Wide enough that sums and products of two numbers are exact, and that a quotient is rounded once only.
_EXACT = Context(prec=140, rounding=ROUND_HALF_UP, Emin=-9999, Emax=9999, traps=[])


def number_of(value: object) -> Decimal | None:
    """The number a stored JSON value stands for; None when it is none or out of range. Never raises.

    Decimals travel as strings; whole and floating JSON numbers are taken by their shortest digits.
    """
    kind = value.__class__
    if kind is str:
        return _number_of_text(value)  # type: ignore[arg-type]
    if kind is int:
        return Decimal(value) if -_LIMIT < value < _LIMIT else None  # type: ignore[arg-type]
    if kind is float:
        return _number_of_decimal(Decimal(repr(value))) if isfinite(value) else None  # type: ignore[arg-type]
    return _number_of_decimal(value) if isinstance(value, Decimal) else None


# Texts met before. A plain dict, so that a comparison can look into it without a call; emptied when full, and no
# text longer than a number enters it.
SEEN_NUMBERS: dict[str, Decimal | None] = {}
_MOST_SEEN = 10_000


def _number_of_text(text: str) -> Decimal | None:
    if len(text) > _LONGEST:
        return None
    number = SEEN_NUMBERS.get(text)
    if number is not None or text in SEEN_NUMBERS:
        return number
    number = Decimal(text) if _GRAMMAR.fullmatch(text) else None
    if number is not None and not number:
        number = Decimal(0)  # there is no negative zero
    if len(SEEN_NUMBERS) >= _MOST_SEEN:
        SEEN_NUMBERS.clear()
    SEEN_NUMBERS[text] = number
    return number


def _number_of_decimal(number: Decimal) -> Decimal | None:
    # `adjusted` first: formatting 1E+999999 would write a million digits.
    if not number.is_finite() or not -FRACTION_DIGITS <= number.adjusted() < INTEGER_DIGITS:
        return Decimal(0) if number.is_finite() and not number else None
    return number_of(format(number, "f"))


def plain_text(number: Decimal) -> str:
    """How a number is written into JSON: no exponent, no trailing zeros, no negative zero."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def bounded(number: Decimal) -> Decimal | None:
    """A result brought back into the domain: 18 fraction digits, or None when it is too large."""
    if number.is_nan() or number.is_infinite():
        return None
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -FRACTION_DIGITS:
        number = number.quantize(_STEP, context=_EXACT)
    return number if -_LIMIT < number < _LIMIT else None


def add(left: Decimal, right: Decimal) -> Decimal | None:
    return bounded(_EXACT.add(left, right))


def subtract(left: Decimal, right: Decimal) -> Decimal | None:
    return bounded(_EXACT.subtract(left, right))


def multiply(left: Decimal, right: Decimal) -> Decimal | None:
    return bounded(_EXACT.multiply(left, right))


def divide(left: Decimal, right: Decimal) -> Decimal | None:
    """The quotient to 18 fraction digits; None when dividing by zero."""
    return bounded(_EXACT.divide(left, right)) if right else None


def rounded(number: Decimal, digits: int) -> Decimal | None:
    """Half away from zero to `digits` fraction digits (0…18)."""
    return bounded(number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP, context=_EXACT))


def floor(number: Decimal) -> Decimal | None:
    return bounded(number.quantize(Decimal(1), rounding=ROUND_FLOOR, context=_EXACT))


def ceiling(number: Decimal) -> Decimal | None:
    return bounded(number.quantize(Decimal(1), rounding=ROUND_CEILING, context=_EXACT))


_NINES = str.maketrans("0123456789", "9876543210")


def number_key(number: Decimal) -> str:
    """A text that sorts (byte by byte) as the number does: how SQLite, which has no exact decimal, stores one.

    `1`, two digits counting the integer digits, the integer digits, the fraction without trailing zeros; a negative
    number is `0`, the nines' complement of all that and `~`, so that the shorter of two with one beginning is greater.
    """
    text = plain_text(number)
    digits = text.lstrip("-")
    whole, _, fraction = digits.partition(".")
    whole = whole.lstrip("0")
    key = f"{len(whole):02d}{whole}{fraction}"
    return f"0{key.translate(_NINES)}~" if text.startswith("-") else f"1{key}"


def number_of_key(key: str) -> Decimal:
    """The inverse of `number_key`."""
    negative = key.startswith("0")
    body = key[1:-1].translate(_NINES) if negative else key[1:]
    count = int(body[:2])
    text = f"{body[2 : 2 + count] or '0'}.{body[2 + count :] or '0'}"
    return Decimal(f"-{text}" if negative else text)


def exact_sum(values: list[Decimal]) -> Decimal:
    """A sum before it is bounded, so that the order of the rows cannot matter."""
    total = Decimal(0)
    for value in values:
        total = _EXACT.add(total, value)
    return total
