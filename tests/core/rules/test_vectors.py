"""The cases of spec/vectors/rules, which the TypeScript suite runs too, read by Python: closures, sentences, faults."""

from decimal import Decimal
from typing import Any

import pytest

from bihuan.core.rules import (
    Schema,
    compile_condition,
    compile_formula,
    describe,
    number_text,
    parse_condition,
    parse_formula,
)
from bihuan.core.values import Refusal
from tests.core.rules.vectors import read_env, read_schema, vectors


def as_json(value: Any) -> Any:
    return number_text(value) if isinstance(value, Decimal) else value


def faults_of(case: dict[str, Any], schema: Schema) -> list[dict[str, str]]:
    with pytest.raises(Refusal) as refused:
        (parse_formula if case.get("parse") == "formula" else parse_condition)(case["tree"], schema)
    assert refused.value.code == "rule.invalid"
    return [{"path": problem.path, "code": problem.code} for problem in refused.value.problems]


def outcome(case: dict[str, Any], schema: Schema) -> Any:
    tree, env = case["tree"], read_env(case["env"])
    if case["what"] == "faults":
        return faults_of(case, schema)
    if case["what"] == "condition":
        return compile_condition(parse_condition(tree, schema))(case["record"], env)
    if "record" in case:
        return as_json(compile_formula(parse_formula(tree, schema))(case["record"], env))
    rule = parse_condition(tree, schema) if case["what"] == "describe" else parse_formula(tree, schema)
    return {"zh": describe(rule, schema, "zh", zone=env.zone), "en": describe(rule, schema, "en", zone=env.zone)}


@pytest.mark.req("FRM-2", "COL-4")
@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in vectors()])
def test_python_answers_as_the_vector_says(case: dict[str, Any]) -> None:
    assert outcome(case, read_schema(case)) == case["expect"]


def test_there_are_vectors_to_run() -> None:
    assert len(vectors()) >= 150
