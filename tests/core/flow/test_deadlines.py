"""A step's own deadlines and the hand-over after 48 hours: when each is due, and when it is due no more."""

from typing import Any

import pytest

from bihuan.core.flow import Actor, AssignTask, DeadlinesSet, check_flow, rung_due, rungs_by_number
from bihuan.core.flow.definition import HAND_OVER
from bihuan.core.values import Refusal
from tests.core.flow.cast import ADMIN, MINUTE, SYSTEM, Company, Story
from tests.core.flow.drawing import SCHEMA, approve, drawing, end, flow, handle, start

pytestmark = pytest.mark.req("FLW-6")
HOUR = 60 * MINUTE
QIAN, BOSS, LI = Actor("qian"), Actor("boss"), Actor("li")
LADDER = {
    "hours": "wall",
    "rungs": [
        {"after": "4h", "do": "remind", "every": "1h", "times": 3},
        {"after": "8h", "do": "escalate", "to": ["manager"]},
        {"after": "10h", "do": "escalate", "to": ["department_head", {"role": "lead"}, {"manager": 2}]},
        {"after": "1d", "do": "return"},
    ],
}


def story(*items: Any, company: Company | None = None) -> Story:
    told = Story(flow(start(), *items, end()), company=company or Company())
    told.start()
    return told


def due(told: Story) -> list[tuple[int, float]]:
    """Rung and hours from the task's opening."""
    task = told.only_task
    return [(rung, (at - task.opened_at) / HOUR) for rung, at in task.deadlines]


def test_a_ladder_counts_from_the_task_s_opening_and_repeats_what_it_is_told_to() -> None:
    told = story(approve("boss", {"people": "boss"}, deadline=LADDER))
    assert due(told) == [(0, 4), (1, 5), (2, 6), (3, 8), (4, 10), (5, 24)]
    rungs = rungs_by_number(told.flow, "boss")
    assert [rungs[number].do for number in range(6)] == ["remind"] * 3 + ["escalate"] * 2 + ["return_step"]
    assert rungs[4].to == ("department_head", {"role": "lead"}, {"manager": 2})


def test_working_hours_are_the_calendar_s() -> None:
    class Office(Company):
        def working_end(self, run: str, since: int, length: int, calendar: str) -> int:
            return since + 3 * length + (1 if calendar == "shanghai" else 0)

    rungs = [{"after": "1h", "do": "remind"}]
    usual = story(approve("boss", {"people": "boss"}, deadline={"rungs": rungs}), company=Office())
    assert due(usual) == [(0, 3)]
    named = {"hours": "working", "calendar": "shanghai", "rungs": rungs}
    own = story(approve("boss", {"people": "boss"}, deadline=named, hand_over="working"), company=Office())
    assert [(rung, at - own.only_task.opened_at) for rung, at in own.only_task.deadlines] == [
        (0, 3 * HOUR + 1),
        (HAND_OVER, 144 * HOUR),
    ]


@pytest.mark.req("FLW-5")
@pytest.mark.parametrize(
    ("written", "hours"),
    [(True, 48), ("wall", 48), ({"after": "8h", "hours": "wall"}, 8), (None, None), (False, None)],
)
def test_the_hand_over_is_a_switch_of_the_step_and_takes_48_hours_unless_said(written: Any, hours: int | None) -> None:
    more = {} if written is None else {"hand_over": written}
    told = story(approve("boss", {"people": "boss"}, **more))
    assert due(told) == ([] if hours is None else [(HAND_OVER, hours)])


@pytest.mark.req("FLW-5")
def test_whoever_it_is_handed_to_has_as_long_as_the_one_before_him() -> None:
    told = story(approve("boss", {"people": "boss"}, hand_over=True, deadline=LADDER))
    told.now += 48 * HOUR
    task = told.only_task
    rung = rung_due(told.flow, task, HAND_OVER, told.now)
    assert rung is not None
    assert rung.do == "transfer"
    told.tell(AssignTask(task_id=task.id, actor=SYSTEM, person="zhao", reason="超时"))
    again = told.only_task
    # The ladder goes on from the opening, the hand-over from when he got it.
    assert dict(again.deadlines)[0] == dict(task.deadlines)[0]
    assert dict(again.deadlines)[HAND_OVER] == told.now + 48 * HOUR
    assert rung_due(told.flow, again, HAND_OVER, told.now) is None


def test_in_sequence_each_has_his_own_time_and_what_is_over_is_due_no_more() -> None:
    told = story(approve("boss", {"people": ["qian", "boss"]}, mode="sequence", deadline=LADDER))
    first = told.only_task
    told.now += 30 * HOUR
    told.act(QIAN, "agree")
    second = told.only_task
    assert min(at for _, at in second.deadlines) == second.opened_at + 4 * HOUR
    assert rung_due(told.flow, first, 0, told.now) is not None
    assert told.act(BOSS, "agree")[-1] == "RunEnded"


def test_work_has_deadlines_too_and_who_was_asked_in_has_none() -> None:
    told = story(
        handle("fix", {"people": "li"}, operations=["consult"], deadline={"rungs": [{"after": "2d", "do": "transfer"}]})
    )
    assert [rung for rung, _ in due(told)] == [0]
    told.act(LI, "consult", people=("qian",))
    asked = next(task for task in told.run.tasks.values() if task.kind == "consult")
    assert asked.deadlines == ()
    told.tell(AssignTask(task_id=asked.id, actor=ADMIN, person="zhao", reason="出差"))
    assert [event for event in told.history if isinstance(event, DeadlinesSet)][1:] == []


@pytest.mark.req("FLW-9")
def test_what_was_filled_in_before_can_be_passed_by_itself() -> None:
    """The check warns of fields that may be empty then, and of no others."""
    passed = {"rungs": [{"after": "1d", "do": "pass"}]}
    wanted = approve("boss", {"people": "boss"}, fields={"title": "required"}, deadline=passed)
    for first, found in ((start(fields={"title": "required"}), set()), (start(), {"flow.pass_needs_fields"})):
        codes = {finding.code for finding in check_flow(drawing(first, wanted, end()), SCHEMA)}
        assert {code for code in codes if code.startswith("flow.pass")} == found


def rung(**more: Any) -> dict[str, Any]:
    return {"deadline": {"rungs": [{"after": "4h", **more}]}}


@pytest.mark.parametrize(
    ("written", "path", "code"),
    [
        ({"deadline": {"rungs": []}}, "deadline.rungs", "flow.bad_number"),
        ({"deadline": {"rungs": [{"do": "remind"}]}}, "deadline.rungs[0].after", "flow.missing"),
        ({"deadline": {"rungs": [{"after": "4h", "do": "shout"}]}}, "deadline.rungs[0].do", "flow.bad_choice"),
        ({"deadline": {"rungs": [{"after": "4x", "do": "pass"}]}}, "deadline.rungs[0].after", "flow.bad_length"),
        (rung(do="remind", times=2), "deadline.rungs[0].every", "flow.missing"),
        ({"deadline": {"rungs": [{"after": "4h", "do": "pass", "to": [7]}]}}, "deadline.rungs[0].to", "flow.bad_names"),
        (rung(do="escalate", to={"manager": 0}), "deadline.rungs[0].to", "flow.bad_names"),
        (rung(do="escalate", to={"manager": True}), "deadline.rungs[0].to", "flow.bad_names"),
        (rung(do="return") | {"returns": []}, "deadline.rungs[0].target", "flow.bad_choice"),
        ({"hand_over": "sometimes"}, "hand_over", "flow.bad_choice"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_where_it_is_written(written: Any, path: str, code: str) -> None:
    drawn = drawing(start(), approve("boss", {"people": "boss"}, **written), end())
    with pytest.raises(Refusal) as caught:
        flow(*drawn["root"])
    assert (f"root[1].{path}", code) in [(problem.path, problem.code) for problem in caught.value.problems]
