"""Sums, counts, least and greatest over the rows of a sub-table."""

from decimal import Decimal
from typing import Any

from bihuan.core.rules.nodes import AggregateKind
from bihuan.core.rules.numbers import bounded, divide, exact_sum


def summarise(what: AggregateKind, count: int, values: list[Any]) -> Any:
    """Missing values are left out. No rows: the sum and the count are 0, the others are missing."""
    if what == "count":
        return Decimal(count)
    present = [value for value in values if value is not None]
    if what == "sum":
        return bounded(exact_sum(present))
    if not present:
        return None
    if what == "avg":
        return average(exact_sum(present), len(present))
    return min(present) if what == "min" else max(present)


def average(total: Decimal, count: int) -> Decimal | None:
    """The mean to 18 fraction digits, rounded once."""
    return divide(total, Decimal(count)) if count else None
