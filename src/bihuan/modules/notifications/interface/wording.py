"""Templates: text with `{{field}}` in it and nothing else. No expressions, so nothing to run and nothing to escape."""

import re
from collections.abc import Callable, Iterator

from bihuan.core.values import Json, JsonObject, Problem

LANGUAGES = ("zh", "en")
MOST_TITLE, MOST_TEXT = 200, 4_000
_SLOT = re.compile(r"\{\{\s*([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\s*\}\}")

Knows = Callable[[str], bool]
Value = Callable[[str], str | None]


def slots(text: str) -> tuple[str, ...]:
    """The fields that a template names, each once."""
    return tuple(dict.fromkeys(_SLOT.findall(text)))


def fill(text: str, value: Value) -> str:
    """The text with its fields filled in. A line is left out when all the fields in it are empty or hidden."""
    return "\n".join(line for line in _lines(text, value)).strip()


def _lines(text: str, value: Value) -> Iterator[str]:
    for line in text.splitlines():
        found = {name: value(name) for name in slots(line)}
        if found and not any(found.values()):
            continue
        yield _SLOT.sub(lambda slot: found[slot[1]] or "", line)  # noqa: B023 - used before the next turn


def faults_of(texts: Json, knows: Knows) -> Iterator[Problem]:
    """What is wrong with the words of a template, by path."""
    if not isinstance(texts, dict) or "zh" not in texts:
        yield Problem("texts.zh", "notice.words_missing")
        return
    for language, words in texts.items():
        path = f"texts.{language}"
        if language not in LANGUAGES or not isinstance(words, dict) or words.keys() != {"title", "text"}:
            yield Problem(path, "notice.words_malformed")
            continue
        for part, most in (("title", MOST_TITLE), ("text", MOST_TEXT)):
            yield from faults_of_text(f"{path}.{part}", words[part], most, knows)


def faults_of_text(path: str, text: Json, most: int, knows: Knows) -> Iterator[Problem]:
    """What is wrong with one text of at most `most` characters, by path."""
    if not isinstance(text, str) or not text.strip() or len(text) > most:
        yield Problem(path, "notice.words_length", {"most": most})
        return
    if "{{" in _SLOT.sub("", text) or "}}" in _SLOT.sub("", text):
        yield Problem(path, "notice.braces")
    for name in slots(text):
        if not knows(name):
            yield Problem(path, "notice.field_unknown", {"field": name})


def words_in(texts: JsonObject, language: str) -> tuple[str, str]:
    """Title and text in a language, Chinese where it has none."""
    words = texts.get(language) or texts["zh"]
    return words["title"], words["text"]
