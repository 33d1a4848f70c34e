"""What holds for every flow, whatever people do: nothing is lost, nothing is stuck, every vote is counted once, nothing
refused leaves a trace."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.core.flow import (
    Act,
    ActionOffer,
    Actor,
    AssignTask,
    ChildrenStep,
    EndWait,
    FailAction,
    FinishAction,
    FlowCommand,
    ForceClose,
    Merge,
    PassWait,
    ReadCopy,
    Reopen,
    SettleIncident,
    Signal,
    StepLeft,
    Task,
    TellOfChild,
    Terminate,
    Token,
    Unmerge,
    Withdraw,
    actions_ahead,
    check_flow,
    may_end_wait,
    may_settle,
    open_actions,
    parse_flow,
    run_to_json,
    visit_after,
)
from bihuan.core.flow.child_parts import enough
from bihuan.core.flow.course import shown_stage
from bihuan.core.values import Refusal
from tests.core.flow.ballots import CountingStory
from tests.core.flow.cast import ADMIN, CUSTOMER, ENGINEER, LEAD, SYSTEM, Company, Story, photo
from tests.core.flow.drawing import SCHEMA
from tests.core.flow.repair import REPAIR
from tests.core.flow.strategies import DATA, EVERYBODY, LEAVERS, flows

HELPERS = tuple(f"helper{number}" for number in range(40))
FORWARD = ("agree", "answer", "finish", "submit", "claim", "accept", "depart", "arrive", "begin")
Open = tuple[Task, Actor, ActionOffer]


def everything_open(story: Story) -> list[Open]:
    run, flow = story.run, story.flow
    return [
        (task, actor, offer)
        for task in run.tasks.values()
        for actor in everybody(story)
        for offer in open_actions(flow, run, task, actor)
    ]


def everybody(story: Story) -> tuple[Actor, ...]:
    """The cast, and whoever was asked in by somebody."""
    asked = {task.owner for task in story.run.tasks.values() if task.owner in HELPERS}
    return (*EVERYBODY, *(Actor(person) for person in sorted(filter(None, asked))))


def command_for(chosen: Open, story: Story) -> FlowCommand:
    task, actor, offer = chosen
    if offer.key != "assign":
        to = offer.targets[0] if offer.targets else None
        return Act(
            task_id=task.id,
            action=offer.key,
            actor=actor,
            data=story.data,
            comment="因为",
            signature="s",
            files=photo(),
            to=to,
            people=other_people(task, story),
            joint="any",
        )
    person = "zhang" if task.owner != "zhang" else "boss"
    return AssignTask(task_id=task.id, actor=actor, person=person, reason="因为")


def other_people(task: Task, story: Story) -> tuple[str, ...]:
    """Somebody who has no say in the step yet."""
    token = story.run.tokens[task.instance]
    asked = {seat.person for seats in (token.seats, *(one.seats for one in token.signings)) for seat in seats}
    free = [person for person in HELPERS if person not in asked | story.company.left | {task.owner}]
    return tuple(free[:1])


def nonsense(draw: st.DataObject, story: Story) -> Any:
    """Commands that are mostly refused: anybody, any action, any task of this or another run."""
    task = draw.draw(st.sampled_from(["R-1", "R-2", "R-3", "R-99", "Q-1", "R-x", ""]))
    actor = draw.draw(st.sampled_from(EVERYBODY))
    action = draw.draw(st.sampled_from([*FORWARD, "refuse", "return", "dance"]))
    return draw.draw(
        st.sampled_from(
            [
                Act(task_id=task, action=action, actor=actor, data=story.data),
                AssignTask(task_id=task, actor=actor, person="li"),
                AssignTask(task_id=task, actor=actor, candidates=("zhang", "boss")),
                Withdraw(actor=actor, data=story.data),
                Reopen(actor=actor, data=story.data, reason="又坏了"),
                Terminate(actor=CUSTOMER, reason="x"),
                ForceClose(actor=CUSTOMER, reason="x"),
                PassWait(instance="2", actor=actor),
                EndWait(instance=draw.draw(st.sampled_from(["1", "2", "x"])), actor=CUSTOMER, reason="x"),
                Signal(event="message", key="?", actor=actor),
                Unmerge(actor=actor, data=story.data),
            ]
        )
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


def merge_and_undo(story: Story) -> None:
    """A run that was merged away stands still; undone, it stands where it stood."""
    stood = [(token.step, token.block, token.stage) for token in story.run.tokens.values()]
    story.tell(Merge(actor=LEAD, reason="重复报修"))
    assert (story.run.state, story.run.resolved_at) == ("merged", None)
    assert_nothing_is_stuck(story)
    assert everything_open(story) == []
    story.tell(Unmerge(actor=LEAD, data=story.data))
    if not story.run.running or any(event.why == "again" for event in story.history if isinstance(event, StepLeft)):
        return  # a policy decided at once, as it does whenever nobody is to be asked
    assert [(token.step, token.block, token.stage) for token in story.run.tokens.values()] == stood


def over(token: Token, story: Story) -> FlowCommand:
    """What ends a wait: its time, what it waits for, else the flow admin."""
    wait = token.wait
    assert wait is not None
    if wait.kind == "action":
        # Every other push fails first.
        fails = int(token.instance) % 2 and story.now % 2
        which = {"instance": token.instance}
        return FailAction(**which, why="x") if fails else FinishAction(**which, data=story.data)
    if wait.kind == "children":
        return fares(token, story)
    if wait.kind == "incident":
        return SettleIncident(instance=token.instance, how="skip", actor=ADMIN, reason="不用了", data=story.data)
    if wait.people:
        return ReadCopy(step=token.step, instance=token.instance, person=wait.people[0], data=story.data)
    if wait.until is not None:
        story.now = max(story.now, wait.until)
        return PassWait(instance=token.instance, actor=SYSTEM, data=story.data)
    if wait.event:
        return Signal(event=wait.event, key=wait.key, actor=CUSTOMER, data=story.data)
    return EndWait(instance=token.instance, actor=ADMIN, reason="不等了", data=story.data)


def fares(token: Token, story: Story) -> FlowCommand:
    """A child is opened, or cannot be; one of those that are open comes to an end; a time may end it all."""
    wait = token.wait
    assert wait is not None
    wanted = [part for part in wait.parts if part.state == "wanted"]
    if wanted and story.now % 3 == 0:
        return FailAction(instance=token.instance, why="x")
    if wanted:
        child = f"{token.instance}/{wanted[0].key}"
        return TellOfChild(child=child, state="open", step=token.step, part=wanted[0].key, data=story.data)
    if wait.until is not None and story.now % 2:
        story.now = max(story.now, wait.until)
        return PassWait(instance=token.instance, actor=SYSTEM, data=story.data)
    (child, *_) = [part.child or "" for part in wait.parts if part.state == "open"]
    state = ("done", "cancelled", "dropped")[story.now % 3]
    return TellOfChild(child=child, state=state, data=story.data)


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


@pytest.mark.req("FLW-2", "FLW-3", "FLW-4")
@settings(max_examples=max(15, settings().max_examples // 3))
@given(flows(), DATA, LEAVERS, st.data())
def test_any_flow_stays_whole_and_can_end_whatever_people_do(
    written: dict[str, Any], data: dict[str, Any], left: set[str], draw: st.DataObject
) -> None:
    story = CountingStory(parse_flow(written, SCHEMA), Company(left=left), dict(data), proving=False)
    story.start()
    for _ in range(draw.draw(st.integers(0, 10))):
        openings = [command_for(chosen, story) for chosen in everything_open(story)]
        openings += [over(token, story) for token in story.run.tokens.values() if token.wait is not None]
        sensible = bool(openings) and draw.draw(st.booleans())
        command = draw.draw(st.sampled_from(openings)) if sensible else nonsense(draw, story)
        before = json.dumps(run_to_json(story.run))
        try:
            story.tell(command)
        except Refusal:
            assert not sensible
            assert json.dumps(run_to_json(story.run)) == before
        assert_nothing_is_stuck(story)
        if story.run.running and draw.draw(st.integers(0, 5)) == 0:
            merge_and_undo(story)
            assert_nothing_is_stuck(story)
    story.prove()
    finish_somehow(story)
    story.prove()


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
