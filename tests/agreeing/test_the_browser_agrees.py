"""Random rules and random forms: one process of the browser's core answers them all, and Python answers the same.

BIHUAN_SEED names another run than the usual one; every failure says which seed it was.
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bihuan.core.forms import EvaluationContext, evaluate, parse_form
from bihuan.core.rules import Env, compile_condition, compile_formula, number_text, parse_condition, parse_formula
from bihuan.core.values import Refusal
from tests.agreeing.random_forms import COMPUTED, KINDS, fitting, random_form
from tests.core.rules.random_rules import ENV, NOW, OTHER_ENV, SCHEMA, conditions, random_records, values
from tools.web import NoNodeError, node_folder

ROOT = Path(__file__).parents[2]
SEED = int(os.environ.get("BIHUAN_SEED", "20260529"))
FEW, MANY = 40, 600
ENVS = (ENV, OTHER_ENV)
KINDS_OF_FORMULA = ("number", "text", "date", "instant")


def _sayable(record: Any) -> bool:
    """Whether JSON tells it to both alike: there a whole number beyond 2^53 is no number of its own in the browser."""
    if isinstance(record, bool | str) or record is None:
        return True
    if isinstance(record, int):
        return abs(record) < 2**53
    if isinstance(record, float):
        return not record.is_integer()
    return all(_sayable(one) for one in (record.values() if isinstance(record, dict) else record))


def drawn(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """Always the same for the same seed."""
    found: list[Any] = []

    @seed(SEED)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(one: Any) -> None:
        found.append(one)

    collect()
    return found


def browser(asked: dict[str, Any]) -> dict[str, Any]:
    """The answers of the TypeScript core: one process, however many questions."""
    try:
        node = node_folder() / "bin/node"
    except NoNodeError:
        pytest.skip("no Node here: make web")
    done = subprocess.run(
        [node, "web/tools/answer.ts"],
        cwd=ROOT,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def _field_json(field: Any) -> dict[str, Any]:
    return json.loads(json.dumps(asdict(field), default=dict))


def _env_json(env: Env) -> dict[str, Any]:
    return {"now": env.now, "zone": env.zone, "trees": asdict(env.trees)}  # type: ignore[call-overload]


def _plain(value: Any) -> Any:
    return number_text(value) if isinstance(value, Decimal) else value


def _python(what: str, tree: Any) -> Callable[[Any, Env], Any]:
    if what == "condition":
        return compile_condition(parse_condition(tree, SCHEMA))
    return compile_formula(parse_formula(tree, SCHEMA))


def rules_agree(count: int) -> None:
    trees = [{"what": "condition", "tree": tree} for tree in drawn(conditions(2), count)]
    for kind in KINDS_OF_FORMULA:
        trees += [{"what": "formula", "tree": tree} for tree in drawn(values(kind, 2), count // 4)]
    records = [record for record in random_records(40) if _sayable(record)]
    trees = [one for one in trees if _sayable(one["tree"])]
    assert len(records) > 10 and len(trees) > count // 2
    asked = {"schema": [_field_json(field) for field in SCHEMA.fields.values()], "trees": trees, "records": records}
    answers = browser({"rules": {**asked, "envs": [_env_json(env) for env in ENVS]}})["rules"]
    for one, answered in zip(trees, answers, strict=True):
        ask = _python(one["what"], one["tree"])
        expected = [_plain(ask(record, env)) for env in ENVS for record in records]
        assert answered == expected, f"seed {SEED}: {json.dumps(one, ensure_ascii=False)}"


def forms_agree(count: int) -> None:
    definitions = random_forms(count)
    assert len(definitions) > count // 5
    records = [
        {key: record[key] for key in KINDS if key in record} for record in random_records(60) if _sayable(record)
    ]
    answers = browser({"forms": [{"definition": one, "values": records, "now": NOW} for one in definitions]})["forms"]
    for one, answered in zip(definitions, answers, strict=True):
        form = _parsed(one)
        for record, answer in zip(records, answered, strict=True):
            told = f"seed {SEED}: {json.dumps([one, record], ensure_ascii=False)}"
            assert answer == _judged(form, record), told


def random_forms(count: int) -> list[dict[str, Any]]:
    """Definitions that may be published; those whose rules run in circles are not."""
    trees = fitting(parse_condition, [one for one in drawn(conditions(1), 200 + count) if _sayable(one)])
    formulas = {
        kind: fitting(parse_formula, [one for one in drawn(values(kind, 1), 100 + count) if _sayable(one)])
        for kind in set(COMPUTED.values())
    }
    rng = random.Random(SEED)
    made = [random_form(rng, trees, formulas) for _ in range(count)]
    return [one for one in made if _parsed(one) is not None]


def _parsed(definition: dict[str, Any]) -> Any:
    """None where rules run in circles, or name what cannot be computed: refused, so no browser ever meets it."""
    try:
        return parse_form(definition)
    except Refusal:
        return None


def _judged(form: Any, record: dict[str, Any]) -> dict[str, Any]:
    found = evaluate(form, record, EvaluationContext(Env(NOW)), {})
    whole = {
        "visible": sorted(found.visible),
        "required": sorted(found.required),
        "readonly": sorted(found.readonly),
        "values": dict(found.values),
        "computed": dict(found.computed),
        "options": {key: list(options) for key, options in found.options.items()},
        "errors": [[error.path, error.code] for error in found.errors],
    }
    told: dict[str, Any] = json.loads(json.dumps(whole))
    return told


@pytest.mark.req("FRM-2", "FRM-3")
@pytest.mark.full
def test_random_rules_and_forms_are_answered_alike() -> None:
    rules_agree(FEW)
    forms_agree(FEW)


@pytest.mark.full
@pytest.mark.req("FRM-2", "FRM-3")
def test_many_random_rules_and_forms_are_answered_alike(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\nseed {SEED} (BIHUAN_SEED=… for another)\n")
    rules_agree(MANY)
    forms_agree(MANY // 2)
