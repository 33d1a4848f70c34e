"""What a definition must be, and that all its faults are named at once."""

from typing import Any

import pytest

from bihuan.core import rules
from bihuan.core.forms import Relations, advise, form_to_json, parse_form, rules_schema
from bihuan.core.values import Refusal
from tests.core.forms.samples import RELATIONS, document, documented, field, sample, service_core

CONTRACT = Relations(beside=(rules.Field("contract", "record", fields=(rules.Field("number", "text"),)),))


def faults(data: Any, relations: Relations = CONTRACT, **settings: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as refusal:
        parse_form(data, relations=relations, **settings)
    assert refusal.value.code == "form.invalid"
    return [(fault.path, fault.code) for fault in refusal.value.problems]


def is_(key: str, value: str) -> dict[str, Any]:
    return {"op": "eq", "left": {"field": key}, "right": value}


CHOICE = field("type", "choice", options=["x", "y"])

BAD_DEFINITIONS: list[tuple[str, Any, list[tuple[str, str]]]] = [
    ("no mapping", [], [("", "form.mapping_expected"), ("form", "form.bad_key"), ("label", "form.bad_text")]),
    ("no fields", document(), [("sections", "form.no_fields")]),
    ("a key in Chinese", document(field("客户")), [("sections.main.fields.0.key", "form.bad_key")]),
    ("a key twice", document(field("a"), field("a", "number")), [("sections.main.fields.1.key", "form.key_repeated")]),
    ("an unknown kind", document(field("a", "hologram")), [("fields.a.kind", "form.kind_unknown")]),
    ("an unknown setting", document(field("a", colour="red")), [("fields.a.colour", "form.unknown_setting")]),
    ("no Chinese label", document({"key": "a", "kind": "text", "label": {"en": "A"}}),
     [("fields.a.label", "form.bad_text")]),
    ("a setting of the wrong type", document(field("a", max_length="5")),
     [("fields.a.max_length", "form.bad_setting")]),
    ("crossed bounds", document(field("a", "number", min=5, max="4.9")), [("fields.a.min", "form.bounds_crossed")]),
    ("a choice without options", document(field("a", "choice")), [("fields.a.options", "form.options_missing")]),
    ("an option twice", document(field("a", "choice", options=["x", "x"])),
     [("fields.a.options.1.value", "form.option_repeated")]),
    ("options where there are none", document(field("a", options=["x"])),
     [("fields.a.options", "form.unknown_setting")]),
    ("evidence the field does not accept", document(field("a", "files", accept=["photo"], evidence={"video": 1})),
     [("fields.a.evidence.video", "form.evidence_not_accepted")]),
    ("more evidence than fits", document(field("a", "files", max_items=1, evidence={"photo": 2})),
     [("fields.a.evidence", "form.bounds_crossed")]),
    ("files that must be unique", document(field("a", "files", unique=True)),
     [("fields.a.unique", "form.not_filterable")]),
    ("a default that does not fit", document(field("a", "number", max=3, default=4)),
     [("fields.a.default", "form.too_large")]),
    ("a formula of another type", document(field("n", "number"), field("a", compute={"field": "n"})),
     [("fields.a.compute", "form.formula_type")]),
    ("a computed field that is required", document(field("n"), field("a", compute={"field": "n"}, require=True)),
     [("fields.a.require", "form.compute_alone")]),
    ("a fill that is no path", document(field("a", fill="model")), [("fields.a.fill", "form.bad_fill")]),
    ("both fill and default", document(field("a", fill="contract.number", default="x")),
     [("fields.a.default", "form.fill_or_default")]),
    ("a rule about an unknown field", document(field("a", show=is_("zz", "x"))),
     [("fields.a.show.left.field", "rule.unknown_field")]),
    ("a rule with an unknown option", document(CHOICE, field("a", show=is_("type", "z"))),
     [("fields.a.show.right", "rule.unknown_option")]),
    ("a rule across fields without condition", document(field("a"), rules=[{"key": "r", "message": "x"}]),
     [("rules.r.refuse_when", "form.condition_missing")]),
    ("a rule shown at no field",
     document(field("a"), rules=[{"key": "r", "refuse_when": {"op": "empty", "left": {"field": "a"}}, "message": "x",
                                  "at": "b"}]), [("rules.r.at", "form.place_unknown")]),
    ("both fields and sections", {**document(field("a")), "sections": []}, [("fields", "form.fields_and_sections")]),
    ("an unknown core", {**document(field("a")), "extends": "nowhere"}, [("extends", "form.core_unknown")]),
    ("text no database holds", document(field("a", help="\ud800")), [("", "form.not_json")]),
    ("a number that is none", document(field("a", "number", max=float("nan"))), [("", "form.not_json")]),
]  # fmt: skip


@pytest.mark.req("FRM-2", "FRM-3")
@pytest.mark.parametrize(
    ("data", "expected"), [case[1:] for case in BAD_DEFINITIONS], ids=[c[0] for c in BAD_DEFINITIONS]
)
def test_a_faulty_definition_is_refused_at_the_very_place(data: Any, expected: list[tuple[str, str]]) -> None:
    assert faults(data) == expected


@pytest.mark.req("FRM-3")
def test_all_faults_of_a_definition_are_named_at_once() -> None:
    data = document(field("a", "hologram"), field("b", max_length=0, colour=1), field("c", "choice"), extra=1)
    assert faults(data) == [
        ("extra", "form.unknown_setting"),
        ("fields.a.kind", "form.kind_unknown"),
        ("fields.b.colour", "form.unknown_setting"),
        ("fields.b.max_length", "form.bad_setting"),
        ("fields.c.options", "form.options_missing"),
    ]


CYCLES: dict[str, list[dict[str, Any]]] = {
    "formulas": [
        field("a", "number", compute={"field": "b"}),
        field("b", "number", compute={"fn": "add", "args": [{"field": "a"}, 1]}),
    ],
    "visibility": [field("a", show=is_("b", "1")), field("b", show=is_("a", "1"))],
    "a field and itself": [field("a", show={"op": "not_empty", "left": {"field": "a"}})],
    "default and visibility": [field("a", default={"field": "b"}), field("b", show=is_("a", "1"))],
    "fill and visibility": [field("d", "device", show=is_("m", "1")), field("m", fill="d.model")],
    "formula over three": [
        field("a", "number", compute={"field": "c"}),
        field("b", "number", compute={"field": "a"}),
        field("c", "number", compute={"field": "b"}),
    ],
}


@pytest.mark.req("FRM-2")
@pytest.mark.parametrize("fields", CYCLES.values(), ids=CYCLES.keys())
def test_fields_that_depend_on_each_other_in_a_circle_are_refused(fields: list[dict[str, Any]]) -> None:
    with pytest.raises(Refusal) as refusal:
        sample(*fields)
    (fault,) = refusal.value.problems
    walk = fault.data["cycle"]
    assert fault.code == "form.cycle"
    assert walk[0] == walk[-1]
    assert set(walk) == {item["key"] for item in fields}


@pytest.mark.req("FRM-2")
def test_a_section_shown_by_its_own_field_is_a_circle() -> None:
    data = {
        "form": "sample",
        "label": "样例",
        "sections": [{"key": "s", "show": is_("a", "1"), "fields": [field("a")]}],
    }
    assert faults(data) == [("fields.a", "form.cycle")]


@pytest.mark.req("FRM-2")
def test_separate_circles_are_named_each() -> None:
    pairs = [field(a, show=is_(b, "1")) for a, b in (("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"))]
    assert [code for _path, code in faults(document(*pairs))] == ["form.cycle", "form.cycle"]


def test_to_require_by_own_value_is_no_circle() -> None:
    assert sample(field("a"), field("b", require={"op": "empty", "left": {"field": "b"}})).order


def test_deep_and_broad_documents_are_refused_before_they_are_walked() -> None:
    deep: Any = "x"
    for _level in range(5_000):
        deep = [deep]
    assert faults(document(field("a", default=deep))) == [("", "form.too_deep")]
    assert faults({"form": [0] * 200_001}) == [("", "form.too_deep")]


def test_yaml_dates_without_quotes_are_explained() -> None:
    import datetime

    assert faults(document(field("a", default=datetime.date(2026, 1, 1)))) == [("", "form.not_json")]


@pytest.mark.req("FRM-7")
def test_a_core_field_keeps_its_kind() -> None:
    data = {"form": "x", "label": "某", "extends": "service_core", "fields": [field("device", "text")]}
    assert ("fields.device.kind", "form.core_kind_fixed") in faults(data, core=service_core())


@pytest.mark.req("FRM-7")
def test_a_refinement_can_take_a_setting_away() -> None:
    data = {"form": "x", "label": "某", "extends": "service_core", "fields": [{"key": "phone", "require": None}]}
    assert parse_form(data, core=service_core(), relations=RELATIONS).fields["phone"].linkage.require.tree is False
    assert service_core().fields["phone"].always_required


@pytest.mark.req("FRM-6", "FRM-7")
def test_a_later_core_changes_no_version_made_before() -> None:
    data = {"form": "x", "label": "某", "extends": "service_core", "fields": [field("more")]}
    version = form_to_json(parse_form(data, core=service_core(), relations=RELATIONS))
    later = parse_form({**documented()[0], "sections": [{"key": "s", "fields": [field("other")]}]})
    again = parse_form(version, core=later, relations=RELATIONS)
    assert list(again.fields) == [*service_core().fields, "more"]


def test_a_form_speaks_to_the_rules_of_others() -> None:
    schema = rules_schema(sample(field("a", "amount"), field("d", "device")))
    assert schema.resolve("a").type == "number"  # type: ignore[union-attr]
    assert schema.resolve("d.model").type == "text"  # type: ignore[union-attr]
    assert schema.resolve("contract.amount") is not None
    assert schema.resolve("nothing") is None


def test_more_than_fifteen_mandatory_fields_draw_advice_not_an_error() -> None:
    demanded = [field(f"f{number}", require=True) for number in range(16)]
    assert [found.code for found in advise(sample(*demanded))] == ["form.many_mandatory"]
    assert advise(sample(*demanded[:15])) == ()
