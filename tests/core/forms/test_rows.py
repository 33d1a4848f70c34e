"""Definitions of sub-tables, checklists and readings: what is refused, what a new version means."""

from typing import Any

import jsonschema_rs
import pytest

from bihuan.core import rules
from bihuan.core.forms import compare_forms, needs, parse_form, reading_state, search_words, to_json_schema, weight_of
from bihuan.core.forms.comparison import Weight
from bihuan.core.values import Refusal
from tests.core.forms.samples import ROW_IDS, context, document, field, sample, workshop

ITEM = {"key": "oil", "label": "油"}


def table(*columns: dict[str, Any], **settings: Any) -> dict[str, Any]:
    return field("rows", "sub_table", columns=list(columns), **settings)


def checklist(*items: dict[str, Any], **settings: Any) -> dict[str, Any]:
    return field("check", "checklist", items=list(items), **settings)


def formula(tree: Any) -> dict[str, Any]:
    return table(field("a", "number"), field("b", "number", compute=tree))


FAULTY: dict[str, tuple[dict[str, Any], str, str]] = {
    "no columns": (table(), "fields.rows.columns", "form.columns_missing"),
    "a column of a kind that needs more than its row": (
        table(field("who", "person")),
        "fields.rows.columns.0.key",
        "form.column_kind",
    ),
    "a table in a table": (
        table(field("t", "sub_table", columns=[field("a")])),
        "fields.rows.columns.0.key",
        "form.column_kind",
    ),
    "a column called id": (table(field("id")), "fields.rows.columns.0.key", "form.key_repeated"),
    "a column twice": (table(field("a"), field("a")), "fields.rows.columns.1.key", "form.key_repeated"),
    "a condition in a column": (
        table(field("a", show={"op": "empty", "left": {"field": "a"}})),
        "fields.rows.columns.a.show",
        "form.unknown_setting",
    ),
    "a faulty setting": (table(field("a", max_length=0)), "fields.rows.columns.a.max_length", "form.bad_setting"),
    "a faulty default": (table(field("a", "number", default="x")), "fields.rows.columns.a.default", "form.not_number"),
    "a total of texts": (table(field("a", total=True)), "fields.rows.columns.a.total", "form.total_of_numbers"),
    "a formula of a column to the right": (
        table(field("a", "number", compute={"field": "b"}), field("b", "number")),
        "fields.rows.columns.a.compute.field",
        "rule.unknown_field",
    ),
    "a formula of itself": (formula({"field": "b"}), "fields.rows.columns.b.compute.field", "rule.unknown_field"),
    "a formula of the record": (
        formula({"record": "stars"}),
        "fields.rows.columns.b.compute.record",
        "rule.unknown_field",
    ),
    "a formula that asks for the day": (
        formula({"fn": "weekday", "args": [{"rel": "today"}]}),
        "fields.rows.columns.b.compute",
        "form.column_formula",
    ),
    "a formula with a demand": (
        table(field("a", "number"), field("b", "number", compute={"field": "a"}, require=True)),
        "fields.rows.columns.b.require",
        "form.compute_alone",
    ),
    "more rows wanted than fit": (
        table(field("a"), min_rows=9, max_rows=3),
        "fields.rows.min_rows",
        "form.bounds_crossed",
    ),
    "a table to filter by": (table(field("a"), filterable=True), "fields.rows.filterable", "form.not_filterable"),
    "no items": (checklist(), "fields.check.items", "form.items_missing"),
    "an item twice": (checklist(ITEM, ITEM), "fields.check.items.1.key", "form.key_repeated"),
    "an item without words": (checklist({"key": "oil"}), "fields.check.items.oil.label", "form.bad_text"),
    "an item with a condition": (
        checklist({**ITEM, "show": True}),
        "fields.check.items.0.show",
        "form.unknown_setting",
    ),
    "a reading that nobody explains": (
        field("t", "reading", limit_max=5),
        "fields.t.explained_by",
        "form.explanation_unnamed",
    ),
    "an explanation that is no field": (
        field("t", "reading", limit_max=5, explained_by="why"),
        "fields.t.explained_by",
        "form.place_unknown",
    ),
    "normal beyond the limit": (
        field("t", "reading", normal_max=6, limit_max=5, explained_by="t"),
        "fields.t.normal_max",
        "form.bounds_crossed",
    ),
}


@pytest.mark.req("FRM-2", "FRM-3")
@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_definition_is_refused_where_it_is_wrong(name: str) -> None:
    raw, path, code = FAULTY[name]
    with pytest.raises(Refusal) as refusal:
        parse_form(document(raw))
    assert (path, code) in {(problem.path, problem.code) for problem in refusal.value.problems}


TWO = (ITEM, {"key": "fan", "label": "风扇"})
CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any], str, Weight]] = {
    "a column more": (table(field("a")), table(field("a"), field("b")), "rows.columns.b", "compatible"),
    "a required column more": (
        table(field("a")),
        table(field("a"), field("b", require=True)),
        "rows.columns.b",
        "breaking",
    ),
    "a column less": (table(field("a"), field("b")), table(field("a")), "rows.columns.b", "breaking"),
    "another kind": (table(field("a")), table(field("a", "number")), "rows.columns.a.kind", "breaking"),
    "another heading": (table(field("a")), table(field("a", label="甲")), "rows.columns.a.label", "cosmetic"),
    "a longer text": (table(field("a")), table(field("a", max_length=900)), "rows.columns.a.max_length", "compatible"),
    "a demand": (table(field("a")), table(field("a", require=True)), "rows.columns.a.require", "breaking"),
    "a total": (
        table(field("a", "number")),
        table(field("a", "number", total=True)),
        "rows.columns.a.total",
        "cosmetic",
    ),
    "fewer rows": (table(field("a")), table(field("a"), max_rows=2), "rows.max_rows", "breaking"),
    "an item more": (checklist(ITEM), checklist(*TWO), "check.items.fan", "breaking"),
    "an item more that may stay open": (
        checklist(ITEM),
        checklist(ITEM, {**TWO[1], "required": False}),
        "check.items.fan",
        "compatible",
    ),
    "an item less": (checklist(*TWO), checklist(ITEM), "check.items.fan", "breaking"),
    "an item put otherwise": (checklist(ITEM), checklist({**ITEM, "label": "液压油"}), "check.items.oil", "cosmetic"),
    "an item that must be answered": (
        checklist({**ITEM, "required": False}),
        checklist(ITEM),
        "check.items.oil",
        "breaking",
    ),
    "no more n/a": (checklist(ITEM), checklist(ITEM, allow_na=False), "check.allow_na", "breaking"),
    "photos wanted": (checklist(ITEM), checklist(ITEM, photo_not_ok=True), "check.photo_not_ok", "breaking"),
    "remarks no longer wanted": (
        checklist(ITEM),
        checklist(ITEM, remark_not_ok=False),
        "check.remark_not_ok",
        "compatible",
    ),
    "all at once": (checklist(ITEM), checklist(ITEM, all_ok=True), "check.all_ok", "compatible"),
    "another normal": (field("t", "reading"), field("t", "reading", normal_max=5), "t.normal_max", "compatible"),
}


@pytest.mark.req("FRM-6")
@pytest.mark.parametrize("name", CHANGES)
def test_a_new_version_says_what_it_changes(name: str) -> None:
    old, new, path, weight = CHANGES[name]
    changes = compare_forms(sample(old), sample(new))
    assert [(change.path, change.weight) for change in changes] == [(f"fields.{path}", weight)]
    assert weight_of(changes) == weight


@pytest.mark.req("FRM-6")
def test_a_tighter_limit_breaks_what_was_good_before() -> None:
    def at(limit: int) -> Any:
        return sample(field("t", "reading", limit_max=limit, explained_by="why"), field("why"))

    assert weight_of(compare_forms(at(9), at(5))) == "breaking"
    assert "compatible" in {change.weight for change in compare_forms(at(5), at(9))}


@pytest.mark.req("FLD-3")
def test_a_reading_stands_in_one_of_three_ways() -> None:
    form = workshop()
    states = [
        reading_state(form.fields["oil_temperature"], value) for value in ("-300", "55", "55.01", "70", "70.000001")
    ]
    assert states == ["normal", "normal", "warning", "warning", "limit"]


@pytest.mark.req("COL-3")
def test_photos_of_a_checklist_are_looked_up_and_its_remarks_found() -> None:
    rows = [{"id": "oil", "answer": "not_ok", "remark": "接头漏油", "photos": ["photo-1"]}]
    form = sample(checklist(*TWO), table(field("part"), field("n", "number")))
    values = {"check": rows, "rows": [{"id": ROW_IDS[0], "part": "轴承 6309", "n": "2"}]}
    assert needs(form, {}, values).files == {"photo-1"}
    assert search_words(form, values) == {"check": "接头漏油", "rows": "轴承 6309"}


@pytest.mark.req("COL-3", "COL-4")
def test_rules_name_rows_and_columns_in_words() -> None:
    form = sample(checklist(ITEM), table(field("n", "number")))
    some = {"any_row": "check", "where": {"op": "eq", "left": {"field": "answer"}, "right": "not_ok"}}
    said = rules.describe(rules.parse_condition(some, form.schema), form.schema, "zh")
    assert "不合格" in said and "结果" in said
    held = rules.compile_condition(rules.parse_condition(some, form.schema))
    assert held({"check": [{"id": "oil", "answer": "not_ok"}]}, context().env)


@pytest.mark.req("FRM-3")
def test_the_schema_tells_a_client_what_a_row_is() -> None:
    schema = to_json_schema(workshop())
    good = {"id": ROW_IDS[0], "part": "轴承", "count": 2, "price": None}
    required = {
        "customer_name": "王",
        "phone": "1",
        "device": "d",
        "fault_type": "hydraulic",
        "description": "漏油漏油漏",
    }
    known = {**required, "photos": ["p"], "video": ["v"]}
    assert jsonschema_rs.is_valid(schema, {**known, "rows": [good]})
    assert not jsonschema_rs.is_valid(schema, {**known, "rows": [{**good, "colour": "red"}]})
    assert not jsonschema_rs.is_valid(schema, {**known, "rows": [{"part": "轴承"}]})
    assert jsonschema_rs.is_valid(schema, {**known, "check": [{"id": "oil", "answer": "ok"}]})
    assert not jsonschema_rs.is_valid(schema, {**known, "check": [{"id": "oil", "answer": "maybe"}]})
