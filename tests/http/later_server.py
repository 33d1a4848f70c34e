"""`bihuan serve` whose clock can be put forward from outside: as many milliseconds as the file `LATER` says.

Started as `python -m tests.http.later_server` with the options of `bihuan serve`; `BIHUAN_TEST_LATER` names the file.
"""

import os
import sys
from pathlib import Path

from bihuan.core.values import Instant
from bihuan.entry import cli
from bihuan.kernel import clock

LATER = "BIHUAN_TEST_LATER"


class _MovedClock(clock.SystemClock):
    def __init__(self) -> None:
        super().__init__()
        self._file = Path(os.environ[LATER])

    def now(self) -> Instant:
        try:
            text = self._file.read_text()
        except FileNotFoundError:
            text = ""
        return super().now() + int(text or 0)


def main(arguments: list[str]) -> int:
    """What the command line does, later."""
    vars(clock)["SystemClock"] = _MovedClock
    return cli.main(["serve", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
