"""Everything that `make check` checks, two at a time. Each checker must also show that it has read something.

python -m tools.check
"""

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

BIN = Path(sys.executable).parent
TYPED = [folder for folder in ("src", "tools", "tests", "verifier", "bench") if any(Path(folder).rglob("*.py"))]


@dataclass(frozen=True)
class Step:
    """One checker: its command, and what its output says when it has read something."""

    name: str
    command: tuple[str, ...]
    has_read: str


STEPS = (
    Step("types", (f"{BIN}/mypy", *TYPED), r"in [1-9]\d* source files?"),
    Step("files that ruff reads", (f"{BIN}/ruff", "check", "--show-files"), r"src/bihuan/core/"),
    Step("lint", (f"{BIN}/ruff", "check", "--quiet"), r""),
    Step("format", (f"{BIN}/ruff", "format", "--check"), r"[1-9]\d* files? (already|would)"),
    Step("imports", (f"{BIN}/lint-imports", "--no-logo"), r"Analyzed [1-9]\d* files"),
    Step("limits", (sys.executable, "-m", "tools.house_limits"), r"in [1-9]\d* files"),
    Step("coverage", (sys.executable, "-m", "tools.coverage_ids", "--check"), r"[1-9]\d* markers"),
    Step("outside contract", (sys.executable, "-m", "tools.openapi", "--check"), r"[1-9]\d* operations"),
    Step("web", (sys.executable, "-m", "tools.web", "check"), r"web: 0 faults in [1-9]\d* checks"),
    Step("locks", (sys.executable, "-m", "tools.locks"), r"[1-9]\d* requirements"),
)


@dataclass(frozen=True)
class Outcome:
    """What a step did: 0 when all is well, its output, its seconds."""

    step: Step
    code: int
    output: str
    seconds: float


def main() -> int:
    """Run all steps, print what failed, return the exit code."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = list(pool.map(run, STEPS))
    for outcome in outcomes:
        if outcome.code:
            print(f"\n--- {outcome.step.name} ---\n{outcome.output.strip()}\n")
    for outcome in outcomes:
        print(f"{'FAILED' if outcome.code else 'ok':6} {outcome.step.name} ({outcome.seconds:.1f} s)")
    return 1 if any(outcome.code for outcome in outcomes) else 0


def run(step: Step) -> Outcome:
    """Run one checker; a silent pass over nothing counts as a failure."""
    started = time.monotonic()
    wide = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
    done = subprocess.run(step.command, capture_output=True, text=True, check=False, env=wide)
    output = done.stdout + done.stderr
    code = done.returncode
    if code == 0 and not re.search(step.has_read, output):
        code, output = 1, f"{output}\nIt passed, but it has read nothing: expected {step.has_read!r} in its output."
    return Outcome(step, code, output, time.monotonic() - started)


if __name__ == "__main__":
    sys.exit(main())
