"""What can be asked for: measures, each made of amounts by a formula that is written down for people."""

from collections.abc import Iterator, Mapping
from typing import Literal

from bihuan.core.late import dataclass
from bihuan.core.reports.facts import CLOCKS, OTHER

Shape = Literal["sum", "share", "mean", "p50", "p90"]
TIMED: Mapping[str, str] = {"response_ms": "responded", "resolve_ms": "resolved", "work_ms": "worked"}
"""Spans, and the amount that says for how many tickets they are known."""


@dataclass(frozen=True, slots=True)
class Measure:
    """`of` the amounts, for shares and means divided by the sum of the amounts in `by`.

    Sums are counts; shares lie between 0 and 1; means and percentiles are milliseconds.
    """

    key: str
    shape: Shape
    of: str
    by: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """What a caller must be allowed to read of a ticket."""
        return tuple(dict.fromkeys(name for amount in (self.of, *self.by) for name in fields_behind(amount)))

    @property
    def unit(self) -> str:
        """count, share or ms."""
        return {"sum": "count", "share": "share"}.get(self.shape, "ms")

    @property
    def needs(self) -> tuple[str, ...]:
        """The amounts that are summed for it."""
        return (self.of, *self.by) if self.shape in ("sum", "share", "mean") else ()

    @property
    def percent(self) -> int | None:
        """Which percentile it is."""
        return {"p50": 50, "p90": 90}.get(self.shape)


def fields_behind(amount: str) -> tuple[str, ...]:
    """The fields of a ticket that an amount tells of: who may not read them is not told it either."""
    tells = ("resolved_at",) if amount in _OF_RESOLUTION else ()
    return (*tells, "clock_state") if amount in _OF_PROMISES else tells


_OF_RESOLUTION = frozenset({"resolved", "resolve_ms", "worked", "work_ms", "visited", "first_fixed"})
_OF_CLOCKS = tuple((f"{clock}_met", f"{clock}_breached", f"{clock}_kept") for clock in (*CLOCKS, OTHER))
_OF_PROMISES = frozenset({"responded", "response_ms", "worked", "work_ms", *(n for pair in _OF_CLOCKS for n in pair)})
_SPANS = (("response", "response_ms"), ("resolution", "resolve_ms"), ("work", "work_ms"))


def _all() -> Iterator[Measure]:
    for name in ("created", "open", "resolved", "closed", "cancelled", "reopened", "responded"):
        yield Measure(name, "sum", name)
    yield Measure("reopen_rate", "share", "reopened", ("reopened", "resolved"))
    yield Measure("first_fix_rate", "share", "first_fixed", ("visited",))
    for key, of in _SPANS:
        yield Measure(f"{key}_mean", "mean", of, (TIMED[of],))
        yield Measure(f"{key}_p50", "p50", of, (TIMED[of],))
        yield Measure(f"{key}_p90", "p90", of, (TIMED[of],))
    for met, breached, kept in _OF_CLOCKS:
        yield Measure(met, "sum", met)
        yield Measure(breached, "sum", breached)
        yield Measure(kept, "share", met, (met, breached))


MEASURES: dict[str, Measure] = {measure.key: measure for measure in _all()}


def valued(measure: Measure, sums: Mapping[str, int | None], percentile: int | None = None) -> int | float | None:
    """The measure of summed amounts; None where there is nothing to divide by. Shares have four digits."""
    if measure.percent is not None:
        return percentile
    total = int(sums[measure.of] or 0)
    if measure.shape == "sum":
        return total
    known = sum(int(sums[name] or 0) for name in measure.by)
    if not known:
        return None
    return round(total / known, 4) if measure.shape == "share" else (2 * total + known) // (2 * known)
