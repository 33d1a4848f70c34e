"""Keys by which text sorts the way people expect, equal on every database: pinyin for Chinese, numbers by value.

Only the characters' own readings are used, not the library's 60 MB of phrases, save for the few place names whose
reading everybody would look for. The key of a text changes only when these tables do; rows are rebuilt then.
"""

import json
import re
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa

# Compared byte by byte wherever the database lives, whatever its own collation is.
SortKey = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")

_MAX_BYTES = 400
_PARTS = re.compile(r"[0-9]+|[^0-9]")
_READINGS = {
    "重庆": ("chong2", "qing4"),
    "厦门": ("xia4", "men2"),
    "长春": ("chang2", "chun1"),
    "长沙": ("chang2", "sha1"),
    "长江": ("chang2", "jiang1"),
    "银行": ("yin2", "hang2"),
}
_PHRASES = re.compile("|".join(_READINGS))


def sort_key(text: str | None) -> str | None:
    """The key of `text`; None when it is missing or blank, so that empty things sort last."""
    if text is None:
        return None
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    if not folded:
        return None
    key = "".join(_part_key(part) for part in _PARTS.findall(_with_known_phrases(folded)))
    return key.encode("utf-8", "replace")[:_MAX_BYTES].decode("utf-8", "ignore")


def _with_known_phrases(text: str) -> str:
    return _PHRASES.sub(lambda found: "".join(map(_marked, found.group(), _READINGS[found.group()])), text)


def _marked(char: str, reading: str) -> str:
    # Carried through the split below as one private character per reading.
    return chr(_PRIVATE + _KNOWN.index((char, reading)))


_PRIVATE = 0xF0000
_KNOWN = sorted({pair for phrase, readings in _READINGS.items() for pair in zip(phrase, readings, strict=True)})


@lru_cache(maxsize=4_096)
def _part_key(part: str) -> str:
    if part[0].isascii():
        return _number_key(part) if part.isdecimal() else part
    known = ord(part) - _PRIVATE
    if 0 <= known < len(_KNOWN):
        char, reading = _KNOWN[known]
        return f"{reading}{char}"
    # The character follows its reading: people named 张 and 章 do not mix.
    return _pinyin().get(part, "") + part


def _number_key(digits: str) -> str:
    """Digits so that longer numbers sort after shorter ones: their count stands in front."""
    plain = digits.lstrip("0") or "0"
    return f"{min(len(plain), 99):02d}{plain}"


@lru_cache(maxsize=1)
def _pinyin() -> dict[str, str]:
    """First reading of each Chinese character, as `zhang1`: from the library's table, without loading the library."""
    spec = find_spec("pypinyin")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("pypinyin is not installed")
    table = Path(spec.submodule_search_locations[0]) / "pinyin_dict.json"
    with table.open(encoding="utf-8") as file:
        readings: dict[str, str] = json.load(file)
    return {chr(int(code)): _numbered(marked.split(",")[0]) for code, marked in readings.items()}


_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}


@lru_cache(maxsize=2048)
def _numbered(marked: str) -> str:
    """zhāng → zhang1; a syllable without a mark is of the neutral tone 5."""
    letters: list[str] = []
    tone = "5"
    for char in unicodedata.normalize("NFD", marked):
        tone = _TONES.get(char, tone)
        if char == "\u0308":
            letters[-1] = "v"
        elif char.isalpha() and char.isascii():
            letters.append(char)
    return "".join(letters) + tone
