"""Amounts in capital numerals (大写), as cheques, contracts and invoices ask for: nobody can add a stroke to them.

Pure, and the same in the browser: `web/packages/core/src/forms/capitals.ts`; both run `spec/vectors/money`.
"""

from decimal import Decimal

from bihuan.core import rules
from bihuan.core.forms.decimals import fixed_text
from bihuan.core.values import Json

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_MYRIAD, _HUNDRED_MILLION = 10_000, 100_000_000
_LIMIT = Decimal(10**18)


def capitals_of(amount: Json) -> str | None:
    """`人民币壹仟贰佰元伍角整` of yuan; rounded to fen. None for what is no amount, or has more than 18 whole digits.

    A nought between two written places is said once (零); one at the yuan's place before written jiao is not said.
    """
    number = rules.number_of(amount)
    if number is None or abs(number) >= _LIMIT:
        return None
    whole, _, cents = fixed_text(abs(number), 2).partition(".")
    if int(whole) >= _LIMIT:
        return None
    jiao, fen = int(cents[0]), int(cents[1])
    yuan = f"{_whole(int(whole))}元" if int(whole) or not jiao + fen else ""
    sign = "负" if number < 0 and (int(whole) or jiao or fen) else ""
    return f"人民币{sign}{yuan}{_small(jiao, fen, bool(yuan))}"


def _small(jiao: int, fen: int, has_yuan: bool) -> str:
    if not fen:
        return f"{_DIGITS[jiao]}角整" if jiao else "整"
    if jiao:
        return f"{_DIGITS[jiao]}角{_DIGITS[fen]}分"
    return f"{'零' if has_yuan else ''}{_DIGITS[fen]}分"


def _whole(number: int) -> str:
    for size, word in ((_HUNDRED_MILLION, "亿"), (_MYRIAD, "万")):
        if number >= size:
            high, rest = divmod(number, size)
            gap = "零" if 0 < rest < size // 10 else ""
            return f"{_whole(high)}{word}{gap}{_whole(rest) if rest else ''}"
    return _four(number)


def _four(number: int) -> str:
    """A number below ten thousand."""
    if not number:
        return _DIGITS[0]
    text = ""
    for place, digit in enumerate(reversed(str(number))):
        if digit != "0":
            text = _DIGITS[int(digit)] + _PLACES[place] + text
        elif text and not text.startswith("零"):
            text = f"零{text}"
    return text
