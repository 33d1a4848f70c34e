"""Switches, which are always one way or the other, and consent, which is given to one text at one moment."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import ClassVar

from bihuan.core import rules
from bihuan.core.forms.attributes import harmless, texts
from bihuan.core.forms.definition import bilingual
from bihuan.core.forms.kinds.blanks import unspaced
from bihuan.core.forms.spec import Attribute, DefinedField, FieldKindSpec, FilterRow, Situation, Texts, reject
from bihuan.core.values import Json, JsonObject, Problem, local_time

_LONGEST = 40
_ON = frozenset({"true", "1", "on", "yes", "y", "是", "开", "有", "对", "√", "✓"})
_OFF = frozenset({"false", "0", "off", "no", "n", "否", "关", "无", "不", "×", "✗"})
_WORDS: Mapping[bool, Texts] = {True: {"zh": "是", "en": "Yes"}, False: {"zh": "否", "en": "No"}}
_MOST_TEXT = 5_000
_VERSION = re.compile(r"[0-9a-f]{16}")
_FIRST, _LAST = 946_684_800_000, 7_258_118_400_000
_AHEAD = 600_000
"""Milliseconds that the clock of a phone may be ahead of ours."""
_OFFSET, _PRIME, _BITS = 0xCBF29CE484222325, 0x100000001B3, 0xFFFFFFFFFFFFFFFF


def _folded(text: str) -> str:
    return unspaced(unicodedata.normalize("NFKC", text)).lower()


class Switch(FieldKindSpec):
    """On or off, in the field's own words. Off until somebody turns it on: nobody has to answer it."""

    name = "switch"
    label: ClassVar[Texts] = {"zh": "开关", "en": "Switch"}
    rule_type = "boolean"
    in_table = True
    untouched = False
    attributes = (Attribute("on", texts(20), None, harmless), Attribute("off", texts(20), None, harmless))

    def clean(self, value: Json, field: DefinedField) -> Json:
        if isinstance(value, bool):
            return value
        if not isinstance(value, str | int | float) or len(str(value)) > _LONGEST:
            reject("form.not_switch")
        text = _folded(str(int(value)) if isinstance(value, float) and value.is_integer() else str(value))
        for state in (True, False):
            if text in {_folded(word) for word in _said(field, state).values()}:
                return state
        if text in _ON | _OFF:
            return text in _ON
        return reject("form.not_switch") if text else None

    def check_definition(self, field: DefinedField) -> Iterator[Problem]:
        words = [{_folded(word) for word in _said(field, state).values()} for state in (True, False)]
        if words[0] & words[1]:
            yield Problem("off", "form.switch_words")

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": ["boolean", "string", "number"]}

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return (FilterRow(at=int(value)),)

    def tell(self, value: Json, field: DefinedField, language: str) -> str | None:
        if not isinstance(value, bool):
            return None
        words = _said(field, value)
        return words.get(language) or words["zh"]


def _said(field: DefinedField, state: bool) -> Texts:
    own = field.setting("on" if state else "off")
    return bilingual(own) if isinstance(own, Mapping) else _WORDS[state]


class Consent(FieldKindSpec):
    """Consent to a text: ticked by whoever gives it, kept with the version of the text and the moment.

    Stored as `{id, at}`: the id is the text's version, worked out from its words, which every version of the form
    holds; `at` is when it was ticked. What was given stays when the text changes later; a text that is no longer
    the form's cannot be consented to anew. It is required unless the definition says otherwise, and nothing ticks it.
    """

    name = "consent"
    label: ClassVar[Texts] = {"zh": "同意条款", "en": "Consent"}
    rule_type = "record"
    demanded = True
    missing = "form.consent_missing"
    attributes = (Attribute("text", texts(_MOST_TEXT)),)

    def clean(self, value: Json, field: DefinedField) -> Json:
        if value is False or value in ("", {}):
            return None
        if not isinstance(value, Mapping) or set(value) != {"id", "at"}:
            reject("form.not_consent")
        version, at = value["id"], value["at"]
        if not isinstance(version, str) or not _VERSION.fullmatch(version):
            reject("form.not_consent")
        if isinstance(at, bool) or not isinstance(at, int) or not _FIRST <= at < _LAST:
            reject("form.not_consent")
        return {"id": version, "at": at}

    def check_definition(self, field: DefinedField) -> Iterator[Problem]:
        if field.setting("text") is None:
            yield Problem("text", "form.consent_text")

    def judge(self, value: Json, field: DefinedField, situation: Situation) -> Iterator[Problem]:
        if value == situation.before:
            return
        if value["id"] != version_of(field):
            yield Problem("", "form.consent_outdated")
        elif situation.env is not None and value["at"] > situation.env.now + _AHEAD:
            yield Problem("", "form.consent_ahead")

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": ["object", "boolean", "string"]}

    def rule_field(self, field: DefinedField, behind: tuple[rules.Field, ...]) -> rules.Field:
        moment = rules.Field("at", "instant", {"zh": "同意时间", "en": "moment of consent"})
        return rules.Field(field.key, self.rule_type, field.label, (), (moment, *behind))

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return (FilterRow(text=value["id"]),)

    def tell(self, value: Json, field: DefinedField, language: str) -> str | None:
        """`已同意（2026-05-01 08:00 UTC，文本 3f2a9c01）`; the zone is said, for a record is read anywhere."""
        if not isinstance(value, Mapping) or not isinstance(value.get("id"), str) or not _is_moment(value.get("at")):
            return None
        moment, version = local_time(value["at"], "UTC").strftime("%Y-%m-%d %H:%M UTC"), value["id"][:8]
        return f"Agreed ({moment}, text {version})" if language == "en" else f"已同意（{moment}，文本 {version}）"


def _is_moment(at: Json) -> bool:
    return isinstance(at, int) and not isinstance(at, bool) and _FIRST <= at < _LAST


def version_of(field: DefinedField) -> str:
    """The version of the text that the field asks consent to: 16 hexadecimal digits that change with its words."""
    text = field.setting("text")
    both = bilingual(text) if isinstance(text, Mapping) else {"zh": "", "en": ""}
    return _fingerprint(f"{both['zh']}\x00{both['en']}")


@lru_cache(maxsize=256)
def _fingerprint(text: str) -> str:
    """FNV-1a of 64 bits: short, and the same in the browser at once. It names a text; the proof is the form's version,
    which nobody can change."""
    found = _OFFSET
    for byte in text.encode("utf-8", "surrogatepass"):
        found = ((found ^ byte) * _PRIME) & _BITS
    return f"{found:016x}"
