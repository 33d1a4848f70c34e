"""Designing forms over HTTP: looked over before it is published, told in words, history kept, removed fields kept."""

from copy import deepcopy
from typing import Any

import pytest

from bihuan.modules.forms.messages import PublishForm
from tests.http.world import World

pytestmark = pytest.mark.req("FRM-2", "FRM-6", "FRM-8")

PUMP: dict[str, Any] = {
    "form": "pump_note",
    "label": {"zh": "油泵记录"},
    "sections": [
        {
            "key": "main",
            "fields": [
                {"key": "remark", "kind": "long_text", "label": {"zh": "备注"}},
                {"key": "pressure", "kind": "number", "label": {"zh": "压力"}, "max": 10},
            ],
        }
    ],
}


def changed(*, drop: str = "", **fields: Any) -> dict[str, Any]:
    body = deepcopy(PUMP)
    kept = [{**one, **fields.pop(one["key"], {})} for one in body["sections"][0]["fields"] if one["key"] != drop]
    body["sections"][0]["fields"] = kept + [{"key": key, **one} for key, one in fields.items()]
    return body


def check(world: World, body: dict[str, Any]) -> dict[str, Any]:
    answer = world.ask("admin", "POST", "/forms/check", json={"body": body})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_every_fault_is_named_with_its_place_and_nothing_is_published(world: World):
    body = changed(remark={"max_length": 0}, kind_of={"kind": "choice", "label": {"zh": "种类"}})
    found = check(world, {**body, "form": "never_published"})
    assert {(one["path"], one["severity"]) for one in found["findings"]} == {
        ("fields.remark.max_length", "error"),
        ("fields.kind_of.options", "error"),
    }
    assert all(one["detail"] for one in found["findings"])
    assert world.ask("admin", "GET", "/forms/never_published").status_code == 404


def test_a_check_tells_in_words_what_publishing_would_change_and_what_conditions_say(world: World):
    world.send(PublishForm(PUMP))
    shown = {"op": "gt", "left": {"field": "pressure"}, "right": 5}
    body = changed(remark={"label": {"zh": "说明"}, "show": shown}, pressure={"max": 8, "require": True})
    found = check(world, body)
    assert found["version"] == 1 and found["weight"] == "breaking"
    assert found["sentences"] == {"fields.remark.show": "压力 大于 5"}
    assert {one["text"] for one in found["changes"]} == {
        "“说明”改名：备注 → 说明",
        "“说明”何时显示：是 → 压力 大于 5",
        "“压力”的“最大值”：10 → 8",
        "“压力”改为必填",
    }


def test_history_says_who_published_what_and_a_removed_field_can_be_taken_back(world: World):
    world.send(PublishForm(PUMP))
    base = world.ask("admin", "GET", "/forms/pump_note").json()["version"]
    assert world.ask(
        "admin", "POST", "/forms", json={"body": changed(drop="pressure"), "base_version": base}
    ).is_success
    newest, first = world.ask("admin", "GET", "/forms/pump_note/versions").json()[:2]
    assert newest["by"] and newest["weight"] == "breaking"
    assert [one["text"] for one in newest["changes"]] == ["删除了字段“压力”，已填的数据保留"]
    (gone,) = world.ask("admin", "GET", "/forms/pump_note/removed").json()
    assert (gone["field"]["key"], gone["section"], gone["version"]) == ("pressure", "main", first["version"])
    back = {"body": changed(), "base_version": base + 1}
    assert world.ask("admin", "POST", "/forms", json=back).is_success
    assert world.ask("admin", "GET", "/forms/pump_note/removed").json() == []


def test_who_publishes_upon_an_older_version_is_told_and_nothing_is_lost(world: World):
    world.send(PublishForm(PUMP))
    base = world.ask("admin", "GET", "/forms/pump_note").json()["version"]
    theirs = {"body": changed(remark={"label": {"zh": "他改的"}}), "base_version": base}
    assert world.ask("admin", "POST", "/forms", json=theirs).is_success
    mine = {"body": changed(remark={"label": {"zh": "我改的"}}), "base_version": base}
    refused = world.ask("admin", "POST", "/forms", json=mine)
    assert (refused.status_code, refused.json()["code"]) == (409, "definition.moved")
    field = world.ask("admin", "GET", "/forms/pump_note").json()["body"]["sections"][0]["fields"][0]
    assert field["label"]["zh"] == "他改的"
    world.send(PublishForm(PUMP))


def test_a_ticket_type_that_moved_meanwhile_is_not_overwritten(world: World):
    known = next(one for one in world.ask("admin", "GET", "/ticket-types").json() if one["key"] == "check_up")
    kept = {name: known[name] for name in ("label", "form", "flow", "prefix", "department", "default_priority")}
    moved = world.ask("admin", "PUT", "/ticket-types/check_up", json={**kept, "base_version": known["version"] + 7})
    assert (moved.status_code, moved.json()["code"]) == (409, "definition.moved")
    same = world.ask("admin", "PUT", "/ticket-types/check_up", json={**kept, "base_version": known["version"]})
    assert same.is_success, same.text
