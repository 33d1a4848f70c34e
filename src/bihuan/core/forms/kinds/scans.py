"""Codes on things, read by a camera: kept as they were read, and judged by their check digit where they have one."""

import unicodedata
from typing import ClassVar

from bihuan.core.forms.attributes import flag, harmless
from bihuan.core.forms.kinds.blanks import trimmed, unspaced
from bihuan.core.forms.kinds.text import _ONE_LINE, TEXT_DEFAULT, TEXT_LIMIT, TextSpec, _lengths, bounded, readable
from bihuan.core.forms.spec import Attribute, DefinedField, Texts, reject
from bihuan.core.values import Json

_GTIN_LENGTHS = (8, 12, 13, 14)


def _only_off(_old: Json, new: Json) -> bool:
    return not new


class Scan(TextSpec):
    """What a QR code or barcode says. `gtin`: the number of a good (EAN, UPC), whose check digit must hold.

    `typed: false` binds the device: codes are read there and not typed. A value that is sent cannot show how it came.
    """

    name = "scan"
    label: ClassVar[Texts] = {"zh": "扫码", "en": "Scanned code"}
    in_table = False
    attributes = (
        *_lengths(TEXT_DEFAULT, TEXT_LIMIT),
        Attribute("typed", flag, True, harmless),
        Attribute("gtin", flag, False, _only_off),
    )

    def clean(self, value: Json, field: DefinedField) -> Json:
        text = trimmed(readable(value, field.setting("max_length")).translate(_ONE_LINE))
        if field.setting("gtin") and text:
            text = unspaced(unicodedata.normalize("NFKC", text)).replace("-", "")
            if not is_gtin(text):
                reject("form.bad_check_digit")
        return bounded(text, field)


def is_gtin(text: str) -> bool:
    """Whether it is an EAN or UPC number with its right check digit (GS1: weights 3 and 1 from the right)."""
    if len(text) not in _GTIN_LENGTHS or not (text.isascii() and text.isdigit()):
        return False
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(text)))
    return weighed % 10 == 0
