"""Run stories in a browser; where a few fail, run just those once more, on a server of their own.

    python -m tools.second_look PYTEST-COMMAND...

A story that fails twice fails. One that passes the second time is told loudly and does not stop the run: among a
hundred stories with real browsers, one may meet a slow machine. It is no excuse for the story: what is told here is
looked into, for a race in a test looks just like one in the product.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

# More than these are no accident, and would only cost time again.
MOST = 3
_FAILED = ("FAILED ", "ERROR ")

Run = Callable[[list[str]], tuple[int, list[str]]]


def main(arguments: list[str], run: Run | None = None) -> int:
    """Run the command, and what failed of it once more; the exit code is that of the last word."""
    run = run or _run
    code, failed = run(arguments)
    if code != 1 or not 0 < len(failed) <= MOST:
        return code
    print(f"!!! {len(failed)} failed; once more, on a fresh server: {', '.join(failed)}", flush=True)
    again, _ = run([*(argument for argument in arguments if not _names_tests(argument)), *failed])
    if again == 0:
        print(f"!!! UNSTABLE, passed the second time only: {', '.join(failed)}", flush=True)
    return again


def _names_tests(argument: str) -> bool:
    """Whether it is a file or a folder of tests: these give way to the names of the few that failed."""
    return not argument.startswith("-") and (argument.endswith(".py") or Path(argument).is_dir())


def _run(command: list[str]) -> tuple[int, list[str]]:
    """The exit code, and the ids of the tests that failed, while its words are passed on as they come."""
    failed: dict[str, None] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        if process.stdout is None:
            raise RuntimeError("no words of the command")
        for line in process.stdout:
            print(line, end="", flush=True)
            if line.startswith(_FAILED):
                failed[line.split(" ", 1)[1].split(" - ")[0].strip()] = None
    return process.returncode, list(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
