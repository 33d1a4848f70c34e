"""The publish check says what would go wrong, where, and what to do."""

from typing import Any

import pytest

from bihuan.core.flow import check_flow
from bihuan.core.flow.check_words import TEXTS
from bihuan.core.rules import Field, Schema
from tests.core.flow.drawing import BIG, SCHEMA, STAGES, approve, branch, drawing, end, handle, start, stop, way
from tests.core.flow.repair import REPAIR

ROLES = {"lead", "admin", "engineer"}
BOSS = {"people": "qian"}
FALSE = {"op": "eq", "left": 1, "right": 2}
NOW = {"op": "lt", "left": {"rel": "now"}, "right": {"rel": "now", "add": -1, "unit": "day"}}
ODD = {"op": "gt", "left": {"field": "weight"}, "right": "1"}


def notes(*items: Any, **more: Any) -> set[tuple[str | None, str]]:
    found = check_flow(drawing(start(), *items, **more), SCHEMA, ROLES)
    about_stages = {"flow.many_stages", "flow.unused_stage"}
    return {(finding.step, finding.code) for finding in found if finding.code not in about_stages}


@pytest.mark.req("FRM-5")
def test_a_column_of_a_sub_table_may_have_a_right_of_its_own() -> None:
    schema = Schema((Field("parts", "rows", fields=(Field("price", "number"),)),))
    work = drawing(start(), handle("h", BOSS, fields={"parts": "read", "parts.price": "required"}), end())
    assert "flow.field_unknown" not in {finding.code for finding in check_flow(work, schema, ROLES)}


def test_the_repair_loop_may_be_published() -> None:
    assert check_flow(REPAIR) == ()


@pytest.mark.parametrize(
    ("items", "step", "code"),
    [
        ([handle("fix"), end(), handle("late"), end("end2")], "late", "flow.unreachable"),
        ([branch("b", way(BIG, stop()), way(None, end())), handle("late"), end("e")], "late", "flow.unreachable"),
        ([handle("fix")], "fix", "flow.no_end"),
        ([branch("b", way(BIG, stop()), way(None))], "b", "flow.no_end"),
        ([branch("b", way(BIG)), end()], "b", "flow.no_default"),
        ([branch("b", way(None), way(BIG, key="late")), end()], "b", "flow.dead_way"),
        ([branch("b", way(FALSE), way(None)), end()], "b", "flow.never_true"),
        ([branch("b", way(BIG), way(BIG), way(None)), end()], "b", "flow.dead_way"),
        ([branch("b", way(ODD), way(None)), end()], "b", "flow.condition_unreadable"),
        ([approve("a", {"role": "engineer"}), end()], "a", "flow.may_find_nobody"),
        ([approve("a", {"manager": 2}), end()], "a", "flow.may_find_nobody"),
        ([approve("a", {"field": "engineer"}), end()], "a", "flow.may_find_nobody"),
        ([approve("a", {"field": "title"}), end()], "a", "flow.field_names_nobody"),
        ([approve("a", {"field": "engineer", "head": 1}), end()], "a", "flow.field_names_nobody"),
        ([approve("a", {"field": "nothing"}), end()], "a", "flow.field_unknown"),
        ([approve("a", {"role": "wizard"}, if_empty="pass"), end()], "a", "flow.role_unknown"),
        ([handle("h", {"role": "engineer"}), end()], "h", "flow.work_may_find_nobody"),
        ([handle("h", mode="claim"), end()], "h", "flow.claim_without_candidates"),
        ([handle("h", BOSS, fields={"nothing": "edit"}), end()], "h", "flow.field_unknown"),
        ([handle("h", BOSS, fields={"amount.part": "edit"}), end()], "h", "flow.field_unknown"),
        ([handle("h", BOSS, fields={"parts.nothing": "edit"}), end()], "h", "flow.field_unknown"),
        ([handle("h", BOSS, returns=["later"]), handle("later", BOSS), end()], "h", "flow.not_on_the_way"),
        (
            [branch("b", way(BIG, handle("in", BOSS)), way(None)), handle("h", BOSS, returns=["in"]), end()],
            "h",
            "flow.not_on_the_way",
        ),
        ([approve("a", BOSS, refused={"return_to": "h"}), handle("h", BOSS), end()], "a", "flow.not_on_the_way"),
        ([approve("a", BOSS, refused={"items": [handle("h", BOSS)]}), end()], "a", "flow.refusal_runs_on"),
        (
            [approve("a", BOSS), approve("b", BOSS, if_empty="refuse", refused={"return_to": "a"}), end()],
            "b",
            "flow.circle_without_person",
        ),
        ([end(stage="work")], "end", "flow.end_stays_open"),
        ([handle("h", BOSS, stage="closed"), end()], "h", "flow.work_in_closed_stage"),
        ([handle("h", BOSS, fields={f"f{n}": "required" for n in range(16)}), end()], "h", "flow.many_required"),
    ],
)
def test_a_flaw_is_found_at_its_step(items: list[Any], step: str, code: str) -> None:
    assert (step, code) in notes(*items)


@pytest.mark.parametrize(
    "items",
    [
        [branch("b", way(NOW), way(None)), end()],
        [branch("b", way(BIG, handle("h", BOSS, returns=["start"])), way(None)), end()],
        [approve("a", BOSS, refused={"items": [handle("h", BOSS, returns=["a"]), stop()]}), end()],
        [approve("a", [{"role": "engineer"}, BOSS]), end()],
        [approve("a", {"role": "engineer"}, if_empty="flow_admin"), end()],
        [handle("h", mode="dispatch"), end()],
        [handle("h", {"field": "crew"}, mode="claim", if_empty="flow_admin"), end()],
        [branch("b", way(BIG, end("e1")), way(None, stop()))],
    ],
)
def test_a_sound_flow_is_left_alone(items: list[Any]) -> None:
    assert notes(*items) == set()


def test_stages_are_checked_as_a_whole() -> None:
    few = [{"key": "fresh", "category": "new", "rank": 1}, {"key": "work", "category": "active", "rank": 1}]
    found = {finding.code for finding in check_flow(drawing(start(), handle("h", BOSS), stages=few))}
    assert found >= {"flow.no_closing_stage", "flow.same_rank"}
    crowd = {finding.code for finding in check_flow(drawing(start(), handle("h", BOSS), end(), stages=STAGES))}
    assert crowd >= {"flow.many_stages", "flow.unused_stage"}


def test_reopening_must_lead_somewhere_and_be_open_some_time() -> None:
    inside = branch("b", way(BIG, handle("h", BOSS)), way(None))
    found = notes(inside, end(), reopen={"to": "h"})
    assert found >= {("h", "flow.reopen_into_block"), (None, "flow.reopen_never_open")}


def test_errors_come_before_advice_and_only_errors_block() -> None:
    severities = [
        finding.severity for finding in check_flow(drawing(start(), handle("h", mode="claim")), SCHEMA, ROLES)
    ]
    assert severities == sorted(severities, key=["error", "advice"].index)
    assert set(severities) == {"error", "advice"}


def test_faults_of_writing_come_alone_and_in_words() -> None:
    (finding,) = check_flow(drawing(start(), {"id": "w", "kind": "magic"}, end()))
    assert (finding.severity, finding.code) == ("error", "flow.bad_choice")
    assert "root[1].kind" in finding.text["zh"]
    assert "wait" in finding.text["en"]


def test_a_finding_names_the_step_by_its_label() -> None:
    (finding, *_) = check_flow(
        drawing(start(), approve("a", {"manager": 1}, label={"zh": "主管审批", "en": "Boss"}), end())
    )
    assert "主管审批" in finding.text["zh"]
    assert "Boss" in finding.text["en"]


def test_every_text_exists_in_both_languages() -> None:
    for code, (zh, en) in TEXTS.items():
        assert code.startswith("flow.")
        assert any("\u4e00" <= letter <= "\u9fff" for letter in zh)
        assert en.isascii() or "“" in en
