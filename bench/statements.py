"""How many SQL statements a request needs: counted in this process, through the whole HTTP stack.

Transaction control does not count; `executemany` counts once. Every request is sent twice before it is counted, so that
definitions and rights are where they are in a running server: in memory.
"""

import asyncio
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx

from bench import world as w
from bench.create import report_request
from bench.figures import Figure, Report
from bench.recorder import Recording, Statement, recording
from bihuan.entry.http import create_app
from bihuan.entry.wiring import Install, build_install
from bihuan.kernel.clock import SetClock, SystemClock
from bihuan.settings import Settings

# What a request may need. Lower one as soon as the program needs fewer; raise none without a reason.
BUDGETS = {
    # One of them, here and below, for who did what when: the trace box finds a ticket by it. One for who was told of
    # the ticket without being asked for anything: it is part of every view of a ticket. One for its review, by whose
    # words it is found, too.
    "create": 25,
    "get ticket": 7,
    # Six of them for merges, links and pieces of other tickets, three for parents and children, two for who was told,
    # three for the review of how it went, three for versions of files and comments on them.
    "trace": 26,
    # Two of them for the hours that a ticket's time left is counted in.
    "list, 5 tickets": 6,
    "list, 50 tickets": 6,
    # Three of them, here and in the trace box, for what the words hit: notes, calls, names of files.
    "list, filtered and searched": 9,
    # Three look-ups (rights, serial numbers, those one edit away), one that finds, four for what is shown.
    "trace box": 11,
    # One of them for whom somebody stands in: what those may not read any more is looked up only if it changed.
    "my tasks": 2,
    "assign": 31,
    "act: accept": 26,
    # Three of them for what the search finds it by beside its record: notes, calls, its review.
    "act: finish, with data": 36,
    # One of them for who may be told of it by name; four for the search, which finds the ticket by what was said.
    "note": 26,
}
# On PostgreSQL another process may have changed who a caller is: token, person, use and epoch are read each time.
RECOGNISING = 4
# PostgreSQL gives JSON back in an order of its own: what a create has written is read there, once each.
READ_AGAIN = {"create": 3, "act: finish, with data": 1}
# The register of tenants is read once in two seconds, whoever asks then.
_REGISTER = "SELECT tenant."


@dataclass(frozen=True)
class Count:
    """The statements of one request, and how often an answer of PostgreSQL was waited for."""

    request: str
    statements: tuple[Statement, ...]
    trips: int = 0

    @property
    def reads(self) -> int:
        """How many only read."""
        return sum(not statement.writes for statement in self.statements)


class Caller:
    """Sends requests into the app of this process."""

    def __init__(self, install: Install, world: w.World, recorded: Recording) -> None:
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(create_app(install)), base_url="http://127.0.0.1"
        )
        self._world = world
        self._recorded = recorded
        self.trips = 0

    async def ask(self, person: str, method: str, path: str, body: Any = None) -> tuple[Any, tuple[Statement, ...]]:
        """The answer, and what it took."""
        self._recorded.take()
        headers = {"Authorization": f"Bearer {self._world.tokens[person]}"}
        response = await self._client.request(method, f"/api/v1{path}", json=body, headers=headers)
        if response.status_code >= 300:
            raise RuntimeError(f"{method} {path}: {response.status_code} {response.text}")
        self.trips = self._recorded.trips
        return response.json(), tuple(item for item in self._recorded.take() if not item.sql.startswith(_REGISTER))


def count_all(url: str = "") -> list[Count]:
    """Every request that has a budget, once."""
    with w.workplace(url) as settings:
        with w.opened(settings) as install:
            world = w.build(install)
        quiet = replace(settings, outbox_pause_ms=3_600_000, rate_per_minute=0)
        with attended(quiet) as install, recording(install.tenants.get(w.SLUG).database) as seen:
            return asyncio.run(_count(Caller(install, world, seen), world))


@contextmanager
def attended(settings: Settings) -> Iterator[Install]:
    """An install with its threads, whose worker sleeps: what it does is no part of a request.

    Its clock stands still: a caller is looked up anew every two seconds, by chance during the request that counts.
    """
    install = build_install(settings, clock=SetClock(SystemClock().now()))
    install.start()
    try:
        install.threads.ready.wait(10)
        yield install
    finally:
        install.stop()


async def _count(caller: Caller, world: w.World) -> list[Count]:
    reporter, dispatcher, engineer = world.reporters[0], world.dispatchers[0], world.engineers[0]
    create = json.loads(report_request(random.Random(5))[2])
    made, counts = [], []

    async def counted(name: str, *request: Any) -> Any:
        answer, statements = await caller.ask(*request)
        counts.append(Count(name, statements, caller.trips))
        return answer

    for number in range(60):
        body = {**create, "source": {"channel": "api", "system": "count", "ref": str(number)}}
        ask = counted if number == 59 else _uncounted(caller)
        made.append(await ask("create", reporter, "POST", "/tickets", body))
    # The visits of two tickets warm up every kind of command; the third is counted.
    for ticket in made[:3]:
        ask = counted if ticket is made[2] else _uncounted(caller)
        await _work(ask, ticket, (dispatcher, engineer))
    await _reads(caller, counted, made[2], (dispatcher, engineer))
    return counts


def budget_of(request: str, kind: str) -> int:
    """The budget of a request on this kind of database."""
    more = RECOGNISING + READ_AGAIN.get(request, 0) if kind == "postgresql" else 0
    return BUDGETS[request] + more


def _uncounted(caller: Caller) -> Any:
    async def ask(_name: str, *request: Any) -> Any:
        return (await caller.ask(*request))[0]

    return ask


async def _work(ask: Any, ticket: Any, people: tuple[str, str]) -> None:
    dispatcher, engineer = people
    task = ticket["tasks"][0]["id"]
    path = f"/tasks/{task}/actions"
    await ask("note", dispatcher, "POST", f"/tickets/{ticket['id']}/notes", {"text": "已联系"})
    await ask("assign", dispatcher, "POST", f"{path}/assign", {"person": engineer})
    await ask("act: accept", engineer, "POST", f"{path}/accept", {})
    for action in ("depart", "arrive", "begin"):
        await ask(f"act: {action}", engineer, "POST", f"{path}/{action}", {})
    await ask("act: finish, with data", engineer, "POST", f"{path}/finish", {"data": {"cause": "轴承磨损"}})


async def _reads(caller: Caller, counted: Any, ticket: Any, people: tuple[str, str]) -> None:
    (dispatcher, engineer), key = people, ticket["id"]
    open_ones = json.dumps({"op": "in", "left": {"field": "category"}, "right": ["new", "active"]})
    asked = {
        "get ticket": (dispatcher, f"/tickets/{key}"),
        "trace": (dispatcher, f"/tickets/{key}/trace"),
        "list, 5 tickets": (dispatcher, "/tickets?limit=5"),
        "list, 50 tickets": (dispatcher, "/tickets?limit=50"),
        "list, filtered and searched": (dispatcher, f"/tickets?filter={open_ones}&q=XX&sort=-updated_at"),
        "trace box": (dispatcher, f"/trace?q=reporter0 今天 {ticket['data']['serial']}"),
        "my tasks": (engineer, "/tasks"),
    }
    for name, (person, path) in asked.items():
        for _ in range(2):
            await caller.ask(person, "GET", path)
        await counted(name, person, "GET", path)


def measure(report: Report, url: str, _quick: bool) -> None:
    """A figure for each request that has a budget."""
    kind = "postgresql" if url else "sqlite"
    for count in count_all(url):
        if count.request in BUDGETS:
            details = {"reads": count.reads, "writes": len(count.statements) - count.reads}
            if url:
                details["round_trips"] = count.trips
            name = f"statements: {count.request}"
            budget = budget_of(count.request, kind)
            report.add(Figure(name, len(count.statements), "", budget, database=kind, details=details))
