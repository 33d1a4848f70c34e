"""From a stored JSON value to the value that is compared, one function per kind; None = missing. None of them raises.

Records may hold anything (old versions, imports, hostile clients), so a value of the wrong shape is missing, not an
error. SQLite calls these very functions; the PostgreSQL expressions in `db.rule_sql` mirror them.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from unicodedata import normalize

from bihuan.core.rules.numbers import number_of
from bihuan.core.rules.schema import FieldKind

# 0001-01-02 … 9999-12-30: one day inside Python's calendar, so that no zone shifts an instant out of it.
FIRST_INSTANT = -62_135_510_400_000
LAST_INSTANT = 253_402_128_000_000
DATE_LENGTH = 10

_MONTH_DAYS = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
_LEAP_YEAR = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)"
# Every day of the years 1…9999 and nothing else, for whoever has no calendar at hand (PostgreSQL).
DATE_PATTERN = f"(?!0000)([0-9]{{4}}-({_MONTH_DAYS})|{_LEAP_YEAR}-02-29)"

_DATE = re.compile(DATE_PATTERN)


def fold(text: str) -> str:
    """The form in which text is compared: NFKC, case kept."""
    return text if text.isascii() else normalize("NFKC", text)


def raw_text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def folded_text(value: object) -> str | None:
    return fold(value) if isinstance(value, str) and value else None


def boolean(value: object) -> bool | None:
    return value if value is True or value is False else None


def instant(value: object) -> int | None:
    if value.__class__ is int and FIRST_INSTANT <= value <= LAST_INSTANT:
        return value
    return None


def day(value: object) -> str | None:
    """A calendar day as `YYYY-MM-DD`, which sorts as itself."""
    if isinstance(value, str) and len(value) == DATE_LENGTH and _is_date(value):
        return value
    return None


@lru_cache(maxsize=4096)
def _is_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None


def identity(value: object) -> str | None:
    """The id of a choice, person, department, region or record; a loaded relation carries it under `id`."""
    if not isinstance(value, str) and isinstance(value, Mapping):
        value = value.get("id")
    return value if isinstance(value, str) and value else None


def items(value: object) -> tuple[str, ...] | None:
    """The ids in a multi-choice or a list of files, each once; None when there is none."""
    if not isinstance(value, list | tuple):
        return None
    return tuple(dict.fromkeys(found for item in value if (found := identity(item)) is not None)) or None


def rows(value: object) -> tuple[Mapping[str, Any], ...] | None:
    """The rows of a sub-table; None when there is none."""
    if not isinstance(value, list | tuple):
        return None
    return tuple(row for row in value if isinstance(row, Mapping)) or None


READERS: dict[FieldKind, Callable[[object], Any]] = {
    "text": folded_text,
    "number": number_of,
    "boolean": boolean,
    "choice": identity,
    "multi": items,
    "instant": instant,
    "date": day,
    "person": identity,
    "department": identity,
    "region": identity,
    "record": identity,
    "files": items,
    "rows": rows,
    "tree": identity,
}


def read_value(kind: FieldKind, value: object) -> Any:
    """The comparable value of a stored JSON value: what a store that keeps values apart must keep. None = missing."""
    return READERS[kind](value)
