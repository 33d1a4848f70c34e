"""Seeds in which everything must hold: a short one with every commit, and more than a thousand days in test-full."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulator.plan import plan
from tests.simulator.running import run, run_seed

pytestmark = [pytest.mark.req("AUD-1", "SLA-3", "COL-2")]
# Each on its own, so that two workers share them; together more than a thousand days.
_LONG = tuple((seed, 130) for seed in (101, 102, 103, 141, 147, 151, 165, 170))


def test_a_few_days_with_every_kind_of_fault_keep_every_promise() -> None:
    outcome = run_seed(277, 2, "busy")
    assert outcome.rule == "", outcome.told()
    assert outcome.troubles > 1 and outcome.boots > 1 and outcome.tickets and outcome.clocks


@pytest.mark.full
@pytest.mark.parametrize(("seed", "days"), _LONG)
def test_months_keep_every_promise(seed: int, days: int) -> None:
    outcome = run_seed(seed, days)
    assert outcome.rule == "", outcome.told()
    assert outcome.boots > 2 and outcome.clocks > 10


@pytest.mark.full
def test_a_seed_is_the_same_history_every_time_and_in_every_process() -> None:
    first = run(5, plan(5, 20), fingerprint=True)
    assert first.rule == "", first.told()
    again = run(5, plan(5, 20), fingerprint=True)
    assert (again.digest, again.history) == (first.digest, first.history)
    assert _digest_elsewhere(5, 20) == first.digest


def _digest_elsewhere(seed: int, days: int) -> str:
    """The digest of another process, whose sets and dicts are ordered by other hashes."""
    root = Path(__file__).parents[2]
    paths = os.pathsep.join(filter(None, (str(root / "src"), str(root), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "tests.simulator", "--seed", str(seed), "--days", str(days), "--digest"]
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": "4711"}
    ran = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=True)
    return ran.stdout.strip().splitlines()[-1]
