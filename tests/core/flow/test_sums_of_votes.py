"""会签 whatever the mode: after every command the counts are what people said, and the outcome follows from them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.core.flow import (
    Act,
    ActionOffer,
    Actor,
    AssignTask,
    FlowCommand,
    FlowRun,
    PassSeat,
    Task,
    Terminate,
    Withdraw,
    open_actions,
    parse_flow,
)
from bihuan.core.values import Refusal
from tests.core.flow.ballots import CountingStory
from tests.core.flow.cast import ADMIN, CUSTOMER, SYSTEM, Company, photo
from tests.core.flow.drawing import SCHEMA, Drawn, approve, drawing, end, handle, start
from tests.core.flow.strategies import MODES

ELECTORS = ("e1", "e2", "e3", "e4", "e5")
HELPERS = ("h1", "h2", "h3")
SUBSTITUTES = ("t1", "t2", "t3")
# Stands in for two of them, and has a vote of each.
DEPUTY = Actor("d", stands_in_for=frozenset({"e1", "e2"}))
REPRESENTED = frozenset({"e1", "e2"})
JOINTS = st.sampled_from(["all", "any", "sequence"])
OPERATIONS = ["transfer", "consult", "sign_before", "sign_after", "sign_parallel"]


@st.composite
def decisions(draw: st.DrawFn) -> Drawn:
    """A decision of one to five, then one whose electors may have agreed before; a refusal ends it or goes back."""
    steps = []
    for name, again in (("first", "each_time"), ("second", draw(st.sampled_from(["each_time", "first_only"])))):
        mode = draw(st.sampled_from(list(MODES)))
        closes, more = MODES[mode]
        share = {"ratio": {"percent": draw(st.integers(1, 100))}, "count": {"count": draw(st.integers(1, 5))}}
        step = approve(
            name,
            {"people": list(ELECTORS[: draw(st.integers(1, 5))])},
            mode=mode,
            closes=draw(st.sampled_from(["verdict", closes])),
            **share.get(mode, more),
            operations=OPERATIONS,
            returns=["start"],
            if_again=again,
            refused=draw(st.sampled_from(["terminate", {"return_to": "start", "resume": "straight"}])),
        )
        steps.append(step)
    return drawing(start(), *steps, handle("do", {"people": ["e1"]}), end(), withdraw={"then": "revise"})


def everyone(run: FlowRun) -> list[Actor]:
    """The owners of what is open, each for himself or through the deputy."""
    owners = {task.owner for task in run.tasks.values() if task.owner}
    return [*(Actor(person) for person in sorted(owners)), *([DEPUTY] if owners & REPRESENTED else [])]


def open_here(story: CountingStory) -> list[tuple[Task, Actor, ActionOffer]]:
    run = story.run
    return [
        (task, actor, offer)
        for task in run.tasks.values()
        for actor in everyone(run)
        for offer in open_actions(story.flow, run, task, actor)
        if offer.key != "assign"
    ]


def said(draw: st.DataObject, story: CountingStory) -> FlowCommand:
    """Somebody does what is open to him; now and then a lead, a leaver or the submitter steps in."""
    task, actor, offer = draw.draw(st.sampled_from(open_here(story)))
    rare = draw.draw(st.integers(0, 19))
    if rare == 0 and task.kind == "approve":
        return AssignTask(task_id=task.id, actor=ADMIN, person=draw.draw(st.sampled_from(SUBSTITUTES)), reason="出差")
    if rare == 1 and task.owner is not None:
        story.company.left.add(task.owner)
        return PassSeat(task_id=task.id, actor=SYSTEM, reason="离职")
    if rare == 2:
        ends: list[FlowCommand] = [Withdraw(actor=CUSTOMER, data={}), Terminate(actor=ADMIN, reason="不做了")]
        return draw.draw(st.sampled_from(ends))
    asked = SUBSTITUTES if offer.key == "transfer" else HELPERS
    people = draw.draw(st.lists(st.sampled_from(asked), min_size=1, max_size=1 if asked == SUBSTITUTES else 3))
    return Act(
        task_id=task.id,
        action=offer.key,
        actor=actor,
        data={},
        comment="因为",
        files=photo(),
        to=offer.targets[0] if offer.targets else None,
        people=tuple(people),
        joint=draw.draw(JOINTS),
    )


@pytest.mark.req("FLW-3", "FLW-4", "FLW-5")
@settings(max_examples=max(60, settings().max_examples))
@given(decisions(), st.data())
def test_the_sums_of_votes_are_what_people_said_whatever_else_they_do(written: Drawn, draw: st.DataObject) -> None:
    company = Company(deputies={"e3": ("t1",), "h1": ("t2",)}, left=set())
    story = CountingStory(parse_flow(written, SCHEMA), company, {}, proving=False)
    story.start()
    for _ in range(draw.draw(st.integers(1, 25))):
        if not story.run.running or not open_here(story):
            break
        try:
            story.tell(said(draw, story))
        except Refusal:
            continue  # a helper who was asked already, a substitute who has left
    story.prove()


@pytest.mark.req("FLW-3")
@pytest.mark.parametrize("mode", list(MODES))
def test_every_mode_of_decision_is_settled_by_its_sums_in_both_ways(mode: str) -> None:
    more: dict[str, Any] = {"ratio": {"percent": 60}, "count": {"count": 2}}.get(mode, {})
    outcomes = set()
    for verdict in ("agree", "refuse"):
        step = approve("boss", {"people": list(ELECTORS[:3])}, mode=mode, **more)
        story = CountingStory(parse_flow(drawing(start(), step, end()), SCHEMA), Company(), {})
        story.start()
        while story.run.running:
            task = next(iter(story.run.tasks.values()))
            story.act(Actor(task.owner or ""), verdict, task=task.id, comment="因为")
        outcomes |= set(story.settled)
    assert outcomes == {"agree", "refuse"}
