"""`python -m bench [--quick] [--only NAME] [--size N] [--database KIND] [--write PAGE]`: see docs/benchmarks.md."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench import clocks, create, floor, micro, page, reads, start, statements
from bench.figures import Report
from bench.world import databases

SUITES = ("statements", "micro", "start", "floor", "create", "reads", "clocks")
QUICK_TICKETS = 4_000


def main() -> int:
    """Measure, print JSON lines while at it and a table at the end. Missed budgets are said, never an error."""
    given = _arguments()
    if given.lines:
        page.write(given.write or page.PAGE, page.read_lines(given.lines))
        return 0
    report = Report()
    began = time.monotonic()
    suites: dict[str, Callable[[str], None]] = {
        "statements": lambda url: statements.measure(report, url, given.quick),
        "micro": lambda url: micro.measure(report, url, given.quick),
        "start": lambda url: start.measure(report, url, given.quick),
        # No database takes part in it: once is enough.
        "floor": lambda url: None if url else floor.measure(report, given.quick),
        "create": lambda url: create.measure(report, url, given.quick),
        "reads": lambda url: reads.measure(
            report, url, given.quick, reads.Among(_tickets(given), given.folder, given.seconds, given.recount)
        ),
        "clocks": lambda url: clocks.measure(report, url, given.quick),
    }
    wanted = given.only or SUITES
    if given.folder:
        # What was loaded stands there; no database is made.
        suites["reads"](given.database_url)
        wanted = ()
    for name in (name for name in SUITES if name in wanted):
        # A fresh database for every suite: none finds what another left.
        with databases(given.database) as addresses:
            for kind, url in addresses.items():
                report.note(f"{name} on {kind}, {time.monotonic() - began:.0f} s")
                suites[name](url)
    print(report.table())
    if given.write:
        page.write(given.write, report.lines)
    return 0


def _tickets(given: argparse.Namespace) -> int:
    return given.size or (QUICK_TICKETS if given.quick else 100_000)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke run: few samples, under a minute on SQLite")
    parser.add_argument("--only", action="append", choices=SUITES, help="only this suite; may be repeated")
    parser.add_argument("--size", type=int, help="tickets for the suite `reads` (default 100000; --quick 4000)")
    parser.add_argument("--folder", type=Path, help="what `make load` left: the suite `reads` asks that install")
    parser.add_argument("--database-url", default="", help="of that install, when it was loaded into PostgreSQL")
    parser.add_argument("--recount", action="store_true", help="count the facts of that install anew and measure it")
    parser.add_argument("--seconds", type=float, default=60.0, help="a figure of `reads` ends after so long (60)")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), help="default: both, --quick: sqlite")
    parser.add_argument("--write", type=Path, metavar="PAGE", help=f"put the figures into a page ({page.PAGE})")
    parser.add_argument(
        "--lines", type=Path, action="append", metavar="FILE", help="measure nothing: take the output of earlier runs"
    )
    given = parser.parse_args()
    given.database = given.database or ("sqlite" if given.quick else "both")
    return given


if __name__ == "__main__":
    sys.exit(main())
