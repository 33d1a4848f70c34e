"""Checklists: what has to be looked at, one answer to each item, and why where something is not in order (COL-3)."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from bihuan.core import rules
from bihuan.core.forms.attributes import flag
from bihuan.core.forms.context import FieldRight
from bihuan.core.forms.definition import bilingual
from bihuan.core.forms.kinds.blanks import trimmed
from bihuan.core.forms.kinds.files import judge_file
from bihuan.core.forms.kinds.references import identifier
from bihuan.core.forms.kinds.rows import ID, by_id, laid_over, refusals, rows_of, under
from bihuan.core.forms.kinds.text import readable as readable_text
from bihuan.core.forms.reading import shown
from bihuan.core.forms.spec import (
    Attribute,
    DefinedField,
    DefinedOption,
    FieldKindSpec,
    FilterRow,
    Situation,
    Texts,
    reject,
    reject_all,
)
from bihuan.core.values import Json, JsonObject, Problem, Refusal

ANSWER, REMARK, PHOTOS = "answer", "remark", "photos"
ANSWERS: Mapping[str, Texts] = {
    "ok": {"zh": "合格", "en": "OK"},
    "not_ok": {"zh": "不合格", "en": "Not OK"},
    "na": {"zh": "不适用", "en": "N/A"},
}
"""What can be said of an item, with the words for people."""
MAX_REMARK = 500
MAX_PHOTOS = 9
_KEYS = (ID, ANSWER, REMARK, PHOTOS)


def _only_off(_old: Json, new: Json) -> bool:
    return not new


def _only_on(_old: Json, new: Json) -> bool:
    return bool(new)


class Checklist(FieldKindSpec):
    """An answer for each item; kept as one row per item in the order of the items, unanswered ones included.

    So a rule reads it like a sub-table: every row ok, how many not ok, what was said of one item.
    """

    name = "checklist"
    label: ClassVar[Texts] = {"zh": "检查清单", "en": "Checklist"}
    rule_type = "rows"
    has_options = True
    options_under = "items"
    filterable = False
    attributes = (
        Attribute("all_ok", flag, False, lambda _old, _new: True),
        Attribute("allow_na", flag, True, _only_on),
        Attribute("remark_not_ok", flag, True, _only_off),
        Attribute("photo_not_ok", flag, False, _only_off),
    )

    def clean(self, value: Json, field: DefinedField) -> Json:
        rows = rows_of(value, len(field.options))
        problems: list[Problem] = []
        given: dict[str, JsonObject] = {}
        for index, row in enumerate(rows):
            key = row.get(ID)
            item = field.option(key) if isinstance(key, str) else None
            if item is None:
                problems.append(Problem(f"{index}.{ID}", "form.item_unknown"))
            elif item.value in given:
                problems.append(Problem(f"{index}.{ID}", "form.row_repeated", {"label": _label(field, item)}))
            else:
                given[item.value] = _clean_item(row, index, field, item, problems)
        if problems:
            reject_all(problems)
        found: list[Json] = [{ID: item.value, **given.get(item.value, {})} for item in field.options]
        return found if any(given.values()) else None

    def judge(self, value: Json, field: DefinedField, situation: Situation) -> Iterator[Problem]:
        before = by_id(situation.before)
        for index, row in enumerate(value):
            item = field.option(row[ID])
            if item is None:
                continue
            label = _label(field, item)
            if situation.required and not item.optional and ANSWER not in row:
                yield Problem(f"{index}.{ANSWER}", "form.item_unanswered", {"label": label})
            yield from under(f"{index}", label, tuple(_lacking(row, field)))
            standing = before.get(row[ID], {}).get(PHOTOS) or ()
            for place, photo in enumerate(row.get(PHOTOS, ())):
                faults = tuple(judge_file("", photo, ["photo"], situation.files, standing))
                yield from under(f"{index}.{PHOTOS}.{place}", label, faults)

    def lay_over(
        self, sent: Json, before: Json, field: DefinedField, rights: Mapping[str, FieldRight]
    ) -> tuple[Json, tuple[Problem, ...]]:
        return laid_over(sent, before), ()

    def files_in(self, value: Json) -> tuple[str, ...]:
        return tuple(photo for row in value for photo in row.get(PHOTOS, ()))

    def rule_field(self, field: DefinedField, behind: tuple[rules.Field, ...]) -> rules.Field:
        items = tuple(rules.Option(item.value, item.label) for item in field.options)
        answers = tuple(rules.Option(answer, label) for answer, label in ANSWERS.items())
        columns = (
            rules.Field(ID, "choice", {"zh": "检查项", "en": "Item"}, items),
            rules.Field(ANSWER, "choice", {"zh": "结果", "en": "Answer"}, answers),
            rules.Field(REMARK, "text", {"zh": "说明", "en": "Remark"}),
            rules.Field(PHOTOS, "files", {"zh": "照片", "en": "Photos"}),
        )
        return rules.Field(field.key, self.rule_type, field.label, fields=columns)

    def json_schema(self, field: DefinedField) -> JsonObject:
        photos = {"type": "array", "items": {"type": "string", "maxLength": 64}, "maxItems": MAX_PHOTOS}
        row = {
            ID: {"type": "string", "enum": [item.value for item in field.options]},
            ANSWER: {"enum": [*_answers(field), "", None]},
            REMARK: {"type": ["string", "null"]},
            PHOTOS: {"anyOf": [photos, {"type": "null"}]},
        }
        items = {"type": "object", "properties": row, "required": [ID], "additionalProperties": False}
        return {"type": "array", "items": items, "maxItems": len(field.options)}

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return ()

    def search_text(self, value: Json, field: DefinedField) -> str:
        return " ".join(row[REMARK] for row in value if REMARK in row)


def _answers(field: DefinedField) -> list[str]:
    return [answer for answer in ANSWERS if answer != "na" or field.setting("allow_na")]


def _label(field: DefinedField, item: DefinedOption) -> dict[str, str]:
    whole, part = bilingual(field.label), bilingual(item.label)
    return {language: f"{whole[language]} {part[language]}" for language in whole}


def _clean_item(
    row: Mapping[str, Json], index: int, field: DefinedField, item: DefinedOption, problems: list[Problem]
) -> JsonObject:
    """What was said of one item, in canonical form; adds to `problems`."""
    problems += [Problem(f"{index}.{shown(key)}", "form.column_unknown") for key in row if key not in _KEYS]
    found: JsonObject = {}
    readers = {ANSWER: lambda value: _answer(value, field), REMARK: _remark, PHOTOS: _photos}
    for key, read in readers.items():
        try:
            value = None if row.get(key) is None else read(row[key])
        except Refusal as refusal:
            problems += under(f"{index}.{key}", _label(field, item), refusals(refusal))
        else:
            if value is not None:
                found[key] = value
    return found


def _answer(value: Json, field: DefinedField) -> Json:
    if value == "":
        return None
    if not isinstance(value, str) or value not in _answers(field):
        reject("form.answer_unknown")
    return value


def _remark(value: Json) -> Json:
    text = trimmed(readable_text(value, MAX_REMARK).replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > MAX_REMARK:
        reject("form.too_long", max=MAX_REMARK, length=len(text))
    return text or None


def _photos(value: Json) -> Json:
    if not isinstance(value, list | tuple):
        reject("form.not_list")
    if len(value) > MAX_PHOTOS:
        reject("form.too_many", max=MAX_PHOTOS)
    named = [identifier(item) or reject("form.not_reference") for item in value]
    return list(dict.fromkeys(named)) or None


def _lacking(row: Mapping[str, Json], field: DefinedField) -> Iterator[Problem]:
    """What must be said and shown of an item that is not in order."""
    if row.get(ANSWER) != "not_ok":
        return
    if field.setting("remark_not_ok") and REMARK not in row:
        yield Problem(REMARK, "form.remark_missing")
    if field.setting("photo_not_ok") and PHOTOS not in row:
        yield Problem(PHOTOS, "form.photo_missing")
