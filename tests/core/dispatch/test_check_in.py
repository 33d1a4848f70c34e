"""到场: seven outcomes, and none of them stops anybody."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.dispatch import DOUBTFUL, Place, Sighting, as_json, judge_check_in
from bihuan.core.dispatch.check_in import FENCE_METRES

SITE = Place(31.2989, 120.7643)
# A thousandth of a degree of latitude is 111 metres.
NEAR, FAR = Place(31.3, 120.7643), Place(31.31, 120.7643)

CASES: list[tuple[str, dict[str, Any], Place | None, str, str]] = [
    ("inside the fence", {"place": NEAR, "accuracy": 20}, SITE, "validated", "inside"),
    ("inside, told later", {"place": NEAR, "accuracy": 20, "offline": True}, SITE, "validated", "inside"),
    ("outside, and vouched for does not move a place", {"place": FAR, "vouched": True}, SITE, "failed", "outside"),
    ("outside by less than the uncertainty", {"place": Place(31.3052, 120.7643), "accuracy": 450}, SITE, "validated",
     "inside"),
    ("outside without a network", {"place": FAR, "offline": True}, SITE, "offline_failed", "outside"),
    ("too unsure", {"place": NEAR, "accuracy": 900}, SITE, "skipped_failed", "weak"),
    ("too unsure, with photo and reason", {"place": NEAR, "accuracy": 900, "vouched": True}, SITE, "skipped_ok",
     "weak"),
    ("made up by an app", {"place": NEAR, "mocked": True}, SITE, "skipped_failed", "mocked"),
    ("not allowed", {"lack": "denied"}, SITE, "skipped_failed", "denied"),
    ("not allowed, with photo and reason", {"lack": "denied", "vouched": True}, SITE, "skipped_ok", "denied"),
    ("no satellite in the cellar", {"lack": "unavailable", "vouched": True}, SITE, "skipped_ok", "unavailable"),
    ("too slow without a network", {"lack": "timeout", "offline": True}, SITE, "offline_skipped", "timeout"),
    ("the customer has no place", {"place": NEAR}, None, "skipped_ok", "no_site"),
    ("nothing that could know places", {"lack": "unsupported"}, SITE, "platform_skipped", "unsupported"),
    ("nothing said at all", {}, SITE, "platform_skipped", "unsupported"),
]  # fmt: skip


@pytest.mark.req("FLD-3")
@pytest.mark.parametrize(("seen", "site", "outcome", "why"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_each_check_in_has_one_of_seven_outcomes(seen, site, outcome, why):
    found = judge_check_in(Sighting(**seen), site)
    assert (found.outcome, found.why) == (outcome, why)


@pytest.mark.req("FLD-3")
def test_all_seven_outcomes_are_reached():
    outcomes = {judge_check_in(Sighting(**seen), site).outcome for _, seen, site, _, _ in CASES}
    assert len(outcomes) == 7 and outcomes >= DOUBTFUL


@pytest.mark.req("FLD-3")
def test_a_site_may_have_a_fence_of_its_own_and_the_record_says_what_was_compared():
    gate = judge_check_in(Sighting(place=NEAR), SITE, 100)
    assert as_json(gate) == {"outcome": "failed", "why": "outside", "metres": 122, "fence": 100}
    assert judge_check_in(Sighting(place=NEAR), SITE).fence == FENCE_METRES


@pytest.mark.req("FLD-3")
@given(st.floats(-90, 90), st.floats(-180, 180), st.none() | st.floats(0, 100_000), st.booleans(), st.booleans())
def test_whoever_stands_at_the_point_is_never_outside(lat, lon, accuracy, offline, vouched):
    here = Place(lat, lon)
    seen = Sighting(place=here, accuracy=accuracy, offline=offline, vouched=vouched)
    assert judge_check_in(seen, here).outcome in {"validated", "skipped_ok", "skipped_failed", "offline_skipped"}
