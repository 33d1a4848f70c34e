"""Text sorts as people expect: pinyin, numbers by value, empty last (semantics §3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.db.sort_key import sort_key


def ordered(*texts: str) -> list[str]:
    return sorted(texts, key=lambda text: sort_key(text) or "\U0010ffff")


def test_chinese_stands_among_latin_letters_by_its_pinyin():
    assert ordered("张工", "Zebra", "李工", "Anna", "长沙", "王工") == ["Anna", "长沙", "李工", "王工", "Zebra", "张工"]


def test_people_of_one_name_stand_together_though_another_name_sounds_alike():
    assert ordered("章一", "张二", "章三", "张四") == ["张二", "张四", "章三", "章一"]


def test_the_shorter_syllable_comes_first_and_a_place_is_found_where_people_look():
    assert ordered("先生", "西安", "重庆", "城市") == ["城市", "重庆", "西安", "先生"]


def test_numbers_count_by_their_value():
    assert ordered("电机10", "电机9", "电机 009", "电机100") == ["电机 009", "电机9", "电机10", "电机100"]


@pytest.mark.parametrize("text", [None, "", "  ", "\u3000"])
def test_what_is_blank_has_no_key_and_so_sorts_last(text):
    assert sort_key(text) is None


def test_width_and_case_do_not_matter():
    assert sort_key("Ａｂ１２") == sort_key("aB12")


@given(st.text(max_size=300))
def test_any_text_has_a_key_that_fits_an_index(text):
    key = sort_key(text)
    assert key is None or len(key.encode()) <= 400
