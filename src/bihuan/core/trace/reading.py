"""The trace box: people × days × device × customer × number × words, in any order, with and without blanks.

Pure: what there is to be found is asked of look-ups, each at most once, so that reading costs the same few questions
however much was typed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from bihuan.core.late import dataclass
from bihuan.core.trace.codes import code_of, may_be_near, number_of, one_edit
from bihuan.core.trace.days import read_days
from bihuan.core.trace.names import Directory
from bihuan.core.trace.tokens import Choice, Found, Kind, LookUp, Token, Written, written
from bihuan.core.values import Instant

# Letters and digits with what stands inside of serial numbers; Chinese between blanks and signs.
_ASCII = re.compile(r"[A-Z0-9]+(?:[\-_./#][A-Z0-9]+)*")
_WORDS = re.compile(r"[0-9A-Z\u3400-\u9fff\uf900-\ufaff]+(?:[\-_./#&()（）·][0-9A-Z\u3400-\u9fff\uf900-\ufaff]+)*")
# What people say around the words that matter; longer ones first.
_FILLERS = (
    "处理过的",
    "处理的",
    "负责的",
    "修过的",
    "修的",
    "做的",
    "工单",
    "那天",
    "当天",
    "的",
    "了",
    "在",
    "和",
    "与",
    "跟",
)
# More companies than this have a word in their names: then it is a word, and no company.
MOST_CHOICES = 20


@dataclass(frozen=True, slots=True)
class LookUps:
    """What there is. `devices` is asked with keys of serial numbers (`code_of`), `customers` with parts of names.

    Both may give more than MOST_CHOICES for a word: that is then not what is meant.
    """

    people: Directory
    devices: LookUp
    customers: LookUp


@dataclass(frozen=True, slots=True)
class Chosen:
    """How whoever asks wants a word to be read: as `kind`, and for a person, device or customer as which one."""

    text: str
    kind: Kind
    id: str = ""


def read_box(text: str, now: Instant, zone: str, look: LookUps, chosen: Iterable[Chosen] = ()) -> tuple[Token, ...]:
    """What was typed, part by part, in its order. The same text is read the same way for the same look-ups."""
    typed = written(text)
    reader = _Reader(typed, look, {written(choice.text).text.strip(): choice for choice in chosen})
    reader.take_words_chosen()
    reader.take_days(now, zone)
    reader.take_codes()
    reader.take_people()
    reader.take_near_codes()
    reader.take_customers_and_words()
    return tuple(sorted(reader.tokens, key=lambda token: token.start))


class _Reader:
    """One reading: what was taken is blanked out, so that each part is read once."""

    def __init__(self, typed: Written, look: LookUps, chosen: Mapping[str, Chosen]) -> None:
        self.left = typed
        self.tokens: list[Token] = []
        self._typed = typed
        self._look = look
        self._chosen = chosen

    def take_words_chosen(self) -> None:
        """What is to be read as plain words is not looked at any further."""
        for text, choice in self._chosen.items():
            place = self.left.text.find(text) if choice.kind == "text" and text else -1
            if place >= 0:
                self._take(Token("text", place, place + len(text), value=text))

    def take_days(self, now: Instant, zone: str) -> None:
        for days in read_days(self.left.text, now, zone):
            self._take(Token("days", days.start, days.end, span=days.span))

    def take_codes(self) -> None:
        """Ticket numbers, and serial numbers as they are written, over a blank perhaps."""
        runs = []
        for match in _ASCII.finditer(self.left.text):
            number = number_of(match[0])
            if number is not None:
                self._take(Token("number", *match.span(), value=number))
            else:
                runs.append(match.span())
        spans = [*runs, *_pairs(self.left.text, runs)]
        codes = {span: code_of(self._slice(span)) for span in spans}
        exact = self._look.devices(tuple(dict.fromkeys(codes.values()))) if codes else {}
        # A pair that is a serial number is one, though its halves may be others.
        for span in sorted(spans, key=lambda span: span[0] - span[1]):
            if _is_few(exact.get(codes[span], ())) and self._is_left(span):
                self._take(Token("device", *span, choices=exact[codes[span]]))

    def take_near_codes(self) -> None:
        """What is left and looks like a serial number may be a mistyped one."""
        spans = [match.span() for match in _ASCII.finditer(self.left.text) if may_be_near(code_of(match[0]))]
        edits = {span: one_edit(code_of(self._slice(span))) for span in spans}
        asked = tuple(dict.fromkeys(edit for each in edits.values() for edit in each))
        found = self._look.devices(asked) if asked else {}
        for span, each in edits.items():
            choices = _distinct(choice for edit in each for choice in found.get(edit, ()))
            if _is_few(choices):
                self._take(Token("device", *span, choices=choices, near=True))

    def take_people(self) -> None:
        for named in self._look.people.in_text(self.left.text):
            self._take(Token("person", named.start, named.end, choices=named.choices))

    def take_customers_and_words(self) -> None:
        """What is left is looked for in customers' names; what stands in none is a word."""
        spans = [span for match in _WORDS.finditer(self.left.text) for span in [_bare(match[0], match.start())] if span]
        words = {span: self._slice(span) for span in spans}
        # What looks like a serial number is in no company's name.
        asked = tuple(dict.fromkeys(word for word in words.values() if len(word) > 1 and not may_be_near(word)))
        found: Found = self._look.customers(asked) if asked else {}
        for span, word in words.items():
            choices = found.get(word, ())
            kind: Kind = "customer" if _is_few(choices) else "text"
            self._take(Token(kind, *span, choices=choices if kind == "customer" else (), value=word))

    def _take(self, token: Token) -> None:
        self.tokens.append(self._as_chosen(token))
        self.left = self.left.without(token.start, token.end)

    def _as_chosen(self, token: Token) -> Token:
        """Of several, the one that was picked; a pick that no longer is among them is no pick."""
        choice = self._chosen.get(self._typed.text[token.start : token.end])
        if choice is None or choice.kind != token.kind:
            return token
        picked = tuple(one for one in token.choices if one.id == choice.id)
        return replace(token, choices=picked) if picked else token

    def _slice(self, span: tuple[int, int]) -> str:
        return self._typed.text[span[0] : span[1]]

    def _is_left(self, span: tuple[int, int]) -> bool:
        return self.left.text[span[0] : span[1]] == self._slice(span)


def _pairs(text: str, runs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbours with one blank between them: XX 8892."""
    for (start, end), (after, until) in pairwise(runs):
        if text[end:after] == " ":
            yield start, until


def _bare(run: str, start: int) -> tuple[int, int] | None:
    """Where the words of a run stand without fillers around them; None where nothing else is left."""
    left, right = 0, len(run)
    while True:
        before = left, right
        for filler in _FILLERS:
            if run.startswith(filler, left, right):
                left += len(filler)
            if run.endswith(filler, left, right) and right - len(filler) >= left:
                right -= len(filler)
        if (left, right) == before:
            break
    return (start + left, start + right) if left < right else None


def _is_few(choices: tuple[Choice, ...]) -> bool:
    return 0 < len(choices) <= MOST_CHOICES


def _distinct(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple({choice.id: choice for choice in choices}.values())
