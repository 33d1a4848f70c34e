"""The press: few papers at a time, none without end, and the event loop never waits."""

import asyncio
import threading

import pytest

from bihuan.core.values import Refusal
from bihuan.entry.press import MOST_WAITING, THREADS, Press
from bihuan.kernel.ports import Sheet

pytestmark = pytest.mark.req("ADM-8")
SHEET = Sheet(template=b"", data={}, files={}, at=0)


async def refusal(press: Press) -> str:
    with pytest.raises(Refusal) as caught:
        await press.print(SHEET)
    return caught.value.code


def test_it_prints_in_threads_of_its_own() -> None:
    press = Press(lambda _sheet: threading.current_thread().name.encode())
    assert b"bihuan-press" in asyncio.run(press.print(SHEET))
    press.close()


def test_what_takes_too_long_is_given_up_and_keeps_its_place_until_it_ends() -> None:
    go_on = threading.Event()

    def slow(_sheet: Sheet) -> bytes:
        assert go_on.wait(10)
        return b"late"

    async def story() -> None:
        press = Press(slow, limit_s=0.01)
        assert await refusal(press) == "print.too_slow"
        waiting = [asyncio.create_task(refusal(press)) for _ in range(THREADS + MOST_WAITING - 1)]
        assert set(await asyncio.gather(*waiting)) == {"print.too_slow"}
        assert await refusal(press) == "print.busy"
        go_on.set()
        patient = Press(slow)
        assert await patient.print(SHEET) == b"late"
        while press._taken:
            await asyncio.wait_for(asyncio.sleep(0), 5)
        assert await press.print(SHEET) == b"late"
        press.close()

    asyncio.run(story())


def test_a_fault_reaches_whoever_asked_and_frees_its_place() -> None:
    def fail(_sheet: Sheet) -> bytes:
        raise Refusal("print.failed")

    async def story() -> None:
        press = Press(fail)
        for _ in range(THREADS + MOST_WAITING + 3):
            assert await refusal(press) == "print.failed"
        press.close()

    asyncio.run(story())
