"""Whom a word in Chinese or Latin letters names: by the whole name, or by surname and title as colleagues say it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import field

from bihuan.core.late import dataclass
from bihuan.core.trace.tokens import Choice

# Longer ones first: 工程师 is not 工 with something behind it.
_TITLES = "工程师|总监|经理|主管|主任|会计|师傅|老师|女士|先生|小姐|工|总|师|姐|哥"
_CALLED = re.compile(rf"(?P<surname>[\u3400-\u9fff]{{1,2}})(?P<title>{_TITLES})")
_FAMILIAR = re.compile(r"[小老阿](?P<surname>[\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody found in a text: characters `start` up to `end`, and who it may be."""

    start: int
    end: int
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """The people that whoever asks may know of, by their names."""

    by_name: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    by_beginning: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    longest: int = 0

    def in_text(self, text: str) -> list[Named]:
        """Everybody whom a text names, from left to right; the longest name at a place, whole names before titles."""
        found: list[Named] = []
        place = 0
        while place < len(text):
            named = self._at(text, place)
            if named is not None:
                found.append(named)
            place = named.end if named is not None else place + 1
        return found

    def _at(self, text: str, place: int) -> Named | None:
        for length in range(min(self.longest, len(text) - place), 1, -1):
            whole = self.by_name.get(text[place : place + length])
            if whole and _stands_alone(text, place, place + length):
                return Named(place, place + length, whole)
        for pattern in (_CALLED, _FAMILIAR):
            called = pattern.match(text, place)
            known = self._of_surname(called["surname"]) if called else ()
            if called and known:
                return Named(place, called.end(), known)
        return None

    def _of_surname(self, surname: str) -> tuple[Choice, ...]:
        return self.by_beginning.get(surname, ())


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A name in Latin letters is a word of its own; Chinese has no blanks."""
    if not text[start:end].isascii():
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())


def directory(people: Iterable[Choice]) -> Directory:
    """The people by their names. One character alone names nobody."""
    by_name: dict[str, list[Choice]] = {}
    by_beginning: dict[str, list[Choice]] = {}
    for person in people:
        name = unicodedata.normalize("NFKC", person.label).upper().strip()
        if len(name) > 1:
            by_name.setdefault(name, []).append(person)
            for beginning in _beginnings(name):
                by_beginning.setdefault(beginning, []).append(person)
    longest = max(map(len, by_name), default=0)
    return Directory(_frozen(by_name), _frozen(by_beginning), longest)


def _beginnings(name: str) -> Iterator[str]:
    # 老陈 and 小周 are entered so where nobody uses the given name.
    familiar = _FAMILIAR.fullmatch(name)
    if familiar:
        yield familiar["surname"]
    if not name[0].isascii():
        yield name[0]
        if len(name) > 2:
            yield name[:2]


def _frozen(found: dict[str, list[Choice]]) -> dict[str, tuple[Choice, ...]]:
    return {key: tuple(people) for key, people in found.items()}
