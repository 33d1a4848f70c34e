"""Reading what people wrote: every fault is named with its place, and nothing unknown slips through."""

from copy import deepcopy
from typing import Any

import pytest

from bihuan.core.flow import HandleStep, check_flow, parse_flow
from bihuan.core.flow.layout import places_of
from bihuan.core.values import Refusal
from tests.core.flow.drawing import BIG, SCHEMA, approve, branch, drawing, end, flow, handle, start, way
from tests.core.flow.repair import REPAIR


def faults(data: Any) -> set[tuple[str, str]]:
    with pytest.raises(Refusal) as refused:
        parse_flow(data, SCHEMA)
    return {(problem.path, problem.code) for problem in refused.value.problems}


def test_a_label_may_be_one_word_or_one_per_language_and_is_the_key_if_absent() -> None:
    drawn = flow(start(label="报修"), handle("fix", label={"zh": "维修", "en": "Repair"}), end())
    labels = [drawn.items[key].label for key in ("start", "fix", "end")]
    assert labels == [{"zh": "报修", "en": "报修"}, {"zh": "维修", "en": "Repair"}, {"zh": "end", "en": "end"}]


@pytest.mark.parametrize(
    ("share", "code"),
    [
        ({"mode": "ratio"}, "flow.missing"),
        ({"mode": "ratio", "percent": 0}, "flow.bad_number"),
        ({"mode": "count", "count": 100}, "flow.bad_number"),
        ({"mode": "all", "percent": 60}, "flow.unknown_key"),
        ({"mode": "most"}, "flow.bad_choice"),
    ],
)
def test_a_share_of_approvers_is_written_whole(share: dict[str, Any], code: str) -> None:
    found = check_flow(drawing(start(), approve("boss", {"people": "boss"}, **share), end()))
    assert [finding.code for finding in found if finding.severity == "error"] == [code]


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"key": "Repair!"}, "key", "flow.bad_key"),
        ({"colour": "red"}, "colour", "flow.unknown_key"),
        ({"stages": []}, "stages", "flow.missing"),
        ({"root": [handle("fix"), end()]}, "root", "flow.starts_with_start"),
        ({"root": [start(), start(), end()]}, "root", "flow.second_start"),
        ({"root": [start(), handle("x"), handle("x"), end()]}, "root", "flow.duplicate_id"),
        ({"root": "start"}, "root", "flow.list_expected"),
        ({"root": [start(), "fix", end()]}, "root[1]", "flow.object_expected"),
        ({"root": [start(), {"id": "x", "kind": "dance"}, end()]}, "root[1].kind", "flow.bad_choice"),
        ({"root": [start(), handle("x", stage="nowhere"), end()]}, "root", "flow.stage_unknown"),
        ({"root": [start(), handle("x", returns=["nowhere"]), end()]}, "root", "flow.target_unknown"),
        ({"root": [start(), handle("x", returns=["end"]), end()]}, "root", "flow.target_unknown"),
        ({"root": [start(), handle("x", visit="fly"), end()]}, "root[1].visit", "flow.bad_choice"),
        ({"root": [start(), handle("x", {"moon": 1}), end()]}, "root[1].owner", "flow.bad_source"),
        ({"root": [start(), handle("x", {"people": []}), end()]}, "root[1].owner.people", "flow.missing"),
        ({"root": [start(), handle("x", {"role": ["a", "b"]}), end()]}, "root[1].owner.role", "flow.bad_names"),
        ({"root": [start(), handle("x", {"manager": 0}), end()]}, "root[1].owner.manager", "flow.bad_number"),
        ({"root": [start(), handle("x", withdraw="yes"), end()]}, "root[1].withdraw", "flow.bad_flag"),
        ({"root": [start(), handle("x", fields={"a": "write"}), end()]}, "root[1].fields.a", "flow.bad_choice"),
        ({"root": [start(), handle("x", label=""), end()]}, "root[1].label", "flow.bad_label"),
        ({"root": [start(), handle("x", if_empty="pass"), end()]}, "root[1].if_empty", "flow.bad_choice"),
        (
            {"root": [start(), handle("x", actions=[{"key": "finish", "evidence": {"photo": 0}}]), end()]},
            "root[1].actions[0].evidence.photo",
            "flow.bad_evidence",
        ),
        (
            {"root": [start(), approve("x", {"people": "a"}, actions=[{"key": "maybe"}]), end()]},
            "root[1].actions[0].key",
            "flow.action_unknown",
        ),
        ({"root": [start(), approve("x", []), end()]}, "root[1].approvers", "flow.missing"),
        ({"root": [start(), branch("x"), end()]}, "root[1].ways", "flow.missing"),
        ({"reopen": {"to": "nowhere"}}, "reopen.to", "flow.target_unknown"),
        ({"withdraw": {"stage": "nowhere"}}, "withdraw.stage", "flow.stage_unknown"),
    ],
)
def test_a_fault_is_named_with_its_place(change: dict[str, Any], path: str, code: str) -> None:
    assert (path, code) in faults({**drawing(start(), handle("fix"), end()), **change})


def test_one_answer_names_every_fault() -> None:
    found = faults(drawing(start(stage="?"), handle("x", mode="?", visit="?"), {"id": "y", "kind": "end"}, key=3))
    assert {path for path, _ in found} >= {"key", "root[0].stage", "root[1].mode", "root[1].visit", "root[2].stage"}


def test_an_unreadable_condition_is_a_fault_of_its_way() -> None:
    odd = {"op": "gt", "left": {"field": "weight"}, "right": "1"}
    ((path, _),) = faults(drawing(start(), branch("size", way(odd, key="heavy"), way(None)), end()))
    assert path.startswith("size.heavy.when")


def test_a_definition_is_read_without_the_form_but_its_branches_then_cannot_be_decided() -> None:
    drawn = parse_flow(drawing(start(), branch("size", way(BIG), way(None)), end()))
    assert "size" in drawn.items


def test_nesting_has_a_bound() -> None:
    item = handle("deep")
    for level in range(20):
        item = branch(f"b{level}", way(BIG, item), way(None))
    with pytest.raises(Refusal, match="too_deep"):
        flow(start(), item, end())


@pytest.mark.parametrize("junk", [None, [], "x", 3, {"root": None}, {"root": [[]], "stages": [1]}, {"stages": {}}])
def test_junk_is_refused_not_raised(junk: Any) -> None:
    with pytest.raises(Refusal, match=r"flow\.invalid"):
        parse_flow(junk)


def test_what_follows_an_item_is_found_outwards_through_its_blocks() -> None:
    inner = branch("inner", way(BIG, handle("deep")), way(None))
    drawn = flow(start(), branch("outer", way(BIG, inner), way(None)), handle("after"), end())
    places = places_of(drawn.root)
    assert [places[key].following for key in ("deep", "inner", "outer", "after", "end")] == [
        "after",
        "after",
        "after",
        "end",
        None,
    ]
    assert places["deep"].blocks == ("outer", "inner")


def test_reading_does_not_change_what_was_written() -> None:
    written = deepcopy(REPAIR)
    parse_flow(written, None)
    assert written == REPAIR
    step = parse_flow(written).items["repair"]
    assert isinstance(step, HandleStep)
    assert step.phases == ("depart", "arrive", "begin")
