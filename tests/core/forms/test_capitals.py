"""Amounts in capital numerals, the same here and in the browser."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from bihuan.core.forms import capitals_of, parse_form
from bihuan.core.values import Json, Refusal
from tests.core.forms.samples import document, field

CASES = json.loads((Path(__file__).parents[3] / "spec/vectors/money/capitals.json").read_text("utf-8"))["cases"]


@pytest.mark.req("FRM-1")
@pytest.mark.parametrize(("amount", "written"), CASES)
def test_an_amount_in_capital_numerals(amount: Json, written: str | None) -> None:
    assert capitals_of(amount) == written


_DIGITS = {mark: digit for digit, mark in enumerate("零壹贰叁肆伍陆柒捌玖")}
_SMALL = {"拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}


def _read(text: str) -> int:
    """A whole number in capital numerals, as somebody reads it: what stands before a large word is so many of it."""
    for word in ("亿", "万"):
        if word in text:
            high, _, low = text.rpartition(word)
            return _read(high) * _LARGE[word] + _read(low)
    total = digit = 0
    for mark in text:
        if mark in _SMALL:
            total += digit * _SMALL[mark]
            digit = 0
        else:
            digit = _DIGITS[mark]
    return total + digit


@pytest.mark.req("FRM-1")
def test_what_is_written_reads_back() -> None:
    for number in (*range(1, 20_500), *(3**power for power in range(1, 37)), *(10**power + 1 for power in range(17))):
        written = capitals_of(str(number))
        assert written is not None and "零零" not in written
        assert _read(written.removeprefix("人民币").removesuffix("元整")) == number


@pytest.mark.req("FRM-1")
def test_only_yuan_are_written_so() -> None:
    with pytest.raises(Refusal) as refusal:
        parse_form(document(field("fee", "amount", capitals=True, currency="USD")))
    assert [(fault.path, fault.code) for fault in refusal.value.problems] == [
        ("fields.fee.capitals", "form.capitals_of_yuan")
    ]
    assert parse_form(document(field("fee", "amount", capitals=True))).fields["fee"].setting("capitals") is True
    assert capitals_of(str(Decimal("12.5"))) == "人民币壹拾贰元伍角整"
