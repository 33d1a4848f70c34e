"""The flow core keeps its pace: ten thousand transitions a second on a flow of twelve steps."""

import gc
import time
from itertools import islice, repeat

import pytest

from bench.flow import FLOW, TRANSITIONS_PER_SECOND, walk

# Runs that are walked at most until one of them was quick enough: some seconds on a machine that keeps the pace barely.
MOST_WALKS = 4_000


def quickest() -> float:
    """Transitions in a second of processor time, in the quickest of many short walks: others on the machine disturb a
    walk of a millisecond rarely, and what they take is not counted."""
    best = 0.0
    gc.disable()
    try:
        for _ in islice(repeat(None), MOST_WALKS):
            began = time.process_time_ns()
            _, _, commands = walk()
            best = max(best, commands * 1e9 / (time.process_time_ns() - began))
            if best >= TRANSITIONS_PER_SECOND:
                break
    finally:
        gc.enable()
    return best


@pytest.mark.req("FLW-2")
def test_ten_thousand_transitions_a_second_on_twelve_steps() -> None:
    events, runs, commands = walk()
    steps = [item for item in FLOW.items.values() if hasattr(item, "stage")]
    assert (len(steps) >= 12, runs[-1].state, commands) == (True, "ended", len(runs))
    assert len(events) > commands
    assert quickest() >= TRANSITIONS_PER_SECOND
