"""Values that name a record kept elsewhere: its id. Whether it exists for this caller, the shell tells."""

import re
from collections.abc import Iterable
from typing import ClassVar, cast

from bihuan.core import rules
from bihuan.core.forms.attributes import texts
from bihuan.core.forms.reading import is_key
from bihuan.core.forms.spec import Attribute, DefinedField, FieldKindSpec, Texts, reject
from bihuan.core.values import Json, JsonObject, Problem

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")


def identifier(value: Json) -> str | None:
    """An id as the platform writes them: 1–64 ASCII letters, digits and `. _ : -`; "" says "nobody"."""
    if value == "":
        return None
    if not isinstance(value, str) or len(value) > 64 or not _ID.fullmatch(value):
        reject("form.not_reference")
    return value


class Reference(FieldKindSpec):
    """What all references share."""

    is_reference = True

    def clean(self, value: Json, field: DefinedField) -> Json:
        return identifier(value)

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": "string", "maxLength": 64}


class Person(Reference):
    """A user."""

    name = "person"
    label: ClassVar[Texts] = {"zh": "人员", "en": "Person"}
    rule_type = "person"
    personal = True


class Department(Reference):
    """A department of the company's tree."""

    name = "department"
    label: ClassVar[Texts] = {"zh": "部门", "en": "Department"}
    rule_type = "department"


class Region(Reference):
    """A node of the region tree (省市区)."""

    name = "region"
    label: ClassVar[Texts] = {"zh": "地区", "en": "Region"}
    rule_type = "region"


class Device(Reference):
    """A device, usually found by its serial number or QR code."""

    name = "device"
    label: ClassVar[Texts] = {"zh": "设备", "en": "Device"}
    rule_type = "record"


def _table_key(value: Json) -> str:
    if not is_key(value):
        reject("form.bad_setting", expected="table")
    return str(value)


_TAKEN_TYPES = ("text", "number", "instant", "boolean", "person", "department")
_MOST_TAKEN = 30


def _taken_fields(value: Json) -> list[Json]:
    """What rules of this form may read of the record: its fields, with their types and names."""
    if not isinstance(value, list | tuple) or len(value) > _MOST_TAKEN:
        reject("form.bad_setting", expected="[{field, type, label}]")
    return [_taken_field(item) for item in value]


def _taken_field(item: Json) -> Json:
    if not isinstance(item, dict) or not set(item) <= {"field", "type", "label"} or not is_key(item.get("field")):
        reject("form.bad_setting", expected="{field, type, label}")
    if item.get("type") not in _TAKEN_TYPES:
        reject("form.bad_setting", expected=" | ".join(_TAKEN_TYPES))
    return {"field": item["field"], "type": item["type"], "label": texts()(item.get("label", item["field"]))}


class Record(Reference):
    """A record of a custom table. `takes` says which of its fields this form may read, with their types: the form
    stays what it is, whatever becomes of the table."""

    name = "record"
    label: ClassVar[Texts] = {"zh": "关联记录", "en": "Record of a table"}
    rule_type = "record"
    attributes = (Attribute("table", _table_key), Attribute("takes", _taken_fields, (), lambda _old, _new: True))
    found_by_value = True

    def check_definition(self, field: DefinedField) -> Iterable[Problem]:
        if not isinstance(field.setting("table"), str):
            yield Problem("table", "form.table_missing")

    def rule_field(self, field: DefinedField, behind: tuple[rules.Field, ...]) -> rules.Field:
        taken = cast(list[dict[str, Json]], field.setting("takes") or [])
        fields = (rules.Field(str(one["field"]), _type_of(one), cast(dict[str, str], one["label"])) for one in taken)
        return rules.Field(field.key, self.rule_type, field.label, (), (*fields, *behind))


def _type_of(taken: dict[str, Json]) -> rules.FieldKind:
    return cast(rules.FieldKind, taken["type"])
