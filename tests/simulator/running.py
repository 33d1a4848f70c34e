"""Runs seeds, and makes of a seed that fails a history that can be read."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.simulator.plan import Action, plan
from tests.simulator.shrink import shrink
from tests.simulator.simulation import Line, Simulation
from tests.simulator.watch import BrokenError

# Several tries for what is left of a plan cost as much as one for the whole.
_TRIES = 120


@dataclass(frozen=True)
class Outcome:
    """What came of a run. `rule`: which invariant did not hold, empty if all did."""

    seed: int
    actions: Sequence[Action]
    history: tuple[Line, ...]
    digest: str = ""
    commands: int = 0
    events: int = 0
    boots: int = 0
    troubles: int = 0
    tickets: int = 0
    clocks: int = 0
    seen_through: bool = False
    rule: str = ""
    text: str = ""

    def told(self) -> str:
        """The history, line by line, and how it ended."""
        lines = [str(line) for line in self.history]
        return "\n".join([*lines, f"{self.rule or 'all held'}: {self.text}" if self.rule else "all held"])


def run(seed: int, actions: Sequence[Action], *, fingerprint: bool = False, see_through: bool = True) -> Outcome:
    """Run a plan in a folder of its own. `see_through`: also what becomes of it in the quiet days afterwards."""
    with _folder() as folder:
        simulation = Simulation(seed, actions, folder)
        rule = text = ""
        try:
            simulation.run(see_through=see_through)
        except BrokenError as broken:
            rule, text = broken.rule, str(broken)
        digest = simulation.digest() if fingerprint else ""
        simulation.close()
        return Outcome(
            seed,
            actions,
            tuple(simulation.history),
            digest,
            simulation.commands,
            simulation.ledger.count,
            simulation.machine.boots,
            simulation.machine.disk.troubles,
            sum(stream.startswith("ticket:") for stream in simulation.ledger.heads),
            simulation.clocks_compared,
            simulation.seen_through,
            rule,
            text,
        )


def run_seed(seed: int, days: int, pace: str = "usual") -> Outcome:
    """Run what a seed plans."""
    return run(seed, plan(seed, days, pace))


def shortest(failed: Outcome, most: int = _TRIES) -> Outcome:
    """The same failure with as few actions as could be found in so many tries.

    What failed before the quiet days needs none of them, nor any action that was planned for later.
    """
    last = failed.history[-1].at if failed.history else 0
    early = [action for action in failed.actions if action.at <= last]
    actions = list(failed.actions) if failed.seen_through else early
    if not _fails(failed, actions):
        return failed
    left = shrink(actions, lambda some: _fails(failed, some), most)
    return run(failed.seed, left, see_through=failed.seen_through)


def _fails(failed: Outcome, actions: Sequence[Action]) -> bool:
    return run(failed.seed, actions, see_through=failed.seen_through).rule == failed.rule


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="bihuan-simulation-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
