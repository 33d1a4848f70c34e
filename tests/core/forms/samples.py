"""The forms of docs/forms.md and small ones to play with."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bihuan.core import rules
from bihuan.core.forms import EvaluationContext, FileFacts, FormDefinition, Relations, parse_form

DOCS = Path(__file__).parents[3] / "docs" / "forms.md"
NOW = 1767000000000
RELATIONS = Relations(
    beside=(rules.Field("contract", "record", fields=(rules.Field("amount", "number"),)),),
    behind={"device": (rules.Field("model", "text"), rules.Field("in_warranty", "boolean"))},
)


@cache
def documented() -> tuple[dict[str, Any], ...]:
    """The YAML examples of docs/forms.md, in order."""
    blocks = re.findall(r"```yaml\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    return tuple(yaml.safe_load(block) for block in blocks)


@cache
def service_core() -> FormDefinition:
    return parse_form(documented()[0], relations=RELATIONS)


@cache
def repair() -> FormDefinition:
    return parse_form(documented()[1], core=service_core(), relations=RELATIONS)


def field(key: str, kind: str = "text", **settings: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "label": {"zh": key}, **settings}


def document(*fields: dict[str, Any], **settings: Any) -> dict[str, Any]:
    return {"form": "sample", "label": {"zh": "样例", "en": "Sample"}, "fields": list(fields), **settings}


def sample(*fields: dict[str, Any], **settings: Any) -> FormDefinition:
    return parse_form(document(*fields, **settings), relations=RELATIONS)


def context(**settings: Any) -> EvaluationContext:
    return EvaluationContext(rules.Env(NOW), **settings)


REPAIR_FILES = {
    "photo-1": FileFacts("photo"),
    "photo-2": FileFacts("photo", awaited=True),
    "video-1": FileFacts("video"),
}
REPAIR_VALUES: dict[str, Any] = {
    "customer_name": "王师傅",
    "phone": "138 1234 5678",
    "region": "320505",
    "device": "device-7",
    "photos": ["photo-1", "photo-2"],
    "fault_type": "hydraulic",
    "symptom": "leak",
    "pressure": "12.5",
    "description": "液压站接头漏油，压力不稳",
    "video": ["video-1"],
    "labour": 200,
    "parts": "35.5",
}


ROW_IDS = ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222")


@cache
def workshop() -> FormDefinition:
    """The repair form with what an engineer fills in on site: rows, a checklist and a reading."""
    source = documented()[1]
    product = {"fn": "mul", "args": [{"field": "count"}, {"field": "price"}]}
    columns = [
        field("part", require=True, max_length=20),
        field("count", "number", decimals=0, min=1, default=1),
        field("price", "amount"),
        field("sum", "amount", compute=product, total=True),
        field("why", "choice", options=["worn", "broken"]),
        field("at", "date_time"),
    ]
    site = [
        field("rows", "sub_table", columns=columns, max_rows=3),
        field("check", "checklist", items=[{"key": "oil", "label": "油"}, {"key": "fan", "label": "风扇"}]),
        field("oil_temperature", "reading", decimals=1, normal_max=55, limit_max=70, explained_by="too_hot"),
        field("too_hot"),
        field("rows_sum", "amount", compute={"sum": "rows", "of": {"field": "sum"}}),
    ]
    sections = [*source["sections"], {"key": "site", "fields": site}]
    return parse_form({**source, "sections": sections}, core=service_core(), relations=RELATIONS)


def repair_context(**settings: Any) -> EvaluationContext:
    device = {"model": "HX-200", "in_warranty": False}
    return context(**{"related": {"device": device}, "files": REPAIR_FILES, **settings})
