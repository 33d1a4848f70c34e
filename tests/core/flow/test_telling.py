"""知会 and 抄送: people are told without having to act, and a run may wait until all have read it (semantics §4)."""

from typing import Any

import pytest

from bihuan.core.flow import CopyRead, EndWait, PassWait, PeopleTold, ReadCopy, StepLeft, check_flow
from tests.core.flow.cast import DAY, ENGINEER, LEAD, OTHER_ENGINEER, SYSTEM, Company, Story
from tests.core.flow.drawing import (
    SCHEMA,
    Drawn,
    approve,
    branch,
    drawing,
    end,
    flow,
    handle,
    notify,
    outcome,
    start,
    way,
)

BOTH = {"people": ["zhang", "li"]}


def telling(*more: Drawn, company: Company | None = None, **settings: Any) -> Story:
    step = notify("tell", BOTH, text={"zh": "已完工", "en": "Done"}, **settings)
    story = Story(flow(start(), step, *more, handle("go_on", {"people": "qian"}), end()), company or Company())
    story.start()
    return story


def read(story: Story, person: str) -> list[str]:
    return story.tell(ReadCopy(step="tell", instance="1", person=person, data=story.data))


@pytest.mark.req("FLW-2")
def test_those_named_are_told_and_the_run_goes_on():
    story = telling()
    assert story.steps == ["go_on"]
    told = story.last(PeopleTold)
    assert (told.kind, told.people, told.text) == ("notify", ("zhang", "li"), {"zh": "已完工", "en": "Done"})
    assert read(story, "li") == ["CopyRead"]
    assert story.steps == ["go_on"]


@pytest.mark.req("FLW-2")
def test_a_run_may_wait_until_everybody_has_read_it():
    story = telling(until_read=True)
    assert (story.steps, dict(story.run.tasks)) == (["tell"], {})
    assert read(story, "zhang") == ["CopyRead"]
    assert read(story, "zhang") == ["CopyRead"]
    assert story.steps == ["tell"]
    assert read(story, "li") == ["CopyRead", "WaitEnded", "StepLeft", "StepEntered"]
    assert (story.last(StepLeft).result, story.steps) == ("read", ["go_on"])
    assert story.last(CopyRead).person == "li"


@pytest.mark.req("FLW-2")
def test_it_waits_so_long_at_most_and_branches_can_tell():
    late = branch("how", way(outcome("tell", "time"), handle("ring", {"people": "li"})), way(None))
    longest: dict[str, Any] = {"for": "2d"}
    story = telling(late, until_read=True, **longest)
    read(story, "zhang")
    story.now += 2 * DAY
    story.tell(PassWait(instance="1", actor=SYSTEM))
    assert story.steps == ["ring"]
    ended = telling(until_read=True)
    ended.tell(EndWait(instance="1", actor=LEAD, reason="电话已告知"))
    assert ended.steps == ["go_on"]


@pytest.mark.req("FLW-2")
def test_where_nobody_is_found_nobody_is_waited_for():
    story = telling(until_read=True, company=Company(left={"zhang", "li", "zhao", "boss"}))
    assert story.steps == ["go_on"]
    told = any(isinstance(event, PeopleTold) for event in story.history)
    assert (story.last(StepLeft).why, told) == ("nobody", False)


@pytest.mark.req("FLW-3")
def test_a_decision_and_work_that_is_done_go_in_copy_to_those_named():
    step = approve("ok", BOTH, cc=[{"people": ["qian"]}, {"submitter": True}], refused={"items": []})
    story = Story(flow(start(), step, handle("work", {"people": "zhang"}, cc={"role": "lead"}), end()))
    story.start()
    story.act(ENGINEER, "agree")
    assert not any(isinstance(event, PeopleTold) for event in story.history)
    story.act(OTHER_ENGINEER, "agree")
    assert (story.last(PeopleTold).kind, story.last(PeopleTold).people) == ("cc", ("qian", "wang"))
    story.act(ENGINEER, "finish")
    assert (story.last(PeopleTold).step, story.last(PeopleTold).people) == ("work", ("zhao",))


@pytest.mark.req("FLW-3")
def test_going_back_is_nobody_elses_business():
    step = approve("ok", {"people": "zhang"}, cc={"people": ["qian"]})
    story = Story(flow(start(), step, end()))
    story.start()
    story.act(ENGINEER, "return", comment="补齐")
    assert not any(isinstance(event, PeopleTold) for event in story.history)


@pytest.mark.req("FLW-9")
@pytest.mark.parametrize(
    ("step", "code"),
    [
        (notify("n", None), "flow.missing"),
        (notify("n", {"role": "wizard"}), "flow.role_unknown"),
        (notify("n", {"field": "nope"}), "flow.field_unknown"),
        (notify("n", {"field": "title"}), "flow.field_names_nobody"),
        (notify("n", BOTH, text=""), "flow.bad_label"),
        (notify("n", BOTH, **{"for": "1d"}), "flow.unknown_key"),
        (notify("n", BOTH, until_read=True, early=False), "flow.may_wait_for_ever"),
        (notify("n", BOTH, stage="closed"), "flow.work_in_closed_stage"),
        (handle("h", BOTH, cc={"role": "wizard"}), "flow.role_unknown"),
        (handle("h", BOTH, cc={"field": "nope"}), "flow.field_unknown"),
    ],
)
def test_a_step_that_tells_nobody_in_particular_is_found_before_it_is_published(step: Drawn, code: str):
    found = check_flow(drawing(start(), step, end()), SCHEMA, {"lead", "admin", "engineer"})
    assert code in {finding.code for finding in found}
