"""Reading among many tickets: one with its whole trace, lists through six views and three roles, search.

Each is asked over HTTP, one caller at a time, beside raw SQL that fetches the same rows by their keys on the bare
driver in the same run.
"""

import json
import random
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from bench import world as w
from bench.client import Job, Outcome, run_job
from bench.figures import Figure, Report, percentile
from bench.load import Loaded, check, load
from bench.servers import Server, running_server
from bihuan.core.values import local_time
from bihuan.db.engines import Database, connect_sqlite
from bihuan.entry.wiring import Install

_API = "/api/v1"
PAGE = 50
DEEP = 25
_MONTH_MS = 30 * 86_400_000


def _is(field: str, op: str, right: Any) -> dict[str, Any]:
    return {"op": op, "left": {"field": field}, "right": right}


_OPEN = _is("category", "in", ["new", "active", "waiting"])


@dataclass(frozen=True)
class View:
    """A saved view: what a list page asks for. `filter` is built for the people and the month of a run."""

    name: str
    filter: Callable[[w.World, int], Any]
    sort: str = ""


VIEWS = (
    View("newest", lambda _world, _since: None),
    View("open", lambda _world, _since: _OPEN),
    View("of one engineer", lambda world, _since: _is("assignee", "eq", world.engineers[1])),
    View("urgent and open", lambda _world, _since: {"all": [_OPEN, _is("priority", "in", ["P0", "P1"])]}),
    View("of one type, last month, oldest first", lambda _world, since: {
        "all": [_is("type", "eq", "bench_desk"), _is("created_at", "ge", since)]
    }, "created_at"),
    View("open, last changed first", lambda _world, _since: _OPEN, "-updated_at"),
)  # fmt: skip
SEARCHES = {
    "漏水": "q=漏水",
    "a serial number": "q={serial}",
    "张工 with device and date": "q=张工 水泵&filter={recent}",
}
BOXES: dict[str, Callable[[str, str, str], str]] = {
    "who, when, serial number": lambda who, day, serial: f"{who} {day} {serial}",
    "without blanks and hyphens": lambda who, day, serial: f"{serial.replace('-', '')}，{who}，{day}",
    "who and when": lambda who, day, _serial: f"{who} {day}",
    "a serial number": lambda _who, _day, serial: serial,
    "words and a day": lambda _who, day, _serial: f"{day} 漏水",
}
WAYS = {"newest first": ("", 15.0), "with exact count": ("&count=exact", 20.0), "other order": ("&sort=priority", 50.0)}


def measure(report: Report, url: str, quick: bool, tickets: int) -> None:
    """Load, then ask."""
    samples = 200 if quick else 2_000
    with w.workplace(url) as settings, w.opened(settings) as install:
        world = w.build(install)
        loaded = load(install, world, tickets, report.note)
        checked = check(install, loaded)
        _report_load(report, world, loaded, checked)
        with yardsticks(install, world) as raw:
            token = world.tokens[world.dispatchers[0]]
            with running_server(settings, _API + "/tickets", token) as server:
                reader = Reader(report, world, server, raw, samples, loaded)
                reader.tickets()
                reader.lists()
                reader.searches()
                reader.boxes()


def _report_load(report: Report, world: w.World, loaded: Loaded, checked: int) -> None:
    details = {"tickets": loaded.tickets, "events": loaded.events, "checked": checked}
    report.add(
        Figure("bulk load", loaded.tickets / loaded.seconds, "/s", 5_000, True, world.kind, details=details),
        Figure("bulk load, events", loaded.events / loaded.seconds, "/s", database=world.kind, details=details),
        Figure("leaf numbers", loaded.events / loaded.numbering, "/s", database=world.kind, details=details),
    )


@contextmanager
def yardsticks(install: Install, world: w.World) -> Any:
    """A bare connection to the bench's database, which this process no longer has open."""
    tenant = install.tenants.get(w.SLUG)
    path = install.settings.data / "tenants" / w.SLUG / "tenant.db"
    if world.kind == "sqlite":
        key = tenant.keys.database
        install.tenants.close(w.SLUG)
        driver = connect_sqlite(path, key, read_only=True)
        yield Bare("sqlite", driver)
        driver.close()
        return
    database: Database = tenant.database
    with database.reader.connect() as connection:
        driver = connection.connection.driver_connection
        driver.autocommit = True  # type: ignore[union-attr]
        yield Bare("postgresql", driver)


class Bare:
    """Fetches rows by their keys with hand-written SQL."""

    def __init__(self, kind: str, driver: Any) -> None:
        self._mark = "?" if kind == "sqlite" else "%s"
        self._driver = driver

    def rows(self, sql: str, parameters: tuple[Any, ...]) -> list[Any]:
        """The rows of one statement; marks are written as `?`."""
        found: list[Any] = self._driver.execute(sql.replace("?", self._mark), parameters).fetchall()
        return found

    def trace(self, ticket: str) -> None:
        """A ticket's core row and all its events with their payloads."""
        self.rows("SELECT * FROM ticket WHERE id = ?", (ticket,))
        joined = "event LEFT JOIN payload ON payload.stream = event.stream AND payload.no = event.no"
        sql = f"SELECT event.body, payload.data FROM {joined} WHERE event.stream = ? ORDER BY event.no"
        self.rows(sql, (f"ticket:{ticket}",))

    def page(self, ids: list[str]) -> None:
        """The rows of one page."""
        self.rows(f"SELECT * FROM ticket WHERE id IN ({', '.join('?' * len(ids))})", tuple(ids))

    def p50_ms(self, work: Callable[[Any], None], items: list[Any]) -> float:
        """The median time of `work`, over the items in turn."""
        times = []
        for index in range(max(200, len(items))):
            began = time.perf_counter()
            work(items[index % len(items)])
            times.append((time.perf_counter() - began) * 1e3)
        return percentile(times, 0.5)


class Reader:
    """Asks one server and reports."""

    def __init__(self, report: Report, world: w.World, server: Server, raw: Bare, samples: int, loaded: Loaded) -> None:
        self._report, self._world, self._server, self._raw = report, world, server, raw
        self._samples = samples
        self._loaded = loaded
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{server.port}{_API}", timeout=60)
        newest = raw.rows("SELECT max(created_at) FROM ticket", ())[0][0]
        self._since = int(newest) - _MONTH_MS

    # --- one ticket ---------------------------------------------------------------------------------------

    def tickets(self) -> None:
        """A ticket, and a ticket with its whole trace."""
        chance = random.Random(17)
        low, high = self._raw.rows("SELECT min(pos), max(pos) FROM ticket", ())[0]
        found = []
        for _ in range(400):
            sql = "SELECT id FROM ticket WHERE pos >= ? ORDER BY pos LIMIT 1"
            found.append(self._raw.rows(sql, (chance.randint(int(low), int(high)),))[0][0])
        raw = self._raw.p50_ms(self._raw.trace, found)
        for name, tail, budget in (("ticket", "", None), ("ticket with whole trace", "/trace", 15.0)):
            asks = [self._ask(f"/tickets/{ticket}{tail}", self._world.dispatchers[0]) for ticket in found]
            self._say(name, self._run(asks, self._samples), budget, raw, {})

    # --- lists --------------------------------------------------------------------------------------------

    def lists(self) -> None:
        """First and deep pages of every view for every role."""
        for role, people in self._world.views_of.items():
            first = [self._view(view, person) for view in VIEWS for person in people]
            self._pages(f"list, first page, {role}", first, 12.0)
            deep = [(ask[0] + self._cursor(*ask), ask[1]) for ask in first]
            self._pages(f"list, deep page, {role}", deep, 20.0)

    def _view(self, view: View, person: str) -> tuple[str, str]:
        tree = view.filter(self._world, self._since)
        query = [f"limit={PAGE}"]
        if tree is not None:
            query.append(f"filter={_quoted(json.dumps(tree, separators=(',', ':')))}")
        if view.sort:
            query.append(f"sort={view.sort}")
        return f"/tickets?{'&'.join(query)}", person

    def _cursor(self, path: str, person: str) -> str:
        """Where the page `DEEP` pages on begins, or the last full page where there are fewer."""
        cursor = ""
        for _ in range(DEEP):
            page = self._get(path + cursor, person)
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={_quoted(page['next_cursor'])}"
        return cursor

    def _pages(self, name: str, asks: list[tuple[str, str]], budget: float) -> None:
        pages = [[item["id"] for item in self._get(*ask)["items"]] for ask in asks]
        raw = self._raw.p50_ms(self._raw.page, [page for page in pages if page] or [[""]])
        outcome = self._run([self._ask(*ask) for ask in asks], self._samples)
        each = len(asks) // len(VIEWS)
        slowest = {}
        for index, view in enumerate(VIEWS):
            latencies = outcome.of(*range(index * each, (index + 1) * each))
            slowest[view.name] = round(percentile(latencies, 0.5), 2)
        self._say(name, outcome, budget, raw, {"p50_ms_by_view": slowest})

    # --- search -------------------------------------------------------------------------------------------

    def searches(self) -> None:
        """Words, a serial number, words with a date; in three ways."""
        serial = self._loaded.samples[0][0].serial
        recent = _quoted(json.dumps(_is("created_at", "ge", self._since), separators=(",", ":")))
        for what, query in SEARCHES.items():
            asked = _encoded(query.format(serial=serial, recent=recent))
            for way, (more, budget) in WAYS.items():
                asks = [(f"/tickets?{asked}{more}", person) for person in self._world.dispatchers]
                ids = [item["id"] for item in self._get(*asks[0])["items"]]
                raw = self._raw.p50_ms(self._raw.page, [ids or [""]])
                outcome = self._run([self._ask(*ask) for ask in asks], self._samples // 4)
                self._say(f"search {what}, {way}", outcome, budget, raw, {"rows": len(ids)})

    # --- the trace box ------------------------------------------------------------------------------------

    def boxes(self) -> None:
        """What people remember of a ticket, typed into one box: who, when, which machine; and less than that."""
        names = dict(self._raw.rows("SELECT id, name FROM user_account", ()))
        known = [
            (names[slots.engineer], local_time(slots.t, "Asia/Shanghai").date().isoformat(), slots.serial)
            for slots, _ in self._loaded.samples
        ]
        for what, say in BOXES.items():
            typed = [say(*each) for each in known]
            asks = [(f"/trace?q={_quoted(text)}", self._world.dispatchers[0]) for text in typed]
            answers = [[item["id"] for item in self._get(*ask)["items"]] for ask in asks[:50]]
            raw = self._raw.p50_ms(self._raw.page, [ids for ids in answers if ids] or [[""]])
            outcome = self._run([self._ask(*ask) for ask in asks], self._samples)
            found = sum(map(bool, answers)) / len(answers)
            self._say(f"trace box, {what}", outcome, 15.0, raw, {"found": round(found, 2)})

    # --- asking -------------------------------------------------------------------------------------------

    def _ask(self, path: str, person: str) -> list[str]:
        return ["GET", _API + path, "", self._world.tokens[person]]

    def _run(self, asks: list[list[str]], samples: int) -> Outcome:
        random.Random(19).shuffle(order := list(range(len(asks))))
        outcome = run_job(Job(self._server.port, "", [asks[i] for i in order], total=samples, warm_up=len(asks)))
        outcome.which = [order[number] for number in outcome.which]
        return outcome

    def _get(self, path: str, person: str) -> Any:
        answer = self._http.get(path, headers={"Authorization": f"Bearer {self._world.tokens[person]}"})
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:500]}")
        return answer.json()

    def _say(self, name: str, outcome: Outcome, budget: float | None, raw: float, more: dict[str, Any]) -> None:
        on, details = self._world.kind, {"samples": len(outcome.latencies), "tickets": self._loaded.tickets}
        p50 = percentile(outcome.latencies, 0.5)
        self._report.add(
            Figure(f"{name}, p50", p50, "ms", None, False, on, "raw SQL by key", raw, details=details),
            Figure(f"{name}, p99", percentile(outcome.latencies, 0.99), "ms", budget, database=on,
                   details={**details, **more}),
        )  # fmt: skip


def _quoted(text: str) -> str:
    return str(httpx.QueryParams({"x": text}))[2:]


def _encoded(query: str) -> str:
    return (
        query.encode("ascii", "backslashreplace").decode()
        if query.isascii()
        else str(httpx.URL(f"/?{query}").query, "ascii")
    )
