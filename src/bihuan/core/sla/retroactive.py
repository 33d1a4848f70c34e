"""A clock that a switch of policy asks for late begins at the old start, less the pauses on record.

The old start is that of a clock with the very same start condition; the pauses are those of one with the same pause
condition. Where nothing of the kind is on record, it begins now: no clock is older than what somebody has recorded.
"""

from collections.abc import Iterator
from itertools import pairwise

from bihuan.core.sla.clock import Clock, Clocks, Span, Spans
from bihuan.core.sla.definition import ClockDefinition, SlaDefinition
from bihuan.core.values import Instant


def spans_so_far(definition: SlaDefinition, clocks: Clocks, wanted: ClockDefinition, now: Instant) -> Spans:
    """The spans in which the clock would have run; the last is open unless a recorded pause still lasts."""
    starts = [clock.started_at for clock in _alike(definition, clocks, wanted, "start")]
    start = min(starts, default=now)
    if start >= now:
        return ((now, None),)
    spans: Spans = ((start, None),)
    for pause in _pauses(definition, clocks, wanted):
        spans = tuple(part for span in spans for part in _without(span, pause))
    return spans if spans and spans[0][0] == start else ((start, start), *spans)


def _alike(definition: SlaDefinition, clocks: Clocks, wanted: ClockDefinition, condition: str) -> Iterator[Clock]:
    tree = _tree(wanted, condition)
    for key, clock in clocks.clocks.items():
        other = definition.clocks.get(key)
        if other is not None and _tree(other, condition) == tree:
            yield clock


def _tree(definition: ClockDefinition, name: str) -> object:
    when = definition.conditions.get(name)
    return None if when is None else when.tree


def _pauses(definition: SlaDefinition, clocks: Clocks, wanted: ClockDefinition) -> Iterator[Span]:
    """The gaps between the spans of clocks that pause alike; a stopped or cancelled clock's end is no pause."""
    if "pause" not in wanted.conditions:
        return
    for clock in _alike(definition, clocks, wanted, "pause"):
        spans = clock.spans
        for (_, end), (start, _) in pairwise(spans):
            yield end or start, start
        if clock.phase == "paused":
            yield (spans[-1][1] if spans else None) or clock.moved_at, None


def _without(span: Span, pause: Span) -> Iterator[Span]:
    """What is left of a span when a pause is cut out of it; None as an end lies beyond every instant."""
    start, end = span
    first, last = pause
    if (last is not None and last <= start) or (end is not None and end <= first):
        yield span
        return
    if start < first:
        yield start, first
    if last is not None and (end is None or last < end):
        yield last, end
