"""Readers for the settings of a form definition: each returns the clean setting or raises Refusal."""

from collections.abc import Callable
from decimal import Decimal

from bihuan.core import rules
from bihuan.core.forms.spec import reject
from bihuan.core.values import Json

MAX_LABEL = 200
MAX_HELP = 2_000
LANGUAGES = ("zh", "en")

Reader = Callable[[Json], Json]


def whole(lowest: int, highest: int) -> Reader:
    """A whole number within bounds."""

    def read(value: Json) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            reject("form.bad_setting", expected=f"{lowest}..{highest}")
        return value

    return read


def one_of(*words: str) -> Reader:
    """One of a few words."""

    def read(value: Json) -> str:
        if not isinstance(value, str) or value not in words:
            reject("form.bad_setting", expected=" | ".join(words))
        return value

    return read


def flag(value: Json) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        reject("form.bad_setting", expected="true | false")
    return value


def exact_number(value: Json) -> str:
    """A decimal, canonical text."""
    number = rules.number_of(value)
    if number is None:
        reject("form.bad_setting", expected="number")
    return rules.number_text(number)


def texts(limit: int = MAX_LABEL) -> Reader:
    """A text for people: {zh, en}, or one plain text that serves both languages. Chinese is obligatory."""

    def read(value: Json) -> dict[str, str]:
        if isinstance(value, str):
            value = {"zh": value}
        if not isinstance(value, dict) or "zh" not in value or not set(value) <= set(LANGUAGES):
            reject("form.bad_text", expected="{zh, en}")
        if not all(isinstance(text, str) and 0 < len(text.strip()) <= limit for text in value.values()):
            reject("form.bad_text", expected=f"1..{limit}")
        if any("\ud800" <= mark <= "\udfff" for text in value.values() for mark in text):
            reject("form.bad_text", expected="Unicode")
        return {language: value[language].strip() for language in LANGUAGES if language in value}

    return read


def not_lower(old: Json, new: Json) -> bool:
    """A maximum that was dropped or raised lets every earlier value through."""
    return new is None or (old is not None and Decimal(new) >= Decimal(old))


def not_higher(old: Json, new: Json) -> bool:
    """A minimum that was dropped or lowered lets every earlier value through."""
    return new is None or (old is not None and Decimal(new) <= Decimal(old))


def harmless(_old: Json, _new: Json) -> bool:
    """A setting that never makes a valid value invalid."""
    return True
