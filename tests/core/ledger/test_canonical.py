"""Canonical JSON: RFC 8785 by the vectors of its author, ours, and properties."""

import json
import math
from enum import Enum
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.ledger import canonical, parse_canonical
from bihuan.core.values import Refusal, freeze_json

pytestmark = pytest.mark.req("AUD-1")

ROOT = Path(__file__).parents[3]
JCS = ROOT / "tests/data/jcs"
VECTORS = json.loads((ROOT / "spec/vectors/ledger/canonical.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(path.stem for path in (JCS / "input").iterdir()))
def test_the_rfc_authors_vectors_hold(name: str) -> None:
    value = json.loads((JCS / "input" / f"{name}.json").read_text(encoding="utf-8"))
    expected = bytes.fromhex((JCS / "outhex" / f"{name}.txt").read_text())
    assert canonical(value) == expected
    assert canonical(parse_canonical(expected)) == expected


@pytest.mark.parametrize("case", VECTORS["canonical"], ids=lambda case: case["name"])
def test_a_value_has_one_form(case: dict) -> None:
    assert canonical(json.loads(case["json"])).decode() == case["canonical"]
    assert canonical(parse_canonical(case["canonical"].encode())).decode() == case["canonical"]


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: case["name"])
def test_what_has_no_form_is_refused_with_the_reason(case: dict) -> None:
    with pytest.raises(Refusal, match=r"ledger\.not_canonical") as refused:
        canonical(json.loads(case["json"]))
    assert refused.value.data["reason"] == case["reason"]
    assert refused.value.path == case.get("path", refused.value.path)


class Colour(Enum):
    RED = 1


@pytest.mark.parametrize(
    ("value", "reason", "path"),
    [
        ({"a": [1.0, math.nan]}, "not_a_number", "a.1"),
        (math.inf, "not_a_number", None),
        (-math.inf, "not_a_number", None),
        ({"a": {1: "one"}}, "key_not_text", "a"),
        ({"a": {None: "one", "b": 1}}, "key_not_text", "a"),
        ({"a": {"b": b"bytes"}}, "unknown_type", "a.b"),
        ([Colour.RED], "unknown_type", "0"),
        ({"a": {1, 2}}, "unknown_type", "a"),
        ({"a": {"b": "\ud800", "c": 0.5}}, "lone_surrogate", "a.b"),
    ],
)
def test_python_values_that_are_no_json_are_refused(value: object, reason: str, path: str | None) -> None:
    with pytest.raises(Refusal) as refused:
        canonical(value)
    assert (refused.value.code, refused.value.data["reason"]) == ("ledger.not_canonical", reason)
    assert refused.value.path == path


def test_a_value_that_holds_itself_is_refused_and_does_not_hang() -> None:
    loop: list = []
    loop.append(loop)
    with pytest.raises(Refusal, match="too_deep"):
        canonical(loop)


def test_read_only_mappings_and_tuples_count_as_objects_and_arrays() -> None:
    plain = {"b": [1, {"电": "机"}], "a": {}}
    assert canonical(freeze_json(plain)) == canonical(plain)
    assert canonical(MappingProxyType({"z": 0.5, "a": (1,)})) == b'{"a":[1],"z":0.5}'


@pytest.mark.parametrize(
    "text", ['{"b":1,"a":2}', '{"a": 1}', '{"a":1,"a":1}', "1.0", "{", '"\\u0041"', "NaN", "[" * 9999]
)
def test_another_spelling_of_the_same_value_is_not_canonical(text: str) -> None:
    with pytest.raises(Refusal, match=r"ledger\.not_canonical"):
        parse_canonical(text.encode())


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_the_canonical_form_reads_back_as_the_same_value_and_is_stable(value: object) -> None:
    text = canonical(value)
    assert parse_canonical(text) == value
    assert canonical(parse_canonical(text)) == text


@given(st.dictionaries(st.text(max_size=4), st.integers(0, 9), max_size=6))
def test_keys_stand_in_order_of_their_utf_16_code_units(value: dict[str, int]) -> None:
    keys = list(json.loads(canonical(value)))
    assert keys == sorted(value, key=lambda key: key.encode("utf-16-be"))
    reversed_order = dict(reversed(value.items()))
    assert canonical(reversed_order) == canonical(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_written_with_the_digits_that_read_back_as_it(number: float) -> None:
    text = canonical(number).decode()
    assert float(text) == number
    mantissa = text.partition("e")[0]
    assert "." not in mantissa or not mantissa.endswith("0")
    assert ("e" in text) == (number != 0 and not 1e-6 <= abs(number) < 1e21)
