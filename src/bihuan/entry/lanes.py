"""Threads for followers: one lane per tenant and kind, so that nobody waits for another's provider."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from bihuan.adapters import DEADLINE_S
from bihuan.core.values import Instant
from bihuan.kernel.clock import monotonic_seconds
from bihuan.kernel.ports import Account, Carrier, Letter
from bihuan.kernel.unit import WriterShutError

# So many providers may be waited for at once; further lanes stand in line.
LANES = 32
# So many lanes work inside this machine at once: what is caught up after a standstill leaves room for people.
WORKING = 2
# Then it is another lane's turn.
TURN_S = 1.0
# A delivery that hangs when the server stops is given up by its own deadline; a little more, to note it.
STOP_S = DEADLINE_S + 2.0

Lane = tuple[str, str]


class Lanes:
    """Runs the work of lanes; each lane does one thing at a time. `fault` is told of what a lane could not do."""

    def __init__(self, fault: Callable[[str, Exception], None]) -> None:
        self._fault = fault
        self._pool = ThreadPoolExecutor(LANES, thread_name_prefix="bihuan-lane")
        self._working = threading.Semaphore(WORKING)
        self._running: dict[Lane, Future[None]] = {}
        self._guard = threading.Lock()
        self._stopping = threading.Event()

    def start(self, lane: Lane, work: Callable[[Callable[[], bool]], None]) -> None:
        """Let `work` be done in its lane, unless that is busy. It is given what tells it that its turn is over."""
        with self._guard:
            if lane not in self._running and not self._stopping.is_set():
                self._running[lane] = self._pool.submit(self._run, lane, work)

    def _run(self, lane: Lane, work: Callable[[Callable[[], bool]], None]) -> None:
        try:
            with self._working:
                end = monotonic_seconds() + TURN_S
                work(lambda: self._stopping.is_set() or monotonic_seconds() > end)
        except WriterShutError:
            pass
        except Exception as error:
            self._fault(lane[0], error)
        finally:
            with self._guard:
                del self._running[lane]

    def outside(self, ports: Mapping[str, Any]) -> dict[str, Any]:
        """The ports for work in lanes: while a carrier is on its way, another lane may work in here."""
        return {name: _Outside(port, self._working) if hasattr(port, "carry") else port for name, port in ports.items()}

    def stop(self) -> None:
        """Begin nothing more and wait for what was begun, at most until its deadline. What was not noted by then is
        done again by whoever comes next: its lease ends."""
        self._stopping.set()
        with self._guard:
            running = list(self._running.values())
        wait(running, STOP_S)
        self._pool.shutdown(wait=False, cancel_futures=True)


class _Outside:
    """A carrier whose caller makes room while it waits for the world."""

    def __init__(self, carrier: Carrier, working: threading.Semaphore) -> None:
        self._carrier = carrier
        self._working = working

    def carry(self, account: Account, letter: Letter, now: Instant) -> str:
        self._working.release()
        try:
            return self._carrier.carry(account, letter, now)
        finally:
            self._working.acquire()
