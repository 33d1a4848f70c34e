"""退回: straight back to who sent it, and only those are asked again for whom something has changed (semantics §4)."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.core.flow import Actor, EvidenceFile, StepEntered, StepKept, VoteCast, asked_again, open_actions
from bihuan.core.flow.inputs import MIXED, met
from bihuan.core.values import Problem, Refusal
from tests.core.flow.cast import CUSTOMER, Story
from tests.core.flow.drawing import BIG, approve, branch, drawing, end, flow, handle, parallel, start, way

pytestmark = pytest.mark.req("FLW-4")
QIAN, BOSS, ZHAO, LI = Actor("qian"), Actor("boss"), Actor("zhao"), Actor("li")
READS = {"fields": {"*": "read"}}
# The department head looks at the amount, finance at amount and title; the boss sends back.
CHAIN = (
    approve("head", {"people": "qian"}, fields={"amount": "read", "*": "hidden"}),
    approve("finance", {"people": "zhao"}, **READS),
    approve("boss", {"people": "boss"}, **READS, returns=["start", "head"], resume="choose"),
)
LAST = approve("boss", {"people": "boss"}, **READS, returns=["start"], resume="choose")


def story(*items: Any, **data: Any) -> Story:
    told = Story(flow(start(fields={"*": "edit"}), *items, end()), data={"amount": "900", "title": "水泵", **data})
    told.start()
    return told


def sent_back(told: Story, *agreeing: Actor, resume: str | None = "straight", to: str = "start") -> None:
    for actor in agreeing:
        told.act(actor, "agree")
    told.act(BOSS, "return", comment="请补充", to=to, resume=resume)


def kept(told: Story) -> list[str]:
    return [event.step for event in told.history if isinstance(event, StepKept)]


def test_nothing_changed_and_the_run_stands_where_it_was_sent_back_from() -> None:
    told = story(*CHAIN)
    sent_back(told, QIAN, ZHAO)
    assert told.act(CUSTOMER, "submit") == ["TaskFinished", "StepLeft", "StepKept", "StepKept", "StepEntered"]
    assert told.steps == ["boss"]
    assert told.run.results["head"].result == told.run.results["finance"].result == "agree"
    assert told.act(BOSS, "agree")[-1] == "RunEnded"


def test_only_who_reads_what_changed_is_asked_again_in_flow_order() -> None:
    told = story(*CHAIN)
    sent_back(told, QIAN, ZHAO)
    told.data["title"] = "消防水泵"
    told.act(CUSTOMER, "submit")
    assert (told.steps, kept(told)) == (["finance"], ["head"])
    assert told.last(StepEntered).changed == {"fields": ["title"], "evidence": False, "ways": False}
    assert told.act(ZHAO, "agree")[-1] == "StepEntered"
    assert told.steps == ["boss"]


def test_both_are_asked_again_one_after_the_other_if_both_read_it() -> None:
    told = story(*CHAIN)
    sent_back(told, QIAN, ZHAO)
    told.data["amount"] = "950"
    told.act(CUSTOMER, "submit")
    assert told.steps == ["head"]
    told.act(QIAN, "agree")
    assert (told.steps, kept(told)) == (["finance"], [])


def test_who_is_asked_again_sees_what_changed_since_he_decided() -> None:
    told = story(*CHAIN)
    sent_back(told, QIAN, ZHAO)
    told.data["amount"] = "950"
    told.act(CUSTOMER, "submit")
    news = asked_again(told.flow, told.run, told.only_task, told.data)
    assert news is not None
    assert (news["fields"], news["before"]["amount"]) == (["amount"], "900")
    vote = next(event for event in told.history if isinstance(event, VoteCast))
    assert (news["since"], vote.inputs and vote.inputs["values"]) == (vote.at, {"amount": "900"})
    told.act(QIAN, "agree")
    told.act(ZHAO, "agree")
    # Whoever sent it back sees what has become of it.
    back = asked_again(told.flow, told.run, told.only_task, told.data)
    assert back is not None
    assert back["fields"] == ["amount"]
    fresh = story(*CHAIN)
    assert asked_again(fresh.flow, fresh.run, fresh.only_task, fresh.data) is None


@pytest.mark.parametrize("resume", ["walk", None])
def test_walking_again_asks_everybody(resume: str | None) -> None:
    told = story(*CHAIN)
    sent_back(told, QIAN, ZHAO, resume=resume)
    told.act(CUSTOMER, "submit")
    told.act(QIAN, "agree")
    assert (told.steps, kept(told)) == (["finance"], [])


@pytest.mark.parametrize(
    ("drawn", "offered", "refused"),
    [(None, ("walk",), "straight"), ("straight", ("straight",), "walk"), ("choose", ("walk", "straight"), "fly")],
)
def test_the_step_says_how_the_run_may_go_on(drawn: str | None, offered: tuple[str, ...], refused: str) -> None:
    more = {} if drawn is None else {"resume": drawn}
    told = story(approve("boss", {"people": "boss"}, returns=["start"], **more))
    offers = {offer.key: offer for offer in open_actions(told.flow, told.run, told.only_task, BOSS)}
    assert (offers["return"].resume, offers["agree"].resume) == (offered, ())
    with pytest.raises(Refusal, match=r"task\.resume_not_drawn"):
        told.act(BOSS, "return", comment="?", resume=refused)
    with pytest.raises(Refusal, match=r"task\.resume_not_drawn"):
        told.act(BOSS, "agree", resume="walk")


def test_a_word_that_nobody_knows_is_refused_where_it_is_written() -> None:
    written = drawing(start(), approve("boss", {"people": "boss"}, resume="fly"), end())
    with pytest.raises(Refusal) as caught:
        flow(*written["root"])
    assert [problem.path for problem in caught.value.problems if isinstance(problem, Problem)] == ["root[1].resume"]


def test_a_branch_that_now_differs_makes_the_run_walk_again() -> None:
    told = story(
        approve("head", {"people": "qian"}, fields={"title": "read", "*": "hidden"}),
        branch("size", way(BIG, approve("board", {"people": "li"}), key="big"), way(None, key="usual")),
        approve("finance", {"people": "zhao"}, fields={"title": "read", "*": "hidden"}),
        approve("boss", {"people": "boss"}, returns=["start"], resume="straight"),
    )
    told.act(QIAN, "agree")
    sent_back(told, ZHAO, resume=None)
    told.data["amount"] = "600000"
    told.act(CUSTOMER, "submit")
    # The head stands before the branch and reads only the title.
    assert (kept(told), told.steps) == (["head"], ["board"])
    told.act(LI, "agree")
    assert (kept(told), told.steps) == (["head"], ["finance"])


def test_the_same_branch_is_crossed_and_what_was_decided_in_it_stands() -> None:
    told = story(
        branch("size", way(BIG, approve("board", {"people": "li"}, **READS), key="big"), way(None, key="usual")),
        approve("boss", {"people": "boss"}, returns=["start"], resume="straight"),
        amount="600000",
    )
    sent_back(told, LI, resume=None)
    told.act(CUSTOMER, "submit")
    assert (kept(told), told.steps) == (["board"], ["boss"])
    vote = next(event for event in told.history if isinstance(event, VoteCast))
    assert vote.inputs is not None
    assert vote.inputs["ways"] == {"size": "big"}


def test_a_field_that_only_the_step_edits_is_its_own_answer_and_no_input() -> None:
    own = approve("finance", {"people": "zhao"}, fields={"title": "edit", "amount": "read", "*": "hidden"})
    told = Story(
        flow(start(fields={"*": "edit", "title": "hidden"}), own, LAST, end()),
        data={"amount": "900"},
    )
    told.start()
    told.data["title"] = "成本中心 7"
    told.act(ZHAO, "agree")
    told.act(BOSS, "return", comment="?", to="start", resume="straight")
    told.act(CUSTOMER, "submit")
    assert (kept(told), told.steps) == (["finance"], ["boss"])


def test_new_evidence_is_a_new_input_for_who_decides_after_it() -> None:
    told = story(
        handle("fix", {"people": "li"}),
        approve("finance", {"people": "zhao"}, fields={"*": "hidden"}),
        approve("boss", {"people": "boss"}, returns=["fix"], resume="straight"),
    )
    told.act(LI, "finish", files=(EvidenceFile("before"),))
    sent_back(told, ZHAO, resume=None, to="fix")
    told.act(LI, "finish", files=(EvidenceFile("after"),))
    assert (told.steps, told.last(StepEntered).changed) == (
        ["finance"],
        {"fields": [], "evidence": True, "ways": False},
    )
    again = story(handle("fix", {"people": "li"}), CHAIN[1], LAST)
    again.act(LI, "finish")
    sent_back(again, ZHAO)
    again.act(CUSTOMER, "submit")
    assert kept(again) == ["fix", "finance"]


def test_lanes_whose_inputs_are_the_same_are_passed_and_the_join_fires() -> None:
    lanes = parallel(
        "both",
        [approve("one", {"people": "qian"}, fields={"amount": "read", "*": "hidden"})],
        [approve("two", {"people": "zhao"}, **READS)],
    )
    told = story(lanes, approve("boss", {"people": "boss"}, returns=["start"], resume="straight"))
    sent_back(told, QIAN, ZHAO, resume=None)
    told.data["title"] = "另一台"
    told.act(CUSTOMER, "submit")
    assert (kept(told), told.steps) == (["one"], ["two"])
    told.act(ZHAO, "agree")
    assert told.steps == ["boss"]


def test_a_refusal_may_lead_straight_back_too() -> None:
    told = story(
        handle("fix", {"people": "li"}),
        approve("head", {"people": "qian"}, fields={"amount": "read", "*": "hidden"}),
        approve("boss", {"people": "boss"}, refused={"return_to": "fix", "resume": "straight"}),
    )
    told.act(LI, "finish")
    told.act(QIAN, "agree")
    told.act(BOSS, "refuse", comment="不合格")
    told.act(LI, "finish")
    assert (kept(told), told.steps) == (["head"], ["boss"])


def test_who_refused_or_sent_back_himself_is_asked_again_whatever_stayed() -> None:
    told = story(*CHAIN)
    sent_back(told, QIAN, ZHAO, to="head")
    # The head sends it on to the start, straight back as well; then everything between stands, but for him.
    assert told.steps == ["head"]
    told.act(QIAN, "agree")
    assert (kept(told), told.steps) == (["finance"], ["boss"])


def test_after_a_second_return_what_was_taken_over_can_be_taken_over_again() -> None:
    told = story(*CHAIN)
    sent_back(told, QIAN, ZHAO)
    told.act(CUSTOMER, "submit")
    told.act(BOSS, "return", comment="还差一点", to="start", resume="straight")
    told.data["title"] = "水泵二"
    told.act(CUSTOMER, "submit")
    assert (kept(told), told.steps) == (["head", "finance", "head"], ["finance"])


def test_walking_again_forgets_what_a_former_return_kept() -> None:
    told = story(*CHAIN)
    sent_back(told, QIAN, ZHAO)
    told.data["amount"] = "901"
    told.act(CUSTOMER, "submit")
    told.act(QIAN, "return", comment="?", to="start")
    told.data["amount"] = "900"
    told.act(CUSTOMER, "submit")
    told.act(QIAN, "agree")
    assert told.steps == ["finance"]


def test_a_decision_of_several_who_saw_different_things_is_always_asked_again() -> None:
    both = approve("head", {"people": ["qian", "zhao"]}, **READS)
    told = story(both, LAST)
    told.act(QIAN, "agree")
    told.data["title"] = "水泵三"
    told.act(ZHAO, "agree")
    told.data["title"] = "水泵三"
    sent_back(told)
    told.act(CUSTOMER, "submit")
    assert told.steps == ["head"]
    assert met({"hash": "a"}, {"hash": "b"}) == {"hash": MIXED}
    assert met(None, {"hash": "b"}) == met({"hash": "b"}, None) == {"hash": "b"}


FIELDS = ("amount", "title", "engineer")
RIGHTS = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["read", "hidden"]), max_size=3)
CHANGES = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["900", "1000", "2000"]), max_size=3)
PEOPLE = ("qian", "zhao", "li", "chen")


@given(rights=st.lists(RIGHTS, min_size=1, max_size=4), changes=CHANGES)
@settings(max_examples=120, deadline=None)
def test_whatever_changes_exactly_those_are_asked_again_who_may_read_it(
    rights: list[dict[str, str]], changes: dict[str, str]
) -> None:
    steps = [
        approve(f"s{number}", {"people": person}, fields={"*": "hidden", **own})
        for number, (person, own) in enumerate(zip(PEOPLE, rights, strict=False))
    ]
    told = story(*steps, approve("boss", {"people": "boss"}, **READS, returns=["start"], resume="straight"))
    before = dict(told.data)
    sent_back(told, *(Actor(person) for person in PEOPLE[: len(steps)]), resume=None)
    told.data.update(changes)
    told.act(CUSTOMER, "submit")
    differing = {key for key, value in changes.items() if before.get(key) != value}
    wanted = [f"s{number}" for number, own in enumerate(rights) if any(own.get(key) == "read" for key in differing)]
    asked = []
    while told.steps != ["boss"]:
        (step,) = told.steps
        asked.append(step)
        told.act(Actor(told.only_task.owner or ""), "agree")
    assert asked == wanted
    assert told.act(BOSS, "agree")[-1] == "RunEnded"
