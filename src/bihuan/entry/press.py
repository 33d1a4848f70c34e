"""The threads that print: few, so that papers never take the machine from the work itself."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.ports import Sheet

THREADS = 2
MOST_WAITING = 16
LIMIT_S = 20.0


class Press:
    """Sets sheets in threads of its own. One that takes longer than the limit is given up, and keeps its place
    until it ends: more of the like cannot pile up behind it."""

    def __init__(self, typeset: Callable[[Sheet], bytes], limit_s: float = LIMIT_S) -> None:
        self._typeset = typeset
        self._limit_s = limit_s
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="bihuan-press")
        self._taken = 0

    async def print(self, sheet: Sheet) -> bytes:
        """The PDF. Refuses `print.busy`, `print.too_slow`, and what the typesetting refuses."""
        if self._taken >= THREADS + MOST_WAITING:
            raise Refusal("print.busy", Kind.UNAVAILABLE)
        self._taken += 1
        work = asyncio.get_running_loop().run_in_executor(self._pool, self._typeset, sheet)
        work.add_done_callback(self._give_back)
        try:
            return await asyncio.wait_for(asyncio.shield(work), self._limit_s)
        except TimeoutError as error:
            raise Refusal("print.too_slow", Kind.UNAVAILABLE, seconds=int(self._limit_s)) from error

    def close(self) -> None:
        """End the threads; what waits is not begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _give_back(self, work: "asyncio.Future[bytes]") -> None:
        self._taken -= 1
        if not work.cancelled():
            # Somebody who has gone does not ask what became of it.
            work.exception()
