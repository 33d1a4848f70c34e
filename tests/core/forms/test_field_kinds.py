"""Kinds come in by one door, ours and those of plug-ins; each tells what lists, search and OpenAPI need."""

from typing import Any, ClassVar

import jsonschema_rs
import pytest

from bihuan.core.forms import (
    FIELD_KINDS,
    Attribute,
    FieldKindRegistry,
    FieldKindSpec,
    check_submission,
    filter_rows,
    media_of,
    parse_form,
    register_field_kind,
    reject,
    to_json_schema,
)
from bihuan.core.forms.kinds import OWN_KINDS
from bihuan.core.forms.spec import DefinedField, FilterRow
from bihuan.core.values import Json, JsonObject, Refusal
from tests.core.forms.samples import REPAIR_VALUES, context, document, field, repair, sample


class Share(FieldKindSpec):
    """A kind such as a plug-in brings."""

    name = "share"
    label: ClassVar[dict[str, str]] = {"zh": "百分比", "en": "Percent"}
    rule_type = "number"
    attributes = (Attribute("whole", bool, False),)

    def clean(self, value: Json, field: DefinedField) -> Json:
        if value not in ("0", "50", "100"):
            reject("share.odd", value=str(value))
        return value

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": "string"}

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return (FilterRow(num=value),)


def test_a_plug_in_brings_its_own_kind() -> None:
    kinds = FieldKindRegistry()
    for kind in (*OWN_KINDS, Share()):
        kinds.register(kind)
    show = {"op": "gt", "left": {"field": "done"}, "right": 40}
    form = parse_form(document(field("done", "share", filterable=True), field("note", show=show)), kinds=kinds)
    stored = check_submission(form, {}, {"done": "50", "note": "过半"}, context())
    assert filter_rows(form, stored) == {"done": (FilterRow(num="50"),)}
    with pytest.raises(Refusal) as refusal:
        check_submission(form, {}, {"done": "51"}, context())
    assert [(fault.path, fault.code) for fault in refusal.value.problems] == [("done", "share.odd")]


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="already registered"):
        register_field_kind(OWN_KINDS[0])


@pytest.mark.req("FRM-3")
def test_thirteen_kinds_ship() -> None:
    assert FIELD_KINDS.names()[:13] == (
        *("text", "long_text", "number", "amount", "choice", "multi_choice", "date_time"),
        *("person", "department", "region", "device", "files", "signature"),
    )
    assert all(set(kind.label) == {"zh", "en"} for kind in OWN_KINDS)


EVERY_KIND = sample(
    field("text", filterable=True),
    field("long", "long_text"),
    field("num", "number", filterable=True),
    field("amt", "amount", filterable=True),
    field("one", "choice", options=["甲", "乙"], filterable=True),
    field("many", "multi_choice", options=["a", "b"], filterable=True),
    field("at", "date_time", filterable=True),
    field("who", "person", filterable=True),
    field("docs", "files"),
    field("sig", "signature"),
)


def test_filters_get_text_numbers_instants_and_one_row_per_element() -> None:
    values = {"text": "漏" * 300, "num": "1.5", "one": "乙", "many": ["a", "b"], "at": 1768959000000, "who": "u1"}
    assert filter_rows(EVERY_KIND, values) == {
        "text": (FilterRow(text="漏" * 200),),
        "num": (FilterRow(num="1.5"),),
        "one": (FilterRow(text="乙"),),
        "many": (FilterRow(text="a"), FilterRow(text="b")),
        "at": (FilterRow(at=1768959000000),),
        "who": (FilterRow(text="u1"),),
    }


def test_the_schema_of_a_form_is_what_the_api_shows() -> None:
    schema = to_json_schema(repair(), {"phone": "read", "customer_name": "hidden", "pressure": "required"})
    assert "customer_name" not in schema["properties"]
    assert schema["properties"]["phone"] == {"title": "Phone", "readOnly": True}
    assert schema["properties"]["total"] == {"title": "Total", "readOnly": True}
    assert schema["required"] == ["device", "photos", "fault_type", "description", "video"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["device"]["description"] == "Scan the QR code on the device"


@pytest.mark.parametrize(
    "values",
    [
        REPAIR_VALUES,
        {**REPAIR_VALUES, "labour": "12", "found_at": "2026-01-21T09:30:00+08:00"},
        {**REPAIR_VALUES, "symptom": None, "labour": 1.5},
    ],
)
def test_the_schema_lets_pass_what_the_engine_takes(values: dict[str, Any]) -> None:
    assert jsonschema_rs.is_valid(to_json_schema(repair()), values)


@pytest.mark.parametrize("values", [{}, {**REPAIR_VALUES, "zz": 1}, {**REPAIR_VALUES, "fault_type": "alien"}])
def test_the_schema_stops_what_no_linkage_could_allow(values: dict[str, Any]) -> None:
    assert not jsonschema_rs.is_valid(to_json_schema(repair()), values)


@pytest.mark.req("FRM-7")
def test_media_kinds_of_mime_types() -> None:
    found = [media_of(mime) for mime in ("image/jpeg", "IMAGE/PNG; x=y", "video/mp4", "audio/amr", "application/pdf")]
    assert found == ["photo", "photo", "video", "audio", "document"]
    assert media_of("image/svg+xml") == "document"
