"""What of a record goes into lists and into search: rows for filters, words for full text."""

from collections.abc import Mapping

from bihuan.core.forms.definition import FieldDefinition, FormDefinition
from bihuan.core.forms.evaluation import read_value
from bihuan.core.forms.spec import FilterRow
from bihuan.core.values import Json


def filter_rows(form: FormDefinition, values: Mapping[str, Json]) -> dict[str, tuple[FilterRow, ...]]:
    """The rows of `ticket_value` for each filterable field that has a value."""
    return {
        key: field.kind.project(value, field)
        for key, field in form.fields.items()
        if field.filterable and (value := _value(field, values)) is not None
    }


def search_words(form: FormDefinition, values: Mapping[str, Json]) -> dict[str, str]:
    """The searchable text of each field that has one. By field, so that rights decide what a caller's search sees."""
    words = {
        key: field.kind.search_text(value, field)
        for key, field in form.fields.items()
        if (value := _value(field, values)) is not None
    }
    return {key: text for key, text in words.items() if text}


def personal_keys(form: FormDefinition) -> frozenset[str]:
    """The fields whose values identify a person; their payloads are erasable (semantics §2.6)."""
    return frozenset(key for key, field in form.fields.items() if field.personal)


def masks_of(form: FormDefinition) -> dict[str, str]:
    """Through which mask each field is shown to those who may not read it. A `phone` has always had a phone's."""
    masks = {key: field.kind.mask for key, field in form.fields.items()}
    return {**masks, "phone": "phone"} if "phone" in masks else masks


def _value(field: FieldDefinition, values: Mapping[str, Json]) -> Json:
    return read_value(field, values.get(field.key))[0]
