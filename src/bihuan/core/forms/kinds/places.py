"""Where something is: an address by its parts, and a point that a device measured."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar

from bihuan.core import rules
from bihuan.core.forms.attributes import flag, not_lower, whole
from bihuan.core.forms.decimals import rounded
from bihuan.core.forms.kinds.blanks import trimmed
from bihuan.core.forms.kinds.instants import FIRST, LAST
from bihuan.core.forms.kinds.text import readable
from bihuan.core.forms.spec import Attribute, DefinedField, FieldKindSpec, FilterRow, Texts, reject
from bihuan.core.values import Json, JsonObject

PARTS = ("province", "city", "district", "street")
_LONGEST = {"province": 30, "city": 30, "district": 30, "street": 200}
_WHOLE = 400
_PROVINCE = re.compile(r"[^省市区县]{2,8}?(?:省|自治区|特别行政区)|(?:北京|上海|天津|重庆)市")
_CITY = re.compile(r"[^省市区县路街道巷号]{1,8}?(?:市|自治州|地区|盟)")
_DISTRICT = re.compile(r"[^市区县旗路街道巷号弄村镇乡]{1,8}?(?:区|县|市|旗)")
_PLACES = 6
_EXACTEST = 1_000_000
_PAIR = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]{1,12})?)[,，;；](-?[0-9]{1,3}(?:\.[0-9]{1,12})?)(?:[（(][^（()）]*[)）])?")


def split_address(text: str) -> dict[str, str]:
    """The parts of an address written in one line; what names no province and no city is all street."""
    found: dict[str, str] = {}
    rest = text
    for part, shape in (("province", _PROVINCE), ("city", _CITY), ("district", _DISTRICT)):
        match = shape.match(rest) if part != "district" or found else None
        if match is not None:
            found[part] = match[0]
            rest = trimmed(rest[match.end() :])
    return {**found, "street": rest} if rest else found


class Address(FieldKindSpec):
    """Province, city, district and street: `{id, province, city, district, street}`; the id is the whole line. A line
    that is pasted falls into its parts by itself."""

    name = "address"
    label: ClassVar[Texts] = {"zh": "地址", "en": "Address"}
    rule_type = "record"
    personal = True
    attributes = (Attribute("whole", flag, False),)

    def clean(self, value: Json, field: DefinedField) -> Json:
        if isinstance(value, str):
            line = trimmed(re.sub(r"[\t\n\r\u2028\u2029]", " ", readable(value, _WHOLE)))
            if len(line) > _WHOLE:
                reject("form.too_long", max=_WHOLE, length=len(line))
            parts = split_address(line)
        else:
            parts = _parts(value)
        if not parts:
            return None
        if field.setting("whole") and not {"city", "street"} <= parts.keys():
            reject("form.address_half")
        for part, text in parts.items():
            if len(text) > _LONGEST[part]:
                reject("form.too_long", part, max=_LONGEST[part], length=len(text))
        return {"id": "".join(parts.get(part, "") for part in PARTS), **parts}

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": ["object", "string"]}

    def rule_field(self, field: DefinedField, behind: tuple[rules.Field, ...]) -> rules.Field:
        labels = (("省", "province"), ("市", "city"), ("区县", "district"), ("街道门牌", "street"))
        parts = (rules.Field(part, "text", {"zh": zh, "en": en}) for part, (zh, en) in zip(PARTS, labels, strict=True))
        return rules.Field(field.key, self.rule_type, field.label, (), (*parts, *behind))

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return (FilterRow(text=value["id"][:200]),)

    def search_text(self, value: Json, field: DefinedField) -> str:
        return str(value["id"])

    def tell(self, value: Json, field: DefinedField, language: str) -> str | None:
        return value["id"] if isinstance(value, Mapping) and isinstance(value.get("id"), str) else None


def _parts(value: Json) -> dict[str, str]:
    if not isinstance(value, Mapping) or not set(value) <= {"id", *PARTS}:
        reject("form.not_address")
    found = {}
    for part in PARTS:
        sent = value.get(part)
        text = "" if sent is None else trimmed(re.sub(r"[\t\n\r\u2028\u2029]", " ", readable(sent, _WHOLE)))
        if text:
            found[part] = text
    return found


class GpsPoint(FieldKindSpec):
    """A measured position, WGS 84: `{id, lat, lng, accuracy, at}`; metres and ms. Without `accuracy` it was typed."""

    name = "gps_point"
    label: ClassVar[Texts] = {"zh": "定位点", "en": "GPS point"}
    rule_type = "record"
    personal = True
    attributes = (
        Attribute("allow_typed", flag, False, lambda old, new: new or not old),
        Attribute("max_accuracy", whole(1, 100_000), None, not_lower),
    )

    def clean(self, value: Json, field: DefinedField) -> Json:
        if isinstance(value, str):
            value = _typed(value)
        if value is None:
            return None
        if not isinstance(value, Mapping) or not set(value) <= {"id", "lat", "lng", "accuracy", "at"}:
            reject("form.not_point")
        lat, lng = _degrees(value.get("lat"), 90), _degrees(value.get("lng"), 180)
        point: JsonObject = {"id": f"{lat},{lng}", "lat": lat, "lng": lng}
        accuracy = value.get("accuracy")
        if accuracy is None:
            if not field.setting("allow_typed"):
                reject("form.point_typed")
            return point
        return {**point, **_measured(accuracy, value.get("at"), field)}

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": ["object", "string"]}

    def rule_field(self, field: DefinedField, behind: tuple[rules.Field, ...]) -> rules.Field:
        return rules.Field(field.key, self.rule_type, field.label, (), (*_point_parts(), *behind))

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return (FilterRow(text=value["id"]),)

    def tell(self, value: Json, field: DefinedField, language: str) -> str | None:
        if not isinstance(value, Mapping) or not {"lat", "lng"} <= set(value):
            return None
        where = f"{value['lat']}, {value['lng']}"
        accuracy = value.get("accuracy")
        if accuracy is None:
            return where + (" (typed)" if language == "en" else "（手工填写）")
        return where + (f" (±{accuracy} m)" if language == "en" else f"（±{accuracy} 米）")


def _point_parts() -> Iterator[rules.Field]:
    yield rules.Field("lat", "number", {"zh": "纬度", "en": "latitude"})
    yield rules.Field("lng", "number", {"zh": "经度", "en": "longitude"})
    yield rules.Field("accuracy", "number", {"zh": "精度（米）", "en": "accuracy (m)"})
    yield rules.Field("at", "instant", {"zh": "定位时间", "en": "measured at"})


def _typed(text: str) -> JsonObject | None:
    """`31.2989, 120.5853`."""
    plain = text.replace(" ", "") if len(text) <= 60 else text
    if not plain:
        return None
    found = _PAIR.fullmatch(plain)
    if found is None:
        reject("form.not_point")
    return {"lat": found[1], "lng": found[2]}


def _degrees(value: Json, most: int) -> str:
    number = rules.number_of(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
    if number is None or abs(number) > most:
        reject("form.not_point")
    return rules.number_text(rounded(Decimal(number), _PLACES))


def _measured(accuracy: Json, at: Json, field: DefinedField) -> JsonObject:
    """How exact it is and when it was measured."""
    if not _is_whole(accuracy, 0, _EXACTEST) or not _is_whole(at, FIRST, LAST):
        reject("form.not_point")
    most = field.setting("max_accuracy")
    if most is not None and accuracy > most:
        reject("form.point_inexact", max=most, accuracy=accuracy)
    return {"accuracy": accuracy, "at": at}


def _is_whole(value: Json, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value < high
