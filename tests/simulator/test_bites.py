"""The simulator finds faults: each that is planted here is found within a few seeds, and told in a few lines."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from bihuan.core.sla.kinds import KINDS, ClockKind
from bihuan.kernel import outbox, timers, unit, worker
from bihuan.kernel.tables import timer
from bihuan.modules.tickets import apply as tickets
from tests.simulator.running import Outcome, run_seed, shortest

pytestmark = [pytest.mark.req("AUD-1"), pytest.mark.full]
_SEEDS, _DAYS = 6, 5


def acknowledged_before_commit(patch: pytest.MonkeyPatch) -> None:
    def hasty(self: Any, batch: list[Any]) -> list[Any]:
        tx = unit.open_tx(self._open(), self._database.kind, self._keys, self._memo)
        try:
            tx.write("BEGIN IMMEDIATE")
            answers = [self._one(tx, item) for item in batch]
            unit._answer(batch, answers)
            tx.write("COMMIT")
        except BaseException:
            self._undo(tx)
            raise
        return answers

    patch.setattr(unit.Writer, "_attempt", hasty)


def done_mark_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outbox, "finish", lambda tx, row_id: None)


def timers_lost_at_restart(patch: pytest.MonkeyPatch) -> None:
    """As if they were kept in memory: a process knows those only that were set since it began."""
    begun: list[tuple[Any, set[timers.TimerKey]]] = []
    earnest = timers.due_timers

    def in_memory(tx: Any, hooks: Any, now: int, **more: Any) -> list[Any]:
        if not begun or begun[-1][0] is not hooks:
            rows = tx.all(timer) if begun else []
            begun.append((hooks, {(row["stream"], row["name"], row["due"]) for row in rows}))
        return [due for due in earnest(tx, hooks, now, **more) if due.key not in begun[-1][1]]

    patch.setattr(timers, "due_timers", in_memory)


def ids_forgotten_too_soon(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(worker, "KEEP_RESULTS_MS", 60_000)


def waits_without_a_timer(patch: pytest.MonkeyPatch) -> None:
    earnest = timers.set_timer

    def forgetful(tx: Any, stream: str, name: str, due: int, command: Any) -> None:
        if not name.startswith("wait:"):
            earnest(tx, stream, name, due, command)

    patch.setattr(tickets, "set_timer", forgetful)


def clocks_that_never_rest(patch: pytest.MonkeyPatch) -> None:
    resolve = KINDS["resolve"]
    tireless = {name: condition for name, condition in resolve.conditions.items() if name != "pause"}
    patch.setitem(cast(dict[str, ClockKind], KINDS), "resolve", replace(resolve, conditions=tireless))


PLANTED: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], set[str]]] = {
    "acknowledged before commit": (acknowledged_before_commit, {"acknowledged is committed"}),
    "the done mark is forgotten": (done_mark_forgotten, {"jobs are done"}),
    "timers are lost at a restart": (timers_lost_at_restart, {"timers are served", "jobs are done"}),
    "ids are forgotten too soon": (ids_forgotten_too_soon, {"one effect per id", "one answer per id"}),
    "clocks run on while tickets wait": (clocks_that_never_rest, {"clocks are right"}),
    "a wait sets no timer": (waits_without_a_timer, {"no stuck run"}),
}


def found(seeds: int = _SEEDS) -> Outcome:
    for seed in range(1, seeds + 1):
        outcome = run_seed(seed, _DAYS, "busy")
        if outcome.rule:
            return outcome
    raise AssertionError(f"{seeds} seeds of {_DAYS} days found nothing")


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found_within_a_few_seeds(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, rules = PLANTED[name]
    plant(monkeypatch)
    assert found().rule in rules


def test_a_failing_seed_shrinks_to_a_history_of_a_few_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    ids_forgotten_too_soon(monkeypatch)
    failed = found()
    short = shortest(failed, 50)
    assert short.rule == failed.rule
    assert len(short.actions) <= 6 < len(failed.actions)
    assert "once more" in short.told()
