"""The only place that reads the clock; everything else is handed `now`."""

import threading
import time
from collections.abc import Callable
from typing import Protocol

from bihuan.core.values import Instant


class Clock(Protocol):
    """Tells the present instant in milliseconds since the epoch, UTC."""

    def now(self) -> Instant:
        """The present instant."""
        ...


class SystemClock:
    """The machine's clock, held still when it is set back: received times in a ledger never decrease.

    A clock set back an hour repeats its last instant until the real time has caught up. Held per
    process; the event log also never writes an instant before its stream's last one. `read_ns`: the machine's clock in
    nanoseconds since the epoch, UTC.
    """

    def __init__(self, read_ns: Callable[[], int] = time.time_ns) -> None:
        self._read_ns = read_ns
        self._last = 0
        self._lock = threading.Lock()

    def now(self) -> Instant:
        """The present instant, never before the last one returned."""
        with self._lock:
            self._last = max(self._last, self._read_ns() // 1_000_000)
            return self._last


class SetClock:
    """A clock that a test or a simulator moves by hand."""

    def __init__(self, now: Instant) -> None:
        self.instant = now

    def now(self) -> Instant:
        """The instant it was set to."""
        return self.instant


def monotonic_seconds() -> float:
    """Seconds of a clock that no one can set, for measuring how long something took."""
    return time.perf_counter()
