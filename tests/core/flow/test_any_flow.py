"""What holds for every flow, whatever people do: nothing is lost, nothing is stuck, every vote is counted once, nothing
refused leaves a trace."""

import json
from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.core.flow import (
    ASKED_IN,
    Act,
    AssignTask,
    ChildrenStep,
    EndWait,
    ExpireVisit,
    ForceClose,
    Merge,
    PassSeat,
    PassWait,
    Reopen,
    Signal,
    StepLeft,
    Terminate,
    Unmerge,
    Urge,
    Withdraw,
    actions_ahead,
    check_flow,
    may_end_wait,
    may_settle,
    open_actions,
    parse_flow,
    run_to_json,
    rungs_by_number,
    visit_after,
)
from bihuan.core.flow.child_parts import enough
from bihuan.core.flow.course import shown_stage
from bihuan.core.values import Refusal
from tests.core.flow.ballots import CountingStory
from tests.core.flow.cast import ADMIN, CUSTOMER, ENGINEER, LEAD, Company, Story
from tests.core.flow.drawing import SCHEMA
from tests.core.flow.moves import (
    EVERYTHING,
    FORWARD,
    WEIGHTS,
    attempt,
    command_for,
    everybody,
    everything_open,
    moves,
    over,
    play,
)
from tests.core.flow.repair import REPAIR
from tests.core.flow.strategies import DATA, DEPUTIES, EVERYBODY, LEAVERS, flows


def nonsense(chance: Random, story: Story) -> Any:
    """Commands that are mostly refused: anybody, any action, any task of this or another run."""
    task = chance.choice(["R-1", "R-2", "R-3", "R-99", "Q-1", "R-x", ""])
    actor = chance.choice(EVERYBODY)
    action = chance.choice([*FORWARD, "refuse", "return", "dance"])
    return chance.choice(
        [
            Act(task_id=task, action=action, actor=actor, data=story.data),
            AssignTask(task_id=task, actor=actor, person="li"),
            AssignTask(task_id=task, actor=actor, candidates=("zhang", "boss")),
            Withdraw(actor=actor, data=story.data),
            Reopen(actor=actor, data=story.data, reason="又坏了"),
            Urge(task_id=task, actor=actor),
            ExpireVisit(task_id=task, visit_id="R-1-v1", actor=actor),
            PassSeat(task_id=task, actor=actor),
            Terminate(actor=CUSTOMER, reason="x"),
            ForceClose(actor=CUSTOMER, reason="x"),
            PassWait(instance="2", actor=actor),
            EndWait(instance=chance.choice(["1", "2", "x"]), actor=CUSTOMER, reason="x"),
            Signal(event="message", key="?", actor=actor),
            Unmerge(actor=actor, data=story.data),
        ]
    )


def assert_nothing_is_stuck(story: Story) -> None:
    run, flow = story.run, story.flow
    assert run.running == bool(run.tokens)
    waiting = {token.instance for token in run.tokens.values() if token.wait is not None}
    assert {task.instance for task in run.tasks.values()} == set(run.tokens) - waiting
    for instance in waiting:
        token = run.tokens[instance]
        at_work = token.wait is not None and token.wait.kind == "action"
        if token.wait is not None and token.wait.parts:
            step = flow.items[token.step]
            assert isinstance(step, ChildrenStep) and enough(step, token.wait.parts) is None
        assert at_work or may_end_wait(flow, token, ADMIN) or may_settle(flow, token, ADMIN)
    if run.running:
        assert run.stage == shown_stage(flow, [token.stage for token in run.tokens.values()])
    for task in run.tasks.values():
        assert any(open_actions(flow, run, task, actor) for actor in everybody(story)), task
    assert_times_are_set(story)


def assert_times_are_set(story: Story) -> None:
    """What a task has still to meet is what its step says, at most once each; who was asked in has no time set."""
    for task in story.run.tasks.values():
        numbers = [number for number, _ in task.deadlines]
        assert len(numbers) == len(set(numbers))
        assert set(numbers) <= (rungs_by_number(story.flow, task.step).keys() if task.kind not in ASKED_IN else set())


def merge_and_undo(story: Story) -> None:
    """A run that was merged away stands still; undone, it stands where it stood."""
    stood = [(token.step, token.block, token.stage) for token in story.run.tokens.values()]
    story.tell(Merge(actor=LEAD, reason="重复报修"))
    assert (story.run.state, story.run.resolved_at) == ("merged", None)
    assert_nothing_is_stuck(story)
    assert everything_open(story) == []
    known = len(story.history)
    story.tell(Unmerge(actor=LEAD, data=story.data))
    if any(isinstance(event, StepLeft) and (event.why or event.result == "time") for event in story.history[known:]):
        return  # a policy decided at once, as it does whenever nobody is to be asked; or the time has passed meanwhile
    assert [(token.step, token.block, token.stage) for token in story.run.tokens.values()] == stood


def finish_somehow(story: Story) -> None:
    """Everybody always goes forward; whoever is asked for work that nobody has gets it assigned."""
    for _ in range(300):
        if not story.run.running:
            return
        waiting = [token for token in story.run.tokens.values() if token.wait is not None]
        if waiting:
            story.tell(over(waiting[0], story))
            continue
        openings = everything_open(story)
        forward = [chosen for chosen in openings if chosen[2].key in FORWARD]
        story.tell(command_for((forward or openings)[0], story))
    pytest.fail(f"the run does not end: {run_to_json(story.run)}")


def walk(story: Story, chance: Random, most: int) -> set[str]:
    """People and the product do this and that, and some of them what they may not. The names of what was accepted."""
    accepted = set()
    for _ in range(chance.randint(most // 4, most)):
        offered = moves(story)
        if offered and chance.random() < 0.8:
            (name,) = chance.choices([*offered], [WEIGHTS.get(name, 8) for name in offered])
            if play(chance.choice(offered[name]), story):
                accepted.add(name)
        else:
            attempt(nonsense(chance, story), story)
        assert_nothing_is_stuck(story)
        if story.run.running and chance.random() < 0.15:
            merge_and_undo(story)
            assert_nothing_is_stuck(story)
    return accepted


def whole_story(draw: st.DataObject, most: int) -> set[str]:
    """Any flow, any people, anything done, and then it ends. The names of what was accepted."""
    written, data = draw.draw(flows()), draw.draw(DATA)
    company = Company(left=draw.draw(LEAVERS), deputies=draw.draw(DEPUTIES))
    story = CountingStory(parse_flow(written, SCHEMA), company, dict(data), proving=False)
    story.start()
    # Hypothesis prefers small and equal draws, by which most walks would be short and alike.
    chance = Random(f"{draw.draw(st.integers(0, 2**32))} {json.dumps(written)}")
    accepted = walk(story, chance, most)
    story.prove()
    finish_somehow(story)
    story.prove()
    return accepted


@pytest.mark.req("FLW-2", "FLW-3", "FLW-4", "FLW-5", "FLW-6")
@given(st.data())
def test_any_flow_stays_whole_and_can_end_whatever_people_do(draw: st.DataObject) -> None:
    whole_story(draw, 12)


def test_whatever_may_be_asked_of_a_run_is_accepted_in_a_fair_part_of_the_stories() -> None:
    """Else the one above would show nothing about it."""
    stories, accepted = 0, Counter[str]()

    @settings(max_examples=150)
    @given(st.data())
    def told(draw: st.DataObject) -> None:
        nonlocal stories
        names = whole_story(draw, 16)
        stories += 1
        accepted.update(names)

    told()
    assert {name: accepted[name] for name in EVERYTHING if accepted[name] < stories / 50} == {}


@pytest.mark.req("FLD-1", "FLD-3")
@settings(max_examples=max(15, settings().max_examples // 3))
@given(flows(), DATA, st.data())
def test_what_a_phone_is_told_of_later_steps_is_what_comes(
    written: dict[str, Any], data: dict[str, Any], draw: st.DataObject
) -> None:
    story = Story(parse_flow(written, SCHEMA), Company(), dict(data), proving=False)
    story.start()
    for _ in range(12):
        moves = [chosen for chosen in everything_open(story) if visit_after(chosen[2].key)]
        others = [chosen for chosen in everything_open(story) if not visit_after(chosen[2].key)]
        if not moves and not others:
            return
        chosen = draw.draw(st.sampled_from(moves or others))
        task, actor, offer = chosen
        told = dict(actions_ahead(story.flow, story.run, task, actor))
        story.tell(command_for(chosen, story))
        state = visit_after(offer.key)
        if state is None:
            continue
        now = story.run.tasks[task.id]
        assert open_actions(story.flow, story.run, now, actor) == told.pop(state)
        assert actions_ahead(story.flow, story.run, now, actor) == told


@settings(max_examples=max(15, settings().max_examples // 3))
@given(flows())
def test_a_drawn_flow_passes_the_publish_check(written: dict[str, Any]) -> None:
    harmless = {"flow.claim_without_candidates", "flow.unreachable"}
    found = check_flow(written, SCHEMA, {"engineer", "nobody", "lead", "admin"})
    errors = {finding.code for finding in found if finding.severity == "error"}
    assert errors <= harmless


JUNK: Any = st.sampled_from(
    [None, "", "x", 0, -1, True, [], {}, [[]], {"key": {}}, ["start"], "flow_admin", {"people": "a"}]
)


@given(st.data(), JUNK)
def test_whatever_is_written_the_check_answers_in_words_and_reading_refuses_or_reads(
    draw: st.DataObject, junk: Any
) -> None:
    damaged = json.loads(json.dumps(REPAIR))
    at: Any = damaged
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = draw.draw(st.sampled_from(keys))
        if not isinstance(at[key], dict | list) or not at[key] or draw.draw(st.booleans()):
            break
        at = at[key]
    at[key] = junk
    errors = [finding for finding in check_flow(damaged) if finding.severity == "error"]
    assert all(finding.text["zh"] and finding.text["en"] for finding in errors)
    try:
        parse_flow(damaged)
    except Refusal:
        assert errors


def test_the_flow_admin_can_close_a_run_from_anywhere() -> None:
    story = Story(parse_flow(REPAIR))
    story.start()
    story.assign("zhang")
    story.act(ENGINEER, "accept")
    story.tell(ForceClose(actor=ADMIN, reason="x"))
    assert_nothing_is_stuck(story)
