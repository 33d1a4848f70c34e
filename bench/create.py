"""Creating tickets: over HTTP with everything included, beside the same rows inserted raw on the bare driver."""

import json
import random
import statistics
import time
from dataclasses import dataclass
from typing import Any

from bench import definitions
from bench import world as w
from bench.client import COUNTER, Job, Outcome, run_job
from bench.figures import Figure, Report, percentile
from bench.recorder import Statement, recording
from bench.servers import Server, running_server
from bihuan.db.engines import Database
from bihuan.entry.wiring import Install
from bihuan.modules.tickets.messages import CreateTicket, Source

GROUP = 8
_RAW = "raw"
API = "/api/v1"


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    rounds: int
    creates: int
    samples: int
    units: int


FULL = Size(rounds=3, creates=2_000, samples=2_500, units=1_000)
QUICK = Size(rounds=1, creates=300, samples=250, units=200)


def measure(report: Report, url: str, quick: bool) -> None:
    """Create per second, CPU per create, ratios to raw, and latencies."""
    size = QUICK if quick else FULL
    with w.workplace(url) as settings, w.opened(settings) as install:
        world = w.build(install)
        units = recorded_units(install, world, size.units)
        raw = Raw(_bare_database(install), units)
        install.tenants.close(w.SLUG)
        with running_server(settings, f"{API}/tickets", world.tokens[world.reporters[0]]) as server:
            _measure(report, world, server, raw, size)


def _bare_database(install: Install) -> Database:
    """An empty tenant's database, with the same tables and settings, that no server touches."""
    install.tenants.create(_RAW, "raw")
    keys = install.tenants.get(_RAW).keys
    install.tenants.suspend(_RAW)
    return install.tenants.open_database(_RAW, keys)


def _measure(report: Report, world: w.World, server: Server, raw: "Raw", size: Size) -> None:
    load = Load(world, server)
    load.closed(GROUP, size.creates // 4)
    eights, ones, groups, cpu, raw_cpu = [], [], [], [], []
    for _ in range(size.rounds):
        # Turn by turn, so that whatever else the machine does meets all of them.
        ones.append(raw.per_second(1, size.creates))
        raw_cpu.append(raw.cpu_ms)
        before = server.cpu_seconds()
        eights.append(load.closed(GROUP, size.creates))
        cpu.append((server.cpu_seconds() - before) / size.creates * 1e3)
        groups.append(raw.per_second(GROUP, size.creates))
    rate = statistics.median(outcome.per_second for outcome in eights)
    one, group = statistics.median(ones), statistics.median(groups)
    on, details = world.kind, {"samples": size.creates * size.rounds, "rows_per_create": raw.rows_per_unit}
    report.add(
        Figure("raw rows of a create, one by one", one, "/s", database=on, details=details),
        Figure("raw rows of a create, groups of 8", group, "/s", database=on, details=details),
        Figure(
            "create, 8 clients", rate, "/s", 500, more_is_better=True, database=on, against="raw, one by one",
            yardstick=one, ratio_budget=0.45, details=details,
        ),
        Figure("create, 8 clients ", rate, "/s", None, True, on, "raw, groups of 8", group, details=details),
        Figure(
            "create, CPU of the server, 8 clients", statistics.median(cpu), "ms", 2, database=on,
            against="CPU of raw, one by one", yardstick=statistics.median(raw_cpu), details=details,
        ),
        _latency("create p50, 8 clients", eights, 0.5, on, None),
        _latency("create p99, 8 clients", eights, 0.99, on, None),
    )  # fmt: skip
    before = server.cpu_seconds()
    many = load.closed(32, size.samples)
    cpu_32 = (server.cpu_seconds() - before) / len(many.latencies) * 1e3
    opened = load.open(rate / 2, size.samples)
    report.add(
        Figure("create, CPU of the server, 32 clients", cpu_32, "ms", 2, database=on),
        _latency("create p99, 32 clients closed", [many], 0.99, on, 80),
        _latency("create p50, open loop at half the maximum", [opened], 0.5, on, None),
        _latency("create p99, open loop at half the maximum", [opened], 0.99, on, 25, rate=round(rate / 2)),
    )
    _notes(report, load, rate, size)


def _notes(report: Report, load: "Load", rate: float, size: Size) -> None:
    mixed = load.mixed(rate / 2, size.samples)
    notes = mixed.of(*range(1, 1 + Load.NOTES))
    report.add(
        Figure(
            "note p99, open loop, mixed with creates", percentile(notes, 0.99), "ms", 25, database=load.world.kind,
            details={"samples": len(notes)},
        )
    )  # fmt: skip


def _latency(name: str, outcomes: list[Outcome], share: float, on: str, budget: float | None, **details: Any) -> Figure:
    latencies = [latency for outcome in outcomes for latency in outcome.latencies]
    return Figure(
        name, percentile(latencies, share), "ms", budget, database=on, details={"samples": len(latencies), **details}
    )


class Load:
    """Sends reports to a server, each with another external reference."""

    NOTES = 2

    def __init__(self, world: w.World, server: Server) -> None:
        self.world = world
        self._server = server
        self._sent = 0
        self._requests = [report_request(chance) for chance in [random.Random(11)] * 300]

    def closed(self, clients: int, total: int) -> Outcome:
        """`clients` at once, each waiting for its answer."""
        return self._run(self._requests, total, clients=clients)

    def open(self, rate: float, total: int) -> Outcome:
        """`rate` requests per second whatever comes back."""
        return self._run(self._requests, total, rate=rate, clients=64)

    def mixed(self, rate: float, total: int) -> Outcome:
        """Creates, and notes on tickets that are there."""
        made = self._run(self._requests[:1], self.NOTES, keep=True)
        tickets = [json.loads(body)["id"] for body in made.bodies]
        text = json.dumps({"text": "已电话联系，明天上午到", "public": True}, ensure_ascii=False)
        notes = [["POST", f"{API}/tickets/{ticket}/notes", text] for ticket in tickets]
        return self._run([self._requests[0], *notes], min(total, 600), rate=rate, clients=64)

    def _run(self, requests: list[list[str]], total: int, **how: Any) -> Outcome:
        token = self.world.tokens[self.world.reporters[0]]
        outcome = run_job(Job(self._server.port, token, requests, total=total, first=self._sent, **how), (200, 201))
        self._sent += total
        return outcome


def report_request(chance: random.Random) -> list[str]:
    """A report as the client sends it; its external reference counts up."""
    title, description, data = definitions.report_data(chance)
    source = {"channel": "api", "system": "bench", "ref": f"http-{COUNTER}"}
    body = {"type": "bench_loop", "title": title, "description": description, "source": source, "data": data}
    return ["POST", f"{API}/tickets", json.dumps(body, ensure_ascii=False)]


def command(chance: random.Random, reference: str) -> CreateTicket:
    """The same report for the bus."""
    title, description, data = definitions.report_data(chance)
    return CreateTicket(
        type="bench_loop", title=title, description=description, source=Source("api", "bench", reference), data=data
    )


# --- the yardstick --------------------------------------------------------------------------------------------


def recorded_units(install: Install, world: w.World, count: int) -> list[list[Statement]]:
    """What `count` creates write, statement by statement, as the bus sends it to the driver."""
    send, chance = w.Sender(install), random.Random(13)
    reporter = send.caller(world.reporters[0])
    units = []
    with recording() as recorded:
        for index in range(count):
            recorded.take()
            send(command(chance, f"unit-{index}"), reporter)
            units.append([statement for statement in recorded.take() if statement.adds])
    return units


class Raw:
    """Inserts recorded rows with the bare driver: same file settings, same SQL, no Bihuan around it."""

    def __init__(self, database: Database, units: list[list[Statement]]) -> None:
        self._database = database
        self._units = units
        self._connection = database.writer.connect()
        self._driver: Any = self._connection.connection.driver_connection
        self.rows_per_unit = sum(item.rows for item in units[0])
        self.cpu_ms = 0.0

    def per_second(self, group: int, total: int) -> float:
        """Units inserted per second, `group` of them per COMMIT; `cpu_ms` is then what one of them cost."""
        done, took, cpu = 0, 0.0, 0.0
        while done < total:
            self._empty()
            units = self._units[: total - done]
            began, cpu_before = time.perf_counter(), time.process_time()
            for start in range(0, len(units), group):
                self._insert(units[start : start + group])
            took += time.perf_counter() - began
            cpu += time.process_time() - cpu_before
            done += len(units)
        self.cpu_ms = cpu / done * 1e3
        return done / took

    def _insert(self, units: list[list[Statement]]) -> None:
        cursor = self._driver.cursor()
        if self._database.kind == "sqlite":
            cursor.execute("BEGIN IMMEDIATE")
        for unit in units:
            for item in unit:
                (cursor.executemany if item.many else cursor.execute)(item.sql, item.parameters)
        if self._database.kind == "sqlite":
            cursor.execute("COMMIT")
        else:
            self._driver.commit()

    def _empty(self) -> None:
        """The recorded rows have keys of their own; before they come again the tables are emptied."""
        cursor = self._driver.cursor()
        for name in {_table(item.sql) for item in self._units[0]}:
            if self._database.kind == "sqlite":
                for trigger in (f"{name}_no_update", f"{name}_no_delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
                cursor.execute(f"DELETE FROM {name}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}_append_only ON {name}")
                cursor.execute(f"TRUNCATE {name}")
        if self._database.kind != "sqlite":
            self._driver.commit()


def _table(sql: str) -> str:
    return sql.split("INTO", 1)[1].split("(", 1)[0].strip()
