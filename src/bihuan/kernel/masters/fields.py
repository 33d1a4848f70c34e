"""Fields of masters: what they hold, how a value from outside becomes the one that is kept, where it stands."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import Any, Literal

import sqlalchemy as sa

from bihuan.core.late import dataclass
from bihuan.core.rules import FIRST_INSTANT, LAST_INSTANT, Field, FieldKind, Option, number_of, number_text, read_value
from bihuan.core.values import Json
from bihuan.db import types as column_types
from bihuan.db.rule_sql import ExactNumber
from bihuan.kernel.masters.matching import phone_key

FieldType = Literal[
    "text", "long_text", "phone", "email", "number", "date", "instant", "boolean", "choice", "reference", "tags", "json"
]
MAX_TEXT = 200
MAX_LONG_TEXT = 4_000
MAX_TAGS = 50
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_INVISIBLE_IN_LONG = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ud800-\udfff\ufffe\uffff]")
_EMAIL = re.compile(r"[^@\s<>\"',;:\\()\[\]]{1,64}@[^@\s<>\"',;:\\()\[\]]{1,180}\.[^@\s<>\"',;:\\()\[\].]{2,60}")


class Fault(Exception):  # noqa: N818 - a way out of a check; becomes a Problem
    """A value is no good; `code` and `data` become the Problem at its field."""

    def __init__(self, code: str, **data: Json) -> None:
        super().__init__(code)
        self.code = code
        self.data = data


@dataclass(frozen=True, slots=True)
class MasterField:
    """One field of a kind of master; `key` is its name everywhere, its column included.

    `personal`: erasable, kept beside the event. `unique`: no two records have it, compared by its key column.
    `key_of` makes a further column `<key>_key` for matching (SN, phone); `sort` one for ordering text (`<key>_sort`).
    `target`: the kind that a reference points at. `given` False: never taken from callers, but made by `make`.
    `check` cleans or refuses (Fault) what its type let pass. `fixed`: set at creation and then never changed.
    """

    key: str
    type: FieldType = "text"
    label: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    personal: bool = False
    unique: bool = False
    sort: bool = False
    search: bool = False
    fixed: bool = False
    mask: str = "generic"
    options: tuple[Option, ...] = ()
    target: str = ""
    default: Json = None
    max_length: int = MAX_TEXT
    key_of: Callable[[str], str | None] | None = None
    check: Callable[[Json], Json] | None = None
    make: Callable[[Any, str], Json] | None = None

    @property
    def match(self) -> str:
        """The column that tells whether two records have the same value."""
        return f"{self.key}_key" if self.key_of else self.key


def clean_value(item: MasterField, value: Json) -> Json:
    """The value to keep; None for what is empty. Raises Fault."""
    if value is None or value == "":
        cleaned = None
    else:
        cleaned = _CLEAN[item.type](item, value)
        if item.check is not None and cleaned is not None:
            cleaned = item.check(cleaned)
    if cleaned is None and item.required:
        raise Fault("record.required")
    return cleaned


def _text(item: MasterField, value: Json) -> str | None:
    if not isinstance(value, str):
        raise Fault("record.wrong_type", expected="text")
    long = item.type == "long_text"
    most = MAX_LONG_TEXT if long else item.max_length
    cleaned = unicodedata.normalize("NFC", value).strip()
    if len(cleaned) > most:
        raise Fault("record.too_long", most=most, length=len(cleaned))
    if (_INVISIBLE_IN_LONG if long else _INVISIBLE).search(cleaned):
        raise Fault("record.invisible_characters")
    return cleaned or None


def _phone(item: MasterField, value: Json) -> str | None:
    cleaned = _text(item, value)
    if cleaned is not None and phone_key(cleaned) is None:
        raise Fault("record.phone_invalid")
    return cleaned


def _email(item: MasterField, value: Json) -> str | None:
    cleaned = _text(item, value)
    if cleaned is not None and not _EMAIL.fullmatch(cleaned):
        raise Fault("record.email_invalid")
    return cleaned


def _number(_: MasterField, value: Json) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Fault("record.wrong_type", expected="number")
    found = number_of(value)
    if found is None:
        raise Fault("record.wrong_type", expected="number")
    return number_text(found)


def _date(_: MasterField, value: Json) -> str:
    found = read_value("date", value)
    if found is None:
        raise Fault("record.wrong_type", expected="date")
    return str(found)


def _instant(_: MasterField, value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not FIRST_INSTANT <= value <= LAST_INSTANT:
        raise Fault("record.wrong_type", expected="instant")
    return int(value)


def _boolean(_: MasterField, value: Json) -> bool:
    if not isinstance(value, bool):
        raise Fault("record.wrong_type", expected="boolean")
    return value


def _choice(item: MasterField, value: Json) -> str:
    known = [option.value for option in item.options]
    if not isinstance(value, str) or value not in known:
        raise Fault("record.unknown_option", options=known)
    return value


def _tags(item: MasterField, value: Json) -> list[str] | None:
    if not isinstance(value, list | tuple) or len(value) > MAX_TAGS:
        raise Fault("record.wrong_type", expected="tags")
    cleaned = [_text(item, tag) for tag in value]
    return list(dict.fromkeys(tag for tag in cleaned if tag)) or None


def _json(item: MasterField, value: Json) -> Json:
    if item.check is None:
        raise TypeError(f"{item.key}: a JSON field needs a check of its own")
    return value


_CLEAN: dict[FieldType, Callable[[MasterField, Json], Json]] = {
    "text": _text,
    "long_text": _text,
    "phone": _phone,
    "email": _email,
    "number": _number,
    "date": _date,
    "instant": _instant,
    "boolean": _boolean,
    "choice": _choice,
    "reference": _text,
    "tags": _tags,
    "json": _json,
}
_COLUMNS: dict[FieldType, Any] = {
    "number": ExactNumber,
    "instant": column_types.Instant,
    "boolean": sa.Boolean,
    "tags": column_types.Json,
    "json": column_types.Json,
}
_RULE_KINDS: dict[FieldType, FieldKind] = {
    "number": "number",
    "date": "date",
    "instant": "instant",
    "boolean": "boolean",
    "choice": "choice",
    "reference": "record",
    "tags": "multi",
}


def column_type(item: MasterField) -> Any:
    """What the field's column holds."""
    return _COLUMNS.get(item.type, sa.Text)


def rule_kind(item: MasterField) -> FieldKind:
    """The field as filters and rules see it."""
    return _RULE_KINDS.get(item.type, "text")


def rule_fields(fields: Iterable[MasterField]) -> tuple[Field, ...]:
    """What rules may say of such a record. References are compared by id; personal fields and documents stay out."""
    return tuple(
        Field(item.key, "choice" if item.type == "reference" else rule_kind(item), item.label, item.options)
        for item in fields
        if not item.personal and item.type != "json"
    )
