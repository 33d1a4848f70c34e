"""What a paper says, before it is set: text that stays text, and signatures that are nothing but strokes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.modules.prints.queries.drawing import MOST_POINTS, drawing_svg
from bihuan.modules.prints.queries.paper import MOST_TEXT, Paper, halves, plain

pytestmark = pytest.mark.req("ADM-8")

DRAWING = {"width": 200, "height": 80, "strokes": [[10, 10, 60, 50.5], [5, 5]]}


def test_a_long_word_gets_places_to_break_and_a_hash_none() -> None:
    assert plain("A" * 60).split("\u200b") == ["A" * 24, "A" * 24, "A" * 12]
    assert plain("ab" * 32) == "ab" * 32
    assert plain("更换密封圈" * 20) == "更换密封圈" * 20
    assert halves("a" * 32 + "b" * 32) == "a" * 32 + "\n" + "b" * 32


@given(st.text())
def test_nothing_but_control_characters_is_lost_of_a_short_text(text: str) -> None:
    shown = plain(text).replace("\u200b", "")
    assert [one for one in text if one in shown or one.isprintable()] == [one for one in text if one in shown]


def test_a_text_without_end_is_cut() -> None:
    assert len(plain("油" * 100_000)) == MOST_TEXT + 1


def test_facts_stand_two_to_a_row_long_ones_alone_and_empty_ones_not_at_all() -> None:
    paper = Paper("派工单", "DJ1", {})
    paper.facts("设备", [("名称", "液压站"), ("型号", None), ("SN", "YY-1"), ("描述", "漏" * 30), ("位置", "二楼")])
    paper.facts("空", [("x", None)])
    assert paper.blocks == [
        {
            "kind": "facts",
            "title": "设备",
            "rows": [["名称", "液压站", "SN", "YY-1"], ["描述", "漏" * 30], ["位置", "二楼"]],
        }
    ]


def test_a_signature_is_drawn_from_its_numbers() -> None:
    svg = drawing_svg(json.dumps(DRAWING))
    assert svg is not None
    assert b'viewBox="0 0 200 80"' in svg
    assert b'd="M10 10L60 50.5"' in svg
    assert b'd="M5 5h.1"' in svg


@pytest.mark.parametrize(
    "text",
    [
        "01900000-0000-7000-8000-000000000001",
        "{",
        "[" * 100_000,
        json.dumps({**DRAWING, "width": '1"/><script>'}),
        json.dumps({**DRAWING, "width": 10**9}),
        json.dumps({**DRAWING, "strokes": [[1] * (MOST_POINTS + 1)]}),
        json.dumps({**DRAWING, "strokes": "M0 0"}),
    ],
)
def test_what_is_no_signature_is_not_drawn(text: str) -> None:
    assert drawing_svg(text) is None


def test_strokes_that_are_not_numbers_are_left_out() -> None:
    svg = drawing_svg(json.dumps({**DRAWING, "strokes": [['"/><image href="file:///etc/passwd', 1], [1, 2, 3, 4]]}))
    assert svg is not None and b"image" not in svg and b"M1 2L3 4" in svg
