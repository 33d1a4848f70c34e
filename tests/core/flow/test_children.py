"""Steps that open child tickets: one per team or row, waited for as drawn, and let go when nobody waits any more."""

from typing import Any

import pytest

from bihuan.core.flow import (
    ChildrenReleased,
    EndWait,
    FailAction,
    Merge,
    PassWait,
    RunEnded,
    SettleIncident,
    StepLeft,
    TellOfChild,
    Unmerge,
    Withdraw,
    parse_flow,
)
from bihuan.core.flow.child_events import ChildrenAsked
from bihuan.core.values import Refusal
from tests.core.flow.cast import ADMIN, CUSTOMER, DAY, ENGINEER, LEAD, SYSTEM, Story
from tests.core.flow.drawing import SCHEMA, Drawn, branch, children, drawing, end, handle, outcome, parallel, start, way

pytestmark = pytest.mark.req("FLW-8")
LINES = [{"id": "r1", "what": "pump"}, {"id": "r2", "what": "pipe", "who": "store"}]


def told(*items: Drawn, data: dict[str, Any] | None = None, **more: Any) -> Story:
    story = Story(parse_flow(drawing(start(), *items, **more), SCHEMA), data=data or {})
    story.start()
    return story


def site_and_design(**more: Any) -> Drawn:
    return children("crews", type="job", teams=["site", "design"], **more)


def opened(story: Story, step: str = "crews") -> None:
    """The platform opens what is wanted; a child is called after its part and the step instance."""
    for token in tuple(story.run.tokens.values()):
        for part in token.wait.parts if token.wait is not None and token.step == step else ():
            if part.state == "wanted":
                fares(story, f"{part.key}@{token.instance}", "open", step=step, part=part.key)


def fares(story: Story, child: str, state: str, **more: Any) -> list[str]:
    return story.tell(TellOfChild(child=child, state=state, data=story.data, **more))


def states(story: Story) -> dict[str, str]:
    return {part.key: part.state for token in story.run.tokens.values() if token.wait for part in token.wait.parts}


def test_a_child_is_asked_for_each_team_and_the_run_waits_for_all_of_them() -> None:
    story = told(site_and_design(), end())
    asked = story.last(ChildrenAsked)
    assert [(part["part"], part["type"], part["team"]) for part in asked.parts] == [
        ("site", "job", "site"),
        ("design", "job", "design"),
    ]
    opened(story)
    assert states(story) == {"site": "open", "design": "open"}
    assert fares(story, "site@1", "done") == ["ChildFared"]
    assert fares(story, "design@1", "done")[:3] == ["ChildFared", "WaitEnded", "StepLeft"]
    assert (story.run.state, story.last(StepLeft).result) == ("ended", "done")


def test_a_child_is_asked_for_each_row_with_the_team_that_it_names() -> None:
    lines = children("lines", type="line", rows="lines", team={"column": "who"})
    story = told(lines, end(), data={"lines": LINES})
    parts = story.last(ChildrenAsked).parts
    assert [(part["part"], part["team"]) for part in parts] == [("r1", None), ("r2", "store")]


@pytest.mark.parametrize("step", [{"rows": "lines"}, {"teams": {"field": "crew"}}])
def test_where_there_is_nobody_to_open_for_the_run_goes_on(step: Drawn) -> None:
    story = told(children("c", type="line", **step), end())
    assert (story.run.state, story.last(StepLeft).result) == ("ended", "none")


def test_a_child_that_was_cancelled_is_waited_for_no_longer_and_a_branch_can_tell() -> None:
    late = way(outcome("crews", "cancelled"), handle("apologise", {"people": ["zhang"]}))
    story = told(site_and_design(), branch("how", late, way(None)), end())
    opened(story)
    fares(story, "site@1", "cancelled")
    assert story.steps == ["crews"]
    fares(story, "design@1", "done")
    assert story.steps == ["apologise"]


@pytest.mark.parametrize(("rest", "released"), [("end", ("design@1",)), ("leave", None)])
def test_the_first_is_enough_where_any_is_and_the_others_end_or_go_on_as_drawn(rest: str, released: Any) -> None:
    story = told(site_and_design(join="any", rest=rest), end())
    opened(story)
    fares(story, "site@1", "done")
    ended = [event.children for event in story.history if isinstance(event, ChildrenReleased)]
    assert story.run.state == "ended"
    assert ended == ([] if released is None else [released])


def test_one_that_goes_on_again_is_waited_for_again() -> None:
    story = told(site_and_design(), end())
    opened(story)
    for state in ("done", "open"):
        fares(story, "site@1", state)
    fares(story, "design@1", "done")
    assert story.run.running
    fares(story, "site@1", "done")
    assert not story.run.running


def test_one_that_was_untied_is_none_of_the_steps_any_more() -> None:
    story = told(site_and_design(), end())
    opened(story)
    fares(story, "site@1", "dropped")
    fares(story, "design@1", "done")
    assert story.last(StepLeft).result == "done"


def test_a_child_that_nobody_asks_for_any_more_is_not_opened() -> None:
    story = told(site_and_design(), handle("h", {"people": ["zhang"]}), end())
    story.tell(EndWait(instance="1", actor=LEAD, reason="不等了"))
    with pytest.raises(Refusal, match=r"family\.step_over"):
        fares(story, "late", "open", step="crews", part="site")
    with pytest.raises(Refusal, match=r"family\.state_unknown"):
        fares(story, "late", "lost")


def test_whoever_is_in_charge_ends_the_wait_and_the_children_with_it() -> None:
    story = told(site_and_design(**{"for": "2d"}), handle("h", {"people": ["zhang"]}), end())
    opened(story)
    with pytest.raises(Refusal, match=r"wait\.end_not_allowed"):
        story.tell(EndWait(instance="1", actor=CUSTOMER, reason="快点"))
    assert story.tell(EndWait(instance="1", actor=LEAD, reason="不等了"))[0] == "ChildrenReleased"
    assert story.last(StepLeft).result == "early"


def test_it_waits_no_longer_than_drawn() -> None:
    story = told(site_and_design(**{"for": "2d"}), end())
    story.now += 2 * DAY
    story.tell(PassWait(instance="1", actor=SYSTEM))
    assert story.last(StepLeft).result == "time"


@pytest.mark.parametrize(("how", "after"), [("skip", "dropped"), ("fill", "done")])
def test_what_could_not_be_opened_is_an_incident_that_is_skipped_or_done_by_hand(how: str, after: str) -> None:
    story = told(site_and_design(), end())
    fares(story, "site@1", "open", step="crews", part="site")
    story.tell(FailAction(instance="1", why="ticket_type.inactive"))
    fares(story, "site@1", "done")  # goes on being heard meanwhile
    assert story.run.running
    story.tell(SettleIncident(instance="1", how=how, actor=ADMIN, reason="电话处理了"))
    assert story.last(StepLeft).result == "done"


def test_once_more_asks_for_those_alone_that_are_wanting() -> None:
    story = told(site_and_design(), end())
    fares(story, "site@1", "open", step="crews", part="site")
    story.tell(FailAction(instance="1", why="ticket_type.inactive"))
    story.tell(SettleIncident(instance="1", how="retry", actor=ADMIN))
    asked = story.last(ChildrenAsked)
    assert (asked.again, [part["part"] for part in asked.parts]) == (True, ["design"])
    assert story.run.tokens["1"].wait is not None and story.run.tokens["1"].wait.kind == "children"
    opened(story)
    assert states(story) == {"site": "open", "design": "open"}


def test_a_row_that_was_taken_out_meanwhile_needs_no_child() -> None:
    story = told(children("lines", type="line", rows="lines"), end(), data={"lines": LINES})
    fares(story, "a", "open", step="lines", part="r1")
    story.tell(FailAction(instance="1", why="x"))
    story.data["lines"] = LINES[:1]
    story.tell(SettleIncident(instance="1", how="retry", actor=ADMIN, data=story.data))
    assert states(story) == {"r1": "open", "r2": "dropped"}


def test_going_back_to_before_the_fork_ends_the_children_of_the_block() -> None:
    lanes = parallel("p", [site_and_design()], [handle("h", {"people": ["zhang"]}, returns=["start"])])
    story = told(lanes, end())
    opened(story)
    story.act(ENGINEER, "return", to="start", comment="重来")
    assert story.last(ChildrenReleased).children == ("site@1", "design@1")
    story.act(CUSTOMER, "submit")
    asked = story.last(ChildrenAsked)
    assert asked.instance != "1" and all("child" not in part for part in asked.parts)


def test_taken_back_to_be_revised_the_children_end() -> None:
    story = told(site_and_design(), end(), withdraw={"until": "first_act", "then": "revise"})
    opened(story)
    story.tell(Withdraw(actor=CUSTOMER, data=story.data))
    assert (story.last(ChildrenReleased).children, story.steps) == (("site@1", "design@1"), ["start"])


def test_merged_away_and_undone_a_run_waits_for_the_same_children() -> None:
    story = told(site_and_design(), end())
    opened(story)
    fares(story, "site@1", "done")
    story.tell(Merge(actor=LEAD, reason="重复"))
    story.tell(Unmerge(actor=LEAD, data=story.data))
    assert states(story) == {"site": "done", "design": "open"}
    fares(story, "design@1", "done")
    assert isinstance(story.history[-1], RunEnded)


@pytest.mark.parametrize("changed", [False, True])
def test_on_the_way_straight_back_children_are_opened_anew_only_for_rows_that_changed(changed: bool) -> None:
    story = told(
        children("lines", type="line", rows="lines"),
        handle("h", {"people": ["zhang"]}, returns=["start"], resume="straight"),
        end(),
        data={"lines": LINES},
    )
    opened(story, "lines")
    for row in LINES:
        fares(story, f"{row['id']}@1", "done")
    story.act(ENGINEER, "return", comment="看看")
    if changed:
        story.data["lines"] = [{**LINES[0], "what": "valve"}, LINES[1]]
    story.act(CUSTOMER, "submit")
    assert story.steps == (["lines"] if changed else ["h"])


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ({"type": "job"}, "flow.children_of_what"),
        ({"type": "job", "teams": ["a"], "rows": "lines"}, "flow.children_of_what"),
        ({"teams": ["a"]}, "flow.missing"),
        ({"type": "job", "teams": ["a", {"team": "b"}]}, "flow.object_expected"),
        ({"type": "job", "teams": [{"team": "a"}, {"team": "a"}]}, "flow.bad_teams"),
        ({"type": "job", "teams": {"field": []}}, "flow.bad_names"),
        ({"type": "job", "rows": "lines", "team": {"column": []}}, "flow.bad_names"),
        ({"type": "job", "teams": ["a"], "join": 0}, "flow.bad_number"),
        ({"type": "job", "teams": ["a"], "rest": "sell"}, "flow.bad_choice"),
    ],
)
def test_what_is_written_wrong_is_refused_with_its_place(written: Drawn, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        told(children("c", **written), end())
    assert code in {problem.code for problem in refused.value.problems}


def test_each_team_may_have_a_type_and_a_name_of_its_own_and_one_team_two_children() -> None:
    teams = [{"team": "a", "key": "site", "type": "site_job", "title": "现场"}, {"team": "a", "type": "drawing"}]
    story = told(children("c", teams=teams), end())
    parts = [(part["part"], part["type"], part["team"]) for part in story.last(ChildrenAsked).parts]
    assert parts == [("site", "site_job", "a"), ("a", "drawing", "a")]
