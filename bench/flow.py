"""How long one move of a flow takes: `python -m bench.flow` prints one JSON line per figure. Budget: ≤ 100 µs.

A flow of twelve steps with a branch, three of them decisions by two people; the whole run is walked again and again.
A transition is a command decided, with its events and the run after them; `replay` folds the stored events alone.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from bihuan.core.flow import (
    Act,
    Actor,
    FlowEvent,
    FlowRun,
    StartRun,
    evolve,
    open_actions,
    parse_flow,
    run_from_json,
    run_to_json,
    transition,
)
from bihuan.core.rules import Env, Field, Schema

# The figure with a budget of its own: how many commands are decided in a second.
TRANSITION = "transition, 12 steps: events and the run after them"
TRANSITIONS_PER_SECOND = 10_000
SECONDS = 1.0
ROUNDS = 5
ACTORS = {person: Actor(person) for person in ("zhang", "li", "wang")}
DATA = {"amount": "600000"}
BIG = {"op": "gt", "left": {"field": "amount"}, "right": "500000"}


class Nobody:
    """A directory that knows everyone and nobody's head: sources here name people."""

    env = Env(now=0)

    def is_active(self, person: str) -> bool:
        return True

    def members_of_role(self, role: str) -> tuple[str, ...]:
        return ()

    def department_of(self, person: str) -> str | None:
        return None

    def head_of_department(self, department: str, level: int) -> str | None:
        return None

    def manager_of(self, person: str, level: int) -> str | None:
        return None

    def on_duty(self) -> frozenset[str]:
        return frozenset(ACTORS)

    def deputies_of(self, person: str) -> tuple[str, ...]:
        return ()

    def working_end(self, run: str, since: int, length: int, calendar: str) -> int:
        return since + length


def twelve_steps() -> dict[str, Any]:
    """start, four handles, a branch with two, three decisions, two handles, end."""

    def handle(number: int) -> dict[str, Any]:
        return {"id": f"handle{number}", "kind": "handle", "stage": "work", "owner": {"people": "zhang"}}

    def approve(number: int) -> dict[str, Any]:
        return {"id": f"approve{number}", "kind": "approve", "stage": "work", "approvers": {"people": ["zhang", "li"]}}

    large = {"key": "large", "when": BIG, "items": [handle(4), handle(5)]}
    return {
        "key": "bench",
        "stages": [
            {"key": "fresh", "category": "new"},
            {"key": "work", "category": "active"},
            {"key": "closed", "category": "closed"},
        ],
        "root": [
            {"id": "start", "kind": "start", "stage": "fresh"},
            *(handle(number) for number in range(4)),
            {"id": "size", "kind": "branch", "ways": [large, {"key": "small", "items": []}]},
            *(approve(number) for number in range(3)),
            handle(6),
            handle(7),
            {"id": "end", "kind": "end", "stage": "closed"},
        ],
    }


FLOW = parse_flow(twelve_steps(), Schema([Field("amount", "number")]))


def walk() -> tuple[list[FlowEvent], list[FlowRun], int]:
    """One run from start to end: its events, the run after each command, and how many commands it took."""
    directory = Nobody()
    begun, run = transition(FLOW, None, StartRun(run_id="R", actor=ACTORS["wang"], data=DATA), 1, directory)
    events, runs = list(begun), [run]
    while runs[-1].running:
        task = next(iter(runs[-1].tasks.values()))
        action = "agree" if task.kind == "approve" else "finish"
        command = Act(task_id=task.id, action=action, actor=ACTORS[task.owner or ""], data=DATA)
        new, after = transition(FLOW, runs[-1], command, len(runs), directory)
        events += new
        runs.append(after)
    return events, runs, len(runs)


def fold(events: list[FlowEvent], run: FlowRun | None = None) -> FlowRun:
    for event in events:
        run = evolve(FLOW, run, event)
    assert run is not None
    return run


def rate(work: Callable[[], object], units: int) -> float:
    """Units per second of the fastest of many short spells: the others were disturbed by other programs."""
    fastest, began = float("inf"), time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        spell = time.perf_counter()
        for _ in range(ROUNDS):
            work()
        fastest = min(fastest, time.perf_counter() - spell)
    return ROUNDS * units / fastest


def measure() -> Iterator[dict[str, Any]]:
    """The figures, each with the budget it is held against where there is one."""
    events, runs, commands = walk()
    middle = runs[len(runs) // 2]
    task = next(iter(middle.tasks.values()))
    stored = run_to_json(middle)
    figures: tuple[tuple[str, Callable[[], object], int, int | None], ...] = (
        (TRANSITION, walk, commands, TRANSITIONS_PER_SECOND),
        ("replay of events", lambda: fold(events), len(events), 40_000),
        ("open actions of a task", lambda: open_actions(FLOW, middle, task, ACTORS["zhang"]), 1, None),
        ("store and load a run", lambda: run_from_json(json.loads(json.dumps(run_to_json(middle)))), 1, None),
    )
    for name, work, units, budget in figures:
        speed = rate(work, units)
        yield {
            "bench": "flow",
            "what": name,
            "per_second": round(speed),
            "us": round(1e6 / speed, 2),
            "budget_per_second": budget,
        }
    yield {"bench": "flow", "what": "stored run", "bytes": len(json.dumps(stored)), "events_per_run": len(events)}


def main() -> None:
    for figure in measure():
        sys.stdout.write(json.dumps(figure) + "\n")


if __name__ == "__main__":
    main()
