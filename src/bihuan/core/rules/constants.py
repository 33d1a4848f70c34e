"""Values written in a rule, brought to the form in which they are compared."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bihuan.core.rules.nodes import Constant
from bihuan.core.rules.numbers import number_of
from bihuan.core.rules.reading import boolean, day, instant
from bihuan.core.rules.schema import Field, FieldKind
from bihuan.core.values import Json

Fault = tuple[str, dict[str, Json]]

_ISO_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,3})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def constant(value: Json, kind: FieldKind, field: Field | None = None) -> Constant | Fault:
    """The constant of a JSON scalar meant as `kind`, or what is wrong with it.

    Where an instant is meant, a day (`2026-05-01`) stays a day: the comparison then goes by calendar days.
    """
    if value is None:
        return "rule.null_constant", {}
    if value == "":
        return "rule.empty_constant", {}
    if kind == "instant" and day(value) is not None:
        return Constant(value, "date")
    read = _READ.get(kind, _identity)
    found = read(value)
    if found is None:
        return "rule.wrong_type", {"expected": kind, "value": _shown(value)}
    if field is not None and field.options and all(option.value != found for option in field.options):
        return "rule.unknown_option", {"field": field.key, "value": found}
    return Constant(found, kind)


def inferred_kind(value: Json) -> FieldKind:
    """The kind of a scalar nobody expects anything of."""
    if isinstance(value, bool):
        return "boolean"
    return "text" if isinstance(value, str) else "number"


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _identity(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _instant(value: Json) -> int | None:
    if not isinstance(value, str):
        return instant(value)
    if not _ISO_INSTANT.fullmatch(value):
        return None
    try:
        return instant((datetime.fromisoformat(value) - _EPOCH) // timedelta(milliseconds=1))
    except (ValueError, OverflowError):
        return None


def _shown(value: Json) -> Json:
    """The value for the text of a fault: short, and never a number too long to be written."""
    if isinstance(value, str):
        return value if len(value) <= 80 else value[:80] + "…"
    return value if isinstance(value, bool) or not isinstance(value, int) or abs(value) < 10**30 else "…"


_READ: dict[FieldKind, Callable[[Any], Any]] = {
    "text": _text,
    "number": number_of,
    "boolean": boolean,
    "instant": _instant,
    "date": day,
}
