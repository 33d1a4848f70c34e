"""Conditions and formulas of a form in words: whoever designs it reads sentences, not trees."""

import pytest

from bihuan.core.forms import Relations, parse_form, sentences
from bihuan.core.rules import Field

pytestmark = pytest.mark.req("FRM-2")

DEVICE = Relations(behind={"device": (Field("in_warranty", "boolean", {"zh": "在保", "en": "In warranty"}),)})
OIL = {"value": "oil", "label": {"zh": "漏油", "en": "Oil leak"}}
FORM = {
    "form": "pump",
    "label": {"zh": "油泵", "en": "Pump"},
    "sections": [
        {"key": "what", "fields": [
            {"key": "device", "kind": "device", "label": {"zh": "设备", "en": "Device"}},
            {"key": "fault", "kind": "choice", "label": {"zh": "故障", "en": "Fault"}, "options": [
                OIL,
                {"value": "noise", "label": {"zh": "异响", "en": "Noise"},
                 "show": {"op": "not_empty", "left": {"field": "device"}}},
            ]},
            {"key": "pressure", "kind": "number", "label": {"zh": "压力", "en": "Pressure"},
             "show": {"op": "eq", "left": {"field": "fault"}, "right": "oil"}, "require": True},
        ]},
        {"key": "cost", "label": {"zh": "费用", "en": "Cost"},
         "show": {"op": "ne", "left": {"field": "device.in_warranty"}, "right": True},
         "fields": [
            {"key": "parts", "kind": "sub_table", "label": {"zh": "备件", "en": "Parts"}, "columns": [
                {"key": "count", "kind": "number", "label": {"zh": "数量", "en": "Count"}},
                {"key": "price", "kind": "amount", "label": {"zh": "单价", "en": "Price"}},
                {"key": "sum", "kind": "amount", "label": {"zh": "小计", "en": "Sum"},
                 "compute": {"fn": "mul", "args": [{"field": "count"}, {"field": "price"}]}},
            ]},
            {"key": "total", "kind": "amount", "label": {"zh": "合计", "en": "Total"},
             "compute": {"sum": "parts", "of": {"field": "sum"}}},
        ]},
    ],
    "rules": [{"key": "low", "message": {"zh": "压力过低", "en": "Too low"},
               "refuse_when": {"op": "lt", "left": {"field": "pressure"}, "right": 1}}],
}  # fmt: skip


def test_every_condition_and_formula_has_its_sentence_and_what_is_plain_has_none():
    form = parse_form(FORM, relations=DEVICE)
    said = sentences(form, "zh", zone="Asia/Shanghai", name_of=lambda _kind, key: key)
    assert said == {
        "fields.fault.options.noise.show": "设备 不为空",
        "fields.pressure.show": "故障 等于 漏油",
        "sections.cost.show": said["sections.cost.show"],
        "fields.parts.columns.sum.compute": "数量 × 单价",
        "fields.total.compute": said["fields.total.compute"],
        "rules.low.refuse_when": "压力 小于 1",
    }
    assert "在保" in said["sections.cost.show"] and "备件" in said["fields.total.compute"]


def test_sentences_speak_the_readers_language():
    form = parse_form(FORM, relations=DEVICE)
    said = sentences(form, "en", zone="Asia/Shanghai", name_of=lambda _kind, key: key)
    assert "Oil leak" in said["fields.pressure.show"]
