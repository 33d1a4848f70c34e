"""Clients that keep a server busy and remember what it promised, for checking after it was killed."""

import contextlib
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bihuan.entry.ledger_check import verify
from bihuan.kernel.clock import SystemClock
from bihuan.kernel.eventlog import EventLog
from tests.kernel.shop import PutIn, Shop, envelope

ALICE = {"Authorization": "Bearer token-alice"}


@dataclass
class Promises:
    """What was acknowledged, and what was asked for at all: at most one more per client, cut off at the end."""

    opened: set[str] = field(default_factory=set)
    put: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    repeats: int = 0
    unexpected: list[str] = field(default_factory=list)

    def has_more_than(self, boxes: int) -> bool:
        """Whether more boxes than that were acknowledged."""
        return len(self.opened) > boxes


class Clients:
    """`count` threads that open boxes and put things in.

    Each request has an Idempotency-Key and is repeated until somebody answers: that is what makes a kill harmless.
    """

    def __init__(self, base_urls: list[str], count: int, promises: Promises) -> None:
        self._urls, self._promises = base_urls, promises
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._work, args=(number,)) for number in range(count)]

    def __enter__(self) -> "Clients":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _work(self, number: int) -> None:
        step = 0
        # No TLS context of its own: making one costs more than a hundred requests.
        with httpx.Client(headers=ALICE, timeout=30, verify=False, trust_env=False) as client:
            while not self._stop.is_set():
                self._until_answered(client, number, step)
                step += 1

    def _until_answered(self, client: httpx.Client, number: int, step: int) -> None:
        box, attempt = f"c{number}-{step // 3}", 0
        with self._lock:
            self._promises.asked[box] += step % 3 > 0
        while not self._stop.is_set():
            url = self._urls[(number + step + attempt) % len(self._urls)]
            with contextlib.suppress(httpx.TransportError):
                answer = self._send(client, url, box, step)
                if answer.status_code != 503:
                    self._note(box, step, answer)
                    return
            attempt += 1
            self._promises.repeats += 1
            self._stop.wait(0.02)

    @staticmethod
    def _send(client: httpx.Client, url: str, box: str, step: int) -> httpx.Response:
        key = {"Idempotency-Key": f"{box}/{step}"}
        if step % 3 == 0:
            return client.post(f"{url}/api/v1/boxes", json={"box": box, "label": "电机"}, headers=key)
        return client.post(f"{url}/api/v1/boxes/{box}/amounts", json={"amount": 1}, headers=key)

    def _note(self, box: str, step: int, answer: httpx.Response) -> None:
        with self._lock:
            if answer.status_code == 201:
                self._promises.opened.add(box)
            elif answer.status_code == 200:
                self._promises.put[box] += 1
            else:
                self._promises.unexpected.append(f"{box} {step % 3} {answer.status_code} {answer.text[:200]}")


def check_kept(data: Path, promises: Promises, url: str = "", **settings: Any) -> int:
    """Open the data as the next start would: nothing acknowledged is lost, nothing half applied. Returns the boxes."""
    shop = Shop(data.parent, url=url, clock=SystemClock(), tenant=None, **settings)
    try:
        assert promises.unexpected == []
        streams = shop.tenant.read(lambda tx: list(EventLog(shop.hooks).all_streams(tx, "box")))
        totals = {stream.partition(":")[2]: shop.box(stream.partition(":")[2])["total"] for stream in streams}
        assert promises.opened <= totals.keys()
        for box, total in totals.items():
            # Timers may have added one piece to a box that nothing was put into for a minute.
            assert promises.put[box] <= total <= promises.asked[box] + 1, box
        shop.check_replay(streams)
        assert verify(shop.tenant)["faults"] == []
        shop.bus.send("acme", envelope(PutIn(next(iter(totals)), 1), f"after {len(totals)}"))
        return len(totals)
    finally:
        shop.close()
