"""Reading among many tickets: one with its whole trace, lists through six views and three roles, search.

Each is asked over HTTP, one caller at a time, beside raw SQL that fetches the same rows by their keys on the bare
driver in the same run.
"""

import json
import os
import random
import time
from collections.abc import Callable
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx

from bench import asking
from bench import world as w
from bench.checking import check
from bench.client import Job, Outcome, run_job
from bench.figures import Figure, Report, percentile
from bench.load import Loaded, count_facts, load, loaded_before, settings_in
from bench.servers import Server, cpu_seconds, running_server
from bihuan.core.values import local_time
from bihuan.db.engines import Database, connect_sqlite
from bihuan.entry.wiring import Install

_API = "/api/v1"
PAGE = 50
DEEP = 25
_MONTH_MS = 30 * 86_400_000
_REMEMBERED = 24
_REMEMBER = """
SELECT user_account.name, ticket.created_at, ticket_value.text FROM ticket
JOIN user_account ON user_account.id = ticket.assignee
JOIN ticket_value ON ticket_value.ticket = ticket.id AND ticket_value.field = 'serial'
WHERE ticket.pos >= ? ORDER BY ticket.pos LIMIT 1
"""


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


@dataclass(frozen=True)
class Among:
    """How many tickets are loaded, or the folder that was filled before; how long one figure may take. `recount`: the
    facts of a folder are counted anew, too, and that is measured; those of a fresh load always are."""

    tickets: int
    folder: Path | None = None
    seconds: float = 60.0
    recount: bool = False


def measure(report: Report, url: str, quick: bool, among: Among) -> None:
    """Load so many tickets, or take a folder that was filled before; then ask."""
    folder = among.folder
    samples = 200 if quick else 2_000
    place = w.workplace(url) if folder is None else nullcontext(settings_in(folder.absolute(), url))
    with place as settings, w.opened(settings) as install:
        world, loaded = _filled(report, install, among.tickets) if folder is None else _found(report, install)
        if folder is None or among.recount:
            asking.follow(report, install, world, loaded.tickets)
            count_facts(install, loaded)
            _report_facts(report, world, loaded)
        with yardsticks(install, world) as raw:
            token = world.tokens[world.dispatchers[0]]
            with running_server(settings, _API + "/tickets", token) as server:
                reader = Reader(report, world, server, raw, Asks(samples, among.seconds, loaded.tickets))
                reader.tickets()
                reader.lists()
                reader.searches()
                reader.boxes()
                reader.reports()


def _filled(report: Report, install: Install, tickets: int) -> tuple[w.World, Loaded]:
    world = w.build(install)
    loaded = load(install, world, tickets, report.note)
    _report_load(report, world, loaded, check(install, loaded.samples))
    return world, loaded


def _found(report: Report, install: Install) -> tuple[w.World, Loaded]:
    """What was loaded before."""
    world, loaded = w.reopen(install), loaded_before(install)
    report.note(f"{loaded.tickets:,} tickets, {loaded.events:,} events")
    return world, loaded


def _report_facts(report: Report, world: w.World, loaded: Loaded) -> None:
    rate, details = loaded.tickets / loaded.counting, {"tickets": loaded.tickets}
    report.add(Figure("facts counted anew, tickets", rate, "/s", database=world.kind, details=details))


def _report_load(report: Report, world: w.World, loaded: Loaded, checked: int) -> None:
    details = {"tickets": loaded.tickets, "events": loaded.events, "checked": checked}
    report.add(
        Figure("bulk load", loaded.tickets / loaded.seconds, "/s", 5_000, True, world.kind, details=details),
        Figure("bulk load, events", loaded.events / loaded.seconds, "/s", database=world.kind, details=details),
        Figure("bulk load, indexes", loaded.indexing, "s", database=world.kind, details=details),
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

    def backends(self) -> list[int]:
        """The processes of PostgreSQL that work on this database, as far as they run on this machine."""
        if self._mark == "?":
            return []
        of_this = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        return [int(row[0]) for row in self.rows(of_this, ())]

    def trace(self, ticket: str) -> None:
        """A ticket's core row and all its events with their payloads."""
        self.rows("SELECT * FROM ticket WHERE id = ?", (ticket,))
        joined = "event LEFT JOIN payload ON payload.stream = event.stream AND payload.no = event.no"
        sql = f"SELECT event.body, payload.data FROM {joined} WHERE event.stream = ? ORDER BY event.no"
        self.rows(sql, (f"ticket:{ticket}",))

    def page(self, ids: list[str]) -> None:
        """The rows of one page."""
        self.rows(f"SELECT * FROM ticket WHERE id IN ({', '.join('?' * len(ids))})", tuple(ids))

    def rows_of(self, asked: tuple[str, tuple[Any, ...]]) -> None:
        """The rows of (statement, parameters)."""
        self.rows(*asked)

    def p50_ms(self, work: Callable[[Any], None], items: list[Any], least: int = 200) -> float:
        """The median time of `work`, over the items in turn."""
        times = []
        for index in range(max(least, len(items))):
            began = time.perf_counter()
            work(items[index % len(items)])
            times.append((time.perf_counter() - began) * 1e3)
        return percentile(times, 0.5)


@dataclass(frozen=True)
class Asks:
    """How often is asked, for how long at most; among how many tickets."""

    samples: int
    seconds: float
    tickets: int


class Reader:
    """Asks one server and reports."""

    def __init__(self, report: Report, world: w.World, server: Server, raw: Bare, asks: Asks) -> None:
        self._report, self._world, self._server, self._raw = report, world, server, raw
        self._samples, self._asks = asks.samples, asks
        self._cpu_ms = 0.0
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
            self._counts(role, people)
            deep = [(ask[0] + self._cursor(*ask), ask[1]) for ask in first]
            self._pages(f"list, deep page, {role}", deep, 20.0)

    def _counts(self, role: str, people: list[str]) -> None:
        """How many there are, to the last one: of everything and of what is open."""
        asks = [(f"{self._view(view, person)[0]}&count=exact", person) for view in VIEWS[:2] for person in people]
        asks = [(path.replace(f"limit={PAGE}", "limit=1"), person) for path, person in asks]
        outcome = self._run([self._ask(*ask) for ask in asks], self._samples)
        of_all = self._raw.p50_ms(self._raw.rows_of, [("SELECT count(*) FROM ticket", ())], least=5)
        self._say(f"exact count, {role}", outcome, 40.0, (of_all, "raw count(*) of all"), {})

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
        by_view = {view.name: outcome.of(*range(index * each, (index + 1) * each)) for index, view in enumerate(VIEWS)}
        shares = {"p50_ms_by_view": 0.5, "p99_ms_by_view": 0.99}
        more = {
            key: {view: round(percentile(latencies, share), 2) for view, latencies in by_view.items() if latencies}
            for key, share in shares.items()
        }
        self._say(name, outcome, budget, raw, more)

    # --- search -------------------------------------------------------------------------------------------

    def searches(self) -> None:
        """Words, a serial number, words with a date; in three ways."""
        serial = self._known()[0][2]
        recent = _quoted(json.dumps(_is("created_at", "ge", self._since), separators=(",", ":")))
        for what, query in SEARCHES.items():
            asked = _encoded(query.format(serial=serial, recent=recent))
            for way, (more, budget) in WAYS.items():
                asks = [(f"/tickets?{asked}{more}", person) for person in self._world.dispatchers]
                ids = [item["id"] for item in self._get(*asks[0])["items"]]
                raw = self._raw.p50_ms(self._raw.page, [ids or [""]])
                outcome = self._run([self._ask(*ask) for ask in asks], self._samples)
                self._say(f"search {what}, {way}", outcome, budget, raw, {"rows": len(ids)})

    # --- the trace box ------------------------------------------------------------------------------------

    def boxes(self) -> None:
        """What people remember of a ticket, typed into one box: who, when, which machine; and less than that."""
        known = self._known()
        for what, say in BOXES.items():
            typed = [say(*each) for each in known]
            asks = [(f"/trace?q={_quoted(text)}", self._world.dispatchers[0]) for text in typed]
            answers = [[item["id"] for item in self._get(*ask)["items"]] for ask in asks[:50]]
            raw = self._raw.p50_ms(self._raw.page, [ids for ids in answers if ids] or [[""]])
            outcome = self._run([self._ask(*ask) for ask in asks], self._samples)
            found = sum(map(bool, answers)) / len(answers)
            self._say(f"trace box, {what}", outcome, 15.0, raw, {"found": round(found, 2)})

    def _known(self) -> list[tuple[str, str, str]]:
        """Of tickets here and there: who worked on it, on which day it was made, the machine's serial number."""
        low, high = map(int, self._raw.rows("SELECT min(pos), max(pos) FROM ticket", ())[0])
        found = []
        for part in range(_REMEMBERED):
            first = low + (high - low) * part // _REMEMBERED
            name, at, serial = self._raw.rows(_REMEMBER, (first,))[0]
            found.append((name, local_time(int(at), "Asia/Shanghai").date().isoformat(), serial))
        return found

    # --- reports ------------------------------------------------------------------------------------------

    def reports(self) -> None:
        """A dozen ready charts, each role's, and questions that look at single tickets."""
        month = (date.today() - timedelta(days=30)).isoformat()  # noqa: DTZ011 - a month of the bench's own data
        raw = self._raw.p50_ms(self._raw.page, [[""]])
        for role, people in self._world.views_of.items():
            paths = [f"/reports/query?{chart.format(month=month)}" for chart in asking.CHARTS]
            outcome = self._run([self._ask(path, people[0]) for path in paths], self._samples)
            each = [percentile(outcome.of(index), 0.5) for index in range(len(paths))]
            slowest = {"slowest": asking.CHARTS[each.index(max(each))], "slowest_ms": round(max(each), 1)}
            on, details = self._world.kind, self._details(outcome)
            self._report.add(
                Figure(f"12 ready charts, one after the other, {role}", sum(each), "ms", 200.0, database=on,
                       details={**details, **slowest}),
            )  # fmt: skip
            for name, question in asking.QUESTIONS.items():
                path = f"/reports/query?{_encoded(question.format())}"
                self._say(f"{name}, {role}", self._run([self._ask(path, people[0])], 40), 3_000.0, raw, {})

    # --- asking -------------------------------------------------------------------------------------------

    def _ask(self, path: str, person: str) -> list[str]:
        return ["GET", _API + path, "", self._world.tokens[person]]

    def _run(self, asks: list[list[str]], samples: int) -> Outcome:
        random.Random(19).shuffle(order := list(range(len(asks))))
        job = Job(self._server.port, "", [asks[i] for i in order], total=samples, warm_up=len(asks))
        before = self._cpu()
        outcome = run_job(replace(job, limit_s=self._asks.seconds))
        self._cpu_ms = (self._cpu() - before) * 1e3 / (len(outcome.latencies) + len(asks))
        outcome.which = [order[number] for number in outcome.which]
        return outcome

    def _cpu(self) -> float:
        """Seconds of CPU that the server has used, with those of PostgreSQL that serve it."""
        return self._server.cpu_seconds() + sum(map(cpu_seconds, self._raw.backends()))

    def _get(self, path: str, person: str) -> Any:
        answer = self._http.get(path, headers={"Authorization": f"Bearer {self._world.tokens[person]}"})
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:500]}")
        return answer.json()

    def _say(
        self, name: str, outcome: Outcome, budget: float | None, raw: float | tuple[float, str], more: dict[str, Any]
    ) -> None:
        yardstick, against = raw if isinstance(raw, tuple) else (raw, "raw SQL by key")
        on, details = self._world.kind, self._details(outcome)
        p50 = percentile(outcome.latencies, 0.5)
        self._report.add(
            Figure(f"{name}, p50", p50, "ms", None, False, on, against, yardstick, details=details),
            Figure(f"{name}, p99", percentile(outcome.latencies, 0.99), "ms", budget, database=on,
                   details={**details, **more}),
        )  # fmt: skip

    def _details(self, outcome: Outcome) -> dict[str, Any]:
        return {
            "samples": len(outcome.latencies),
            "tickets": self._asks.tickets,
            "cpu_ms": round(self._cpu_ms, 2),
            "load": round(os.getloadavg()[0], 1),
        }


def _quoted(text: str) -> str:
    return str(httpx.QueryParams({"x": text}))[2:]


def _encoded(query: str) -> str:
    return (
        query.encode("ascii", "backslashreplace").decode()
        if query.isascii()
        else str(httpx.URL(f"/?{query}").query, "ascii")
    )
