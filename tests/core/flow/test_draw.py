"""Spot checks: a branch draws a share of the tickets, and a replay draws the same (FLW-14)."""

import pytest

from bihuan.core.flow import BranchTaken, draw_of, parse_flow
from bihuan.core.rules import Field, Option, Schema
from tests.core.flow.cast import ENGINEER, OTHER_ENGINEER, Story
from tests.core.flow.drawing import branch, drawing, end, flow, handle, start, way

pytestmark = pytest.mark.req("FLW-14")
ZHANG, LI = {"people": "zhang"}, {"people": "li"}


def test_a_tenth_of_many_tickets_is_drawn_and_each_branch_draws_its_own() -> None:
    runs = [f"0197-{number}" for number in range(10_000)]
    first, second = ({run for run in runs if float(draw_of(run, name)) < 10} for name in ("check", "other"))
    assert 900 < len(first) < 1_100 and 900 < len(second) < 1_100
    assert 50 < len(first & second) < 150, "a tenth of a tenth: neither follows from the other"


def test_lots_are_from_nought_to_just_below_a_hundred() -> None:
    lots = [draw_of(str(number), "check") for number in range(20_000)]
    assert all(0 <= float(lot) < 100 and lot[-3] == "." for lot in lots)
    assert min(map(float, lots)) < 0.1 and max(map(float, lots)) > 99.9


def test_the_lot_of_a_ticket_stays_what_it_was() -> None:
    """Histories ten years old are replayed: the way of drawing never changes."""
    lots = [draw_of("01900000-0000-7000-8000-000000000001", name) for name in ("check", "picked")]
    assert lots == ["39.53", "38.53"]


# The lot of the run that the stories tell.
LOT = float(draw_of("R", "check"))


def checked(share: float) -> Story:
    """Work that was finished; a share of it goes to the checker."""
    below = {"op": "lt", "left": {"field": "draw"}, "right": share}
    look = handle("look", LI, actions=[{"key": "redo", "return_to": "fix"}])
    story = Story(flow(start(), handle("fix", ZHANG), branch("check", way(below, look), way(None)), end()))
    story.start()
    story.act(ENGINEER, "finish")
    return story


def test_what_the_draw_passes_over_is_over() -> None:
    story = checked(LOT)
    assert (story.last(BranchTaken).outcomes[0]["holds"], story.run.running) == (False, False)


def test_what_is_drawn_goes_to_the_checker_and_after_rework_to_the_checker_again() -> None:
    story = checked(LOT + 0.01)
    assert story.steps == ["look"]
    story.act(OTHER_ENGINEER, "redo")
    story.act(ENGINEER, "finish")
    assert story.steps == ["look"]
    assert story.act(OTHER_ENGINEER, "finish")[-1] == "RunEnded"


def test_a_field_of_the_form_that_has_the_name_wins() -> None:
    of_the_form = Schema([Field("draw", "choice", options=(Option("yes"), Option("no")))])
    said = {"op": "eq", "left": {"field": "draw"}, "right": "yes"}
    drawn = parse_flow(drawing(start(), branch("check", way(said, handle("look", LI)), way(None)), end()), of_the_form)
    for answer, steps in (("yes", ["look"]), ("no", [])):
        story = Story(drawn, data={"draw": answer})
        story.start()
        assert story.steps == steps
