"""One or several out of listed options. Values are stable words; labels may change at any time."""

from collections.abc import Iterable
from typing import ClassVar

from bihuan.core.forms.attributes import harmless, not_higher, not_lower, one_of, whole
from bihuan.core.forms.spec import (
    Attribute,
    DefinedField,
    FieldKindSpec,
    FilterRow,
    Situation,
    Texts,
    reject,
    reject_all,
)
from bihuan.core.values import Json, JsonObject, Problem

MAX_CHOSEN = 100


def _labels(values: Iterable[str], field: DefinedField) -> str:
    chosen = [field.option(value) for value in values]
    return " ".join(text for option in chosen if option is not None for text in option.label.values())


def _option_values(field: DefinedField) -> list[str]:
    return [option.value for option in field.options]


class Choice(FieldKindSpec):
    """Exactly one option."""

    name = "choice"
    label: ClassVar[Texts] = {"zh": "单选", "en": "Choice"}
    rule_type = "choice"
    in_table = True
    has_options = True
    attributes = (Attribute("display", one_of("chips", "radio", "select"), None, harmless),)

    def clean(self, value: Json, field: DefinedField) -> Json:
        if value == "":
            return None
        if not isinstance(value, str):
            reject("form.not_option")
        if field.option(value) is None:
            reject("form.option_unknown")
        return value

    def judge(self, value: Json, field: DefinedField, situation: Situation) -> Iterable[Problem]:
        if value not in situation.options and not _is_retired_keepsake(value, (situation.before,), field):
            yield Problem("", "form.option_unavailable", {"value": value})

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": "string", "enum": [*_option_values(field), ""]}

    def search_text(self, value: Json, field: DefinedField) -> str:
        return _labels((value,), field)


class MultiChoice(FieldKindSpec):
    """A set of options: no order of its own, no repeats; stored in the order of the options."""

    name = "multi_choice"
    label: ClassVar[Texts] = {"zh": "多选", "en": "Multiple choice"}
    rule_type = "multi"
    in_table = True
    has_options = True
    attributes = (
        Attribute("max_items", whole(1, MAX_CHOSEN), MAX_CHOSEN, not_lower),
        Attribute("min_items", whole(1, MAX_CHOSEN), None, not_higher),
        Attribute("display", one_of("chips", "checkbox"), None, harmless),
    )

    def clean(self, value: Json, field: DefinedField) -> Json:
        if not isinstance(value, list | tuple):
            reject("form.not_list")
        if len(value) > MAX_CHOSEN:
            reject("form.too_many", max=MAX_CHOSEN)
        problems = [
            Problem(str(index), "form.option_unknown" if isinstance(item, str) else "form.not_option")
            for index, item in enumerate(value)
            if not isinstance(item, str) or field.option(item) is None
        ]
        if problems:
            reject_all(problems)
        chosen = set(value)
        return _counted([option for option in _option_values(field) if option in chosen], field)

    def judge(self, value: Json, field: DefinedField, situation: Situation) -> Iterable[Problem]:
        before = situation.before if isinstance(situation.before, list | tuple) else ()
        for index, item in enumerate(value):
            if item not in situation.options and not _is_retired_keepsake(item, before, field):
                yield Problem(str(index), "form.option_unavailable", {"value": item})

    def check_definition(self, field: DefinedField) -> tuple[Problem, ...]:
        fewest = field.setting("min_items")
        if fewest is not None and fewest > field.setting("max_items"):
            return (Problem("min_items", "form.bounds_crossed", {"min": fewest, "max": field.setting("max_items")}),)
        return ()

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": "array", "items": {"type": "string", "enum": _option_values(field)}, "maxItems": MAX_CHOSEN}

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return tuple(FilterRow(text=item) for item in value)

    def search_text(self, value: Json, field: DefinedField) -> str:
        return _labels(value, field)


def _counted(chosen: list[str], field: DefinedField) -> list[str] | None:
    if not chosen:
        return None
    if len(chosen) > field.setting("max_items"):
        reject("form.too_many", max=field.setting("max_items"))
    fewest = field.setting("min_items")
    if fewest is not None and len(chosen) < fewest:
        reject("form.too_few", min=fewest)
    return chosen


def _is_retired_keepsake(value: str, before: Iterable[Json], field: DefinedField) -> bool:
    """A retired option may stay where it stood, but not be chosen anew."""
    option = field.option(value)
    return option is not None and option.retired and value in before
