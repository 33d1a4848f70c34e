"""Ten thousand overdue timers, while people go on working: how long until all are handled, and how long people wait."""

import threading
import time

import sqlalchemy as sa

from bench import world as w
from bench.figures import Figure, Report, percentile
from bihuan.core.access import SYSTEM
from bihuan.entry.wiring import Install
from bihuan.kernel.clock import SystemClock
from bihuan.kernel.command import Caller, Envelope
from bihuan.kernel.ids import new_id
from bihuan.kernel.tables import timer
from bihuan.modules.sla.messages import PublishSla
from bihuan.modules.tickets.messages import AddNote, CreateTicket, Source

TIMERS, QUICK = 10_000, 500
SECONDS, WAIT_MS = 60, 100
_NOTES = 2_500
_DATA = {"fault": "漏水"}
_HOUR_MS = 3_600_000
# Every ticket's first clock is overdue once an hour has passed: one rung, one breach, one notice.
_POLICIES = {
    "key": "bench",
    "label": {"zh": "测量", "en": "Bench"},
    "clocks": [{"key": key, "kind": key} for key in ("assign", "first_response", "resolve")],
    "policies": [{"key": "all", "hours": "wall", "goals": {"assign": "30m", "first_response": "4h", "resolve": "24h"}}],
}


class LaterClock(SystemClock):
    """The machine's clock, set forward by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = 0

    def now(self) -> int:
        return super().now() + self.ahead


def measure(report: Report, url: str, quick: bool) -> None:
    """Seconds for all timers, and the p99 of notes that people write meanwhile."""
    count, clock = QUICK if quick else TIMERS, LaterClock()
    with w.workplace(url) as settings, w.opened(settings, clock) as install:
        world = w.build(install)
        send = w.Sender(install)
        send(PublishSla(_POLICIES))
        tickets = [send.make(_report(world.reporters[0], number)) for number in range(count)]
        while install.threads.worker.step(install.tenants.get(w.SLUG)):
            pass
        clock.ahead = _HOUR_MS
        install.start()
        try:
            seconds, latencies = _handle(install, tickets[:_NOTES])
        finally:
            install.stop()
        details = {"timers": count, "notes": len(latencies)}
        on = world.kind
        report.add(
            Figure(f"{count} overdue timers handled", seconds, "s", SECONDS, database=on, details=details),
            Figure("note p99 meanwhile", percentile(latencies, 0.99), "ms", WAIT_MS, database=on, details=details),
        )


def _report(person: str, number: int) -> CreateTicket:
    return CreateTicket(type="bench_desk", title=f"报修 {number}", source=Source("api"), submitter=person, data=_DATA)


def _handle(install: Install, tickets: list[str]) -> tuple[float, list[float]]:
    latencies: list[float] = []
    done = threading.Event()
    people = threading.Thread(target=_work, args=(install, tickets, latencies, done))
    began = time.perf_counter()
    people.start()
    while install.bus.read(w.SLUG, lambda tx: tx.scalar(_overdue(install))):
        time.sleep(0.05)
    seconds = time.perf_counter() - began
    done.set()
    people.join()
    return seconds, latencies


def _overdue(install: Install) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(timer).where(timer.c.due <= install.clock.now())


def _work(install: Install, tickets: list[str], latencies: list[float], done: threading.Event) -> None:
    """A note every 20 ms, as long as there is anything to wait for."""
    caller = Caller("operator", None, SYSTEM)
    for ticket in tickets:
        if done.is_set():
            return
        began = time.perf_counter()
        note = AddNote(ticket=ticket, text="已联系")
        install.bus.send(w.SLUG, Envelope(new_id(install.clock.now()), note, caller))
        latencies.append((time.perf_counter() - began) * 1e3)
        done.wait(0.02)
