"""RFC 8785 (JCS): one byte sequence for one JSON value, so that a hash of it means something."""

import json
from collections.abc import Callable, Iterable, Mapping
from math import isfinite
from typing import Any

from bihuan.core.values import Json, Refusal

# I-JSON (RFC 7493 §2.2): beyond this, readers that hold numbers as doubles see another number.
LARGEST_INTEGER = 2**53 - 1
# Parsers of other languages stop somewhere; a fixed bound keeps "canonical" the same everywhere.
DEEPEST = 100
# Below U+D800 the order of code points and of UTF-16 units is the same.
_FIRST_SURROGATE = "\ud800"
_SIMPLE = frozenset({str, bool, type(None)})


def canonical(value: Json) -> bytes:
    """The RFC 8785 form of a JSON value, in UTF-8.

    Mappings of any kind count as objects, tuples as arrays. Refuses with `ledger.not_canonical` (data: `reason`,
    `path`) what has no such form: NaN and infinity, integers beyond ±(2^53-1), lone surrogates, keys that are no
    text, other types, nesting deeper than 100.
    """
    text = "".join(_encode_plain(value, 0)) if _is_plain(value, 0) else _encode(value, "", 0)
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise _not_canonical("lone_surrogate", "") from error


def parse_canonical(text: bytes) -> Json:
    """The value of a canonical text. Refuses `ledger.not_canonical` (reason: not_json, other_form) any other text."""
    try:
        value = json.loads(text, parse_int=_parse_integer)
    except (ValueError, RecursionError) as error:
        raise _not_canonical("not_json", "") from error
    if canonical(value) != text:
        raise _not_canonical("other_form", "")
    return value


def _parse_integer(digits: str) -> int | float:
    # A double of this size is written without a point (RFC 8785 §3.2.2.3); it must come back as one.
    if len(digits) <= 17 and abs(number := int(digits)) <= LARGEST_INTEGER:
        return number
    return float(digits)


def _not_canonical(reason: str, path: str) -> Refusal:
    return Refusal("ledger.not_canonical", path=path or None, reason=reason)


# The C encoder writes exactly the RFC's form for text, whole numbers, literals, arrays and objects whose keys sort
# alike; it is some twenty times faster than Python code. `_is_plain` decides whether it may be used. Building it anew
# for each value, as json.dumps does, costs a fifth of the time.
def _make_plain_encoder() -> Callable[[Any, int], Iterable[str]]:
    make: Any = getattr(json.encoder, "c_make_encoder", None)
    if make is None:  # pragma: no cover - an interpreter without the C encoder
        encode = json.JSONEncoder(separators=(",", ":"), sort_keys=True, ensure_ascii=False, default=dict).encode
        return lambda value, _indent: (encode(value),)
    encoder: Callable[[Any, int], Iterable[str]]
    encoder = make(None, dict, json.encoder.encode_basestring, None, ":", ",", True, False, False)
    return encoder


_encode_plain = _make_plain_encoder()


def _is_plain(value: Any, depth: int) -> bool:
    kind = type(value)
    if kind is int:
        return bool(-LARGEST_INTEGER <= value <= LARGEST_INTEGER)
    if kind in _SIMPLE:
        return True
    if depth > DEEPEST:
        return False
    if kind is list or kind is tuple:
        return _are_plain(value, depth + 1)
    if kind is dict or isinstance(value, Mapping):
        return _have_plain_order(value) and _are_plain(value.values(), depth + 1)
    return False


def _have_plain_order(keys: Iterable[Any]) -> bool:
    try:
        joined = "".join(keys)
    except TypeError:
        return False
    return joined.isascii() or max(joined) < _FIRST_SURROGATE


def _are_plain(values: Iterable[Any], depth: int) -> bool:
    # Most values are text or small numbers; passing over them here saves a call for each.
    for value in values:
        kind = type(value)
        if kind in _SIMPLE or (kind is int and -LARGEST_INTEGER <= value <= LARGEST_INTEGER):
            continue
        if not _is_plain(value, depth):
            return False
    return True


def _encode(value: Any, path: str, depth: int) -> str:
    """The whole rule in Python: for floats, unusual keys, and to say what is wrong and where."""
    if depth > DEEPEST:
        raise _not_canonical("too_deep", path)
    if isinstance(value, str):
        return _encode_text(value, path)
    if value is None or isinstance(value, bool | int | float):
        return _encode_scalar(value, path)
    if isinstance(value, Mapping):
        return _encode_object(value, path, depth)
    if isinstance(value, list | tuple):
        items = (_encode(item, _join(path, index), depth + 1) for index, item in enumerate(value))
        return f"[{','.join(items)}]"
    raise _not_canonical("unknown_type", path)


def _join(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)


def _encode_text(value: str, path: str) -> str:
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise _not_canonical("lone_surrogate", path)
    return json.encoder.encode_basestring(value)


def _encode_object(value: Mapping[Any, Any], path: str, depth: int) -> str:
    for key in value:
        if not isinstance(key, str):
            raise _not_canonical("key_not_text", path)
        _encode_text(key, path)
    keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
    members = (
        f"{json.encoder.encode_basestring(key)}:{_encode(value[key], _join(path, key), depth + 1)}" for key in keys
    )
    return f"{{{','.join(members)}}}"


def _encode_scalar(value: bool | float | None, path: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise _not_canonical("integer_too_large", path)
        return int.__repr__(value)
    if not isfinite(value):
        raise _not_canonical("not_a_number", path)
    return _es6_number(value)


def _es6_number(value: float) -> str:
    """ECMAScript's Number::toString (RFC 8785 §3.2.2.3); Python's repr has the same digits, placed otherwise."""
    if value == 0:
        return "0"
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = int(exponent or 0) - len(fraction) + len(digits)
    digits = digits.rstrip("0")
    return ("-" if value < 0 else "") + _place_point(digits, point)


def _place_point(digits: str, point: int) -> str:
    """`digits` with the decimal point after `point` of them: 0.digits × 10^point, as ECMAScript writes it."""
    if len(digits) <= point <= 21:
        return digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    exponent = f"e{point - 1:+d}"
    return f"{digits[0]}.{digits[1:]}{exponent}" if len(digits) > 1 else f"{digits}{exponent}"
