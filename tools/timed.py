"""Run a command, say how long it took, and say so loudly when that is longer than it should be.

    python -m tools.timed SECONDS COMMAND...

The exit code is the command's own: machines differ, so a slow run is a warning, not a failure.
"""

import subprocess
import sys
import time


def main(arguments: list[str]) -> int:
    """Run `arguments[1:]`, compare with the budget `arguments[0]` in seconds."""
    budget, command = float(arguments[0]), arguments[1:]
    started = time.monotonic()
    code = subprocess.run(command, check=False).returncode
    seconds = time.monotonic() - started
    print(f"[{seconds:.1f} s of {budget:.0f} s] {' '.join(command)}", flush=True)
    if seconds > budget:
        print(f"!!! SLOW: {seconds:.1f} s, the budget is {budget:.0f} s", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
