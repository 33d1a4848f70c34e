"""Forms in which numbers that people write differently are the same: phone numbers, serial numbers, codes.

Our own rules, not a library's tables: a key is part of the rows that a replay must give again, years later.
"""

import re
import unicodedata

_NOISE = re.compile(r"[\s\-‐-―_.·/()（）]+")
_EXTENSION = re.compile(r"(转|轉|分机|ext\.?|[x#*,;]).*$", re.IGNORECASE | re.DOTALL)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_AREA_AND_NUMBER = re.compile(r"0(10|2[0-9]|[3-9][0-9]{2})[2-9][0-9]{6,7}")
_SERVICE = re.compile(r"[48]00[0-9]{7}")
MAX_DIGITS = 20


def phone_key(text: str) -> str | None:
    """One form for one phone: `+8613812345678` for 138 1234 5678, ０１３８… in full width, +86-138…, 0086138….

    Chinese mobile, land line with area code and 400/800 numbers get +86; foreign ones need + or 00. Short and local
    numbers stay as their digits. An extension is not part of it. None: no phone number.
    """
    folded = _EXTENSION.sub("", unicodedata.normalize("NFKC", text).strip())
    compact = _NOISE.sub("", folded)
    foreign = compact.startswith("+")
    digits = compact.removeprefix("+")
    if not digits.isascii() or not digits.isdecimal() or not 3 <= len(digits) <= MAX_DIGITS:
        return None
    if not foreign and digits.startswith("00") and len(digits) >= 9:
        foreign, digits = True, digits[2:]
    if foreign:
        return _international(digits)
    if digits.startswith("86") and _chinese(digits[2:]):
        return f"+86{_chinese(digits[2:])}"
    national = _chinese(digits)
    return f"+86{national}" if national else digits


def _international(digits: str) -> str | None:
    if digits.startswith("86"):
        return f"+86{_chinese(digits[2:]) or digits[2:].removeprefix('0')}"
    return f"+{digits}" if 6 <= len(digits) <= 15 and not digits.startswith("0") else None


def _chinese(digits: str) -> str | None:
    """The national number without trunk prefix, or None."""
    if _MOBILE.fullmatch(digits) or _SERVICE.fullmatch(digits):
        return digits
    if digits.startswith("0") and _MOBILE.fullmatch(digits[1:]):
        return digits[1:]  # dialled long distance
    return digits[1:] if _AREA_AND_NUMBER.fullmatch(digits) else None


def code_key(text: str) -> str | None:
    """One form for one serial number or code: NFKC, upper case, without spaces and dashes. None: nothing is left."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return unicodedata.normalize("NFKC", _NOISE.sub("", folded)) or None
