"""Whatever JSON can hold is sent to a field of any kind: the answer is a value or a problem, at once."""

import time
from typing import Any

import pytest

from bihuan.core.forms import parse_form
from bihuan.core.forms.kinds import OWN_KINDS
from bihuan.core.forms.spec import FieldKindSpec
from bihuan.core.values import Refusal

NAME = {"zh": "项", "en": "Item"}
NEEDED: dict[str, dict[str, Any]] = {
    "choice": {"options": ["a", "b"]},
    "multi_choice": {"options": ["a", "b"]},
    "checklist": {"items": [{"key": "a", "label": NAME}]},
    "sub_table": {"columns": [{"key": "a", "kind": "text", "label": NAME}]},
    "matrix": {"options": ["a", "b"], "questions": [{"key": "a", "label": NAME}]},
    "record": {"table": "parts"},
    "consent": {"text": NAME},
}
MANY = 100_000
VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 10**400, -(10**400), float("inf"), float("-inf"), float("nan"), 1e308),
    *("", "\x00", "\ud800", "0x10", "1e999999999", "-0", "１３８００１３８０００", "٣" * 11),
    *(part * MANY for part in ("x", "1", "1-", "a@", "a.", "(", "转", "至", "小时", "省市区", "\u0301")),
    *([], [[]] * 1_000, [{}] * 2_000, [1] * MANY, {}, {"a": {}}),
    *({"lat": "x", "lng": float("nan")}, {"lat": 1e308, "lng": -1e308, "accuracy": float("inf")}),
    *({"from": "9" * MANY, "to": None}, {"street": "x" * MANY, "province": []}),
)
MOST_SECONDS = 0.5


@pytest.mark.req("FRM-2")
@pytest.mark.parametrize("kind", OWN_KINDS, ids=lambda kind: kind.name)
def test_no_value_breaks_a_kind_or_keeps_it_busy(kind: FieldKindSpec):
    body = {"key": "f", "kind": kind.name, "label": NAME, **NEEDED.get(kind.name, {})}
    form = parse_form({"form": "any", "label": NAME, "sections": [{"key": "s", "label": NAME, "fields": [body]}]})
    for value in VALUES:
        began = time.process_time()
        try:
            kind.clean(value, form.fields["f"])
        except Refusal as refused:
            assert refused.problems and all(problem.code.startswith("form.") for problem in refused.problems)
        assert time.process_time() - began < MOST_SECONDS
