"""Flows go out as BPMN 2.0 and come back word for word; other people's drawings come in as far as they are nested."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given

from bihuan.core.flow import check_flow
from bihuan.core.flow.bpmn import from_bpmn, to_bpmn
from bihuan.core.flow.bpmn.markup import BPMN
from bihuan.core.flow.bpmn.writing import DC, DI
from bihuan.core.values import Refusal
from bihuan.kernel.markup import MAX_DEPTH, read_xml
from tests.core.flow.drawing import BIG, approve, branch, drawing, end, handle, parallel, repeat, start, stop, wait, way
from tests.core.flow.repair import REPAIR
from tests.core.flow.strategies import flows

SAMPLES = Path(__file__).parent / "bpmn"


def sample(name: str) -> str:
    return (SAMPLES / f"{name}.bpmn").read_text(encoding="utf-8")


def again(body: Any) -> Any:
    found = from_bpmn(read_xml(to_bpmn(body)))
    assert (found.own, found.remarks) == (True, ())
    return found.body


def refused(text: str) -> tuple[str, Any]:
    with pytest.raises(Refusal) as caught:
        from_bpmn(read_xml(text))
    return caught.value.code, dict(caught.value.data)


def items_of(items: list[Any]) -> list[str]:
    return [f"{item['kind']} {item['label']['zh']}" for item in items]


def goes_on(items: list[Any]) -> bool:
    """Whether something comes out at the end of these items."""
    return all(item["kind"] not in ("end", "terminate") and _has_a_way_out(item) for item in items)


def _has_a_way_out(item: Any) -> bool:
    ways = [lane["items"] for lane in item.get("lanes", ())] or [way.get("items", []) for way in item.get("ways", ())]
    return not ways or any(goes_on(way) for way in ways)


@pytest.mark.req("FLW-1")
@given(flows())
def test_any_flow_comes_back_from_bpmn_as_it_was(drawn: Any) -> None:
    # Behind a block whose every way ends by itself no line leads on; such a drawing is named (below), not repeated.
    assume(goes_on(drawn["root"][:-1]))
    assert again(drawn) == drawn


def test_a_step_to_which_no_line_leads_is_named_when_it_comes_in() -> None:
    drawn = drawing(start(), parallel("p1", [handle("h1"), end("e1")], [handle("h2"), end("e2")]), end())
    found = from_bpmn(read_xml(to_bpmn(drawn)))
    assert [(remark.code, remark.name) for remark in found.remarks] == [("bpmn.not_reached", "end")]


def test_the_repair_flow_of_the_guide_comes_back_as_it_was() -> None:
    assert again(REPAIR) == REPAIR


def test_blocks_within_blocks_and_ways_that_end_come_back_as_they_were() -> None:
    inner = branch("b2", way(BIG, stop("stop2"), key="x"), way(None, key="y"))
    drawn = drawing(
        start(label={"zh": "报修 <急>", "en": 'Report "now"\n& here'}),
        branch("b1", way(BIG, handle("h1"), end("e1"), key="a"), way({"not": BIG}, inner, key="b")),
        parallel(
            "p1", [handle("h2"), end("e2")], [approve("a1", {"role": "lead"})], [wait("w", **{"for": "1d12h"})], join=2
        ),
        repeat("r1", BIG, handle("h3"), branch("b3", way(BIG, end("e3")), way(None))),
        approve("a2", {"role": "lead"}, refused={"items": [handle("h4"), end("e4")]}),
        approve("a3", {"role": "lead"}, refused={"items": []}),
    )
    assert again(drawn) == drawn
    assert again(drawing(start(label="\x00x\ud800"), end())) == drawing(start(label="\x00x\ud800"), end())


def test_what_is_written_is_bpmn_that_others_can_draw() -> None:
    """Every line joins two nodes, says so at both, and every node and line has its place."""
    root = ElementTree.fromstring(to_bpmn(REPAIR))
    process = root.find(f"{{{BPMN}}}process")
    assert process is not None
    lines = {one.get("id"): one for one in process.iter(f"{{{BPMN}}}sequenceFlow")}
    nodes = {one.get("id"): one for one in process if one.get("id") not in lines and one.get("id")}
    for key, line in lines.items():
        source, target = nodes[line.get("sourceRef")], nodes[line.get("targetRef")]
        assert key in [one.text for one in source.iter(f"{{{BPMN}}}outgoing")]
        assert key in [one.text for one in target.iter(f"{{{BPMN}}}incoming")]
    drawn = {one.get("bpmnElement") for one in root.iter(f"{{{DI}}}BPMNShape")}
    assert drawn == set(nodes)
    assert {one.get("bpmnElement") for one in root.iter(f"{{{DI}}}BPMNEdge")} == set(lines)
    corners = [(one.get("x"), one.get("y")) for one in root.iter(f"{{{DC}}}Bounds")]
    assert len(set(corners)) == len(corners)


def test_k_of_n_goes_out_as_inclusive_and_all_as_parallel() -> None:
    text = to_bpmn(drawing(start(), parallel("p", [handle("a")], [handle("b")], join=1), end()))
    assert ("inclusiveGateway" in text, "parallelGateway" in text) == (True, False)
    text = to_bpmn(drawing(start(), parallel("p", [handle("a")], [handle("b")]), end()))
    assert ("inclusiveGateway" in text, "parallelGateway" in text) == (False, True)


def test_a_step_behind_an_end_is_not_drawn_but_named() -> None:
    with pytest.raises(Refusal) as caught:
        to_bpmn(drawing(start(), end("e1"), handle("late"), end()))
    assert (caught.value.code, caught.value.data["step"]) == ("bpmn.dead_step", "late")


def test_another_name_in_another_tool_is_a_new_name_here() -> None:
    text = to_bpmn(REPAIR).replace('name="维修"', 'name="上门维修"')
    (_, repair, *_) = from_bpmn(read_xml(text)).body["root"]
    assert repair["label"] == {"zh": "上门维修", "en": "Repair"}
    assert repair["visit"] == "full"


@pytest.mark.req("FLW-1")
def test_a_purchase_from_camunda_modeler_comes_in_with_what_is_to_be_looked_at() -> None:
    found = from_bpmn(read_xml(sample("camunda_purchase")))
    root = found.body["root"]
    assert items_of(root) == [
        "start 采购申请",
        "handle 填写申请单",
        "branch 金额超过一万？",
        "parallel 准备",
        "wait 等两天",
        "action 写入 ERP",
        "end 完成",
    ]
    assert [items_of(one["items"]) for one in root[2]["ways"]] == [["handle 经理审批"], []]
    assert [one.get("when") for one in root[2]["ways"]] == [{"all": []}, None]
    assert [items_of(one["items"]) for one in root[3]["lanes"]] == [["handle 订货"], ["handle 腾仓位"]]
    assert (root[1]["owner"], root[2]["ways"][0]["items"][0]["owner"]) == ({"submitter": True}, {"role": "manager"})
    assert root[4]["for"] == "2d"
    assert {(one.code, one.name) for one in found.remarks} == {
        ("bpmn.condition_to_set", "金额超过一万？"),
        ("bpmn.people_to_set", "订货"),
        ("bpmn.people_to_set", "腾仓位"),
        ("bpmn.action_to_set", "写入 ERP"),
        ("bpmn.lane_left_out", "采购部"),
        ("bpmn.not_reached", "超时提醒"),
    }
    assert "expression" not in json.dumps(root)
    assert {one.code for one in check_flow(found.body) if one.severity == "error"} == {"flow.does_nothing"}


def test_rework_that_leads_straight_back_is_a_round() -> None:
    found = from_bpmn(read_xml(sample("rework")))
    assert items_of(found.body["root"]) == ["start 开始", "repeat 编写", "end 完成"]
    assert items_of(found.body["root"][1]["items"]) == ["handle 编写", "handle 复核"]


@pytest.mark.req("FLW-1")
@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("crossed", "bpmn.ways_do_not_meet", ("再分", "汇合一", "汇合二")),
        ("and_xor", "bpmn.join_does_not_fit", ("并行", "汇合")),
        ("loop_into_lane", "bpmn.loop_unstructured", ("重做",)),
    ],
)
def test_an_unstructured_model_is_refused_and_the_elements_are_named(
    name: str, code: str, words: tuple[str, ...]
) -> None:
    found, data = refused(sample(name))
    said = " ".join(map(str, data.values()))
    assert (found, [word for word in words if word not in said]) == (code, [])


def test_what_is_dangerous_or_no_bpmn_is_refused() -> None:
    entity = f'<!DOCTYPE x [<!ENTITY a "b">]><definitions xmlns="{BPMN}"/>'
    deep = "<a>" * (MAX_DEPTH + 1) + "</a>" * (MAX_DEPTH + 1)
    assert refused(entity)[0] == "bpmn.doctype"
    assert refused(deep)[0] == "bpmn.too_large"
    assert refused("<a/>" + " " * 2_000_001)[0] == "bpmn.too_large"
    assert refused("<a>" + "<b/>" * 20_001 + "</a>")[0] == "bpmn.too_large"
    assert refused("<a><b></a>")[0] == "bpmn.unreadable"
    assert refused("")[0] == "bpmn.unreadable"
    assert refused("<a/>")[0] == "bpmn.no_bpmn"
    assert refused(f'<definitions xmlns="{BPMN}"><process id="p"/></definitions>')[0] == "bpmn.no_start"
    two = '<startEvent id="a" name="甲"/><startEvent id="b" name="乙"/>'
    code, data = refused(f'<definitions xmlns="{BPMN}"><process id="p">{two}</process></definitions>')
    assert (code, data) == ("bpmn.many_starts", {"names": "甲、乙"})
