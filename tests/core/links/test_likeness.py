"""Which reports look like the same case, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.links import LIKELY, POSSIBLE, Report, likeness, text_share

pytestmark = pytest.mark.req("INT-12")

PUMP = Report(
    title="3号泵漏水", description="轴封处滴水", device="d1", customer="c1", site="s1", reporters=frozenset({"qian"})
)


def keys(one: Report, other: Report) -> dict[str, int]:
    return {part.key: part.points for part in likeness(one, other).parts}


def test_the_same_report_twice_scores_full_and_names_every_reason_weightiest_first() -> None:
    found = likeness(PUMP, PUMP)
    assert (found.score, found.verdict) == (100, "likely")
    assert [part.key for part in found.parts] == ["device", "text", "reporter", "site", "customer"]
    assert [part.share for part in found.parts if part.key == "text"] == [100]


def test_another_fault_of_the_same_device_is_possible_only() -> None:
    other = Report(title="电机异响", device="d1", customer="c1", site="s1")
    assert keys(PUMP, other) == {"device": 40, "site": 8, "customer": 4}
    assert likeness(PUMP, other).verdict == "possible"


def test_the_same_words_of_a_stranger_are_possible_and_no_more() -> None:
    other = Report(title="3号泵漏水", description="轴封处滴水", device="d2", customer="c2", reporters=frozenset({"li"}))
    assert keys(PUMP, other) == {"text": 40}
    assert likeness(PUMP, other).verdict == "possible"


def test_one_customer_with_other_words_is_no_duplicate() -> None:
    other = Report(title="发票开错了", customer="c1", site="s1", reporters=frozenset({"qian"}))
    assert keys(PUMP, other) == {"reporter": 8, "site": 8, "customer": 4}
    assert likeness(PUMP, other).verdict is None


def test_two_reports_that_name_nothing_are_not_alike() -> None:
    assert likeness(Report(title="漏水"), Report(title="停电")).parts == ()
    assert likeness(Report(), Report()).score == 0


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("空调不制冷", "空调 不制冷了", 75),
        ("空调不制冷", "电梯困人", 0),
        ("ＰＬＣ报警 E203", "plc报警e203", 100),
        ("Printer jam", "printer JAM", 100),
        ("灯", "灯", 100),
        ("", "", 0),
        ("！？", "！？", 0),
    ],
)
def test_words_are_compared_by_pairs_of_characters_whatever_their_width_and_case(
    one: str, other: str, share: int
) -> None:
    assert text_share(Report(title=one), Report(title=other)) == share


def test_a_telling_title_counts_though_the_descriptions_differ() -> None:
    one = Report(title="大厅空调不制冷", description="从早上开始")
    other = Report(title="大厅空调不制冷", description="温度设到16度还是热风,客人已经投诉两次,请尽快安排师傅")
    assert text_share(one, other) == 100


TEXTS = st.text(alphabet="空调不制冷漏水电梯困人 abAB12,。", max_size=30)
NAMES = st.sampled_from([None, "a", "b"])
REPORTS = st.builds(
    lambda title, description, device, customer, site, reporters: Report(
        title=title, description=description, device=device, customer=customer, site=site, reporters=reporters
    ),
    TEXTS,
    TEXTS,
    NAMES,
    NAMES,
    NAMES,
    st.frozensets(st.sampled_from("pq"), max_size=2),
)


@given(REPORTS, REPORTS)
def test_likeness_is_mutual_bounded_and_the_sum_of_its_parts(one: Report, other: Report) -> None:
    found = likeness(one, other)
    assert found == likeness(other, one)
    assert found.score == sum(part.points for part in found.parts) <= 100
    assert all(0 < part.points <= part.most for part in found.parts)
    verdicts = {None: range(POSSIBLE), "possible": range(POSSIBLE, LIKELY), "likely": range(LIKELY, 101)}
    assert found.score in verdicts[found.verdict]
