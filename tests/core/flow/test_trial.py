"""A flow is tried out before anybody publishes it: with invented people, and a clock that is moved."""

from typing import Any

import pytest

from bihuan.core.flow import parse_flow
from bihuan.core.flow.events import EVENT_TYPES
from bihuan.core.flow.trial import MAX_MOVES, Move, Trial
from bihuan.core.flow.trial_cast import Scene, invent
from bihuan.core.flow.trial_view import log_of, people_met, tasks_of, tokens_of, walked_in
from bihuan.core.flow.trial_words import SENTENCES, Naming
from bihuan.core.forms import parse_form, rules_schema
from bihuan.core.rules import Env
from bihuan.core.values import Refusal
from tests.core.flow.cast import DAY, MINUTE, MONDAY
from tests.core.flow.drawing import (
    action,
    approve,
    branch,
    children,
    drawing,
    end,
    handle,
    notify,
    parallel,
    start,
    wait,
    way,
)

HOUR = 60 * MINUTE
FORM = parse_form(
    {
        "form": "asked",
        "label": {"zh": "申请"},
        "fields": [
            {"key": "amount", "kind": "number", "label": {"zh": "金额", "en": "Amount"}},
            {"key": "who", "kind": "person", "label": {"zh": "谁", "en": "Who"}},
            {"key": "photos", "kind": "files", "label": {"zh": "照片", "en": "Photos"}},
        ],
    }
)
BIG = {"op": "gt", "left": {"field": "amount"}, "right": "5000"}
ROLES = {"engineer": {"zh": "工程师", "en": "Engineer"}, "lead": {"zh": "主管", "en": "Lead"}}


def trying(*items: Any, **more: Any) -> "Told":
    return Told(parse_flow(drawing(*items, **more), rules_schema(FORM)))


class Told:
    """A try-run told move by move; each telling begins anew, as the server does."""

    def __init__(self, definition: Any) -> None:
        self.definition = definition
        self.moves: list[Move] = []
        self.away: frozenset[str] = frozenset()

    def then(self, do: str, **more: Any) -> Trial:
        self.moves.append(Move(do=do, **more))
        return self.played()

    def refused(self, do: str, **more: Any) -> str:
        self.moves.append(Move(do=do, **more))
        with pytest.raises(Refusal) as caught:
            self.played()
        self.moves.pop()
        return caught.value.code

    def played(self) -> Trial:
        players = invent(self.definition, ROLES, lambda one: None)
        scene = Scene(
            Env(now=MONDAY), {one.id: one for one in players}, self.away, lambda at, length, _: at + 2 * length
        )
        trial = Trial(self.definition, FORM, scene)
        trial.play(self.moves)
        return trial

    def act(self, by: str, action: str, **more: Any) -> Trial:
        run = self.played().run
        assert run is not None
        mine = [task for task in run.tasks.values() if by in (task.owner, *task.candidates)] or [*run.tasks.values()]
        return self.then("act", by=by, task=mine[0].id, action=action, **more)


def steps(trial: Trial) -> list[str]:
    return [token["step"] for token in tokens_of(trial, [])]


def said(trial: Trial) -> list[str]:
    known = trial.scene.players
    naming = Naming(
        trial.definition,
        lambda one: known[one].name if one in known else {"zh": one, "en": one},
        lambda at: f"+{(at - MONDAY) // HOUR}h",
    )
    return [line["text"]["zh"] for line in log_of(trial, naming)]


@pytest.mark.req("FLW-9")
def test_an_amount_chooses_the_way_and_the_invented_people_of_it_are_asked() -> None:
    told = trying(
        start(fields={"*": "edit"}),
        branch("big", way(BIG, approve("boss", {"department_head": 1}), key="yes"), way(None, key="no")),
        handle("work", {"role": "engineer"}),
        end(),
    )
    trial = told.then("start", changes={"amount": "9000"})
    assert (steps(trial), walked_in(trial)) == (["boss"], ["start", "big", "big/yes", "boss"])
    (task,), _, _ = tasks_of(trial, list(trial.scene.players))
    assert task["owner"] == "head"
    assert [turn["person"] for turn in task["turns"]][:1] == ["head"]
    assert told.refused("act", by="applicant", task=task["id"], action="agree") == "task.not_yours"
    trial = told.act("head", "agree")
    (work,), _, _ = tasks_of(trial, list(trial.scene.players))
    assert work["candidates"] == ["engineer.1", "engineer.2"]
    assert trial.scene.players["engineer.1"].name["zh"] == "张工"
    told.act("engineer.1", "finish")
    assert told.played().run.state == "ended"  # type: ignore[union-attr]

    told.moves = [Move(do="start", changes={"amount": "10"})]
    assert walked_in(told.played()) == ["start", "big", "big/no", "work"]


def test_what_happens_is_said_in_sentences_that_name_people_steps_and_ways() -> None:
    told = trying(start(label="提出"), handle("work", {"role": "engineer"}, label="维修"), end())
    told.then("start")
    trial = told.act("engineer.2", "finish")
    assert said(trial) == [
        "申请人提交了申请",
        "到“维修”，由张工、李工办理",
        "李工在“维修”选择“完成”",
        "“维修”结束：完成",
        "流程结束，状态“closed”",
    ]


def test_every_event_of_a_run_has_its_sentence_in_both_languages() -> None:
    told = {name.partition(".")[0] for name in SENTENCES}
    assert told == set(EVENT_TYPES)
    assert all(zh and en for zh, en in SENTENCES.values())


def test_the_clock_goes_to_the_next_timer_and_stops_there() -> None:
    told = trying(start(), wait("pause", **{"for": "2d"}), handle("work", {"role": "engineer"}), end())
    trial = told.then("start")
    assert (steps(trial), trial.next_at) == (["pause"], MONDAY + 2 * DAY)
    trial = told.then("clock", ms=DAY)
    assert (steps(trial), trial.now) == (["pause"], MONDAY + DAY)
    trial = told.then("clock")
    assert (steps(trial), trial.now, trial.next_at) == (["work"], MONDAY + 2 * DAY, None)
    assert told.refused("clock") == "trial.nothing_due"
    assert told.refused("clock", ms=900 * DAY) == "trial.too_far"


def test_deadlines_come_about_on_the_way_each_at_its_own_instant() -> None:
    rungs = [{"after": "1h", "do": "remind"}, {"after": "2h", "do": "transfer"}, {"after": "4h", "do": "pass"}]
    told = trying(
        start(),
        approve("boss", {"role": "lead"}, mode="any", deadline={"hours": "wall", "rungs": rungs}),
        end(),
        leads=["lead"],
    )
    trial = told.then("start")
    (first, *_), _, _ = tasks_of(trial, [])
    assert [due["at"] for due in first["due"]] == [MONDAY + hours * HOUR for hours in (1, 2, 4)]
    trial = told.then("clock", ms=3 * HOUR)
    assert trial.run.tasks["try-1"].owner == "head"  # type: ignore[union-attr]
    trial = told.then("clock", ms=2 * HOUR)
    assert trial.run.state == "ended"  # type: ignore[union-attr]
    assert [one.at - MONDAY for one in trial.history if type(one.event).__name__ == "RunEnded"] == [4 * HOUR]


def test_working_hours_are_those_of_the_company() -> None:
    told = trying(start(), wait("pause", **{"for": "4h", "hours": "working"}), end())
    assert told.then("start").next_at == MONDAY + 8 * HOUR


def test_lanes_run_side_by_side_until_they_join() -> None:
    told = trying(
        start(),
        parallel("both", [handle("one", {"role": "engineer"})], [approve("two", {"manager": 1})]),
        end(),
    )
    trial = told.then("start")
    assert steps(trial) == ["one", "two"]
    assert steps(told.act("head", "agree")) == ["one"]
    assert told.act("engineer.1", "finish").run.state == "ended"  # type: ignore[union-attr]


def test_what_is_sent_back_and_refused_goes_as_drawn() -> None:
    told = trying(
        start(),
        handle("work", {"role": "engineer"}),
        approve("check", {"submitter": True}, returns=["work"], refused={"return_to": "work"}),
        end(),
    )
    told.then("start")
    told.act("engineer.1", "finish")
    assert told.refused("act", by="applicant", task="try-2", action="return", to="work") == "task.incomplete"
    assert steps(told.act("applicant", "return", to="work", comment="没修好")) == ["work"]


def test_whoever_is_away_is_not_asked() -> None:
    told = trying(start(), approve("boss", {"department_head": 1}, if_empty="pass"), end())
    told.away = frozenset({"head", "boss"})
    assert told.then("start").run.state == "ended"  # type: ignore[union-attr]


def test_the_product_acts_by_itself_and_other_systems_are_answered_for() -> None:
    told = trying(
        start(),
        action("mark", set={"amount": "7000"}),
        branch("big", way(BIG, notify("tell", {"role": "lead"}, until_read=True), key="yes"), way(None, key="no")),
        action("push", webhook="erp"),
        children("parts", type="job", teams=["a", "b"]),
        end(),
    )
    trial = told.then("start", changes={"amount": "1"})
    assert (steps(trial), trial.data["amount"]) == (["tell"], "7000")
    instance = tokens_of(trial, [])[0]["instance"]
    told.then("read", by="lead.1", instance=instance)
    trial = told.then("read", by="lead.2", instance=instance)
    (token,) = tokens_of(trial, [])
    told.then("answer", instance=token["instance"], how="fail")
    assert told.refused("settle", instance=token["instance"], how="skip", by="lead.1", comment="x") == (
        "incident.not_allowed"
    )
    trial = told.then("settle", instance=token["instance"], how="skip", by="admin.1", comment="手工")
    (token,) = tokens_of(trial, [])
    assert [part["state"] for part in token["parts"]] == ["open", "open"]
    for part in token["parts"]:
        trial = told.then("child", key=part["child"], how="done")
    assert trial.run.state == "ended"  # type: ignore[union-attr]


def test_a_real_person_whom_the_form_names_takes_part() -> None:
    told = trying(start(fields={"*": "edit"}), handle("work", {"field": "who"}), end())
    trial = told.then("start", changes={"who": "u-17"})
    assert people_met(trial) == ["u-17"]
    assert told.act("u-17", "finish").run.state == "ended"  # type: ignore[union-attr]


def test_what_the_form_does_not_take_is_refused_and_nothing_else_has_happened() -> None:
    told = trying(
        start(fields={"amount": "required", "photos": "required"}), handle("work", {"role": "engineer"}), end()
    )
    assert told.refused("start", changes={}) == "form.rejected"
    assert told.refused("start", changes={"amount": "viel"}) == "form.rejected"
    assert steps(told.then("start", changes={"amount": "3"})) == ["work"]


def test_a_try_run_has_an_end() -> None:
    told = trying(start(), handle("work", {"role": "engineer"}), end())
    told.moves = [Move(do="clock", ms=1)] * MAX_MOVES
    assert told.refused("start") == "trial.too_long"
    told.moves = []
    assert told.refused("dance") == "trial.unknown_move"
    assert told.refused("act", task="try-1", action="finish") == "run.unknown"
