"""The flow core keeps its pace: ten thousand transitions a second on a flow of twelve steps."""

import gc
import time
from statistics import median

import pytest

from bench.flow import FLOW, TRANSITIONS_PER_SECOND, walk

# A run of walks is long enough that the clock's grain and one disturbance do not show; the middle of several such runs
# is what the core does, neither its luckiest moment nor its unluckiest.
WALKS, RUNS = 60, 9
# A machine that is busy with other things takes caches and turbo away, too. It may recover; a slow core does not.
ATTEMPTS = 4


def pace() -> float:
    """Transitions in a second of processor time: the median of several runs, the collector's work included."""
    rates = []
    for _ in range(RUNS):
        began, commands = time.process_time_ns(), 0
        for _ in range(WALKS):
            commands += walk()[2]
        rates.append(commands * 1e9 / (time.process_time_ns() - began))
    return median(rates)


@pytest.mark.req("FLW-2")
def test_ten_thousand_transitions_a_second_on_twelve_steps() -> None:
    events, runs, commands = walk()
    steps = [item for item in FLOW.items.values() if hasattr(item, "stage")]
    assert (len(steps) >= 12, runs[-1].state, commands) == (True, "ended", len(runs))
    assert len(events) > commands
    gc.collect()
    seen: list[float] = []
    while len(seen) < ATTEMPTS and max(seen, default=0.0) < TRANSITIONS_PER_SECOND:
        seen.append(pace())
    assert max(seen) >= TRANSITIONS_PER_SECOND, [round(rate) for rate in seen]
