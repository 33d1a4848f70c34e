"""The cases of spec/vectors/forms, which the TypeScript engine has to answer alike."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bihuan.core import rules
from bihuan.core.forms import (
    Evaluation,
    EvaluationContext,
    FileFacts,
    FormDefinition,
    Relations,
    evaluate,
    parse_form,
    review_submission,
)
from bihuan.core.values import Problem

VECTORS = Path(__file__).parents[3] / "spec" / "vectors" / "forms"
NOW = 1767000000000
FILES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(VECTORS.glob("*.json"))}
CASES = [
    pytest.param(name, case, id=f"{name}: {case['name']}")
    for name, document in FILES.items()
    for case in document["cases"]
]


def rule_field(raw: dict[str, Any]) -> rules.Field:
    return rules.Field(raw["key"], raw["type"], fields=tuple(rule_field(item) for item in raw.get("fields", ())))


@cache
def form_of(file: str, form: str) -> FormDefinition:
    document = FILES[file]
    raw = document.get("relations", {})
    behind = {kind: tuple(map(rule_field, fields)) for kind, fields in raw.get("behind", {}).items()}
    relations = Relations(tuple(map(rule_field, raw.get("beside", ()))), behind)
    return parse_form(document["forms"][form], relations=relations)


def context_of(case: dict[str, Any]) -> EvaluationContext:
    return EvaluationContext(
        env=rules.Env(**{"now": NOW, **case.get("env", {})}),
        rights=case.get("rights", {}),
        default_right=case.get("default_right", "edit"),
        related=case.get("related", {}),
        files={name: FileFacts(**facts) for name, facts in case.get("files", {}).items()},
        taken=frozenset(case.get("taken", ())),
    )


def answer(form: FormDefinition, case: dict[str, Any]) -> tuple[Evaluation, dict[str, Any], tuple[Problem, ...]]:
    """A case with `old` is a submission laid over it, one without is a record being read."""
    context = context_of(case)
    if "old" in case:
        review = review_submission(form, case["old"], case["values"], context)
        return review.evaluation, review.values, review.errors
    found = evaluate(form, case["values"], context, case.get("before", {}))
    return found, found.values, found.errors


@pytest.mark.req("FRM-2", "FRM-3", "FRM-5", "FRM-7")
@pytest.mark.parametrize(("file", "case"), CASES)
def test_vector(file: str, case: dict[str, Any]) -> None:
    form = form_of(file, case["form"])
    evaluation, values, errors = answer(form, case)
    expect = case["expect"]
    assert [(error.path, error.code) for error in errors] == [(e["path"], e["code"]) for e in expect["errors"]]
    for error, wanted in zip(errors, expect["errors"], strict=True):
        assert {**error.data, **wanted.get("data", {})} == dict(error.data)
    for name in ("visible", "required", "readonly", "awaited", "elements"):
        if name in expect:
            assert sorted(getattr(evaluation, name)) == sorted(expect[name]), name
    if "values" in expect:
        assert values == expect["values"]
    if "computed" in expect:
        assert evaluation.computed == expect["computed"]
    for key, options in expect.get("options", {}).items():
        assert list(evaluation.options[key]) == options


def test_the_vectors_are_there() -> None:
    assert len(CASES) >= 60
    assert len({case.id for case in CASES}) == len(CASES)
