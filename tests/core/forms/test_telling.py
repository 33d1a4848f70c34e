"""Values and changes in words, as spec/vectors/forms_told says; the browser has to say the same."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bihuan.core.forms import FormDefinition, Speech, parse_form, tell_changes, tell_value

FILE = Path(__file__).parents[3] / "spec" / "vectors" / "forms_told" / "telling.json"
DOCUMENT = json.loads(FILE.read_text("utf-8"))


@cache
def form_of(name: str) -> FormDefinition:
    return parse_form(DOCUMENT["forms"][name])


@pytest.mark.req("FRM-2", "COL-3", "AUD-2")
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("case", DOCUMENT["cases"], ids=lambda case: case["name"])
def test_the_server_says_it_as_the_vector_does(case: dict[str, Any], language: str) -> None:
    field = form_of(case["form"]).fields[case["field"]]
    names = case.get("names", {})
    speech = Speech(language, lambda kind, value: names.get(kind, {}).get(value))
    wanted = case["expect"][language]
    assert tell_value(field, case["after"], speech) == wanted["value"]
    found = tell_changes(field, case["before"], case["after"], speech)
    assert [[change.label, change.before, change.after] for change in found] == wanted["changes"]
