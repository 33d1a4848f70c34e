"""催办: once per 30 minutes and task, five times a day, and not one's own (FLW-4)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.flow import Actor, TaskUrged, Urge, rest_of
from bihuan.core.values import Refusal
from tests.core.flow.cast import CUSTOMER, MINUTE, Story
from tests.core.flow.drawing import approve, end, flow, start

pytestmark = pytest.mark.req("FLW-4")
HALF_HOUR, DAY = 30 * MINUTE, 24 * 60 * MINUTE


def story() -> Story:
    told = Story(flow(start(), approve("boss", {"people": "boss"}), end()))
    told.start()
    return told


def urge(told: Story, actor: Actor = CUSTOMER) -> list[str]:
    return told.tell(Urge(task_id=told.only_task.id, actor=actor, comment="请尽快"))


def test_the_owner_is_named_and_the_count_grows() -> None:
    told = story()
    urge(told)
    told.now += HALF_HOUR
    urge(told)
    urged = told.last(TaskUrged)
    assert (urged.owner, urged.count, urged.comment) == ("boss", 2, "请尽快")


def test_within_half_an_hour_it_is_refused_with_the_minutes_to_wait() -> None:
    told = story()
    urge(told)
    told.now += 9 * MINUTE
    with pytest.raises(Refusal) as refused:
        urge(told)
    assert (refused.value.code, refused.value.data["minutes"]) == ("task.urged_lately", 20)


def test_a_sixth_time_within_a_day_is_refused_and_the_next_day_it_is_open_again() -> None:
    told = story()
    for _ in range(5):
        urge(told)
        told.now += HALF_HOUR
    with pytest.raises(Refusal, match=r"task\.urged_enough"):
        urge(told)
    told.now += DAY
    urge(told)


def test_right_after_the_fifth_the_days_limit_is_named_not_a_wait_of_hours() -> None:
    told = story()
    for _ in range(5):
        told.now += HALF_HOUR
        urge(told)
    told.now += 2 * MINUTE
    with pytest.raises(Refusal, match=r"task\.urged_enough"):
        urge(told)


def test_nobody_urges_himself() -> None:
    with pytest.raises(Refusal, match=r"task\.urge_own"):
        urge(story(), Actor("boss"))


@given(st.lists(st.integers(1, 2 * DAY), min_size=1, max_size=60))
def test_whatever_the_tempo_no_day_has_more_than_five_and_no_two_are_closer_than_half_an_hour(gaps: list[int]) -> None:
    urged: list[int] = []
    now = 0
    for gap in gaps:
        now += gap
        if rest_of(urged, now) == 0:
            urged.append(now)
        else:
            assert rest_of(urged, now + rest_of(urged, now)) == 0
    assert all(later - earlier >= HALF_HOUR for earlier, later in pairwise(urged))
    assert all(len([at for at in urged if day <= at < day + DAY]) <= 5 for day in urged)
