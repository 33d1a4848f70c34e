"""What changes between two versions mean for the records that are already there (FRM-6)."""

from typing import Any

import pytest

from bihuan.core.forms import compare_forms, weight_of
from tests.core.forms.samples import field, sample

SHOW = {"op": "not_empty", "left": {"field": "z"}}
Z = field("z")

CHANGES: list[tuple[str, dict[str, Any] | None, dict[str, Any] | None, str, str]] = [
    ("added", None, field("a"), "field_added", "compatible"),
    ("added and demanded", None, field("a", require=True), "field_added", "breaking"),
    ("removed", field("a"), None, "field_removed", "breaking"),
    ("another kind", field("a"), field("a", "number"), "kind_changed", "breaking"),
    ("another label", field("a"), {**field("a"), "label": "乙"}, "label_changed", "cosmetic"),
    ("another help", field("a"), field("a", help="说明"), "help_changed", "cosmetic"),
    ("now required", field("a"), field("a", require=True), "requirement_changed", "breaking"),
    ("no longer required", field("a", require=True), field("a"), "requirement_changed", "compatible"),
    ("required less often", field("a", require=True), field("a", require=SHOW), "requirement_changed", "compatible"),
    ("required by condition", field("a"), field("a", require=SHOW), "requirement_changed", "breaking"),
    ("now hidden at times", field("a"), field("a", show=SHOW), "show_changed", "breaking"),
    ("now locked at times", field("a"), field("a", readonly=SHOW), "readonly_changed", "breaking"),
    ("never locked", field("a", readonly=SHOW), field("a"), "readonly_changed", "compatible"),
    ("longer", field("a", max_length=10), field("a", max_length=20), "setting_changed", "compatible"),
    ("shorter", field("a", max_length=20), field("a", max_length=10), "setting_changed", "breaking"),
    ("a bound dropped", field("a", "number", min=1), field("a", "number"), "setting_changed", "compatible"),
    ("a bound set", field("a", "number"), field("a", "number", min=1), "setting_changed", "breaking"),
    ("fewer decimals", field("a", "number"), field("a", "number", decimals=1), "setting_changed", "breaking"),
    ("another currency", field("a", "amount"), field("a", "amount", currency="USD"), "setting_changed", "breaking"),
    ("an option more", field("a", "choice", options=["x"]), field("a", "choice", options=["x", "y"]), "option_added",
     "compatible"),
    ("an option less", field("a", "choice", options=["x", "y"]), field("a", "choice", options=["x"]),
     "option_removed", "breaking"),
    ("options in another order", field("a", "choice", options=["x", "y"]), field("a", "choice", options=["y", "x"]),
     "options_reordered", "cosmetic"),
    ("an option under another name", field("a", "choice", options=["x"]),
     field("a", "choice", options=[{"value": "x", "label": "新"}]), "option_label_changed", "cosmetic"),
    ("an option retired", field("a", "choice", options=["x", "y"]),
     field("a", "choice", options=["x", {"value": "y", "label": "y", "retired": True}]), "option_retired", "breaking"),
    ("evidence asked for less", field("a", "files", evidence={"photo": 2}), field("a", "files", evidence={"photo": 1}),
     "setting_changed", "compatible"),
    ("another default", field("a", default="x"), field("a", default="y"), "default_changed", "compatible"),
    ("another formula", field("a", compute={"field": "z"}),
     field("a", compute={"fn": "concat", "args": [{"field": "z"}, "x"]}), "compute_changed", "breaking"),
    ("now unique", field("a"), field("a", unique=True), "unique_changed", "breaking"),
    ("now filterable", field("a"), field("a", filterable=True), "filterable_changed", "compatible"),
]  # fmt: skip


@pytest.mark.req("FRM-6")
@pytest.mark.parametrize(("old", "new", "code", "weight"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_each_change_has_its_weight(old: Any, new: Any, code: str, weight: str) -> None:
    before, after = sample(Z, *filter(None, [old])), sample(Z, *filter(None, [new]))
    (change,) = compare_forms(before, after)
    assert (change.code, change.weight) == (code, weight)
    assert change.path.startswith("fields.a")
    assert weight_of(compare_forms(before, after)) == weight


@pytest.mark.req("FRM-6")
def test_equal_forms_have_no_changes() -> None:
    assert compare_forms(sample(Z), sample(Z)) == ()
    assert weight_of(()) == "cosmetic"


@pytest.mark.req("FRM-6")
def test_rules_across_fields_are_compared() -> None:
    rule = {"key": "r", "refuse_when": SHOW, "message": "不行"}
    found = [
        compare_forms(sample(Z), sample(Z, rules=[rule])),
        compare_forms(sample(Z, rules=[rule]), sample(Z)),
        compare_forms(sample(Z, rules=[rule]), sample(Z, rules=[{**rule, "message": "不可以"}])),
        compare_forms(sample(Z, rules=[rule]), sample(Z, rules=[{**rule, "refuse_when": {"not": SHOW}}])),
    ]
    assert [(change.code, change.weight) for (change,) in found] == [
        ("rule_added", "breaking"),
        ("rule_removed", "compatible"),
        ("rule_message_changed", "cosmetic"),
        ("rule_changed", "breaking"),
    ]


@pytest.mark.req("FRM-6")
def test_moving_fields_about_is_cosmetic() -> None:
    changes = compare_forms(sample(Z, field("a")), sample(field("a"), Z))
    assert [(change.code, change.weight) for change in changes] == [("fields_reordered", "cosmetic")]
