"""The documented repair form, lived through: 客户报修 with serial number, video and photos (FRM-7)."""

import pytest

from bihuan.core.forms import check_submission, evaluate, filter_rows, form_to_json, needs, parse_form, search_words
from bihuan.core.forms.projection import personal_keys
from bihuan.core.forms.spec import FilterRow
from bihuan.core.values import Refusal
from tests.core.forms.samples import (
    NOW,
    RELATIONS,
    REPAIR_VALUES,
    context,
    documented,
    repair,
    repair_context,
    service_core,
)


@pytest.mark.req("FRM-2", "FRM-7")
def test_a_repair_order_is_taken_in() -> None:
    stored = check_submission(repair(), {}, REPAIR_VALUES, repair_context())
    assert stored["model"] == "HX-200"
    assert stored["found_at"] == NOW
    assert stored["total"] == "235.50"
    assert stored["phone"] == "13812345678"
    assert evaluate(repair(), stored, repair_context()).awaited == {"photos"}


@pytest.mark.req("FRM-7")
def test_without_serial_number_video_and_photos_there_is_no_repair_order() -> None:
    bare = {key: value for key, value in REPAIR_VALUES.items() if key not in ("device", "video", "photos")}
    with pytest.raises(Refusal) as refusal:
        check_submission(repair(), {}, bare, repair_context())
    assert [(fault.path, fault.code) for fault in refusal.value.problems] == [
        ("device", "form.required"),
        ("photos", "form.required"),
        ("video", "form.required"),
    ]


@pytest.mark.req("FRM-7")
def test_the_form_shares_the_core_record_and_extends_it() -> None:
    core, form = service_core(), repair()
    assert list(form.fields)[: len(core.fields)] == list(core.fields)
    assert {key for key, found in form.fields.items() if found.core} == set(core.fields)
    assert form.fields["device"].always_required
    assert not core.fields["device"].always_required
    assert form.extends == core.key


@pytest.mark.req("FRM-6")
def test_a_version_is_complete_in_itself() -> None:
    form = repair()
    again = parse_form(form_to_json(form), relations=RELATIONS)
    assert again == form
    assert form_to_json(again) == form_to_json(form)
    assert check_submission(again, {}, REPAIR_VALUES, repair_context()) == check_submission(
        form, {}, REPAIR_VALUES, repair_context()
    )


@pytest.mark.req("FRM-2")
def test_under_warranty_nobody_is_asked_about_costs() -> None:
    covered = repair_context(related={"device": {"model": "HX-200", "in_warranty": True}})
    assert not {"labour", "parts", "total"} & evaluate(repair(), REPAIR_VALUES, covered).visible


@pytest.mark.req("FRM-2")
def test_the_shell_learns_what_to_look_up() -> None:
    found = needs(repair(), {"region": "320500"}, {**REPAIR_VALUES, "region": None})
    assert found.references == {"device": ("device", "device-7")}
    assert found.files == {"photo-1", "photo-2", "video-1"}
    assert found.paths == {"device.model", "device.in_warranty"}


def test_what_is_found_filtered_and_erased() -> None:
    stored = check_submission(repair(), {}, REPAIR_VALUES, repair_context())
    assert filter_rows(repair(), stored) == {
        "region": (FilterRow(text="320505"),),
        "fault_type": (FilterRow(text="hydraulic"),),
    }
    words = search_words(repair(), stored)
    assert words["description"] == "液压站接头漏油，压力不稳"
    assert words["symptom"] == "漏油 Oil leak"
    assert "labour" not in words
    assert personal_keys(repair()) == {"customer_name", "phone", "customer_signature"}


@pytest.mark.req("FRM-5")
def test_answers_do_not_depend_on_what_a_hidden_field_holds() -> None:
    """Two records that differ only in a hidden field no rule reads answer alike, errors included."""
    hidden = repair_context(rights={"customer_name": "hidden"})
    one = {**REPAIR_VALUES, "customer_name": "甲"}
    two = {**REPAIR_VALUES, "customer_name": "乙" * 9_000}
    assert evaluate(repair(), one, hidden) == evaluate(repair(), two, hidden)
    for patch in ({"customer_name": "甲"}, {"customer_name": None}, {"nonsense": "甲"}):
        with pytest.raises(Refusal) as refusal:
            check_submission(repair(), {}, {**REPAIR_VALUES, **patch}, hidden)
        answers = {(fault.code, tuple(fault.data)) for fault in refusal.value.problems}
        assert answers == {("form.field_unknown", ())}


def test_the_documentation_has_both_forms() -> None:
    assert [item["form"] for item in documented()[:2]] == ["service_core", "repair"]
    assert context().env.now == NOW
