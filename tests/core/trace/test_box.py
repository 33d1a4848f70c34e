"""The trace box reads what people type: every kind of part, in any order, with and without blanks (AUD-2)."""

import itertools
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.trace import Choice, Chosen, LookUps, Span, Token, directory, one_edit, read_box, read_days
from bihuan.core.values import instant_of

pytestmark = pytest.mark.req("AUD-2")

ZONE = "Asia/Shanghai"
# A Thursday.
NOW = instant_of(datetime(2026, 2, 5, 10, 30), ZONE)
ZHANG, LI, ZHANG_WEI, ZHOU, ALICE, OUYANG = (
    Choice("p1", "张工"),
    Choice("p2", "李明"),
    Choice("p3", "张伟"),
    Choice("p4", "小周"),
    Choice("p5", "Alice Wang"),
    Choice("p6", "欧阳锋"),
)
PEOPLE = directory([ZHANG, LI, ZHANG_WEI, ZHOU, ALICE, OUYANG])
DEVICES = {
    "XX8892": (Choice("d1", "XX-8892"),),
    "XX8893": (Choice("d2", "XX-8893"),),
    "HP2207": (Choice("d3", "HP-2207"),),
    "20260128": (Choice("d4", "20260128"),),
}
CUSTOMERS = {"东吴": (Choice("c1", "苏州东吴精密"),), "苏州": (Choice("c1", "苏州东吴精密"), Choice("c2", "苏州水务"))}


def found_in(things):
    return lambda words: {word: things[word] for word in words if word in things}


LOOK = LookUps(PEOPLE, found_in(DEVICES), found_in(CUSTOMERS))


def read(text: str, *chosen: Chosen) -> tuple[Token, ...]:
    return read_box(text, NOW, ZONE, LOOK, chosen)


def said(text: str, *chosen: Chosen) -> list[tuple[str, str]]:
    """Kind and meaning of each part; days as first day..last day."""
    return [(token.kind, meaning(token)) for token in read(text, *chosen)]


def meaning(token: Token) -> str:
    if token.kind == "days":
        return days(token.span)
    return "|".join(choice.id for choice in token.choices) or token.value


def days(span: Span | None) -> str:
    assert span is not None
    first, last = (
        datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(ZONE)) for at in (span.first, span.until - 1)
    )
    assert (first.hour, first.minute, last.hour, last.minute) == (0, 0, 23, 59)
    return f"{first:%y%m%d}" if first.date() == last.date() else f"{first:%y%m%d}..{last:%y%m%d}"


VECTORS = {
    "张工 2026-01-28 XX-8892": [("person", "p1"), ("days", "260128"), ("device", "d1")],
    "张工2026-01-28XX-8892": [("person", "p1"), ("days", "260128"), ("device", "d1")],
    "XX-8892张工2026-01-28": [("device", "d1"), ("person", "p1"), ("days", "260128")],
    "2026-01-28，张工，xx8892": [("days", "260128"), ("person", "p1"), ("device", "d1")],
    "张工２０２６－０１－２８ＸＸ－８８９２": [("person", "p1"), ("days", "260128"), ("device", "d1")],
    "xx 8892": [("device", "d1")],
    "XX.8892": [("device", "d1")],
    "张工昨天修的XX-8892": [("person", "p1"), ("days", "260204"), ("device", "d1")],
    "李工": [("person", "p2")],
    "张师傅": [("person", "p1|p3")],
    "张伟": [("person", "p3")],
    "周经理": [("person", "p4")],
    "欧阳工程师": [("person", "p6")],
    "alice wang 昨天": [("person", "p5"), ("days", "260204")],
    "malice wangs": [("text", "MALICE"), ("text", "WANGS")],
    "东吴 漏水": [("customer", "c1"), ("text", "漏水")],
    "东吴的漏水工单": [("text", "东吴的漏水")],
    "苏州 张伟": [("customer", "c1|c2"), ("person", "p3")],
    "BX260128-AB12CD": [("number", "BX260128-AB12CD")],
    "bx260128ab12cd": [("number", "BX260128-AB12CD")],
    "张工BX260128-AB12CD": [("person", "p1"), ("number", "BX260128-AB12CD")],
    "20260127": [("days", "260127")],
    "3号空压机": [("text", "3号空压机")],
    "WiFi 掉线": [("text", "WIFI"), ("text", "掉线")],
    "的": [],
    "": [],
    "？！ ": [],
}


@pytest.mark.parametrize("text", VECTORS)
def test_what_is_typed_is_read(text: str) -> None:
    assert said(text) == VECTORS[text]


DAYS = {
    "今天": "260205",
    "昨天": "260204",
    "前天": "260203",
    "大前天": "260202",
    "3天前": "260202",
    "本周": "260202..260208",
    "上周": "260126..260201",
    "上上周": "260119..260125",
    "上周三": "260128",
    "周三": "260204",
    "星期五": "260130",
    "本周五": "260206",
    "本月": "260201..260228",
    "这个月": "260201..260228",
    "上月": "260101..260131",
    "上个月": "260101..260131",
    "近7天": "260130..260205",
    "1月28日": "260128",
    "1月28号": "260128",
    "1月28": "260128",
    "12月31日": "251231",
    "2月29日": "240229",
    "2026年1月28日": "260128",
    "26年1月28日": "260128",
    "2026/1/28": "260128",
    "2026.01.28": "260128",
    "2026-1-8": "260108",
    "20260128 ": "260128",
    "1/28": "260128",
    "2025年12月": "251201..251231",
    "1月": "260101..260131",
    "12月份": "251201..251231",
    "2025年": "250101..251231",
    "去年": "250101..251231",
    "28日": "260128",
    "5号": "260205",
    "6号": "260106",
    "1月26日到1月28日": "260126..260128",
    "2026-01-26 至 2026-01-28": "260126..260128",
    "1/26~1/28": "260126..260128",
    "today": "260205",
}
NO_DAYS = (
    "2月30日",
    "13月",
    "2026-02-30",
    "0/5",
    "32日",
    "2号线",
    "XX-2026-01-28",
    "2026-01-289",
    "1-28",
    "9999999天前",
    "",
)


@pytest.mark.parametrize("text", DAYS)
def test_days_are_read_as_people_write_them(text: str) -> None:
    assert [days(found.span) for found in read_days(text.upper(), NOW, ZONE)] == [DAYS[text]]


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_days(text, NOW, ZONE) == []


def test_a_day_is_the_day_of_the_companys_zone() -> None:
    late = instant_of(datetime(2026, 2, 5, 0, 30), ZONE)
    (shanghai,), (london,) = read_days("今天", late, ZONE), read_days("今天", late, "Europe/London")
    assert shanghai.span.first - london.span.first == 16 * 3_600_000


def test_a_serial_number_with_one_wrong_character_is_still_found() -> None:
    for typed in ("HP-2208", "HP-227", "HP-22077", "PH-2207", "hq2207"):
        (token,) = read(typed)
        assert (token.kind, token.near, meaning(token)) == ("device", True, "d3"), typed
    assert [(token.near, meaning(token)) for token in read("XX-8891")] == [(True, "d1|d2")]
    assert said("XX-88") == [("text", "XX-88")]


def test_what_is_meant_can_be_said() -> None:
    assert said("张师傅 漏水", Chosen("张师傅", "person", "p3")) == [("person", "p3"), ("text", "漏水")]
    assert said("苏州 漏水", Chosen("苏州", "text")) == [("text", "苏州"), ("text", "漏水")]
    assert said("xx-8892", Chosen("XX-8892", "text")) == [("text", "XX-8892")]
    assert said("张师傅", Chosen("张师傅", "person", "nobody")) == [("person", "p1|p3")]


def test_nobody_asks_for_a_company_that_is_called_like_a_serial_number() -> None:
    asked: list[str] = []

    def customers(words: tuple[str, ...]) -> dict[str, tuple[Choice, ...]]:
        asked.extend(words)
        return {}

    read_box("ZZ-9999 3M 漏水 漏水", NOW, ZONE, LookUps(PEOPLE, found_in({}), customers))
    assert asked == ["3M", "漏水"]


def test_a_word_in_very_many_names_is_a_word() -> None:
    many = tuple(Choice(f"c{number}", "机电") for number in range(21))
    look = LookUps(PEOPLE, found_in({}), found_in({"机电": many}))
    assert [token.kind for token in read_box("机电", NOW, ZONE, look)] == ["text"]


PARTS = ("张工", "2026-01-28", "XX-8892", "东吴", "BX260128-AB12CD", "漏水", "昨天", "李明")


@given(st.permutations(PARTS), st.integers(0, len(PARTS)), st.sampled_from([" ", "  ", "，", "\t", "、"]))
def test_the_order_does_not_matter(parts: list[str], count: int, between: str) -> None:
    shown = parts[:count]
    alone = [part for each in shown for part in said(each)]
    assert said(between.join(shown)) == alone


@given(st.permutations(("张工", "2026-01-28", "李明", "昨天")))
def test_neither_do_blanks_between_what_cannot_be_confused(parts: list[str]) -> None:
    assert said("".join(parts)) == said(" ".join(parts))


ANYTHING = st.text(
    st.one_of(st.sampled_from("张李伟工周一二三号月日年天上本近到至0123456789XxBＸ８-/. ，"), st.characters()),
    max_size=60,
)


@given(ANYTHING)
def test_whatever_is_typed_is_read_once_and_in_order(text: str) -> None:
    tokens = read(text)
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert all(one.end <= other.start for one, other in itertools.pairwise(tokens))
    assert all((token.span is not None) == (token.kind == "days") for token in tokens)
    assert all(token.span.first < token.span.until for token in tokens if token.span)
    assert tokens == read(text)


CODES = st.text("AB12", max_size=6)


@given(CODES, CODES)
def test_one_edit_away_is_the_same_from_both_sides(one: str, other: str) -> None:
    assert (other in one_edit(one)) == (one in one_edit(other))
    assert one not in one_edit(one)
