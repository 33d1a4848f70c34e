"""How the number kinds round and write decimals. What a number is at all, `core.rules` says."""

from decimal import ROUND_HALF_UP, Context, Decimal

MAX_WHOLE_DIGITS = 18
MAX_DECIMALS = 12
_EXACT = Context(prec=100)


def decimals_of(number: Decimal) -> int:
    """Places after the point that carry a digit; trailing zeros do not count."""
    exponent = number.normalize(_EXACT).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def rounded(number: Decimal, places: int) -> Decimal:
    """Half up, away from zero, as invoices do."""
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)


def fixed_text(number: Decimal, places: int) -> str:
    """Exactly `places` decimals, no exponent, no "-0"."""
    fixed = rounded(number, places)
    return f"{abs(fixed) if fixed == 0 else fixed:f}"


def shifted(number: Decimal, places: int) -> Decimal:
    """The number with its point moved: -2 makes a share of a percentage. Exact."""
    return number.scaleb(places, _EXACT)
