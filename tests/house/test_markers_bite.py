"""A requirement's tests fail when its feature is switched off; otherwise the marker claims what it does not show."""

import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.house.switch_off import PROFILE
from tests.house.switches import SWITCHES, Switch, SwitchedOffError, says_no
from tools.coverage_ids import Mark, base, files_with_tests, marks_of, read_requirements

ROOT = Path(__file__).parents[2]


# Where a missing feature is noticed soonest: where nothing has to be started first.
SOONEST = (
    *("core", "adapters", "ledger", "kernel", "both_dbs", "agreeing", "modules", "bundles", "entry", "http", "docs"),
    *("faults", "browser", "simulator", "bench"),
)


@pytest.mark.full
# pytest-xdist keeps on one worker what has the same name up to the last `::`; so these spread over all.
@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: f"{switch.requirement}::{switch.target}")
def test_the_tests_of_a_requirement_fail_without_its_feature(switch: Switch) -> None:
    silent = []
    files = files_that_show(switch.requirement, ROOT)
    for file in sorted(files, key=lambda file: file != f"tests/{switch.noticed_in}"):
        if NOTICED.search(run_without(switch, ROOT, file)):
            return
        silent.append(file)
    pytest.fail(f"no test of {switch.requirement} noticed that {switch.target} was gone: {silent}")


NOTICED = re.compile(r"\b[1-9]\d* (failed|errors?)\b")


def files_that_show(requirement: str, root: Path) -> list[str]:
    """The files with tests of the requirement, or of the face of it: those that answer soonest come first."""
    found = {mark.file for mark in all_marks(root) if shows(mark, requirement)}
    return sorted(found, key=lambda file: (SOONEST.index(Path(file).parts[1]), file))


@cache
def all_marks(root: Path) -> tuple[Mark, ...]:
    return tuple(mark for path in files_with_tests(root) for mark in marks_of(path, root))


def shows(mark: Mark, requirement: str) -> bool:
    return mark.requirement == requirement or mark.requirement.startswith(f"{requirement}.")


@pytest.mark.full
def test_every_switch_belongs_to_a_requirement_that_tests_claim_to_show() -> None:
    claimed = {mark.requirement for mark in all_marks(ROOT)}
    requirements = read_requirements(ROOT / "spec/requirements.tsv")
    for switch in SWITCHES:
        assert base(switch.requirement) in requirements
        assert any(name == switch.requirement or base(name) == switch.requirement for name in claimed), switch
        assert f"tests/{switch.noticed_in}" in ("tests/", *files_that_show(switch.requirement, ROOT)), switch


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


@pytest.mark.full
def test_a_marker_that_shows_nothing_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "feature.py").write_text("def is_late(due, now):\n    return now > due\n")
    tests = tmp_path / "tests"
    for name in ("conftest.py", "postgres.py", "house/switches.py", "house/switch_off.py"):
        (tests / name).parent.mkdir(exist_ok=True)
        (tests / name).write_text((ROOT / "tests" / name).read_text())
    (tests / "test_honest.py").write_text(HONEST)
    (tests / "test_idle.py").write_text(IDLE)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    late = "feature:is_late"
    assert "1 failed" in run_without(Switch("SLA-1", late, says_no), tmp_path, "tests/test_honest.py")
    assert "1 passed" in run_without(Switch("SLA-2", late, says_no), tmp_path, "tests/test_idle.py")


def run_without(switch: Switch, folder: Path, file: str) -> str:
    """What pytest prints when it runs the requirement's tests of one file without the feature; it stops at a fault."""
    plugin = ["-p", "tests.house.switch_off", "--switch-off", f"{switch.target}={switch.stand_in.__name__}"]
    plugin.append(f"--hypothesis-profile={PROFILE}")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:xdist", *plugin, "--req", switch.requirement, file]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    output = done.stdout + done.stderr
    # 0: no test failed. 1: one did. 5: those of this file run in `make test-full` only.
    # 2: a test module already needs the feature when it is read.
    assert done.returncode in (0, 1, 5) or (done.returncode == 2 and SwitchedOffError.__name__ in output), output
    return output
