"""Fills a tenant with many tickets, row by row the same as the bus would have written: chains, commitments, timers,
search rows and leaf numbers included. `bench.checking` proves it on samples.

    make load N=1000000                                 an install in .build/load that `bihuan serve` opens
    make load N=1000000 ARGS="--database-url postgresql+psycopg://…"
"""

import argparse
import multiprocessing
import os
import random
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from bench import lives
from bench import world as w
from bench.checking import check
from bench.drawing import PART, Drawn, Plan, Slots, Writer
from bench.sinks import open_sink
from bihuan.entry.wiring import Install
from bihuan.kernel import sequencer
from bihuan.kernel.clock import SystemClock
from bihuan.kernel.tx import Tx
from bihuan.kernel.worker import KEEP_RESULTS_MS
from bihuan.modules.reports import interface as reports
from bihuan.settings import Settings

SAMPLES = 24
_COUNTED_AT_ONCE = 500
_SLICES_AT_ONCE = 10
_COUNTS = ("SELECT count(*) FROM ticket", "SELECT max(seq) FROM event")
# Tickets spread over so long, the newest now; most of them have ended long ago.
_SPAN_MS = 900 * 86_400_000
_OPEN_MS = 60 * 86_400_000
_SAY_EVERY = 100_000
# Parts that are drawn before their turn to be written.
_AHEAD = 2


@dataclass
class Loaded:
    """What was loaded: samples as (slots, life), counts, and the seconds that rows, indexes and facts took."""

    tickets: int = 0
    events: int = 0
    seconds: float = 0.0
    indexing: float = 0.0
    counting: float = 0.0
    samples: list[tuple[Slots, lives.Template]] = field(default_factory=list)


# --- into the database --------------------------------------------------------------------------------------


def load(install: Install, world: w.World, tickets: int, say: Callable[[str], None] = lambda _text: None) -> Loaded:
    """Fill the bench's tenant. Nobody else may have it open."""
    plan = _plan(install, world, tickets)
    loaded = Loaded(tickets)
    sink = open_sink(install, world.kind)
    began = time.perf_counter()
    done = 0
    with _drawing(plan) as drawing:
        for part, drawn in drawing:
            loaded.samples += [(slots, plan.templates[index]) for slots, index in drawn.samples]
            loaded.events += sink.write(drawn)
            if part.stop // _SAY_EVERY > done // _SAY_EVERY:
                say(f"{part.stop:,} tickets, {part.stop / (time.perf_counter() - began):,.0f}/s")
            done = part.stop
    loaded.seconds = time.perf_counter() - began
    began = time.perf_counter()
    sink.close()
    tenant = install.tenants.get(w.SLUG)
    tenant.writer.call(lambda tx: sequencer.sign_checkpoint(tx, tenant.info, install.clock.now()))
    loaded.indexing = time.perf_counter() - began
    say(f"rows {loaded.seconds:.0f} s, indexes {loaded.indexing:.0f} s")
    count_facts(install, loaded)
    return loaded


def _plan(install: Install, world: w.World, tickets: int) -> Plan:
    tenant, now = install.tenants.get(w.SLUG), SystemClock().now()
    return Plan(
        tickets=tickets,
        first=now - _SPAN_MS,
        step=_SPAN_MS / tickets,
        open_from=now - _OPEN_MS,
        remembered_from=now - KEEP_RESULTS_MS,
        zone=tenant.info.zone,
        kind=world.kind,
        payload_key=tenant.keys.payload,
        reporters=world.reporters,
        dispatchers=world.dispatchers,
        engineers=world.engineers,
        departments=world.departments,
        templates=lives.templates(),
        keep=frozenset(random.Random(3).sample(range(tickets), min(SAMPLES, tickets))),
    )


@contextmanager
def _drawing(plan: Plan) -> Iterator[Iterator[tuple[range, Drawn]]]:
    """Every part in its turn; with many tickets they are drawn by other processes meanwhile."""
    parts = plan.parts()
    if plan.tickets <= PART:
        draw = Writer(plan)
        yield ((part, draw(part)) for part in parts)
        return
    workers = os.cpu_count() or 1
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(plan,)) as pool:
        yield _ahead(pool, parts, workers + _AHEAD)


def _ahead(pool: ProcessPoolExecutor, parts: Iterator[range], most: int) -> Iterator[tuple[range, Drawn]]:
    waiting: deque[tuple[range, Future[Drawn]]] = deque()
    for part in parts:
        waiting.append((part, pool.submit(_draw, part)))
        if len(waiting) >= most:
            first, drawn = waiting.popleft()
            yield first, drawn.result()
    for first, drawn in waiting:
        yield first, drawn.result()


_writers: list[Writer] = []


def _begin(plan: Plan) -> None:
    _writers.append(Writer(plan))


def _draw(part: range) -> Drawn:
    return _writers[0](part)


def count_facts(install: Install, loaded: Loaded) -> None:
    """Count the facts of all tickets, many slices per COMMIT: nobody else waits."""
    tenant, now = install.tenants.get(w.SLUG), install.clock.now()

    def some(tx: Tx) -> int:
        return sum(reports.refresh(tx, tenant.info, now, _COUNTED_AT_ONCE) for _ in range(_SLICES_AT_ONCE))

    began = time.perf_counter()
    tenant.writer.call(lambda tx: reports.begin_anew(tx, tenant.info, now))
    while tenant.writer.call(some):
        pass
    loaded.counting = time.perf_counter() - began


def loaded_before(install: Install) -> Loaded:
    """What stands in an install that was filled before; samples tell whom to ask for."""
    tenant = install.tenants.get(w.SLUG)
    tickets, events = tenant.read(lambda tx: [int(tx.scalar(sa.text(sql))) for sql in _COUNTS])
    return Loaded(tickets, events)


def settings_in(folder: Path, url: str = "") -> Settings:
    """Of the install that a load leaves in a folder."""
    return Settings(data=folder / "data", key_file=folder / "key", database_url=url)


def main() -> None:
    """An install with many tickets, for looking at by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--database-url", default="", help="PostgreSQL instead of a file")
    given = parser.parse_args()
    folder = given.folder.absolute()
    if folder.exists() and any(folder.iterdir()):
        parser.error(f"{folder} is not empty: remove it, or name another folder (make load FOLDER=…)")
    settings = settings_in(folder, given.database_url)
    folder.mkdir(parents=True, exist_ok=True)
    with w.opened(settings) as install:
        world = w.build(install)
        loaded = load(install, world, given.tickets, lambda text: print(text, file=sys.stderr))
        checked = check(install, loaded.samples)
    print(f"{loaded.tickets:,} tickets, {loaded.events:,} events: {loaded.seconds:.1f} s rows, ", end="")
    print(f"{loaded.indexing:.1f} s indexes, {loaded.counting:.1f} s facts, {checked} checked")
    database = f" BIHUAN_DATABASE_URL={given.database_url}" if given.database_url else ""
    print(f"BIHUAN_DATA={settings.data} BIHUAN_KEY_FILE={settings.key_path}{database} bihuan serve")
    url = f" --database-url {given.database_url}" if given.database_url else ""
    print(f"make bench ARGS='--only reads --folder {folder}{url}'")
    print("a token:", world.tokens[world.dispatchers[0]])


if __name__ == "__main__":
    main()
