"""Values and their changes in words: what people read in a history, on paper and in a notice, in place of JSON.

Pure, and the same in the browser: `web/packages/core/src/forms/telling.ts`; both run `spec/vectors/forms_told`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from bihuan.core.forms.definition import FieldDefinition
from bihuan.core.forms.kinds.checklists import ANSWER, ANSWERS, PHOTOS, REMARK
from bihuan.core.forms.kinds.readings import STATES, reading_state
from bihuan.core.forms.kinds.rows import by_id
from bihuan.core.forms.spec import Texts
from bihuan.core.late import dataclass
from bihuan.core.values import Json, Refusal

NameOf = Callable[[str, Json], str | None]
"""What the id of a person, a unit or a record is called, or a moment's date: (kind of the field, value) → words."""

_WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "row": "第 {n} 行",
        "progress": "{done}/{all} 项",
        "photos": "照片 {n} 张",
        "sep": "、",
        "of": "：",
        "end": "；",
    },
    "en": {"row": "Row {n}", "progress": "{done}/{all}", "photos": "photos: {n}", "sep": ", ", "of": ": ", "end": "; "},
}
_BRACKETS = {"zh": ("（", "）"), "en": (" (", ")")}


@dataclass(frozen=True, slots=True)
class Speech:
    """In which language, and what ids are called."""

    language: str
    name_of: NameOf = lambda _kind, _value: None

    def word(self, name: str, **data: int) -> str:
        """One of the few words of this file."""
        return _WORDS.get(self.language, _WORDS["zh"])[name].format(**data)

    def pick(self, label: Texts) -> str:
        """A label in the language, in Chinese where there is none."""
        return label.get(self.language) or label["zh"]

    def aside(self, text: str) -> str:
        """A text in brackets."""
        opening, closing = _BRACKETS.get(self.language, _BRACKETS["zh"])
        return f"{opening}{text}{closing}"


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One change in words. `label` names the part of the field that changed, "" the whole; an empty side is ""."""

    label: str
    before: str
    after: str


def tell_value(field: FieldDefinition, value: Json, speech: Speech) -> str:
    """A stored value as people read it; what does not fit the field is shown as it is. Empty is ""."""
    if value is None or value == "":
        return ""
    told = field.kind.tell(value, field, speech.language)
    if told is not None:
        return told
    if field.kind.has_columns:
        lines = [_row_text(field, row, speech) for row in by_id(value).values()]
        return speech.word("end").join(f"{number}. {line}" for number, line in enumerate(lines, 1))
    if field.kind.options_under == "items":
        return _checklist_text(field, value, speech)
    if isinstance(value, list | tuple):
        return speech.word("sep").join(_one(field, item, speech) for item in value)
    return _one(field, value, speech)


def tell_changes(field: FieldDefinition, before: Json, after: Json, speech: Speech) -> list[ToldChange]:
    """What changed from one stored value to the next; rows and items one by one."""
    if field.kind.has_columns:
        return _row_changes(field, before, after, speech)
    if field.kind.options_under == "items":
        return _item_changes(field, before, after, speech)
    return [ToldChange("", tell_value(field, before, speech), tell_value(field, after, speech))]


def row_cells(field: FieldDefinition, row: Mapping[str, Json], speech: Speech) -> list[str]:
    """The cells of one row in words, in the order of the columns; empty ones are ""."""
    return [tell_value(column, row.get(column.key), speech) for column in field.columns]


def answer_text(row: Mapping[str, Json], speech: Speech) -> str:
    """What was said of one item of a checklist, with why."""
    answer = row.get(ANSWER)
    said = speech.pick(ANSWERS[answer]) if isinstance(answer, str) and answer in ANSWERS else ""
    photos = row.get(PHOTOS)
    asides = [str(row[REMARK])] if row.get(REMARK) else []
    if isinstance(photos, list | tuple) and photos:
        asides.append(speech.word("photos", n=len(photos)))
    return said + (speech.aside(speech.word("end").join(asides)) if asides else "")


def progress_of(field: FieldDefinition, value: Json) -> tuple[int, int]:
    """How many items of a checklist are answered, and how many there are."""
    rows = by_id(value)
    return sum(1 for item in field.options if rows.get(item.value, {}).get(ANSWER)), len(field.options)


def _one(field: FieldDefinition, value: Json, speech: Speech) -> str:
    option = field.option(value) if isinstance(value, str) else None
    if option is not None:
        return speech.pick(option.label)
    if isinstance(value, Mapping | list | tuple):
        return "…"
    name = speech.name_of(field.kind.name, value)
    if name is not None:
        return name
    unit = field.settings.get("unit")
    text = f"{value} {speech.pick(unit)}" if isinstance(unit, Mapping) else str(value)
    return text + _state_text(field, value, speech)


def _state_text(field: FieldDefinition, value: Json, speech: Speech) -> str:
    """The mark of a reading that is not normal."""
    if "limit_min" not in field.settings:
        return ""
    try:
        state = reading_state(field, field.kind.clean(value, field))
    except Refusal:
        return ""
    return "" if state == "normal" else speech.aside(speech.pick(STATES[state]))


def _row_text(field: FieldDefinition, row: Mapping[str, Json], speech: Speech) -> str:
    return speech.word("sep").join(cell for cell in row_cells(field, row, speech) if cell)


def _checklist_text(field: FieldDefinition, value: Json, speech: Speech) -> str:
    """Progress, then what is not in order."""
    done, all_items = progress_of(field, value)
    rows = by_id(value)
    bad = [
        speech.pick(item.label) + speech.word("of") + answer_text(rows[item.value], speech)
        for item in field.options
        if rows.get(item.value, {}).get(ANSWER) == "not_ok"
    ]
    return speech.word("end").join([speech.word("progress", done=done, all=all_items), *bad])


def _row_changes(field: FieldDefinition, before: Json, after: Json, speech: Speech) -> list[ToldChange]:
    old, new = by_id(before), by_id(after)
    found: list[ToldChange] = []
    for number, (key, row) in enumerate(old.items(), 1):
        if key not in new:
            found.append(ToldChange(speech.word("row", n=number), _row_text(field, row, speech), ""))
    for number, (key, row) in enumerate(new.items(), 1):
        label = speech.word("row", n=number)
        if key not in old:
            found.append(ToldChange(label, "", _row_text(field, row, speech)))
            continue
        for column in field.columns:
            sides = (
                tell_value(column, old[key].get(column.key), speech),
                tell_value(column, row.get(column.key), speech),
            )
            if sides[0] != sides[1]:
                found.append(ToldChange(f"{label} {speech.pick(column.label)}", *sides))
    return [*found, *_moved(list(old), list(new), speech)]


def _moved(old: Sequence[str], new: Sequence[str], speech: Speech) -> Iterable[ToldChange]:
    """The order of the rows that stayed, where that changed."""
    stayed = [key for key in old if key in new]
    order = [key for key in new if key in old]
    if stayed == order:
        return ()
    numbers = speech.word("sep").join(str(list(old).index(key) + 1) for key in order)
    plain = speech.word("sep").join(str(list(old).index(key) + 1) for key in stayed)
    return (ToldChange("", plain, numbers),)


def _item_changes(field: FieldDefinition, before: Json, after: Json, speech: Speech) -> list[ToldChange]:
    old, new = by_id(before), by_id(after)
    found = []
    for item in field.options:
        sides = [answer_text(rows.get(item.value, {}), speech) for rows in (old, new)]
        if sides[0] != sides[1]:
            found.append(ToldChange(speech.pick(item.label), *sides))
    return found
