"""Which elements of two sequences belong together (Myers 1986), held to bounds whatever the two are.

Sequences are cut first where an element stands once on both sides (as patience diff does), so that long texts with
few changes cost little. A piece that differs by more than `most` edits is taken as wholly replaced: still true, only
coarser.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

MOST_EDITS = 200

Pair = tuple[int, int]


def matches(left: Sequence[Hashable], right: Sequence[Hashable], most: int = MOST_EDITS) -> list[Pair]:
    """(place in `left`, place in `right`) of what stays the same, in order; both rise strictly."""
    ends = _same_ends(left, right)
    start, stop_left, stop_right = ends, len(left), len(right)
    while stop_left > start and stop_right > start and left[stop_left - 1] == right[stop_right - 1]:
        stop_left, stop_right = stop_left - 1, stop_right - 1
    found: list[Pair] = [(place, place) for place in range(start)]
    before = (start, start)
    anchors = _anchors(left, right, (start, stop_left), (start, stop_right))
    for anchor in (*anchors, (stop_left, stop_right)):
        found += _between(left, right, before, anchor, most)
        if anchor != (stop_left, stop_right):
            found.append(anchor)
        before = (anchor[0] + 1, anchor[1] + 1)
    found += [(stop_left + step, stop_right + step) for step in range(len(left) - stop_left)]
    return found


def _same_ends(left: Sequence[Hashable], right: Sequence[Hashable]) -> int:
    shorter = min(len(left), len(right))
    return next((place for place in range(shorter) if left[place] != right[place]), shorter)


def _anchors(left: Sequence[Hashable], right: Sequence[Hashable], mine: Pair, theirs: Pair) -> list[Pair]:
    """The longest rising row of elements that stand once on either side."""
    counts_left = Counter(left[mine[0] : mine[1]])
    counts_right = Counter(right[theirs[0] : theirs[1]])
    places = {right[place]: place for place in range(*theirs)}
    once = [
        (place, places[left[place]])
        for place in range(*mine)
        if counts_left[left[place]] == 1 and counts_right.get(left[place]) == 1
    ]
    return _longest_rising(once)


def _longest_rising(pairs: list[Pair]) -> list[Pair]:
    lows: list[int] = []
    tops: list[int] = []
    came_from: list[int | None] = []
    for number, (_, place) in enumerate(pairs):
        at = bisect_left(lows, place)
        came_from.append(tops[at - 1] if at else None)
        lows[at : at + 1] = [place]
        tops[at : at + 1] = [number]
    chain: list[Pair] = []
    current = tops[-1] if tops else None
    while current is not None:
        chain.append(pairs[current])
        current = came_from[current]
    return chain[::-1]


def _between(left: Sequence[Hashable], right: Sequence[Hashable], low: Pair, high: Pair, most: int) -> Iterator[Pair]:
    mine, theirs = left[low[0] : high[0]], right[low[1] : high[1]]
    if not mine or not theirs:
        return
    trail = _trail(mine, theirs, most)
    if trail is not None:
        yield from ((low[0] + at, low[1] + there) for at, there in _walked(trail, len(mine), len(theirs)))


def _trail(left: Sequence[Hashable], right: Sequence[Hashable], most: int) -> list[list[int]] | None:
    """How far each diagonal reached after 0, 1, 2 … edits; None when more than `most` are needed."""
    size_left, size_right = len(left), len(right)
    bound = min(size_left + size_right, most)
    reach = [0] * (2 * bound + 3)
    trail: list[list[int]] = []
    for edits in range(bound + 1):
        trail.append(reach[bound + 1 - edits - 1 : bound + 1 + edits + 2])
        for diagonal in range(-edits, edits + 1, 2):
            place = bound + 1 + diagonal
            down = diagonal == -edits or (diagonal != edits and reach[place - 1] < reach[place + 1])
            at = reach[place + 1] if down else reach[place - 1] + 1
            there = at - diagonal
            while at < size_left and there < size_right and left[at] == right[there]:
                at, there = at + 1, there + 1
            reach[place] = at
            if at >= size_left and there >= size_right:
                return trail
    return None


def _walked(trail: list[list[int]], at: int, there: int) -> list[Pair]:
    """The way back from the end, along which what matched is noted."""
    found: list[Pair] = []
    for edits in range(len(trail) - 1, -1, -1):
        reach, middle, diagonal = trail[edits], edits + 1, at - there
        down = diagonal == -edits or (diagonal != edits and reach[middle + diagonal - 1] < reach[middle + diagonal + 1])
        before = diagonal + 1 if down else diagonal - 1
        came_at = reach[middle + before] if edits else 0
        came_there = came_at - before if edits else 0
        while at > came_at and there > came_there:
            at, there = at - 1, there - 1
            found.append((at, there))
        at, there = came_at, came_there
    return found[::-1]
