"""The guide shows what really runs."""

import re
from pathlib import Path

import yaml

from tests.core.flow.repair import REPAIR

GUIDE = (Path(__file__).parents[3] / "docs/flows.md").read_text(encoding="utf-8")
SOURCES = Path(__file__).parents[3] / "src/bihuan/core/flow"
# Codes about writing are said in words by the publish check and need no table.
CODE = re.compile(r'"((?:task|run|visit|person)\.[a-z_]+)"')


def test_the_flow_of_the_guide_is_the_one_that_the_tests_run() -> None:
    (written,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.S)
    assert yaml.safe_load(written) == REPAIR


def test_the_guide_names_every_refusal_of_a_run() -> None:
    codes = {code for path in SOURCES.glob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}
    said_by_incomplete = {"task.comment_required", "task.signature_required", "task.evidence_missing"}
    assert {code for code in codes - said_by_incomplete if f"`{code}`" not in GUIDE} == set()
