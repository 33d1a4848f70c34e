"""What holds whatever people, scripts and attackers send."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.core.forms import (
    FIELD_RIGHTS,
    check_submission,
    evaluate,
    filter_rows,
    needs,
    parse_form,
    review_submission,
    search_words,
    to_json_schema,
)
from bihuan.core.values import Refusal
from tests.core.forms.samples import (
    RELATIONS,
    REPAIR_FILES,
    REPAIR_VALUES,
    ROW_IDS,
    context,
    document,
    documented,
    field,
    repair_context,
    sample,
    service_core,
    workshop,
)

STRINGS = json.loads((Path(__file__).parents[2] / "data" / "strings" / "blns.json").read_text("utf-8"))
FORM = workshop()
KEYS = [*FORM.fields, "unknown", "客户", "", "\ud800"]

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=20),
    st.text(st.characters(categories=["Cs", "Cc"]), max_size=3),
    st.sampled_from(STRINGS),
    st.sampled_from([*REPAIR_FILES, "electrical", "hydraulic", "leak", "noise", "12.50", "２", "2026-01-21T09:30:00Z"]),
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)
records = st.dictionaries(st.sampled_from(KEYS), anything, max_size=8)


def row(key: st.SearchStrategy[str], cells: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"id": key}, optional=cells)


table_row = row(
    st.sampled_from(ROW_IDS),
    {
        "part": st.sampled_from(["轴承", " 垫片 ", None, 5]),
        "count": st.sampled_from(["2", 3, "0", None]),
        "price": st.sampled_from(["10.5", "1.005", None]),
        "sum": st.just("99"),
        "why": st.sampled_from(["worn", "", "lost"]),
        "at": st.sampled_from([1768959000000, "2026-01-21T09:30:00Z", None]),
    },
)
item_row = row(
    st.sampled_from(["oil", "fan"]),
    {
        "answer": st.sampled_from(["ok", "not_ok", "na", "", None]),
        "remark": st.sampled_from(["漏", " ", None]),
        "photos": st.lists(st.sampled_from(["photo-1", "video-1", "lost"]), max_size=2),
    },
)
on_site = {
    "rows": st.none() | st.lists(table_row, max_size=4),
    "check": st.none() | st.lists(item_row, max_size=3),
    "oil_temperature": st.sampled_from(["40", 60, "70.1", None]),
    "too_hot": st.sampled_from(["散热器堵", None]),
}
likely = st.fixed_dictionaries(
    {},
    optional={
        **{key: st.just(value) for key, value in REPAIR_VALUES.items()},
        "fault_type": st.sampled_from(["electrical", "hydraulic", "mechanical"]),
        "symptom": st.sampled_from(["no_power", "leak", "noise", "", None]),
        "pressure": st.sampled_from(["0", 5, 12.5, "101", None]),
        "found_at": st.sampled_from([None, 1768959000000, "2026-01-21T09:30:00Z"]),
        "wanted_at": st.sampled_from([None, 1768959000001, "2026-01-20T09:30:00+08:00"]),
        **on_site,
    },
)
rights = st.dictionaries(
    st.sampled_from([*FORM.fields, *(f"rows.{column.key}" for column in FORM.fields["rows"].columns)]),
    st.sampled_from(FIELD_RIGHTS),
    max_size=6,
)


# A third of the profile's examples: an example here is a whole form, and the core's tests have ten seconds in all.
FEWER = settings(max_examples=max(10, settings().max_examples // 3))


@pytest.mark.req("FRM-3")
@FEWER
@given(old=records, new=anything | records, granted=rights)
def test_nothing_that_is_sent_raises_anything_but_a_refusal(old: dict[str, Any], new: Any, granted: Any) -> None:
    try:
        check_submission(FORM, old, new, repair_context(rights=granted))
    except Refusal as refusal:
        assert refusal.problems
        json.dumps([problem.path for problem in refusal.problems], ensure_ascii=False).encode("utf-8")
    if isinstance(new, dict):
        needs(FORM, old, new)
        filter_rows(FORM, new)
        search_words(FORM, new)


@pytest.mark.req("FRM-2")
@FEWER
@given(values=likely | records)
def test_evaluating_again_what_was_evaluated_changes_nothing(values: dict[str, Any]) -> None:
    once = evaluate(FORM, values, repair_context())
    twice = evaluate(FORM, once.values, repair_context())
    assert twice.values == once.values
    assert (twice.visible, twice.readonly, twice.options) == (once.visible, once.readonly, once.options)


@pytest.mark.req("FRM-2", "FRM-6")
@FEWER
@given(old=likely, new=likely)
def test_an_accepted_record_sent_again_is_accepted_unchanged(old: dict[str, Any], new: dict[str, Any]) -> None:
    stored = review_submission(FORM, {}, old, repair_context()).values
    outcome = review_submission(FORM, stored, new, repair_context())
    again = review_submission(FORM, outcome.values, outcome.values, repair_context())
    if not outcome.errors:
        assert again.errors == ()
        assert again.values == outcome.values
        json.dumps(outcome.values, allow_nan=False)


@pytest.mark.req("FRM-2")
@FEWER
@given(values=likely)
def test_submitting_and_reading_agree(values: dict[str, Any]) -> None:
    answered = with_answered_cells(values)
    submitted = review_submission(FORM, {}, answered, repair_context())
    read = evaluate(FORM, answered, repair_context())
    assert submitted.evaluation.visible == read.visible
    assert submitted.evaluation.required == read.required
    assert submitted.values == read.values


def with_answered_cells(values: dict[str, Any]) -> dict[str, Any]:
    """The values with an answer in every cell: only a new row of a submission has the columns' defaults."""
    rows = values.get("rows")
    if not isinstance(rows, list):
        return values
    return {**values, "rows": [{"count": None, **row} if isinstance(row, dict) else row for row in rows]}


@FEWER
@given(values=likely)
def test_what_the_engine_takes_passes_the_schema(values: dict[str, Any]) -> None:
    review = review_submission(FORM, {}, {**REPAIR_VALUES, **values}, repair_context())
    if not review.errors:
        assert jsonschema_rs.is_valid(to_json_schema(FORM), {**REPAIR_VALUES, **values})


@pytest.mark.req("FRM-5")
@FEWER
@given(granted=rights, old=likely, new=likely, secret=st.sampled_from([None, "甲", "乙" * 600]))
def test_a_hidden_field_shows_in_no_answer(
    granted: dict[str, Any], old: dict[str, Any], new: dict[str, Any], secret: Any
) -> None:
    """`customer_name` is read by no rule, so two stored records that differ only in it must answer alike."""
    allowed = repair_context(rights={**granted, "customer_name": "hidden"})
    one = review_submission(FORM, {**old, "customer_name": "原"}, new, allowed)
    two = review_submission(FORM, {**old, "customer_name": secret}, new, allowed)
    assert (one.evaluation, one.errors) == (two.evaluation, two.errors)
    assert "customer_name" not in one.evaluation.values


WORDS = "form label zh sections fields rules key kind options show field op left right evidence extends core_fields at"
definitions = st.recursive(
    scalars | st.sampled_from(["text", "choice", "a", "b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS.split()), inner, max_size=6),
)


@pytest.mark.req("FRM-3")
@FEWER
@given(
    data=definitions,
    setting=st.sampled_from(["show", "default", "options", "require", "compute", "fill", "label", "columns", "items"]),
)
def test_no_definition_raises_anything_but_a_refusal(data: Any, setting: str) -> None:
    extended = {**documented()[1], setting: data}
    for candidate in (data, document(field("a"), field("b", **{setting: data})), extended):
        try:
            parse_form(candidate, core=service_core(), relations=RELATIONS)
        except Refusal as refusal:
            assert refusal.code == "form.invalid"
            assert refusal.problems


@pytest.mark.req("FRM-3")
def test_the_naughty_strings_are_stored_or_refused() -> None:
    form = sample(field("a", "long_text"), field("b", max_length=2000))
    for text in STRINGS:
        review = review_submission(form, {}, {"a": text, "b": text}, context())
        assert {fault.code for fault in review.errors} <= {"form.bad_character", "form.too_long"}
        json.dumps(review.values, ensure_ascii=False).encode("utf-8")


TEXT_KINDS = sample(field("line"), field("code", code=True), field("long", "long_text"), field("n", "number"))


@given(
    text=st.text(max_size=30) | st.text(st.sampled_from(["e", " ", "\u0301", "´", "\n", "\ufeff", "５"]), max_size=6)
)
def test_a_clean_value_stays_as_it_is(text: str) -> None:
    once = evaluate(TEXT_KINDS, dict.fromkeys(TEXT_KINDS.fields, text), context()).values
    assert evaluate(TEXT_KINDS, once, context()).values == once


@pytest.mark.req("FRM-3")
def test_fifty_megabytes_are_refused_without_being_read() -> None:
    huge = "漏" * 17_000_000
    values = dict.fromkeys(FORM.fields, huge)
    with pytest.raises(Refusal) as refusal:
        check_submission(FORM, {}, values, repair_context())
    assert max(len(repr(problem)) for problem in refusal.value.problems) < 1_000


@pytest.mark.req("FRM-3")
def test_a_flood_of_unknown_keys_is_cut_short() -> None:
    with pytest.raises(Refusal) as refusal:
        check_submission(sample(field("a")), {}, {f"k{number}": 1 for number in range(5_000)}, context())
    assert len(refusal.value.problems) == 100


@pytest.mark.req("FRM-3")
def test_a_record_nested_without_end_is_refused() -> None:
    deep: Any = []
    for _level in range(50_000):
        deep = [deep]
    with pytest.raises(Refusal):
        check_submission(FORM, REPAIR_VALUES, dict.fromkeys(FORM.fields, deep), repair_context())


@pytest.mark.req("FRM-3")
@FEWER
@given(data=definitions, column=definitions, key=st.sampled_from(["columns", "items", "explained_by", "limit_max"]))
def test_no_definition_of_rows_raises_anything_but_a_refusal(data: Any, column: Any, key: str) -> None:
    kinds = {"columns": "sub_table", "items": "checklist"}
    for setting in (data, [data], [field("c", compute=column)], [{"key": "c", "label": column}]):
        try:
            parse_form(document(field("a"), field("b", kinds.get(key, "reading"), **{key: setting})))
        except Refusal as refusal:
            assert refusal.code == "form.invalid" and refusal.problems


@pytest.mark.req("FRM-5")
@FEWER
@given(old=likely, new=likely)
def test_a_hidden_column_shows_in_no_answer_and_is_never_lost(old: dict[str, Any], new: dict[str, Any]) -> None:
    before = review_submission(FORM, {}, old, repair_context()).values
    allowed = repair_context(rights={"rows.price": "hidden", "rows.sum": "hidden"})
    sent = {key: value for key, value in new.items() if key != "rows"}
    if before.get("rows"):
        sent["rows"] = [{"id": row["id"], "part": "新"} for row in before["rows"]]
    after = review_submission(FORM, before, sent, allowed)
    assert not {"price", "sum"} & {key for row in after.evaluation.values.get("rows") or () for key in row}
    kept = [row.get("price") for row in before.get("rows") or ()]
    assert [row.get("price") for row in after.values.get("rows") or ()] == kept
