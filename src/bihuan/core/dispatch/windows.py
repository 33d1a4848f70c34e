"""How long an offer stands: the accept window, counted in the engineer's shift."""

from collections.abc import Iterable
from typing import Literal

from bihuan.core.dispatch.facts import Duty
from bihuan.core.late import dataclass
from bihuan.core.values import Instant

MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class AcceptWindow:
    """`until`: the first instant at which the window has run out. `counted` says how it was found.

    shift: in duty time · wall: on the clock · roster_end: the roster known ends before the window does.
    """

    until: Instant
    counted: Literal["shift", "wall", "roster_end"]


def accept_window(
    offered_at: Instant, minutes: int, duty: tuple[Duty, ...] | None, *, wall: bool = False
) -> AcceptWindow:
    """When an offer made at `offered_at` runs out.

    Time on call counts like work: whoever is on call is expected to answer. There is always an end, so that no offer
    waits for ever: where the roster does not reach far enough, it is the later of its end and the window by the clock.
    """
    by_clock = offered_at + minutes * MINUTE
    if wall or duty is None:
        return AcceptWindow(by_clock, "wall")
    left = minutes * MINUTE
    last_end = offered_at
    for start, end in merged(duty):
        begin = max(start, offered_at)
        if end <= begin:
            continue
        if end - begin >= left:
            return AcceptWindow(begin + left, "shift")
        left -= end - begin
        last_end = end
    return AcceptWindow(max(by_clock, last_end), "roster_end")


def merged(duty: Iterable[Duty]) -> tuple[tuple[Instant, Instant], ...]:
    """Times of duty of whatever kind, in order, touching and overlapping ones joined."""
    spans: list[tuple[Instant, Instant]] = []
    for start, end in sorted((item.start, item.end) for item in duty):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return tuple(spans)
