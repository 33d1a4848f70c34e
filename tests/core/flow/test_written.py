"""A flow as it is written: where a fault stands in it, and its conditions as sentences for whoever draws it."""

from typing import Any

import pytest

from bihuan.core.flow import check_flow, schema_of, sentences, step_at
from bihuan.core.rules import Field, Schema

pytestmark = pytest.mark.req("FLW-1", "FLW-9")
AMOUNT = Schema((Field("amount", "number", {"zh": "金额", "en": "Amount"}),))
LARGE = {"op": "gt", "left": {"field": "amount"}, "right": "5000"}


def flow(*items: dict[str, Any]) -> dict[str, Any]:
    start = {"id": "ask", "kind": "start", "label": "申请", "stage": "open"}
    end = {"id": "end", "kind": "end", "label": "完成", "stage": "done"}
    stages = [{"key": "open", "category": "active"}, {"key": "done", "category": "closed"}]
    return {"key": "buy", "stages": stages, "root": [start, *items, end]}


def branch(*ways: dict[str, Any]) -> dict[str, Any]:
    return {"id": "size", "kind": "branch", "label": "按金额", "ways": list(ways)}


APPROVAL = {"id": "boss", "kind": "approve", "label": "审批", "stage": "open"}


def test_a_fault_in_the_writing_is_laid_at_the_innermost_step_around_it() -> None:
    body = flow(branch({"key": "large", "when": LARGE, "items": [APPROVAL]}, {"key": "small", "items": []}))
    (found,) = check_flow(body, AMOUNT)
    assert (found.code, found.data["path"]) == ("flow.missing", "root[1].ways[0].items[0].approvers")
    assert step_at(body, str(found.data["path"])) == "boss"
    assert step_at(body, "root[1].ways[0].when") == "size"
    assert step_at(body, "stages[0].category") is None
    assert step_at(body, "root[9].label") is None


def test_conditions_are_said_by_the_number_of_their_way_also_in_a_flow_that_is_not_fit_yet() -> None:
    outcome = {"op": "eq", "left": {"field": "flow.boss"}, "right": "agree"}
    inner = {"id": "again", "kind": "repeat", "label": "再来", "until": outcome, "items": [APPROVAL]}
    body = flow(branch({"key": "large", "when": LARGE, "items": [inner]}, {"key": "small", "items": []}))
    schema = schema_of(body, AMOUNT)
    said = sentences(body, schema, "zh", "Asia/Shanghai")
    assert set(said) == {"size/0", "again/until"}
    assert "金额" in said["size/0"]
    assert "审批" in said["again/until"]


def test_what_nobody_can_read_is_left_out_and_nothing_breaks() -> None:
    deep: Any = {}
    for _ in range(400):
        deep = {"kind": "branch", "ways": [deep]}
    for body in ({}, {"root": 1}, {"root": [deep]}, flow(branch({"when": {"all": []}}, {"when": {"op": "?"}}))):
        assert sentences(body, schema_of(body, AMOUNT), "en", "UTC").keys() <= {"size/0"}
