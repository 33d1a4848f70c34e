"""Two texts beside each other: what stayed, what went, what came, down to the words of a line that was changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from bihuan.core.late import dataclass
from bihuan.core.revisions.matching import matches

# What is shown of what stays the same, before and after a change.
AROUND = 3
MOST_ROWS = 2_000
_MOST_TOKENS, _WORD_EDITS = 2_000, 100
# Looking for the words that changed within a line costs the most by far; whether the two lines turn out to be one that
# was changed or not, it counts. A text of which more is different is told line by line from there on.
_MOST_LINES_REFINED, _MOST_TOKENS_REFINED = 400, 200_000
# Two lines that have less than this share in common are not one line that was changed.
_ALIKE = 0.4
_TOKEN = re.compile(r"[A-Za-z0-9_]+|\s+|.", re.DOTALL)

PartKind = Literal["same", "removed", "added"]
RowKind = Literal["same", "removed", "added", "changed", "gap"]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line."""

    kind: PartKind
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its numbers in the older and the newer text (1, 2 …; None where it is not there) and its pieces.

    A `gap` stands for `count` lines that are the same.
    """

    kind: RowKind
    left: int | None = None
    right: int | None = None
    parts: tuple[Part, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """`added`, `removed`, `changed`: how many lines. `cut`: there is more than is shown."""

    rows: tuple[Row, ...]
    added: int
    removed: int
    changed: int
    cut: bool


def compare_texts(older: Sequence[str], newer: Sequence[str]) -> Comparison:
    """The two as lines, with what is the same far from any change folded away.

    However different they are, it takes bounded time: what is beyond the bounds is shown coarser, changed lines as
    lines that went and lines that came, never wrong.
    """
    whole = list(_rows(older, newer))
    counts = {kind: sum(1 for row in whole if row.kind == kind) for kind in ("added", "removed", "changed")}
    folded = list(_folded(whole))
    return Comparison(tuple(folded[:MOST_ROWS]), **counts, cut=len(folded) > MOST_ROWS)


class _Effort:
    """How much is left for looking into lines."""

    def __init__(self) -> None:
        self.lines, self.tokens = _MOST_LINES_REFINED, _MOST_TOKENS_REFINED

    @property
    def is_spent(self) -> bool:
        return self.lines <= 0 or self.tokens <= 0


def _rows(older: Sequence[str], newer: Sequence[str]) -> Iterator[Row]:
    at = there = 0
    effort = _Effort()
    for left, right in (*matches(older, newer), (len(older), len(newer))):
        yield from _replaced((older, newer), (at, left), (there, right), effort)
        if left < len(older):
            yield Row("same", left + 1, right + 1, (Part("same", older[left]),))
        at, there = left + 1, right + 1


def _replaced(
    texts: tuple[Sequence[str], Sequence[str]], mine: tuple[int, int], theirs: tuple[int, int], effort: _Effort
) -> Iterator[Row]:
    """Lines that went and lines that came at one place; those in the same rank are looked at word by word."""
    older, newer = texts
    pairs = min(mine[1] - mine[0], theirs[1] - theirs[0])
    came: list[Row] = []
    for step in range(pairs):
        left, right = mine[0] + step, theirs[0] + step
        parts = _words(older[left], newer[right], effort)
        if parts is not None:
            yield from came
            came = []
            yield Row("changed", left + 1, right + 1, parts)
        else:
            yield Row("removed", left + 1, None, (Part("removed", older[left]),))
            came.append(Row("added", None, right + 1, (Part("added", newer[right]),)))
    for left in range(mine[0] + pairs, mine[1]):
        yield Row("removed", left + 1, None, (Part("removed", older[left]),))
    yield from came
    for right in range(theirs[0] + pairs, theirs[1]):
        yield Row("added", None, right + 1, (Part("added", newer[right]),))


def _words(older: str, newer: str, effort: _Effort) -> tuple[Part, ...] | None:
    """The pieces of a changed line; None when it is another line, or nothing is left for looking."""
    if effort.is_spent:
        return None
    left, right = _TOKEN.findall(older), _TOKEN.findall(newer)
    if not left or not right or max(len(left), len(right)) > _MOST_TOKENS:
        return None
    effort.tokens -= len(left) + len(right)
    kept = matches(left, right, _WORD_EDITS)
    if 2 * sum(len(left[place]) for place, _ in kept) < _ALIKE * (len(older) + len(newer)):
        return None
    parts: list[Part] = []
    at = there = 0
    for place, place_there in (*kept, (len(left), len(right))):
        _add(parts, "removed", "".join(left[at:place]))
        _add(parts, "added", "".join(right[there:place_there]))
        _add(parts, "same", left[place] if place < len(left) else "")
        at, there = place + 1, place_there + 1
    effort.lines -= 1
    return tuple(parts)


def _add(parts: list[Part], kind: PartKind, text: str) -> None:
    if not text:
        return
    if parts and parts[-1].kind == kind:
        parts[-1] = replace(parts[-1], text=parts[-1].text + text)
    else:
        parts.append(Part(kind, text))


def _folded(rows: list[Row]) -> Iterator[Row]:
    changes = [place for place, row in enumerate(rows) if row.kind != "same"]
    shown = {near for place in changes for near in range(place - AROUND, place + AROUND + 1)}
    hidden = 0
    for place, row in enumerate(rows):
        if place not in shown:
            hidden += 1
            continue
        if hidden:
            yield Row("gap", count=hidden)
            hidden = 0
        yield row
    if hidden:
        yield Row("gap", count=hidden)
