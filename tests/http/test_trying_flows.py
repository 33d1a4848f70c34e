"""Trying a drawn flow out over HTTP: the real rules answer, invented people act, nothing is stored."""

from typing import Any

import pytest

from tests.http.world import World

BEGINS = 1_767_571_200_000
DAY = 86_400_000
FORM = {
    "form": "tried",
    "label": {"zh": "试试", "en": "Tried"},
    "fields": [{"key": "amount", "kind": "amount", "label": {"zh": "金额", "en": "Amount"}}],
}
FLOW: dict[str, Any] = {
    "key": "tried",
    "label": {"zh": "试试", "en": "Tried"},
    "stages": [
        {"key": "asked", "label": {"zh": "待处理", "en": "Asked"}, "category": "new"},
        {"key": "work", "label": {"zh": "处理中", "en": "In work"}, "category": "active"},
        {"key": "done", "label": {"zh": "已完成", "en": "Done"}, "category": "closed"},
        {"key": "gone", "label": {"zh": "已取消", "en": "Gone"}, "category": "cancelled"},
    ],
    "root": [
        {"id": "ask", "kind": "start", "label": {"zh": "提出", "en": "Ask"}, "stage": "asked",
         "fields": {"*": "edit"}},
        {"id": "big", "kind": "branch", "label": {"zh": "看金额", "en": "By amount"}, "ways": [
            {"key": "much", "label": {"zh": "超过五千", "en": "Above 5000"},
             "when": {"op": "gt", "left": {"field": "amount"}, "right": "5000"},
             "items": [{"id": "boss", "kind": "approve", "label": {"zh": "经理审批", "en": "Approval"},
                        "stage": "asked", "approvers": {"department_head": 1}, "if_empty": "flow_admin"}]},
            {"key": "little", "label": {"zh": "其他", "en": "Otherwise"}, "items": []}]},
        {"id": "rest", "kind": "wait", "label": {"zh": "等到货", "en": "Delivery"}, "stage": "work", "for": "2d"},
        {"id": "buy", "kind": "handle", "label": {"zh": "安装", "en": "Fit"}, "stage": "work",
         "owner": {"role": "engineer"}},
        {"id": "end", "kind": "end", "label": {"zh": "完成", "en": "Done"}, "stage": "done"},
    ],
}  # fmt: skip
START = {"do": "start", "changes": {"amount": "9000"}}


@pytest.fixture
def formed(world: World) -> World:
    assert world.ask("admin", "POST", "/forms", json={"body": FORM}).status_code == 201
    return world


def tried(world: World, *moves: dict[str, Any], body: Any = FLOW, **more: Any) -> Any:
    asked = {"body": body, "form": "tried", "begins": BEGINS, "moves": list(moves), **more}
    return world.ask("admin", "POST", "/flow-trials", json=asked)


def seen(world: World, *moves: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = tried(world, *moves, **more)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert found["refused"] is None, found["refused"]
    return found


@pytest.mark.req("FLW-9")
def test_an_unsaved_flow_is_walked_to_its_end_and_leaves_no_trace(formed: World) -> None:
    at = seen(formed)
    assert (at["state"], at["submit"]["form"], at["log"]) == (None, {"*": "edit"}, [])
    assert [one["name"]["zh"] for one in at["people"]][:3] == ["申请人", "部门经理", "总经理"]
    at = seen(formed, START)
    (task,) = at["tasks"]
    assert (task["step"], task["owner"], at["stage"]) == ("boss", "head", "asked")
    assert at["walked"] == ["ask", "big", "big/much", "boss"]
    agree = {"do": "act", "by": "head", "task": task["id"], "action": "agree"}
    at = seen(formed, START, agree)
    assert (at["tokens"][0]["wait"], at["next_at"]) == ("wait", BEGINS + 2 * DAY)
    at = seen(formed, START, agree, {"do": "clock"})
    assert (at["now"], at["tasks"][0]["candidates"]) == (BEGINS + 2 * DAY, ["engineer.1", "engineer.2"])
    finish = {"do": "act", "by": "engineer.2", "task": at["tasks"][0]["id"], "action": "finish"}
    at = seen(formed, START, agree, {"do": "clock"}, finish)
    assert (at["state"], at["stage_label"]["zh"]) == ("ended", "已完成")
    assert at["log"][0]["text"] == {"zh": "申请人提交了申请", "en": "Applicant handed it in"}
    assert formed.ask("admin", "GET", "/flows/tried").status_code == 404


def test_what_is_refused_is_said_in_words_and_what_was_before_stands(formed: World) -> None:
    wrong = {"do": "act", "by": "applicant", "task": "try-1", "action": "agree"}
    at = tried(formed, START, wrong).json()
    assert (at["refused"]["move"], at["refused"]["code"]) == (1, "task.not_yours")
    assert at["refused"]["title"] and at["refused"]["title"] != "task.not_yours"
    assert [one["step"] for one in at["tasks"]] == ["boss"]
    at = tried(formed, {"do": "start", "changes": {"amount": "abc"}}).json()
    assert (at["state"], len(at["refused"]["problems"])) == (None, 1)


def test_whoever_is_away_is_not_asked(formed: World) -> None:
    at = seen(formed, START, away=["head"])
    assert at["tasks"][0]["owner"] == "boss"


def test_a_draft_that_cannot_be_published_cannot_be_tried_and_says_why(formed: World) -> None:
    start, _, _, buy, end = FLOW["root"]
    answer = tried(formed, body={**FLOW, "root": [start, {**buy, "stage": "nowhere"}, end]})
    assert (answer.status_code, answer.json()["code"]) == (422, "flow.not_publishable")
    assert answer.json()["problems"][0]["detail"]
    assert tried(formed, *[START] * 201).status_code == 422
    assert tried(formed, body={"key": "x"}).status_code == 422
