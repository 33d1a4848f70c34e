"""What stands in a form and holds no value: a line, a paragraph, a picture."""

from typing import Any

import pytest

from bihuan.core.forms import (
    FormDefinition,
    compare_forms,
    form_to_json,
    parse_form,
    sentences,
    to_json_schema,
    weight_of,
)
from bihuan.core.values import Refusal
from tests.core.forms.samples import field, sample

PICTURE = "data:image/png;base64,iVBORw0KGgo="
SHOW = {"op": "not_empty", "left": {"field": "z"}}
HINT = field("hint", "help_text", text={"zh": "先断电", "en": "Switch it off"})


def faults(*fields: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as caught:
        sample(field("z"), *fields)
    return [(problem.path, problem.code) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("element", "path", "code"),
    [
        (field("a", "help_text"), "fields.a.text", "form.bad_text"),
        (field("a", "help_text", text="x" * 2_001), "fields.a.text", "form.bad_text"),
        (field("a", "help_text", text="x", tone="loud"), "fields.a.tone", "form.bad_setting"),
        (field("a", "image"), "fields.a.picture", "form.picture_missing"),
        (field("a", "image", picture="data:image/svg+xml;base64,PHN2Zz4="), "fields.a.picture", "form.not_picture"),
        (field("a", "image", picture=PICTURE + "A" * 150_000), "fields.a.picture", "form.picture_too_large"),
        (field("a", "divider", require=True), "fields.a.require", "form.unknown_setting"),
        (field("a", "divider", compute={"field": "z"}), "fields.a.compute", "form.unknown_setting"),
        (field("z", "divider"), "sections.main.fields.key", "form.key_repeated"),
    ],
)
def test_a_faulty_element_is_refused_at_the_very_place(element: Any, path: str, code: str) -> None:
    assert faults(element) == [(path, code)]


def laid(*fields: dict[str, Any]) -> FormDefinition:
    return sample(field("z"), *fields)


@pytest.mark.req("FRM-1")
def test_an_element_is_no_field() -> None:
    """So no list, export, import or rule can know of it: all of these go through the fields."""
    form = laid(HINT, field("line", "divider"), field("map", "image", picture=PICTURE))
    assert list(form.fields) == ["z"] and list(form.elements) == ["hint", "line", "map"]
    assert form.sections[0].laid == ("z", "hint", "line", "map")
    assert not {"hint", "line", "map"} & set(form.schema.fields)
    assert set(to_json_schema(form, {})["properties"]) == {"z"}
    asking = field("y", show={"op": "not_empty", "left": {"field": "hint"}})
    assert [path for path, _ in faults(HINT, asking)] == ["fields.y.show.left.field"]


def test_what_was_written_comes_back_and_its_condition_is_told() -> None:
    form = laid({**HINT, "show": SHOW})
    assert parse_form(form_to_json(form)) == form
    said = sentences(form, "zh", zone="Asia/Shanghai", name_of=lambda _kind, value: value)
    assert "fields.hint.show" in said


def test_a_form_of_elements_alone_asks_nothing_and_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        sample(HINT)
    assert [problem.code for problem in caught.value.problems] == ["form.no_fields"]


@pytest.mark.req("FRM-7")
def test_an_element_of_the_core_record_can_be_refined_but_stays_what_it_is() -> None:
    core = laid(HINT)
    own = {"form": "own", "label": "自", "extends": core.key}
    refined = parse_form({**own, "fields": [{"key": "hint", "text": "先放油"}]}, core=core)
    assert refined.elements["hint"].settings["text"] == {"zh": "先放油"}
    with pytest.raises(Refusal) as caught:
        parse_form({**own, "fields": [{"key": "hint", "kind": "divider"}]}, core=core)
    assert [problem.code for problem in caught.value.problems] == ["form.core_kind_fixed"]


@pytest.mark.req("FRM-6")
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ([], [HINT], "element_added"),
        ([HINT], [], "element_removed"),
        ([HINT], [{**HINT, "tone": "warn"}], "element_changed"),
        ([HINT], [{**HINT, "show": SHOW}], "element_changed"),
    ],
)
def test_a_change_of_elements_weighs_nothing(old: Any, new: Any, code: str) -> None:
    changes = compare_forms(laid(*old), laid(*new))
    assert [change.code for change in changes] == [code]
    assert weight_of(changes) == "cosmetic"
