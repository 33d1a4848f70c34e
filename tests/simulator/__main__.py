"""`make simulate SEED=7 DAYS=365`: run seeds; of the first that fails, print the shortest history that was found."""

import argparse
import sys
import time
from typing import Any

from tests.simulator.plan import plan
from tests.simulator.running import Outcome, run, shortest


def main(arguments: list[str] | None = None) -> int:
    """Run so many seeds from the one named; 1 when one of them fails."""
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=100, help="how many days each seed simulates")
    parser.add_argument("--pace", choices=("usual", "busy"), default="usual")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds, one after the other")
    parser.add_argument("--history", action="store_true", help="print what happened even if all held")
    parser.add_argument("--digest", action="store_true", help="print a hash over all that happened as the last line")
    given = parser.parse_args(arguments)
    _hurry()
    for seed in range(given.seed, given.seed + given.seeds):
        before = time.process_time()
        outcome = run(seed, plan(seed, given.days, given.pace), fingerprint=given.digest)
        _say(_summary(outcome, given.days, time.process_time() - before))
        if outcome.rule:
            _say("looking for a shorter history …")
            found = shortest(outcome)
            _say(f"{len(found.actions)} of {len(outcome.actions)} actions are enough:\n{found.told()}")
            return 1
        if given.history:
            _say(outcome.told())
        if given.digest:
            _say(outcome.digest)
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _summary(outcome: Outcome, days: int, seconds: float) -> str:
    how = f"FAILED {outcome.text}" if outcome.rule else "all held"
    return (
        f"seed {outcome.seed}: {days} days, {len(outcome.actions)} actions, {outcome.tickets} tickets, "
        f"{outcome.commands} commands, {outcome.events} events, {outcome.boots - 1} restarts, "
        f"{outcome.troubles} faults, {outcome.clocks} clocks compared, {seconds:.0f} s: {how}"
    )


def _hurry() -> None:
    """Files need not outlive this machine, and passwords guard nobody: as in tests/conftest.py."""
    from bihuan.db import engines
    from bihuan.modules.identity.interface import passwords

    earnest: Any = engines._pragmas
    engines._pragmas = lambda key, read_only: [
        pragma.replace("synchronous = FULL", "synchronous = OFF") for pragma in earnest(key, read_only)
    ]
    hasher: Any = passwords._HASHER
    passwords._HASHER = type(hasher)(time_cost=1, memory_cost=8, parallelism=1)


if __name__ == "__main__":
    sys.exit(main())
