"""What happens with the task: offered, pooled, recommended, or the dispatcher called; and when an offer runs out."""

import json
from dataclasses import asdict, fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.dispatch import (
    Candidate,
    DispatchDecided,
    Duty,
    Job,
    Mode,
    PastOffer,
    Policy,
    Situation,
    accept_window,
    check_claim,
    dispatch,
)
from bihuan.core.rules import Env
from bihuan.core.values import Kind, Refusal
from tests.core.dispatch.crew import DAY, ENV, HOUR, MINUTE, MONDAY_9, WUXI, engineer, on_leave, policy, repair

ZHANG = engineer("zhang")
WANG = engineer("wang", position=WUXI)
LI = engineer("li", **on_leave())


def decided(
    mode: Mode, *crew: Candidate, job: Job | None = None, by: Policy | None = None, **where: Any
) -> DispatchDecided:
    return dispatch(by or policy(), job or repair(), crew or (ZHANG, WANG, LI), Situation(mode, **where), ENV)


@pytest.mark.req("DSP-2")
@pytest.mark.parametrize(
    ("mode", "automatic", "recommending"),
    [
        ("direct", ("assign", ("zhang",), "best"), ("recommend", ("zhang", "wang"), "recommended")),
        ("dispatch", ("offer", ("zhang",), "best"), ("recommend", ("zhang", "wang"), "recommended")),
        ("claim", ("pool", ("zhang", "wang"), "all_fitting"), ("pool", ("zhang", "wang"), "all_fitting")),
        ("dispatch_claim", ("pool", ("zhang", "wang"), "best_few"), ("recommend", ("zhang", "wang"), "recommended")),
    ],
)
def test_each_mode_of_a_step_has_its_move(mode: Mode, automatic: tuple, recommending: tuple):
    for decide, expected in (("automatic", automatic), ("recommend", recommending)):
        event = decided(mode, by=policy(decide=decide))
        assert (event.move, event.people, event.why) == expected
        assert (event.accept_until is not None) == (event.move in ("offer", "pool"))


@pytest.mark.req("DSP-2")
def test_a_pool_of_the_best_is_as_large_as_the_policy_says():
    assert decided("dispatch_claim", by=policy(pool_size=1)).people == ("zhang",)


@pytest.mark.req("DSP-3")
def test_who_refused_or_let_the_window_pass_is_left_out_and_the_next_is_asked():
    refused = engineer("zhang", past_offers=(PastOffer("refused", MONDAY_9, "在忙"),))
    event = decided("dispatch", refused, WANG, LI, trigger="refused", failures=1)
    assert (event.move, event.people, event.round) == ("offer", ("wang",), 2)
    removed = next(row for row in event.candidates if row["person"] == "zhang")["removed"]
    assert removed == [{"rule": "past_offers", "data": {"outcome": "refused", "at": MONDAY_9, "reason": "在忙"}}]


@pytest.mark.req("DSP-3")
def test_after_k_offers_in_vain_the_dispatcher_decides():
    event = decided("dispatch", by=policy(rounds=2), failures=2)
    assert (event.move, event.people, event.why) == ("dispatcher", ("zhang", "wang"), "rounds_used_up")
    assert decided("dispatch", by=policy(rounds=2), failures=1).move == "offer"


@pytest.mark.req("DSP-3")
def test_if_nobody_fits_the_dispatcher_is_called():
    event = decided("claim", LI)
    assert (event.move, event.people, event.why) == ("dispatcher", (), "nobody_fits")


@pytest.mark.req("DSP-3")
def test_returning_work_goes_back_to_its_engineer_unless_he_is_away():
    """chatwoot#9587: returning work was stuck with an owner who was not there."""
    back = decided("dispatch", by=policy(decide="recommend"), trigger="returned", returning_to="wang")
    assert (back.move, back.people, back.why) == ("offer", ("wang",), "returning")
    away = decided("dispatch", trigger="returned", returning_to="li")
    assert (away.people, away.why) == (("zhang",), "best")


@pytest.mark.req("DSP-1")
def test_the_event_holds_the_whole_table_as_json_and_no_position_of_anybody():
    event = decided("dispatch", job=repair(preferred=("zhang",), last_engineer="wang"))
    stored = json.dumps(asdict(event))
    assert {row["person"] for row in json.loads(stored)["candidates"]} == {"zhang", "wang", "li"}
    assert "120.6" not in stored and "31.3" not in stored
    assert all(not isinstance(getattr(event, item.name), float) for item in fields(event))


@pytest.mark.req("DSP-3")
@pytest.mark.parametrize(
    ("duty", "until", "counted"),
    [
        ([(0, 8)], 0.5, "shift"),
        ([(2, 8)], 2.5, "shift"),
        ([(-3, 0.25), (23, 31)], 23.25, "shift"),
        ([(-8, 0), (15, 24)], 15.5, "shift"),
        ([(0, 0.25), (0.25, 8)], 0.5, "shift"),
        ([(0, 0.25), (0.1, 0.3), (5, 6)], 5.2, "shift"),
        ([(0, 0.2)], 0.5, "roster_end"),
        ([(7, 7.2)], 7.2, "roster_end"),
        ([], 0.5, "roster_end"),
        (None, 0.5, "wall"),
    ],
)
def test_the_accept_window_counts_on_the_engineers_shift(duty: list | None, until: float, counted: str):
    shifts = (
        None if duty is None else tuple(Duty(MONDAY_9 + round(a * HOUR), MONDAY_9 + round(b * HOUR)) for a, b in duty)
    )
    window = accept_window(MONDAY_9, 30, shifts)
    assert (window.until, window.counted) == (MONDAY_9 + round(until * HOUR), counted)


@pytest.mark.req("DSP-3")
def test_for_a_burst_pipe_the_window_runs_by_the_clock():
    evening = engineer(
        "zhang", duty=(Duty(MONDAY_9 - 9 * HOUR, MONDAY_9 + 60_000), Duty(MONDAY_9 + DAY, MONDAY_9 + 2 * DAY))
    )
    offers = [decided("dispatch", evening, job=repair(priority=priority)) for priority in ("P0", "P2")]
    assert [offer.accept_until for offer in offers] == [MONDAY_9 + 30 * MINUTE, MONDAY_9 + DAY + 29 * MINUTE]


spans = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 40)), max_size=6)


@pytest.mark.req("DSP-3")
@given(spans, st.integers(1, 60), st.integers(0, 100))
def test_the_window_agrees_with_counting_minute_by_minute(found: list[tuple[int, int]], minutes: int, offered: int):
    duty = tuple(sorted(Duty(start * MINUTE, (start + length) * MINUTE) for start, length in found))
    window = accept_window(offered * MINUTE, minutes, duty)
    on_duty = [at for at in range(offered, 300) if any(item.start <= at * MINUTE < item.end for item in duty)]
    if len(on_duty) >= minutes:
        assert window.until == (on_duty[minutes - 1] + 1) * MINUTE
        assert window.counted == "shift"
    else:
        assert window.counted == "roster_end"
        assert window.until >= (offered + minutes) * MINUTE or window.until >= max(item.end for item in duty)


@pytest.mark.req("DSP-2")
@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        ({}, []),
        ({"claimed_open": 2}, ["claim_open"]),
        ({"claimed_today": 6}, ["claim_day"]),
        ({"last_claim_at": MONDAY_9 - 4 * MINUTE}, ["cool_down"]),
        ({"last_claim_at": MONDAY_9 - 5 * MINUTE}, []),
        ({"last_return_at": MONDAY_9 - 29 * MINUTE}, ["cool_down"]),
        ({"claimed_open": 3, "last_claim_at": MONDAY_9}, ["claim_open", "cool_down"]),
        ({"skills": {}}, ["skills"]),
    ],
)
def test_a_claim_is_bounded_by_caps_and_cool_downs(facts: dict[str, Any], rules: list[str]):
    bounds = policy(claim={"most_open": 2, "most_a_day": 6, "cool_down": 5, "cool_down_after_return": 30})
    if not rules:
        check_claim(bounds, repair(), engineer("zhang", **facts), ENV)
        return
    with pytest.raises(Refusal) as refused:
        check_claim(bounds, repair(), engineer("zhang", **facts), ENV)
    assert refused.value.code == "dispatch.claim_refused"
    assert refused.value.data["rules"] == rules
    assert refused.value.kind == (Kind.TOO_MANY if rules == ["cool_down"] else Kind.CONFLICT)


@pytest.mark.req("DSP-2")
def test_who_must_only_wait_is_told_until_when():
    with pytest.raises(Refusal) as refused:
        check_claim(policy(claim={"cool_down": 5}), repair(), engineer("zhang", last_claim_at=MONDAY_9), ENV)
    until = refused.value.data["retry_at"]
    assert until == MONDAY_9 + 5 * MINUTE
    check_claim(policy(claim={"cool_down": 5}), repair(), engineer("zhang", last_claim_at=MONDAY_9), Env(now=until))
