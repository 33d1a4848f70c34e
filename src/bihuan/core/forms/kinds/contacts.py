"""What reaches or names a person: phone, e-mail, web address, identity card. Each is kept in one writing, so that the
same number is found again however it was typed."""

import re
import unicodedata
from datetime import date
from typing import ClassVar

from bihuan.core.forms.attributes import flag
from bihuan.core.forms.kinds.blanks import trimmed, unspaced
from bihuan.core.forms.spec import Attribute, DefinedField, FieldKindSpec, FilterRow, Texts, reject
from bihuan.core.values import Json, JsonObject

_MOST_EMAIL = 254
_MOST_URL = 2_000
_FILTER_LENGTH = 200
_LONGEST = 80
_MOST_DIGITS = 10**15
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = rf"(?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]{{0,61}}[A-Za-z0-9]"
_EMAIL = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@({_DOMAIN})")
_NAMED = re.compile(r"[^<>]*<([^<>]*)>")
_URL = re.compile(
    rf"(https?)://({_LABEL}(?:\.{_LABEL})*)(:[0-9]{{1,5}})?([/?#][^\s\\<>\"`]*)?", re.IGNORECASE | re.ASCII
)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?![0-9])", re.IGNORECASE | re.ASCII)
_MARKS = re.compile(r"[-().·–—]")
_EXTENSION = re.compile(r"(.*?)(?:转|分机|ext\.?|x|#|(?<=[0-9]{7})-)([0-9]{1,6})", re.IGNORECASE | re.ASCII)
_MOBILE = re.compile(r"(?:\+86|0086|86)?(1[3-9][0-9]{9})")
_HOME = re.compile(r"(?:\+86|0086)0?([1-9][0-9]{8,11})")
_LANDLINE = re.compile(r"0(?:10|2[0-9])[2-9][0-9]{7}|0[3-9][0-9]{2}[2-9][0-9]{6,7}")
_SERVICE = re.compile(r"[48]00[0-9]{7}|1[0-2][0-9]{1,3}|9[56][0-9]{3,4}")
_ABROAD = re.compile(r"(?:\+|00)([1-9][0-9]{6,14})")
_LOCAL = re.compile(r"[2-9][0-9]{6,7}")
_ID_CARD = re.compile(r"[1-9][0-9]{16}[0-9X]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
# The provinces of GB/T 2260; 83 stands in residence permits of Taiwan's people.
_PROVINCES = frozenset(
    {
        *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42"),
        *("43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82"),
        *("83", "91"),
    }
)


def _narrow(value: Json, code: str, longest: int = _LONGEST) -> str:
    """What was sent with wide marks made narrow and no blanks around it."""
    if not isinstance(value, str) or len(value) > longest:
        reject(code)
    return trimmed(unicodedata.normalize("NFKC", value))


class ContactSpec(FieldKindSpec):
    """What they share: text for rules, found by the whole and by its parts."""

    rule_type = "text"
    in_table = True

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": "string"}

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return (FilterRow(text=str(value)[:_FILTER_LENGTH]),)

    def search_text(self, value: Json, field: DefinedField) -> str:
        return str(value)


class Email(ContactSpec):
    """An address of electronic mail. `张工 <a@b.cn>` and `mailto:a@b.cn`, as mail programs copy it, are read."""

    name = "email"
    label: ClassVar[Texts] = {"zh": "邮箱", "en": "E-mail"}
    mask = "email"

    def clean(self, value: Json, field: DefinedField) -> Json:
        text = _narrow(value, "form.not_email", 2 * _MOST_EMAIL)
        if not text:
            return None
        named = _NAMED.fullmatch(text)
        text = trimmed(named[1]) if named else text
        text = text[7:] if text[:7].lower() == "mailto:" else text
        found = _EMAIL.fullmatch(text)
        if found is None or len(text) > _MOST_EMAIL or len(found[1]) > 64:
            reject("form.not_email")
        return f"{found[1]}@{found[2].lower()}"


class WebAddress(ContactSpec):
    """An address of the web that is safe to open: https (http where the field allows it), a plain host, no password."""

    name = "url"
    label: ClassVar[Texts] = {"zh": "网址", "en": "Web address"}
    attributes = (Attribute("allow_http", flag, False, lambda _old, new: bool(new)),)

    def clean(self, value: Json, field: DefinedField) -> Json:
        text = trimmed(value) if isinstance(value, str) and len(value) <= 2 * _MOST_URL else reject("form.not_url")
        if not text:
            return None
        scheme = _SCHEME.match(text)
        if scheme is None:
            text = f"https://{text}"
        elif scheme[1].lower() not in ("https", "http"):
            reject("form.url_unsafe")
        found = _URL.fullmatch(text)
        if found is None or len(text) > _MOST_URL or not text.isprintable():
            reject("form.not_url")
        if found[1].lower() == "http" and not field.setting("allow_http"):
            reject("form.url_not_https")
        return f"{found[1].lower()}://{found[2].lower()}{found[3] or ''}{found[4] or ''}"


class Phone(ContactSpec):
    """A telephone number: of a mobile, of a house with its area code, of a service, or abroad with its +."""

    name = "phone"
    label: ClassVar[Texts] = {"zh": "电话", "en": "Phone"}
    personal = True
    mask = "phone"
    attributes = (Attribute("mobile_only", flag, False, lambda _old, new: not new),)

    def clean(self, value: Json, field: DefinedField) -> Json:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        # Bounded first: what overflowed to infinity has no whole part.
        if is_number and abs(value) < _MOST_DIGITS and value == int(value):
            value = str(int(value))
        text = unspaced(_narrow(value, "form.not_phone"))
        if not text:
            return None
        extended = _EXTENSION.fullmatch(text)
        plain = _MARKS.sub("", extended[1] if extended else text)
        number = _number(plain)
        if field.setting("mobile_only") and (extended or not _MOBILE.fullmatch(number)):
            reject("form.phone_not_mobile")
        return f"{number}x{extended[2]}" if extended else number

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": ["string", "integer"]}

    def tell(self, value: Json, field: DefinedField, language: str) -> str | None:
        """`138 1234 5678`, `0512-68881234 转 8001`, `400-123-4567`."""
        if not isinstance(value, str):
            return None
        number, extended, extension = value.partition("x")
        behind = f" {'ext.' if language == 'en' else '转'} {extension}" if extended else ""
        return _grouped(number) + behind


def _number(plain: str) -> str:
    """The number in its one writing."""
    if mobile := _MOBILE.fullmatch(plain):
        return mobile[1]
    if (home := _HOME.fullmatch(plain)) and _LANDLINE.fullmatch(f"0{home[1]}"):
        return f"0{home[1]}"
    if _LANDLINE.fullmatch(plain) or _SERVICE.fullmatch(plain):
        return plain
    abroad = _ABROAD.fullmatch(plain)
    if abroad is None or abroad[1].startswith("86"):
        reject("form.phone_area" if _LOCAL.fullmatch(plain) else "form.not_phone")
    return f"+{abroad[1]}"


def _grouped(number: str) -> str:
    if _MOBILE.fullmatch(number):
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    if _LANDLINE.fullmatch(number):
        area = 3 if number[1] in "12" else 4
        return f"{number[:area]}-{number[area:]}"
    if len(number) == 10 and _SERVICE.fullmatch(number):
        return f"{number[:3]}-{number[3:6]}-{number[6:]}"
    return number


class IdCard(ContactSpec):
    """A citizen's number of 18 places (GB 11643): place, birthday, and a last mark that proves the others."""

    name = "id_card"
    label: ClassVar[Texts] = {"zh": "身份证号", "en": "Identity card"}
    personal = True
    mask = "id_card"

    def clean(self, value: Json, field: DefinedField) -> Json:
        text = unspaced(_narrow(value, "form.not_id_card")).upper()
        if not text:
            return None
        if not _ID_CARD.fullmatch(text) or text[:2] not in _PROVINCES or not _is_day(text[6:14]):
            reject("form.not_id_card")
        total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
        if _CHECKS[total % 11] != text[17]:
            reject("form.id_card_check")
        return text


def _is_day(digits: str) -> bool:
    try:
        return date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}").year >= 1900
    except ValueError:
        return False
