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


def repair_context(**settings: Any) -> EvaluationContext:
    device = {"model": "HX-200", "in_warranty": False}
    return context(**{"related": {"device": device}, "files": REPAIR_FILES, **settings})
