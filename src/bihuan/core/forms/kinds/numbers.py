"""Exact numbers and money. Stored as canonical decimal text; a float never enters a record."""

import unicodedata
from decimal import Decimal
from typing import ClassVar

from bihuan.core import rules
from bihuan.core.forms.attributes import exact_number, flag, harmless, not_higher, not_lower, texts, whole
from bihuan.core.forms.decimals import MAX_DECIMALS, MAX_WHOLE_DIGITS, decimals_of, fixed_text, rounded
from bihuan.core.forms.kinds.blanks import trimmed
from bihuan.core.forms.spec import Attribute, DefinedField, FieldKindSpec, FilterRow, Texts, reject
from bihuan.core.values import Json, JsonObject, Problem

AMOUNT_DECIMALS = 2
_LONGEST = 64
BOUNDS = (Attribute("min", exact_number, None, not_higher), Attribute("max", exact_number, None, not_lower))


def currency(value: Json) -> str:
    """An ISO 4217 code such as CNY."""
    if not isinstance(value, str) or len(value) != 3 or not (value.isascii() and value.isupper()):
        reject("form.bad_setting", expected="ISO 4217")
    return value


class NumberSpec(FieldKindSpec):
    """What number and amount share."""

    rule_type = "number"
    in_table = True

    def places(self, field: DefinedField) -> int:
        """How many decimals a value may have."""
        return int(field.setting("decimals"))

    def written(self, number: Decimal, field: DefinedField) -> str:
        """The canonical text of a number that fits."""
        return rules.number_text(number)

    def clean(self, value: Json, field: DefinedField) -> Json:
        if isinstance(value, str):
            value = _plain(value)
            if not value:
                return None
        number = rules.number_of(value)
        if number is None:
            reject("form.not_number")
        if decimals_of(number) > self.places(field):
            reject("form.too_many_decimals", max=self.places(field))
        return self._bounded(number, field)

    def fit(self, result: Json, field: DefinedField) -> Json:
        number = rules.number_of(result)
        if number is None:
            reject("form.not_number")
        return self._bounded(rounded(number, self.places(field)), field)

    def check_definition(self, field: DefinedField) -> tuple[Problem, ...]:
        low, high = field.setting("min"), field.setting("max")
        if low is not None and high is not None and Decimal(low) > Decimal(high):
            return (Problem("min", "form.bounds_crossed", {"min": low, "max": high}),)
        return ()

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": ["string", "number"]}

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return (FilterRow(num=value),)

    def _bounded(self, number: Decimal, field: DefinedField) -> str:
        if number.adjusted() >= MAX_WHOLE_DIGITS:
            reject("form.too_many_digits", max=MAX_WHOLE_DIGITS)
        low, high = field.setting("min"), field.setting("max")
        if low is not None and number < Decimal(low):
            reject("form.too_small", min=low)
        if high is not None and number > Decimal(high):
            reject("form.too_large", max=high)
        return self.written(number, field)


class Number(NumberSpec):
    """A measured or counted number, with an optional unit for display."""

    name = "number"
    label: ClassVar[Texts] = {"zh": "数字", "en": "Number"}
    attributes = (
        *BOUNDS,
        Attribute("decimals", whole(0, MAX_DECIMALS), 6, not_lower),
        Attribute("unit", texts(20), None, harmless),
    )


class Amount(NumberSpec):
    """Money in the field's currency; always two decimals. With `capitals` it is written out in capital numerals, too
    (`core/forms/capitals.py`), which only yuan are."""

    name = "amount"
    label: ClassVar[Texts] = {"zh": "金额", "en": "Amount"}
    attributes = (
        *BOUNDS,
        Attribute("currency", currency, "CNY"),
        Attribute("capitals", flag, False, harmless),
    )

    def places(self, field: DefinedField) -> int:
        return AMOUNT_DECIMALS

    def written(self, number: Decimal, field: DefinedField) -> str:
        return fixed_text(number, AMOUNT_DECIMALS)

    def check_definition(self, field: DefinedField) -> tuple[Problem, ...]:
        if field.setting("capitals") and field.setting("currency") != "CNY":
            return (*super().check_definition(field), Problem("capitals", "form.capitals_of_yuan"))
        return super().check_definition(field)


def _plain(text: str) -> str:
    """Full-width digits folded and outer blanks removed; far too long text is refused before it is touched."""
    if len(text) > _LONGEST:
        reject("form.not_number")
    return trimmed(unicodedata.normalize("NFKC", text))
