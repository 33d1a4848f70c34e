"""Fills a tenant with many tickets, row by row the same as the bus would have written: chains, commitments, timers,
search rows and leaf numbers included. `check` proves it on samples.

    python -m bench.load --tickets 100000 FOLDER        leaves an install in FOLDER that `bihuan serve` opens
"""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from hashlib import sha256
from hmac import digest
from pathlib import Path
from typing import Any

from bench import definitions, lives
from bench import world as w
from bihuan.core import ledger
from bihuan.db.engines import connect_sqlite
from bihuan.db.search import tokens_of
from bihuan.db.sort_key import sort_key
from bihuan.entry.wiring import Install
from bihuan.kernel import replay, sequencer
from bihuan.kernel.clock import SystemClock
from bihuan.kernel.keys import seal
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.tables import payload as payload_table
from bihuan.kernel.tenants import Tenant
from bihuan.kernel.worker import KEEP_RESULTS_MS
from bihuan.modules.tickets.apply import position_of
from bihuan.modules.tickets.handlers.creating import number_of
from bihuan.settings import Settings

BATCH = 2_000
SAMPLES = 24
_LEAVES_AT_ONCE = 50_000
# Tickets spread over so long, the newest now; most of them have ended long ago.
_SPAN_MS = 900 * 86_400_000
_OPEN_MS = 60 * 86_400_000
_SEARCH = "ticket_search"

Fill = Callable[["Slots", "Pile"], None]


@dataclass(slots=True)
class Slots:
    """What stands in the slots of one ticket; `t` is its first instant, `c` the ids of its commands."""

    id: str
    t: int
    c: list[str]
    number: str
    pos: int
    title: str
    description: str
    fault: str
    serial: str
    sort: str
    amount: str
    priority: str
    ref: str
    fault_key: str
    serial_key: str
    reporter: str
    dispatcher: str
    engineer: str
    team: str


class Pile(dict[str, list[tuple[Any, ...]]]):
    """Rows by table, waiting to be written."""

    def __missing__(self, table: str) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        self[table] = rows
        return rows


@dataclass
class Loaded:
    """What was loaded: samples as (ticket id, life, slots), counts and the time it took."""

    tickets: int = 0
    events: int = 0
    seconds: float = 0.0
    numbering: float = 0.0
    samples: list[tuple[Slots, lives.Template]] = field(default_factory=list)


# --- templates into code ------------------------------------------------------------------------------------


def filler(template: lives.Template, tenant: Tenant) -> Fill:
    """A function that adds the rows of one ticket of this life to a pile.

    Written as Python source and compiled: an f-string fills its slots several times faster than anything else here.
    """
    lines = ["def fill(s, pile):", "    id, t, c, prev = s.id, s.t, s.c, ''"]
    plain = {name: rows for name, rows in template.rows.items() if name not in ("event", "payload")}
    for table, rows in plain.items():
        lines += [f"    pile[{table!r}].append(({_cells(row)},))" for row in rows]
    secrets = {row[1]: row for row in template.rows["payload"]}
    for row in template.rows["event"]:
        lines += _event(row, secrets.get(row[1]))
    sealed = (lambda ref, data: data) if tenant.database.kind == "sqlite" else _sealer(tenant)
    scope: dict[str, Any] = {"hmac": digest, "sha256": sha256, "random_bytes": os.urandom, "sealed": sealed}
    exec("\n".join(lines), scope)
    made: Fill = scope["fill"]
    return made


def _sealer(tenant: Tenant) -> Callable[[str, bytes], bytes]:
    return lambda ref, data: seal(tenant.keys.payload, data, ref.encode())


def _event(row: tuple[Any, ...], secret: tuple[Any, ...] | None) -> Iterator[str]:
    names = lives.columns_of(event_table)
    at = {name: index for index, name in enumerate(names)}
    if secret is not None:
        stream, no, _, data = secret
        yield "    key = random_bytes(32)"
        yield f"    secret = {_text(data)}.encode()"
        yield "    commitment = hmac(key, secret, 'sha256').hex()"
        yield f"    pile['payload'].append(({_text(stream)}, {no}, key, sealed({_text(f'{stream}#{no}')}, secret)))"
    yield f"    body = {_text(row[at['body']])}"
    yield "    hash_ = sha256(body.encode()).digest()"
    yield "    prev = hash_.hex()"
    cells = [f"{name}_" if name == "hash" else "body" if name == "body" else _cell(row[at[name]]) for name in names]
    yield f"    pile['event'].append(({', '.join(cells)}))"


def _cells(row: tuple[Any, ...]) -> str:
    return ", ".join(_cell(value) for value in row)


def _cell(value: Any) -> str:
    if not isinstance(value, str):
        return repr(value)
    if value == f"{lives.OPEN}body_hash{lives.CLOSE}":
        return "sha256(id.encode()).digest()"
    if value.startswith(lives.OPEN) and value.endswith(lives.CLOSE) and value.count(lives.OPEN) == 1:
        return _slot(value[1:-1])
    return _text(value)


def _text(value: str) -> str:
    """An f-string expression; slots become its fields."""
    doubled = repr(value.replace("{", "{{").replace("}", "}}"))
    out, rest = "", doubled
    opening, closing = repr(lives.OPEN)[1:-1], repr(lives.CLOSE)[1:-1]
    while opening in rest:
        before, _, rest = rest.partition(opening)
        name, _, rest = rest.partition(closing)
        out += before + "{" + _slot(name) + "}"
    return "f" + out + rest


def _slot(name: str) -> str:
    if name.startswith("+"):
        return f"t{name}"
    if name[0] == "c" and name[1:].isdigit():
        return f"c[{name[1:]}]"
    return name if name in ("id", "prev", "commitment") else f"s.{name}"


# --- tickets ------------------------------------------------------------------------------------------------


class Writer:
    """Draws tickets of all lives, oldest first, from one seed."""

    def __init__(self, world: w.World, tenant: Tenant, tickets: int, seed: int = 7) -> None:
        self._world = world
        self._chance = random.Random(seed)
        self._zone = tenant.info.zone
        self._templates = lives.templates()
        self._fillers = [filler(template, tenant) for template in self._templates]
        self._shares = [template.life.share for template in self._templates]
        # Whatever is older than two months has ended one way or the other.
        self._ended = [template.life.share * template.life.ends for template in self._templates]
        self._numbers: set[str] = set()
        now = SystemClock().now()
        self._step = _SPAN_MS / tickets
        self._first = now - _SPAN_MS
        self._fresh = now - _OPEN_MS
        self._remembered = now - KEEP_RESULTS_MS
        self._made = 0

    def draw(self, pile: Pile) -> tuple[Slots, lives.Template]:
        """Add the rows of one more ticket."""
        chance = self._chance
        at = int(self._first + self._step * self._made)
        shares = self._shares if at > self._fresh else self._ended
        index = chance.choices(range(len(shares)), shares)[0]
        template = self._templates[index]
        slots = self._slots(template, at)
        self._made += 1
        fresh = Pile()
        self._fillers[index](slots, pile if at > self._remembered else fresh)
        if fresh:
            # What a repeat can no longer ask for has been swept by then.
            del fresh["command_result"]
            for table, rows in fresh.items():
                pile[table] += rows
        pile[_SEARCH].append((slots.pos, self._tokens(slots)))
        return slots, template

    def _slots(self, template: lives.Template, at: int) -> Slots:
        chance, world = self._chance, self._world
        title, description, data = definitions.report_data(chance)
        ticket = _identifier(chance, at)
        engineer = chance.choice(world.engineers)
        return Slots(
            id=ticket,
            t=at,
            c=[_identifier(chance, at) for _ in range(template.commands)],
            number=self._number(template.life.type, ticket, at),
            pos=position_of(ticket, at),
            title=title,
            description=description,
            fault=data["fault"],
            serial=data["serial"],
            sort=data["sort"],
            amount=data["amount"],
            priority=chance.choices(definitions.PRIORITIES, (2, 8, 60, 30))[0],
            ref=f"load-{self._made}",
            fault_key=_fault_key(data["fault"]),
            serial_key=sort_key(data["serial"]) or "",
            reporter=chance.choice(world.reporters),
            dispatcher=chance.choice(world.dispatchers),
            engineer=engineer,
            team=world.departments[engineer],
        )

    def _number(self, type_: str, ticket: str, at: int) -> str:
        for attempt in range(20):
            number = number_of(definitions.TYPES[type_], ticket, at, self._zone, attempt)
            if number not in self._numbers:
                self._numbers.add(number)
                return number
        raise RuntimeError("no number free")

    @staticmethod
    def _tokens(slots: Slots) -> str:
        # In the order of the form's fields, as the search row of a ticket is made.
        return " ".join(
            tokens_of([slots.number, slots.title, slots.description, slots.fault, slots.serial, slots.sort])
        )


@lru_cache(maxsize=4096)
def _fault_key(fault: str) -> str:
    return sort_key(fault) or ""


def _identifier(chance: random.Random, at: int) -> str:
    text = f"{at & 0xFFFFFFFFFFFF:012x}8{chance.getrandbits(12):03x}{8 + chance.getrandbits(2):x}"
    text += f"{chance.getrandbits(60):015x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


# --- into the database --------------------------------------------------------------------------------------


def load(install: Install, world: w.World, tickets: int, say: Callable[[str], None] = lambda _text: None) -> Loaded:
    """Fill the bench's tenant. Nobody else may have it open."""
    tenant = install.tenants.get(w.SLUG)
    writer = Writer(world, tenant, tickets)
    sink = SqliteSink(install, tenant) if world.kind == "sqlite" else PostgresSink(install, tenant)
    keep = set(random.Random(3).sample(range(tickets), min(SAMPLES, tickets)))
    loaded = Loaded(tickets)
    began = time.perf_counter()
    for start in range(0, tickets, BATCH):
        pile = Pile()
        for index in range(start, min(start + BATCH, tickets)):
            made = writer.draw(pile)
            if index in keep:
                loaded.samples.append(made)
        loaded.events += len(pile["event"])
        sink.write(pile)
        if start and start % 100_000 == 0:
            say(f"{start:,} tickets, {start / (time.perf_counter() - began):,.0f}/s")
    sink.close()
    loaded.seconds = time.perf_counter() - began
    _number_leaves(install, tenant, loaded)
    return loaded


def _number_leaves(install: Install, tenant: Tenant, loaded: Loaded) -> None:
    began = time.perf_counter()
    while tenant.writer.call(lambda tx: sequencer.number_events(tx, _LEAVES_AT_ONCE)):
        pass
    tenant.writer.call(lambda tx: sequencer.sign_checkpoint(tx, tenant.info, install.clock.now()))
    loaded.numbering = time.perf_counter() - began


def _insert_order(install: Install) -> dict[str, list[str]]:
    return {table.name: lives.columns_of(table) for table, _, _ in lives.tables_of(install.hooks)}


class SqliteSink:
    """Writes piles with one statement per table, unsynchronised: a load that is cut short is begun anew."""

    def __init__(self, install: Install, tenant: Tenant) -> None:
        path = install.settings.data / "tenants" / w.SLUG / "tenant.db"
        self._connection = connect_sqlite(path, tenant.keys.database)
        for pragma in ("synchronous = OFF", "cache_size = -400000", "wal_autocheckpoint = 20000"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._columns = _insert_order(install)
        self._sql = {table: self._statement(table, names) for table, names in self._columns.items()}
        self._sql[_SEARCH] = f"INSERT INTO {_SEARCH}(rowid, tokens) VALUES (?, ?)"

    @staticmethod
    def _statement(table: str, names: list[str]) -> str:
        quoted = ", ".join(f'"{name}"' for name in names)
        return f'INSERT INTO "{table}" ({quoted}) VALUES ({", ".join("?" * len(names))})'

    def write(self, pile: Pile) -> None:
        """One transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        for table, rows in pile.items():
            self._connection.executemany(self._sql[table], rows)
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Fold the log back into the file, and let the planner know the tables."""
        self._connection.execute("ANALYZE")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.close()


class PostgresSink:
    """Writes piles with COPY."""

    def __init__(self, install: Install, tenant: Tenant) -> None:
        self._connection = tenant.database.writer.connect()
        self._driver: Any = self._connection.connection.driver_connection
        self._columns = _insert_order(install)
        self._columns[_SEARCH] = ["pos", "tokens"]
        self._booleans = {
            (table.name, index)
            for table, _, _ in lives.tables_of(install.hooks)
            for index, name in enumerate(lives.columns_of(table))
            if table.c[name].type.python_type is bool
        }

    def write(self, pile: Pile) -> None:
        """One transaction."""
        with self._driver.cursor() as cursor:
            for table, rows in pile.items():
                quoted = ", ".join(f'"{name}"' for name in self._columns[table])
                with cursor.copy(f'COPY "{table}" ({quoted}) FROM STDIN') as copy:
                    for row in rows:
                        copy.write_row(self._row(table, row))
        self._driver.commit()

    def _row(self, table: str, row: tuple[Any, ...]) -> tuple[Any, ...]:
        if table == _SEARCH:
            return row[0], " ".join(f"'{token}'" for token in row[1].split())
        if not any(name == table for name, _ in self._booleans):
            return row
        return tuple(bool(value) if (table, index) in self._booleans else value for index, value in enumerate(row))

    def close(self) -> None:
        """Let the planner know the tables."""
        self._driver.autocommit = True
        self._driver.execute("ANALYZE")
        self._connection.close()


# --- proof --------------------------------------------------------------------------------------------------


def check(install: Install, loaded: Loaded) -> int:
    """Raise AssertionError unless every sample is what the bus would have written; returns how many were looked at.

    Its rows with slots in place of its own values are those of the life that was led through the bus; replaying its
    events gives the same rows; its chain is whole, its payloads match their commitments, its leaves are numbered.
    """
    tenant = install.tenants.get(w.SLUG)
    for slots, template in loaded.samples:
        _check_rows(install, tenant, slots, template)
        stream = f"ticket:{slots.id}"
        compare = partial(replay.difference_after_replay, hooks=install.hooks, stream=stream)
        changed = tenant.writer.call(compare, dry=True)
        assert not changed, f"{template.life.name}: replay differs: {changed}"
        tenant.read(partial(_check_chain, stream=stream))
    return len(loaded.samples)


def _check_rows(install: Install, tenant: Tenant, slots: Slots, template: lives.Template) -> None:
    if tenant.database.kind != "sqlite":
        # The driver gives JSON as objects here; replay below compares the same rows by value.
        return
    rows = tenant.read(lambda tx: lives.read_rows(tx, install.hooks, slots.id))
    if not rows["command_result"]:
        rows["command_result"] = [(command, b"", "", 0) for command in slots.c]
        template = replace(template, rows={**template.rows, "command_result": []})
    names = ("title", "description", "fault", "serial", "sort", "amount", "priority", "ref", "id", "number", "team")
    values = {name: getattr(slots, name) for name in (*names, "reporter", "dispatcher", "engineer")}
    values |= {"fault_key": slots.fault_key, "serial_key": slots.serial_key}
    found = lives.abstract(rows, values, install.hooks)
    found["command_result"] = found["command_result"] if template.rows["command_result"] else []
    for table, expected in template.rows.items():
        assert sorted(map(repr, found[table])) == sorted(map(repr, expected)), f"{template.life.name}: {table} differs"


def _check_chain(tx: Any, stream: str) -> None:
    events = tx.all(event_table, order=("no",), stream=stream)
    logged = [ledger.LoggedEvent(stream, row["no"], row["body"].encode(), bytes(row["hash"])) for row in events]
    faults = list(ledger.check_chain(logged))
    assert not faults, faults
    bodies = {row["no"]: json.loads(row["body"]) for row in events}
    for row in tx.all(payload_table, stream=stream):
        if tx.kind == "sqlite":
            secret = json.loads(bytes(row["data"]))
            assert ledger.payload_matches(bodies[row["no"]]["payload"], bytes(row["key"]), secret)


def main() -> None:
    """An install with many tickets, for looking at by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tickets", type=int, default=100_000)
    given = parser.parse_args()
    folder = given.folder.absolute()
    settings = Settings(data=folder / "data", key_file=folder / "key")
    folder.mkdir(parents=True, exist_ok=True)
    with w.opened(settings) as install:
        world = w.build(install)
        loaded = load(install, world, given.tickets, lambda text: print(text, file=sys.stderr))
        checked = check(install, loaded)
    print(f"{loaded.tickets:,} tickets, {loaded.events:,} events: {loaded.seconds:.1f} s rows, ", end="")
    print(f"{loaded.numbering:.1f} s leaves, {checked} checked")
    print(f"BIHUAN_DATA={settings.data} BIHUAN_KEY_FILE={settings.key_path} bihuan serve")
    print("a token:", world.tokens[world.dispatchers[0]])


if __name__ == "__main__":
    main()
