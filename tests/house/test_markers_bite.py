"""A requirement's tests fail when its feature is switched off; otherwise the marker claims what it does not show."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.switches import SWITCHES, Switch, SwitchedOffError, says_no
from tools.coverage_ids import base, files_with_tests, marks_of, read_requirements

ROOT = Path(__file__).parents[2]


@pytest.mark.full
@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: f"{switch.requirement} without {switch.target}")
def test_the_tests_of_a_requirement_fail_without_its_feature(switch: Switch) -> None:
    output = run_without(switch, ROOT)
    assert re.search(r"\b[1-9]\d* (failed|errors?)\b", output), (
        f"no test of {switch.requirement} noticed that {switch.target} was gone:\n{output[-3000:]}"
    )


def test_every_switch_belongs_to_a_requirement_that_tests_claim_to_show() -> None:
    claimed = {mark.requirement for path in files_with_tests(ROOT) for mark in marks_of(path, ROOT)}
    requirements = read_requirements(ROOT / "spec/requirements.tsv")
    for switch in SWITCHES:
        assert base(switch.requirement) in requirements
        assert any(name == switch.requirement or base(name) == switch.requirement for name in claimed), switch


HONEST = """
import pytest
from feature import is_late

@pytest.mark.req("SLA-1")
def test_it():
    assert is_late(1, 2)
"""
IDLE = """
import pytest

@pytest.mark.req("SLA-2")
def test_it():
    assert True
"""


def test_a_marker_that_shows_nothing_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "feature.py").write_text("def is_late(due, now):\n    return now > due\n")
    tests = tmp_path / "tests"
    for name in ("conftest.py", "postgres.py", "house/switches.py", "house/switch_off.py"):
        (tests / name).parent.mkdir(exist_ok=True)
        (tests / name).write_text((ROOT / "tests" / name).read_text())
    (tests / "test_honest.py").write_text(HONEST)
    (tests / "test_idle.py").write_text(IDLE)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert "1 failed" in run_without(Switch("SLA-1", "feature:is_late", says_no), tmp_path, "-p", "no:schemathesis")
    assert "1 passed" in run_without(Switch("SLA-2", "feature:is_late", says_no), tmp_path, "-p", "no:schemathesis")


def run_without(switch: Switch, folder: Path, *options: str) -> str:
    """What pytest prints when it runs the requirement's tests without the feature."""
    plugin = ["-p", "tests.house.switch_off", "--switch-off", f"{switch.target}={switch.stand_in.__name__}"]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:xdist", *options, *plugin]
    command += ["--req", switch.requirement, "--run-full"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
    output = done.stdout + done.stderr
    # 1: a test failed. 0: none did. 2: a test module already needs the feature when it is read.
    assert done.returncode in (0, 1) or (done.returncode == 2 and SwitchedOffError.__name__ in output), output
    return output
