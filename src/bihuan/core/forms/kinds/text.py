"""Text kinds. What people wrote stays as they wrote it: trimmed and NFC, never NFKC, which makes "，" a ","."""

import re
import unicodedata
from typing import ClassVar

from bihuan.core.forms.attributes import flag, not_higher, not_lower, whole
from bihuan.core.forms.kinds.blanks import trimmed, unspaced
from bihuan.core.forms.spec import Attribute, DefinedField, FieldKindSpec, FilterRow, Texts, reject
from bihuan.core.values import Json, JsonObject, Problem

TEXT_DEFAULT = 500
TEXT_LIMIT = 2_000
LONG_TEXT_DEFAULT = 20_000
LONG_TEXT_LIMIT = 100_000
FILTER_LENGTH = 200
# NUL breaks PostgreSQL, a lone surrogate breaks UTF-8, the other controls break screens and CSV.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_ONE_LINE = str.maketrans({"\t": " ", "\n": " ", "\r": " ", "\u2028": " ", "\u2029": " "})


def _lengths(default: int, limit: int) -> tuple[Attribute, ...]:
    return (
        Attribute("max_length", whole(1, limit), default, not_lower),
        Attribute("min_length", whole(1, limit), None, not_higher),
    )


def readable(value: Json, longest: int) -> str:
    """The text itself, in NFC; refuses other types, far too long input before touching it, and unstorable marks."""
    if not isinstance(value, str):
        reject("form.not_text")
    if len(value) > 4 * longest + 1_000:
        reject("form.too_long", max=longest, length=len(value))
    bad = _UNSTORABLE.search(value)
    if bad is not None:
        reject("form.bad_character", code_point=f"U+{ord(bad.group()):04X}")
    return unicodedata.normalize("NFC", value)


def bounded(text: str, field: DefinedField) -> str | None:
    """The text if its length suits the field, None if nothing is left of it."""
    if not text:
        return None
    if len(text) > field.setting("max_length"):
        reject("form.too_long", max=field.setting("max_length"), length=len(text))
    shortest = field.setting("min_length")
    if shortest is not None and len(text) < shortest:
        reject("form.too_short", min=shortest, length=len(text))
    return text


class TextSpec(FieldKindSpec):
    """What both text kinds share."""

    rule_type = "text"
    in_table = True

    def check_definition(self, field: DefinedField) -> tuple[Problem, ...]:
        shortest = field.setting("min_length")
        if shortest is not None and shortest > field.setting("max_length"):
            return (
                Problem("min_length", "form.bounds_crossed", {"min": shortest, "max": field.setting("max_length")}),
            )
        return ()

    def json_schema(self, field: DefinedField) -> JsonObject:
        # No length bounds: they hold for the trimmed text, and a schema cannot trim.
        return {"type": "string"}

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return (FilterRow(text=value[:FILTER_LENGTH]),)

    def search_text(self, value: Json, field: DefinedField) -> str:
        return str(value)


class Text(TextSpec):
    """One line. `code: true` is for serial numbers and the like: full-width marks folded, blanks removed."""

    name = "text"
    label: ClassVar[Texts] = {"zh": "单行文本", "en": "Text"}
    attributes = (*_lengths(TEXT_DEFAULT, TEXT_LIMIT), Attribute("code", flag, False))

    def clean(self, value: Json, field: DefinedField) -> Json:
        text = readable(value, field.setting("max_length"))
        if field.setting("code"):
            # Twice: without the blank between them two marks may compose ("e", blank, accent).
            folded = unspaced(unicodedata.normalize("NFKC", text))
            return bounded(unicodedata.normalize("NFKC", folded), field)
        return bounded(trimmed(text.translate(_ONE_LINE)), field)


class LongText(TextSpec):
    """Several lines; line ends become "\\n"."""

    name = "long_text"
    label: ClassVar[Texts] = {"zh": "多行文本", "en": "Long text"}
    attributes = _lengths(LONG_TEXT_DEFAULT, LONG_TEXT_LIMIT)
    filterable = False

    def clean(self, value: Json, field: DefinedField) -> Json:
        text = readable(value, field.setting("max_length"))
        return bounded(trimmed(text.replace("\r\n", "\n").replace("\r", "\n")), field)
