"""Comparison of versions: nothing is lost, nothing invented, whatever the two texts are (COL-6)."""

from itertools import pairwise
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.revisions import Chain, Comparison, Version, chains_of, compare_texts, comparison, ids_in, matches

pytestmark = pytest.mark.req("COL-6")

LINES = st.lists(st.sampled_from(["甲方", "乙方", "付款期限为三十日", "付款期限为六十日", "", "违约金 5%", "A b c"]))


def told(rows: Comparison, side: str) -> list[str]:
    """One of the two texts, read back from the comparison."""
    other = "added" if side == "left" else "removed"
    lines = [row for row in rows.rows if getattr(row, side) is not None]
    return ["".join(part.text for part in row.parts if part.kind != other) for row in lines]


def kinds(older: list[str], newer: list[str]) -> list[str]:
    return [row.kind for row in compare_texts(older, newer).rows]


def numbered(count: int, but: dict[int, str] | None = None) -> list[str]:
    return [(but or {}).get(place, f"第 {place} 条") for place in range(count)]


@given(LINES, LINES)
def test_both_texts_can_be_read_from_what_is_shown(older: list[str], newer: list[str]) -> None:
    shown = compare_texts(older, newer)
    if not any(row.kind == "gap" for row in shown.rows):
        assert (told(shown, "left"), told(shown, "right")) == (older, newer)
    for side, text in (("left", older), ("right", newer)):
        numbers = [getattr(row, side) for row in shown.rows if getattr(row, side) is not None]
        assert numbers == sorted(set(numbers)) and all(1 <= number <= len(text) for number in numbers)
    assert (not (shown.added or shown.removed or shown.changed)) == (older == newer)


@given(st.lists(st.integers(0, 5), max_size=40), st.lists(st.integers(0, 5), max_size=40), st.integers(1, 80))
def test_what_matches_is_equal_and_in_order(left: list[int], right: list[int], most: int) -> None:
    found = matches(left, right, most)
    assert all(left[at] == right[there] for at, there in found)
    assert all(one[0] < next_[0] and one[1] < next_[1] for one, next_ in pairwise(found))


@given(st.text("ab", max_size=14), st.text("ab", max_size=14))
def test_without_a_bound_nothing_shorter_is_to_be_had(left: str, right: str) -> None:
    # Cutting at single elements first may cost some; within one piece it is the longest common sequence.
    if len(set(left) & set(right)) == 0 or any(left.count(sign) == 1 for sign in left):
        return
    best = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for at, sign in enumerate(left):
        for there, other in enumerate(right):
            best[at + 1][there + 1] = (
                best[at][there] + 1 if sign == other else max(best[at][there + 1], best[at + 1][there])
            )
    assert len(matches(left, right)) == best[-1][-1]


def test_a_changed_word_is_marked_and_the_rest_of_the_line_stays() -> None:
    [row] = compare_texts(["付款期限为三十日。"], ["付款期限为六十日。"]).rows
    assert [(part.kind, part.text) for part in row.parts] == [
        ("same", "付款期限为"),
        ("removed", "三"),
        ("added", "六"),
        ("same", "十日。"),
    ]


def test_lines_that_have_nothing_in_common_went_and_came() -> None:
    assert kinds(["甲方：恒锐机电"], ["本合同一式两份"]) == ["removed", "added"]


def test_what_is_the_same_far_from_a_change_is_folded() -> None:
    shown = compare_texts(numbered(100), numbered(100, {50: "违约金为合同价的百分之五"}))
    assert [row.kind for row in shown.rows] == ["gap", *["same"] * 3, "removed", "added", *["same"] * 3, "gap"]
    assert (shown.rows[0].count, shown.rows[-1].count) == (47, 46)


def test_texts_that_share_nothing_are_bounded() -> None:
    older, newer = [f"a{place % 7}" for place in range(10_000)], [f"b{place % 5}" for place in range(10_000)]
    shown = compare_texts(older, newer)
    assert shown.cut and len(shown.rows) == 2_000 and (shown.removed, shown.added) == (10_000, 10_000)


def lines_of(count: int, length: int, seed: int, every: int) -> list[str]:
    """Lines of words that are drawn, with one that both texts have each so often."""
    drawn = Random(seed)
    return [f"第 {place} 条" if place % every == 0 else drawn.randbytes(length // 2).hex(" ") for place in range(count)]


@pytest.mark.parametrize(("count", "length", "every"), [(1_500, 900, 20_000), (10_000, 140, 100), (10_000, 140, 2)])
def test_two_long_texts_that_differ_everywhere_are_compared_in_bounded_time(
    count: int, length: int, every: int
) -> None:
    older, newer = lines_of(count, length, 1, every), lines_of(count, length, 2, every)
    started = process_time()
    shown = compare_texts(older, newer)
    assert process_time() - started < 4
    different = sum(1 for one, other in zip(older, newer, strict=True) if one != other)
    assert shown.cut and (shown.removed, shown.added) == (different - shown.changed, different - shown.changed)


def test_what_is_beyond_the_effort_is_shown_as_lines_that_went_and_came(monkeypatch: pytest.MonkeyPatch) -> None:
    older, newer = [f"第 {place} 条：三十日" for place in range(40)], [f"第 {place} 条：六十日" for place in range(40)]
    assert kinds(older, newer) == ["changed"] * 40
    monkeypatch.setattr(comparison, "_MOST_TOKENS_REFINED", 100)
    shown = compare_texts(older, newer)
    assert [row.kind for row in shown.rows[:5]] == ["changed"] * 5 and shown.rows[-1].kind == "added"
    assert (told(shown, "left"), told(shown, "right")) == (older, newer)


def test_a_chain_knows_what_is_in_force_and_what_a_decision_saw() -> None:
    [chain, other] = chains_of(["c", "x"], [("a", "c", 3), ("a", "b", 2)])
    assert chain == Chain((Version("a", 1), Version("b", 2), Version("c", 3))) and other.document == "x"
    assert chain.in_force(["x", "c"]) == Version("c", 3) and chain.in_force(None) == chain.newest
    assert chain.in_force(["x"]) is None, "taken out of the field"
    assert chain.seen_among({"b", "x"}) == Version("b", 2) and chain.of("b") == Version("b", 2)
    assert chain.seen_among(set()) is None and chain.of("y") is None


def test_files_are_found_at_any_depth_of_what_was_decided_on() -> None:
    one, two = "01890000-0000-7000-8000-000000000001", "01890000-0000-8000-8000-000000000002"
    assert list(ids_in({"drafts": [one], "rows": [{"photo": two, "text": "见附图"}], "hours": "1.5"})) == [one, two]
