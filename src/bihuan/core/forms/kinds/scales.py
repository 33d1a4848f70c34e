"""Numbers on a scale: shares told as percent, stars, sliders, and how likely somebody is to recommend us."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from bihuan.core import rules
from bihuan.core.forms.attributes import exact_number, harmless, not_higher, not_lower, texts, whole
from bihuan.core.forms.decimals import MAX_WHOLE_DIGITS, decimals_of, rounded, shifted
from bihuan.core.forms.kinds.blanks import unspaced
from bihuan.core.forms.kinds.numbers import NumberSpec
from bihuan.core.forms.spec import Attribute, DefinedField, FieldKindSpec, FilterRow, Texts, reject
from bihuan.core.values import Json, JsonObject, Problem

_LONGEST = 40
_STARS = re.compile(r"[★☆]{0,10}(?:([0-9]{1,2})(?:分|星|stars?|/([0-9]{1,2}))?)?")
_SCORE = re.compile(r"([0-9]{1,2})(?:分|/10)?(?:\([^()]*\))?")
_MOST_STEPS = 10_000
_FARTHEST = 1_000_000_000
_FINEST = 6


def _plain(value: Json, code: str, **data: Json) -> str:
    """What was sent as narrow text without blanks, numbers as they are written; else refused with `code`."""
    if isinstance(value, str):
        if len(value) > _LONGEST:
            reject(code, **data)
        return unspaced(unicodedata.normalize("NFKC", value)).lower()
    number = rules.number_of(value)
    return reject(code, **data) if number is None else rules.number_text(number)


class Percent(NumberSpec):
    """A share of a whole, kept as the share (`"0.125"`), typed and told as percent. With a % it is percent; a bare
    number is the share, as the cell of a sheet holds it. Bounds and decimals are of the percentage."""

    name = "percent"
    label: ClassVar[Texts] = {"zh": "百分比", "en": "Percent"}
    attributes = (
        Attribute("min", exact_number, "0", not_higher),
        Attribute("max", exact_number, "100", not_lower),
        Attribute("decimals", whole(0, _FINEST), 2, not_lower),
    )

    def clean(self, value: Json, field: DefinedField) -> Json:
        text = _plain(value, "form.not_percent")
        if not text:
            return None
        number = rules.number_of(text.removesuffix("%"))
        if number is None:
            reject("form.not_percent")
        if number.adjusted() >= MAX_WHOLE_DIGITS:
            reject("form.too_many_digits", max=MAX_WHOLE_DIGITS)
        percentage = number if text.endswith("%") else shifted(number, 2)
        if decimals_of(percentage) > self.places(field):
            reject("form.too_many_decimals", max=self.places(field))
        return self._bounded(percentage, field)

    def fit(self, result: Json, field: DefinedField) -> Json:
        share = rules.number_of(result)
        if share is None:
            reject("form.not_percent")
        return self._bounded(rounded(shifted(share, 2), self.places(field)), field)

    def tell(self, value: Json, field: DefinedField, language: str) -> str | None:
        share = rules.number_of(value)
        return None if share is None else f"{rules.number_text(shifted(share, 2))}%"

    def _bounded(self, percentage: Decimal, field: DefinedField) -> str:
        low, high = field.setting("min"), field.setting("max")
        if low is not None and percentage < Decimal(low):
            reject("form.percent_too_small", min=low)
        if high is not None and percentage > Decimal(high):
            reject("form.percent_too_large", max=high)
        if percentage.adjusted() >= MAX_WHOLE_DIGITS:
            reject("form.too_many_digits", max=MAX_WHOLE_DIGITS)
        return rules.number_text(shifted(percentage, -2))


def _scale_number(value: Json) -> str:
    """A number that a scale can begin, end or step with."""
    text = exact_number(value)
    number = Decimal(str(text))
    if abs(number) > _FARTHEST or decimals_of(number) > _FINEST:
        reject("form.bad_setting", expected=f"±{_FARTHEST}, {_FINEST} decimals")
    return str(text)


def _step(value: Json) -> str:
    text = _scale_number(value)
    if Decimal(text) <= 0:
        reject("form.bad_setting", expected="> 0")
    return text


class Slider(NumberSpec):
    """A number between two ends in steps, set by dragging. Until somebody moves it, it has no value."""

    name = "slider"
    label: ClassVar[Texts] = {"zh": "滑块", "en": "Slider"}
    in_table = False
    attributes = (
        Attribute("min", _scale_number, "0", not_higher),
        Attribute("max", _scale_number, "100", not_lower),
        Attribute("step", _step, "1", lambda old, new: not Decimal(old) % Decimal(new)),
        Attribute("unit", texts(20), None, harmless),
    )

    def places(self, field: DefinedField) -> int:
        return _FINEST

    def check_definition(self, field: DefinedField) -> tuple[Problem, ...]:
        low, high, step = (Decimal(field.setting(name)) for name in ("min", "max", "step"))
        if low >= high:
            return (Problem("min", "form.bounds_crossed", {"min": f"{low}", "max": f"{high}"}),)
        if low % step or high % step or (high - low) / step > _MOST_STEPS:
            return (Problem("step", "form.bad_scale", {"most": _MOST_STEPS}),)
        return ()

    def _bounded(self, number: Decimal, field: DefinedField) -> str:
        text = super()._bounded(number, field)
        if number % Decimal(field.setting("step")):
            reject("form.off_step", step=field.setting("step"))
        return text


class Rating(FieldKindSpec):
    """One to so many stars."""

    name = "rating"
    label: ClassVar[Texts] = {"zh": "评分", "en": "Rating"}
    rule_type = "number"
    in_table = True
    attributes = (Attribute("stars", whole(3, 10), 5, not_lower),)

    def clean(self, value: Json, field: DefinedField) -> Json:
        most = int(field.setting("stars"))
        text = _plain(value, "form.not_rating", most=most)
        if not text:
            return None
        found = _STARS.fullmatch(text)
        if found is None or (found[2] and int(found[2]) != most):
            reject("form.not_rating", most=most)
        return self._counted(int(found[1]) if found[1] else text.count("★"), most)

    def fit(self, result: Json, field: DefinedField) -> Json:
        number, most = rules.number_of(result), int(field.setting("stars"))
        if number is None or not 0 <= number <= most:
            reject("form.not_rating", most=most)
        return self._counted(int(rounded(number, 0)), most)

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": ["string", "number"]}

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return (FilterRow(num=value),)

    def tell(self, value: Json, field: DefinedField, language: str) -> str | None:
        """`★★★★☆ 4/5`."""
        number, most = rules.number_of(value), int(field.setting("stars"))
        if number is None or number % 1 or not 0 < number <= most:
            return None
        return f"{'★' * int(number)}{'☆' * (most - int(number))} {int(number)}/{most}"

    def _counted(self, stars: int, most: int) -> str:
        return str(stars) if 1 <= stars <= most else reject("form.not_rating", most=most)


GROUPS: Mapping[str, Texts] = {
    "detractor": {"zh": "贬损者", "en": "Detractor"},
    "passive": {"zh": "中立者", "en": "Passive"},
    "promoter": {"zh": "推荐者", "en": "Promoter"},
}
"""What 0 to 6, 7 and 8, 9 and 10 say of whoever gave them."""


def group_of(score: int) -> str:
    """The group of a score from 0 to 10."""
    return "promoter" if score >= 9 else "passive" if score >= 7 else "detractor"


class Recommendation(FieldKindSpec):
    """Net promoter score: 0 to 10, kept with the group that it puts its giver into. By the group it is filtered,
    divided in reports and read by rules: the score is the share of promoters less that of detractors, no mean."""

    name = "nps"
    label: ClassVar[Texts] = {"zh": "推荐度 NPS", "en": "NPS"}
    rule_type = "choice"

    def clean(self, value: Json, field: DefinedField) -> Json:
        if isinstance(value, Mapping):
            if not set(value) <= {"id", "score"}:
                reject("form.not_nps")
            value = value.get("score", "")
        text = "" if value is None else _plain(value, "form.not_nps")
        if not text:
            return None
        found = _SCORE.fullmatch(text)
        if found is None or int(found[1]) > 10:
            reject("form.not_nps")
        return {"id": group_of(int(found[1])), "score": str(int(found[1]))}

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": ["object", "string", "number"]}

    def rule_field(self, field: DefinedField, behind: tuple[rules.Field, ...]) -> rules.Field:
        groups = tuple(rules.Option(key, label) for key, label in GROUPS.items())
        return rules.Field(field.key, self.rule_type, field.label, groups)

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return (FilterRow(text=value["id"]),)

    def tell(self, value: Json, field: DefinedField, language: str) -> str | None:
        """`9（推荐者）`."""
        if not isinstance(value, Mapping) or value.get("id") not in GROUPS:
            return None
        group = GROUPS[value["id"]]
        if language == "en":
            return f"{value.get('score')} ({group['en']})"
        return f"{value.get('score')}（{group['zh']}）"

    def search_text(self, value: Json, field: DefinedField) -> str:
        return " ".join(GROUPS[value["id"]].values())
