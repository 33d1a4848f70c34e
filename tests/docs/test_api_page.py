"""docs/api.md: its examples are run, and what it names exists."""

import json
import re
from pathlib import Path

import pytest

from bihuan.core.values import Refusal
from bihuan.kernel.errors import texts
from tests.docs.pages import ROOT, run_shell, shell_lines

PAGE = (ROOT / "docs/api.md").read_text(encoding="utf-8")
ROUTE = re.compile(r"`(GET|POST|PUT|PATCH|DELETE|HEAD) ((?:/|\{[^}]*\}|[^`?\s{])+)")
CODE = re.compile(r"`([a-z_]+\.[a-z_]+)`")
OUTSIDE = ("/healthz", "/readyz", "/openapi.json")


@pytest.mark.full
@pytest.mark.req("INT-7.api", "API-1")
def test_the_examples_answer_as_the_page_says(demo: tuple[str, float], tmp_path: Path):
    printed = run_shell(shell_lines("api.md"), demo[0], tmp_path)
    assert [line for line in printed.splitlines() if re.fullmatch(r"\d{3}", line)] == ["201", "200", "200", "412"]
    assert '"code":"ticket.not_found"' in printed and "event: happened" in printed


@pytest.mark.req("API-1")
def test_every_route_of_the_page_exists():
    schema = json.loads((ROOT / "spec/openapi.json").read_text(encoding="utf-8"))
    known = {(method.upper(), shape(path)) for path, item in schema["paths"].items() for method in item}
    known |= {("GET", path) for path in OUTSIDE}
    named = {(method, shape(path if path in OUTSIDE else f"/api/v1{path}")) for method, path in ROUTE.findall(PAGE)}
    assert len(named) > 15, "the page was not read"
    assert not named - known


def shape(path: str) -> str:
    """The path with what its placeholders are called left out."""
    return re.sub(r"\{[^}]*\}", "{}", path.rstrip("."))


def test_every_code_of_the_page_is_one_that_can_be_answered():
    named = set(CODE.findall(PAGE)) - {"source.channel", "source.system", "source.ref", "rules.md"}
    assert len(named) > 15, "the page was not read"
    assert not named - texts("zh").keys()


def test_the_kinds_of_refusal_have_the_status_that_the_page_says():
    rows = re.findall(r"^\| ([0-9 ]+) \|", PAGE, re.M)
    listed = {int(status) for row in rows for status in row.split()}
    assert listed == {400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 503}
    assert {kind.value for kind in type(Refusal("x").kind)} - {500} == listed
