"""Where the words that somebody looked for stand in a text, cut to what is around them."""

import re
import unicodedata
from collections.abc import Iterator

from bihuan.core.late import dataclass

# Characters shown before the first hit, and in all.
BEFORE, SHOWN = 16, 80
_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[0-9a-z]+(?:[-_/.][0-9a-z]+)*")
_BETWEEN = "[-_/.]?"
_MOST_MARKS = 20


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, or what is around the first hit in it, with the spans that were looked for; `words`: how many of them."""

    text: str
    marks: tuple[tuple[int, int], ...]
    words: int


def marked(text: str, looked_for: str) -> Marked | None:
    """The text with what was looked for in it; None where none of it stands there."""
    folded, origins = _folded(text)
    spans: set[tuple[int, int]] = set()
    words = 0
    for run in _RUN.findall(_fold(looked_for)):
        found = list(_spans(run, folded))
        words += bool(found)
        spans |= {(origins[start], origins[end - 1] + 1) for start, end in found}
    return _cut(text, list(_joined(sorted(spans)))[:_MOST_MARKS], words) if spans else None


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and where each of its characters comes from."""
    pairs = [(part, place) for place, character in enumerate(text) for part in _fold(character)]
    return "".join(part for part, _ in pairs), [place for _, place in pairs]


def _spans(run: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a word stands as a whole, else its parts: as the index finds it."""
    whole, parts = _patterns(run)
    found = [match.span() for match in re.finditer(whole, text)]
    yield from found or (match.span() for part in parts for match in re.finditer(part, text))


def _patterns(run: str) -> tuple[str, list[str]]:
    if not run[0].isascii():
        return run, [run[at : at + 2] for at in range(len(run) - 1)]
    parts = re.findall("[0-9a-z]+", run)
    return _alone(_BETWEEN.join("".join(parts))), [_alone(part) for part in parts]


def _alone(pattern: str) -> str:
    return f"(?<![0-9a-z]){pattern}(?![0-9a-z])"


def _joined(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start, end = spans[0]
    for first, last in spans[1:]:
        if first > end:
            yield start, end
            start, end = first, last
        end = max(end, last)
    yield start, end


def _cut(text: str, marks: list[tuple[int, int]], words: int) -> Marked:
    plain = re.sub(r"\s", " ", text)
    if len(plain) <= SHOWN:
        return Marked(plain, tuple(marks), words)
    first = max(0, min(marks[0][0] - BEFORE, len(plain) - SHOWN))
    last = first + SHOWN
    lead = "…" if first else ""
    moved = len(lead) - first
    kept = tuple((start + moved, min(end, last) + moved) for start, end in marks if start < last)
    return Marked(f"{lead}{plain[first:last]}{'…' if last < len(plain) else ''}", kept, words)
