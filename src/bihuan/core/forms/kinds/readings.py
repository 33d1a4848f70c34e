"""Readings: a number off an instrument, judged against what is normal and what is allowed (FLD-3)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, Literal

from bihuan.core.forms.attributes import exact_number, harmless, not_higher, not_lower, texts, whole
from bihuan.core.forms.decimals import MAX_DECIMALS
from bihuan.core.forms.kinds.numbers import BOUNDS, NumberSpec
from bihuan.core.forms.reading import is_key
from bihuan.core.forms.spec import Attribute, DefinedField, Texts, reject
from bihuan.core.values import Json, JsonObject, Problem

ReadingState = Literal["normal", "warning", "limit"]
STATES: dict[ReadingState, Texts] = {
    "normal": {"zh": "正常", "en": "normal"},
    "warning": {"zh": "偏离", "en": "off normal"},
    "limit": {"zh": "超限", "en": "out of limit"},
}
"""How a reading stands, with the words for people."""
_SPANS = (("normal_min", "normal_max"), ("limit_min", "limit_max"))


def field_key(value: Json) -> str:
    """The key of another field of the form."""
    if not is_key(value):
        reject("form.bad_setting", expected="key")
    return str(value)


class Reading(NumberSpec):
    """A number with its unit. Out of `limit_…` it must be explained, in the field that `explained_by` names; that one
    shows, and is required, only then."""

    name = "reading"
    label: ClassVar[Texts] = {"zh": "读数", "en": "Reading"}
    in_table = False
    attributes = (
        *BOUNDS,
        Attribute("decimals", whole(0, MAX_DECIMALS), 6, not_lower),
        Attribute("unit", texts(20), None, harmless),
        Attribute("normal_min", exact_number, None, harmless),
        Attribute("normal_max", exact_number, None, harmless),
        Attribute("limit_min", exact_number, None, not_higher),
        Attribute("limit_max", exact_number, None, not_lower),
        Attribute("explained_by", field_key, None),
    )

    def check_definition(self, field: DefinedField) -> tuple[Problem, ...]:
        return (*super().check_definition(field), *_crossed(field), *_unexplained(field))


def reading_state(field: DefinedField, value: Json) -> ReadingState:
    """How a clean value stands to what is normal and to its limits."""
    number = Decimal(value)
    for state, low, high in (("limit", "limit_min", "limit_max"), ("warning", "normal_min", "normal_max")):
        least, most = field.setting(low), field.setting(high)
        if (least is not None and number < Decimal(least)) or (most is not None and number > Decimal(most)):
            return "limit" if state == "limit" else "warning"
    return "normal"


def out_of_limit(field: DefinedField) -> JsonObject:
    """The condition that holds while the reading is out of its limits."""
    sides = (("lt", field.setting("limit_min")), ("gt", field.setting("limit_max")))
    return {"any": [{"op": op, "left": {"field": field.key}, "right": at} for op, at in sides if at is not None]}


def has_limits(field: DefinedField) -> bool:
    """Whether any value is out of limit."""
    return field.setting("limit_min") is not None or field.setting("limit_max") is not None


def _crossed(field: DefinedField) -> Iterator[Problem]:
    for low, high in _SPANS:
        least, most = field.setting(low), field.setting(high)
        if least is not None and most is not None and Decimal(least) > Decimal(most):
            yield Problem(low, "form.bounds_crossed", {"min": least, "max": most})
    for inner, outer, sign in (("normal_min", "limit_min", 1), ("normal_max", "limit_max", -1)):
        normal, limit = field.setting(inner), field.setting(outer)
        if normal is not None and limit is not None and (Decimal(normal) - Decimal(limit)) * sign < 0:
            yield Problem(inner, "form.bounds_crossed", {"min": limit, "max": normal})


def _unexplained(field: DefinedField) -> Iterator[Problem]:
    if has_limits(field) and field.setting("explained_by") is None:
        yield Problem("explained_by", "form.explanation_unnamed")
