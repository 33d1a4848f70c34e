"""How much two reports look like the same case: a score of named parts, so that whoever reads it sees why.

Deterministic and explainable on purpose: same input, same points, on every machine. Points are out of 100.
"""

import re
import unicodedata
from functools import cached_property

from bihuan.core.late import dataclass

# What each part can add. Device and words say most; who and where only support them.
MOST = {"device": 40, "text": 40, "site": 8, "reporter": 8, "customer": 4}
# From here on a report is shown as possibly, or as likely, the same case.
POSSIBLE, LIKELY = 40, 65
# A smaller share of common words is what any two reports of one trade have in common.
_NOISE = 30
_MOST_CHARACTERS = 1_000
_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[0-9a-z]+")


@dataclass(frozen=True, kw_only=True)
class Report:
    """What is known of a report; None where it is unknown, or may not be known to whoever asks.

    `reporters`: ids that stand for whoever reported (submitter, contact).
    """

    title: str = ""
    description: str = ""
    device: str | None = None
    customer: str | None = None
    site: str | None = None
    reporters: frozenset[str] = frozenset()

    # One report is compared with many: its words are found once.
    @cached_property
    def title_words(self) -> frozenset[str]:
        """The words of the title."""
        return _words(self.title)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of all that was written."""
        return _words(self.title, self.description)


@dataclass(frozen=True, slots=True)
class Part:
    """One reason: `points` of at most `most`. `share`: how much of the words is common, in percent (text only)."""

    key: str
    points: int
    most: int
    share: int | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """All reasons there are, weightiest first."""

    parts: tuple[Part, ...]

    @property
    def score(self) -> int:
        """0 to 100."""
        return sum(part.points for part in self.parts)

    @property
    def verdict(self) -> str | None:
        """`likely`, `possible`, or None: not worth showing."""
        if self.score >= LIKELY:
            return "likely"
        return "possible" if self.score >= POSSIBLE else None


def likeness(one: Report, other: Report) -> Likeness:
    """Why these two may be the same case. What either lacks counts neither for nor against."""
    same = {
        "device": one.device is not None and one.device == other.device,
        "site": one.site is not None and one.site == other.site,
        "reporter": bool(one.reporters & other.reporters),
        "customer": one.customer is not None and one.customer == other.customer,
    }
    found = [Part(key, MOST[key], MOST[key]) for key, holds in same.items() if holds]
    share = text_share(one, other)
    if share >= _NOISE:
        found.append(Part("text", MOST["text"] * share // 100, MOST["text"], share))
    return Likeness(tuple(sorted(found, key=lambda part: (-part.points, part.key))))


def text_share(one: Report, other: Report) -> int:
    """Common words in percent (Dice): of the titles, or of all that was written, whichever have more in common."""
    return max(_share(one.title_words, other.title_words), _share(one.words, other.words))


def _share(one: frozenset[str], other: frozenset[str]) -> int:
    total = len(one) + len(other)
    return 200 * len(one & other) // total if total else 0


def _words(*texts: str) -> frozenset[str]:
    """Chinese has no spaces: every two neighbouring characters count; Latin words and numbers count whole."""
    plain = unicodedata.normalize("NFKC", " ".join(texts)[:_MOST_CHARACTERS]).casefold()
    found: set[str] = set()
    for run in _RUN.findall(plain):
        if run[0].isascii() or len(run) == 1:
            found.add(run)
        else:
            found.update(run[at : at + 2] for at in range(len(run) - 1))
    return frozenset(found)
