"""What the trace box has read: words with what each was taken for, and whom or what they may mean."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Literal

from bihuan.core.late import dataclass
from bihuan.core.values import Instant

Kind = Literal["person", "days", "device", "customer", "number", "text"]
KINDS: tuple[Kind, ...] = ("person", "days", "device", "customer", "number", "text")
# Nobody types more; a page that was pasted in is read up to here.
MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody or something that a word may mean. `hint` tells namesakes apart."""

    id: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time: instants from `first` up to, not including, `until` (ms)."""

    first: Instant
    until: Instant


@dataclass(frozen=True, slots=True)
class Token:
    """A part of what was typed: characters `start` up to `end` of it, and what they were read as.

    `choices`: all that a person, device or customer may be. `near`: no serial number is written so, the choices differ
    from it by one edit. `span`: of `days`. `value`: a ticket's number in its usual form, or the words to look for.
    """

    kind: Kind
    start: int
    end: int
    choices: tuple[Choice, ...] = ()
    near: bool = False
    span: Span | None = None
    value: str = ""


Found = Mapping[str, tuple[Choice, ...]]
LookUp = Callable[[tuple[str, ...]], Found]
"""Asked once for all words of a kind: what each of them may mean; words that mean nothing may be left out."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was typed as the reader sees it: NFKC, upper case, one character for one, hence with the same places."""

    text: str

    def without(self, start: int, end: int) -> "Written":
        """The same with blanks where something was read already, so that nothing is read twice."""
        return Written(self.text[:start] + " " * (end - start) + self.text[end:])


def written(text: str) -> Written:
    """Full width is half width and small letters are large ones; no character moves."""
    return Written("".join(_folded(char) for char in text[:MAX_LENGTH]))


def _folded(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char).upper()
    return folded if len(folded) == 1 else char
