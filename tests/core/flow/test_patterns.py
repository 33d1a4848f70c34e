"""The guide's table of workflow patterns says the truth: what can be drawn runs here or where it says."""

import re
from pathlib import Path
from typing import Any

import pytest

from bihuan.core.flow import BranchTaken, PassWait, Signal
from tests.core.flow.cast import CUSTOMER, DAY, ENGINEER, LEAD, OTHER_ENGINEER, SYSTEM, Story
from tests.core.flow.drawing import (
    BIG,
    Drawn,
    approve,
    branch,
    end,
    flow,
    handle,
    outcome,
    parallel,
    start,
    wait,
    way,
)

HERE = Path(__file__).parent
GUIDE = (HERE.parents[2] / "docs/flows.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| (.+) \|$", re.M)
TESTS = {name for file in HERE.glob("test_*.py") for name in re.findall(r"^def (test_\w+)", file.read_text(), re.M)}


@pytest.mark.req("FLW-2")
def test_every_pattern_is_answered_and_every_test_that_is_named_exists():
    rows = ROW.findall(GUIDE)
    assert [int(number) for number, *_ in rows] == list(range(1, 45))
    for number, _name, answer, said in rows:
        named = re.fullmatch(r"`(test_\w+)`", said)
        if answer.startswith("yes"):
            assert named is not None and named[1] in TESTS, (number, said)
        else:
            assert answer == "no" and named is None and len(said.split()) >= 3, (number, said)


def maybe(step: str, when: Any, person: str) -> Drawn:
    """A lane that is walked only where its condition holds."""
    return branch(f"{step}_if", way(when, handle(step, {"people": person})), way(None))


@pytest.mark.req("FLW-2")
@pytest.mark.parametrize(
    ("amount", "chosen"), [("1", []), ("400000", ["a"]), ("600000", ["a", "b"])], ids=["none", "one", "both"]
)
def test_any_number_of_ways_is_chosen_and_they_meet_again(amount: str, chosen: list[str]):
    some = {"op": "gt", "left": {"field": "amount"}, "right": "100"}
    block = parallel("p", [maybe("a", some, "zhang")], [maybe("b", BIG, "li")])
    story = Story(flow(start(), block, handle("after", {"people": "qian"}), end()), data={"amount": amount})
    story.start()
    assert story.steps == (chosen or ["after"])
    if "a" in chosen:
        story.act(ENGINEER, "finish")
    if "b" in chosen:
        assert story.steps == ["b"]
        story.act(OTHER_ENGINEER, "finish")
    assert story.steps == ["after"]


@pytest.mark.req("FLW-2")
def test_chosen_ways_nest_and_each_block_waits_for_its_own():
    inner = parallel("q", [maybe("a", BIG, "zhang")], [handle("b", {"people": "li"})])
    block = parallel("p", [inner, handle("c", {"people": "li"})], [handle("d", {"people": "zhao"})])
    story = Story(flow(start(), block, handle("after", {"people": "qian"}), end()), data={"amount": "600000"})
    story.start()
    story.act(ENGINEER, "finish")
    story.act(LEAD, "finish")
    assert story.steps == ["b"]
    story.act(OTHER_ENGINEER, "finish")
    assert story.steps == ["c"]
    story.act(OTHER_ENGINEER, "finish")
    assert story.steps == ["after"]


@pytest.mark.req("FLW-2")
@pytest.mark.parametrize(
    ("command", "taken"),
    [(Signal(event="message", actor=CUSTOMER), "read"), (PassWait(instance="1", actor=SYSTEM), "ring")],
    ids=["the customer writes", "the time is over"],
)
def test_whatever_comes_first_chooses_the_way(command: Any, taken: str):
    asked = branch("which", way(outcome("answer", "event"), handle("read")), way(None, handle("ring")))
    story = Story(flow(start(), wait("answer", event="message", **{"for": "2d"}), asked, end()))
    story.start()
    story.now += 2 * DAY
    story.tell(command)
    assert story.steps == [taken]
    assert story.last(BranchTaken).block == "which"


@pytest.mark.req("FLW-3", "FLW-4")
def test_a_share_of_all_who_were_asked_counts_those_who_joined_later():
    """Half of two is one; with two more it is half of four."""
    asked = approve("ok", {"people": ["zhang", "li"]}, mode="ratio", percent=50)
    story = Story(flow(start(), asked, end()))
    story.start()
    story.act(ENGINEER, "sign_parallel", people=("boss",))
    story.act(ENGINEER, "agree")
    assert story.steps == ["ok"]
    story.act(OTHER_ENGINEER, "agree")
    assert not story.run.running
