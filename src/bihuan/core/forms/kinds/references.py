"""Values that name a record kept elsewhere: its id. Whether it exists for this caller, the shell tells."""

import re
from typing import ClassVar

from bihuan.core.forms.spec import DefinedField, FieldKindSpec, Texts, reject
from bihuan.core.values import Json, JsonObject

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
