"""Every refusal is said in Chinese and in English, with the values that the code gives it."""

import ast
import json
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "bihuan"
CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
# Where codes are written: the call, and which argument holds the code.
CALLS = {"Refusal": 0, "Problem": 1, "reject": 0, "fault": 1}
# Codes of the publish check bring their own words along (core/flow/check_words.py); made from parts at run time:
# `<kind>.not_found` by core.access and masters, `ticket.<field>_invalid` by tickets.
SAID_ELSEWHERE = re.compile(r"flow\..*")


def codes_in(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            place = CALLS.get(name)
            if place is not None and len(node.args) > place:
                found |= {
                    part.value
                    for part in ast.walk(node.args[place])
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and CODE.fullmatch(part.value)
                }
    return found


@cache
def all_codes() -> set[str]:
    files = sorted(SOURCE.rglob("*.py"))
    assert len(files) > 100, "the sources were not read"
    return set().union(*(codes_in(ast.parse(file.read_text())) for file in files))


def catalogue(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in sorted((SOURCE / "texts" / language).glob("*.json")):
        texts = json.loads(file.read_text())
        twice = found.keys() & texts.keys()
        assert not twice, f"{file.name} says again what another file says: {sorted(twice)}"
        found |= texts
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_that_can_be_answered_has_words(language: str):
    said = catalogue(language)
    missing = sorted(code for code in all_codes() if code not in said and not SAID_ELSEWHERE.fullmatch(code))
    assert not missing, f"add these to src/bihuan/texts/{language}/: {missing}"


def test_both_languages_say_the_same_codes_with_the_same_values():
    zh, en = catalogue("zh"), catalogue("en")
    assert zh.keys() == en.keys(), sorted(zh.keys() ^ en.keys())
    value = re.compile(r"(?<!{){([a-z_]+)")
    differing = [code for code in zh if set(value.findall(zh[code])) != set(value.findall(en[code]))]
    assert not differing


def test_the_search_for_codes_finds_them():
    tree = ast.parse('raise Refusal("box.full", Kind.CONFLICT)\nProblem("a", "box.odd" if x else "box.even", {})')
    assert codes_in(tree) == {"box.full", "box.odd", "box.even"}
