"""Draws tickets: the rows of lives that were led once (`bench.lives`), filled with other words, people and instants.

A part of the tickets needs nothing of the others, so that several processes draw at once. What they hand on is already
as the database's driver takes it.
"""

import marshal
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache, partial
from hashlib import sha256
from hmac import digest
from typing import Any

from bench import definitions, lives
from bihuan.core.values import instant_of, local_time
from bihuan.db.search import tokens_of
from bihuan.db.sort_key import sort_key
from bihuan.kernel.ids import position_of
from bihuan.kernel.keys import seal
from bihuan.kernel.tables import event as event_table
from bihuan.modules.tickets.handlers.creating import number_of

# Tickets of one part, and more to the end of its last day.
PART = 1_000
SEARCH = "ticket_search"
_DAY_MS = 86_400_000
LEAF = "leaf"
LEAF_MARK = b"\0"
# Computed for each row: slot → the expression that stands for it.
_MADE = {
    **{name: name for name in ("id", "prev", "commitment", "body", "key", "data")},
    "hash": "hash_",
    "hash_hex": "prev",
    "key_hex": "key.hex()",
    "data_hex": "data.hex()",
    "body_hash": "sha256(id.encode()).digest()",
    "body_hash_hex": "sha256(id.encode()).hexdigest()",
}
_BINARY = ("hash", "key", "data", "body_hash")
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


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


Fill = Callable[["Slots", "Pile"], None]
Seal = Callable[[str, bytes], bytes]


class Pile(dict[str, list[Any]]):
    """Rows by table, waiting to be written, and the leaf hashes of events."""

    def __missing__(self, table: str) -> list[Any]:
        rows: list[Any] = []
        self[table] = rows
        return rows


@dataclass(frozen=True)
class Plan:
    """What all parts have in common; goes to other processes as it is. Instants and spans in ms.

    `first` is when the first ticket was made, `step` what lies between two; those made before `open_from` have ended,
    and what those made before `remembered_from` were asked is forgotten.
    """

    tickets: int
    first: int
    step: float
    open_from: int
    remembered_from: int
    zone: str
    kind: str
    payload_key: bytes
    reporters: list[str]
    dispatchers: list[str]
    engineers: list[str]
    departments: dict[str, str]
    templates: tuple[lives.Template, ...]
    keep: frozenset[int]
    seed: int = 7

    def at(self, index: int) -> int:
        """When the ticket with this number was made."""
        return int(self.first + self.step * index)

    def parts(self) -> Iterator[range]:
        """The numbers of all tickets in parts that end with a day: ticket numbers are unique within one."""
        start = 0
        while start < self.tickets:
            stop = min(self.tickets, start + PART)
            if stop < self.tickets:
                tomorrow = local_time(self.at(stop - 1), self.zone).date() + timedelta(days=1)
                night = instant_of(datetime.combine(tomorrow, time()), self.zone)
                while self.at(stop) < night and stop < self.tickets:
                    stop += 1
            yield range(start, stop)
            start = stop


@dataclass
class Drawn:
    """The rows of a part by table, packed for the driver; the leaf hashes of its events, one after the other."""

    rows: dict[str, bytes]
    leaves: bytes
    samples: list[tuple[Slots, int]] = field(default_factory=list)


# --- templates into code ------------------------------------------------------------------------------------


def filler(template: lives.Template, *, copied: bool, sealed: Seal, leave_out: str = "") -> Fill:
    """A function that adds the rows of one ticket of this life to a pile, but those of one table: as tuples, or
    `copied` as lines of PostgreSQL's COPY.

    Written as Python source and compiled: an f-string fills its slots several times faster than anything else here.
    """
    lines = ["def fill(s, pile):", "    id, t, c, prev = s.id, s.t, s.c, ''"]
    plain = {name: rows for name, rows in template.rows.items() if name not in ("event", "payload", leave_out)}
    for table, rows in plain.items():
        lines += [_append(table, row, copied) for row in rows]
    secrets = {row[1]: row for row in template.rows["payload"]}
    for row in template.rows["event"]:
        lines += _event(row, secrets.get(row[1]), copied)
    scope: dict[str, Any] = {"hmac": digest, "sha256": sha256, "random_bytes": os.urandom, "sealed": sealed}
    exec("\n".join(lines), scope)
    made: Fill = scope["fill"]
    return made


def _event(row: tuple[Any, ...], secret: tuple[Any, ...] | None, copied: bool) -> Iterator[str]:
    body = lives.columns_of(event_table).index("body")
    if secret is not None:
        stream, no, key, data = secret
        yield "    key = random_bytes(32)"
        yield f"    secret = {_text(data)}.encode()"
        yield "    commitment = hmac(key, secret, 'sha256').hex()"
        yield f"    data = sealed({_text(f'{stream}#{no}')}, secret)"
        yield _append("payload", (stream, no, key, _hole("data")), copied)
    yield f"    body = {_text(row[body])}"
    yield "    hash_ = sha256(body.encode()).digest()"
    yield "    prev = hash_.hex()"
    if copied:
        yield f"    body = body.replace({chr(92)!r}, {chr(92) * 2!r})"
    yield _append("event", (*row[:body], _hole("body"), *row[body + 1 :]), copied)
    yield f"    pile[{LEAF!r}].append(sha256({LEAF_MARK!r} + hash_).digest())"


def _append(table: str, row: tuple[Any, ...], copied: bool) -> str:
    if copied:
        return f"    pile[{table!r}].append({_text(chr(9).join(map(_copied, row)) + chr(10))})"
    return f"    pile[{table!r}].append(({', '.join(map(_cell, row))},))"


def _hole(name: str) -> str:
    return f"{lives.OPEN}{name}{lives.CLOSE}"


def _cell(value: Any) -> str:
    if not isinstance(value, str):
        return repr(value)
    if value.startswith(lives.OPEN) and value.endswith(lives.CLOSE) and value.count(lives.OPEN) == 1:
        return _slot(value[1:-1])
    return _text(value)


def _copied(value: Any) -> str:
    """A cell of COPY; what fills its slots has nothing in it that must be escaped."""
    if not isinstance(value, str):
        return "\\N" if value is None else str(value)
    if value[1:-1] in _BINARY and value == _hole(value[1:-1]):
        return "\\\\x" + _hole(f"{value[1:-1]}_hex")
    return value.translate(_ESCAPED)


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
    return _MADE.get(name, f"s.{name}")


# --- parts ------------------------------------------------------------------------------------------------


class Writer:
    """Draws the tickets of a plan, part by part; the same part is always the same tickets."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        key, copied = plan.payload_key, plan.kind == "postgresql"

        def sealed(reference: str, data: bytes) -> bytes:
            return seal(key, data, reference.encode()) if copied else data

        make = partial(filler, copied=copied, sealed=sealed)
        self._fillers = [make(template) for template in plan.templates]
        # What a repeat can no longer ask for has been swept.
        self._forgotten = [make(template, leave_out="command_result") for template in plan.templates]
        self._pack = _joined if copied else marshal.dumps
        self._shares = [template.life.share for template in plan.templates]
        # Whatever is old has ended one way or the other.
        self._ended = [template.life.share * template.life.ends for template in plan.templates]
        self._chance = random.Random()
        self._numbers: set[str] = set()

    def __call__(self, part: range) -> Drawn:
        """The tickets of a part."""
        self._chance = random.Random(f"{self._plan.seed}/{part.start}")
        self._numbers = set()
        pile, samples = Pile(), []
        for index in part:
            made = self._draw(index, pile)
            if index in self._plan.keep:
                samples.append(made)
        leaves = b"".join(pile.pop(LEAF))
        return Drawn({table: self._pack(rows) for table, rows in pile.items()}, leaves, samples)

    def _draw(self, number: int, pile: Pile) -> tuple[Slots, int]:
        at = self._plan.at(number)
        shares = self._shares if at > self._plan.open_from else self._ended
        index = self._chance.choices(range(len(shares)), shares)[0]
        slots = self._slots(number, self._plan.templates[index], at)
        fillers = self._fillers if at > self._plan.remembered_from else self._forgotten
        fillers[index](slots, pile)
        pile[SEARCH].append(self._search_row(slots))
        return slots, index

    def _slots(self, number: int, template: lives.Template, at: int) -> Slots:
        chance, plan = self._chance, self._plan
        title, description, data = definitions.report_data(chance)
        ticket = _identifier(chance, at)
        engineer = chance.choice(plan.engineers)
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
            ref=f"load-{number}",
            fault_key=_fault_key(data["fault"]),
            serial_key=sort_key(data["serial"]) or "",
            reporter=chance.choice(plan.reporters),
            dispatcher=chance.choice(plan.dispatchers),
            engineer=engineer,
            team=plan.departments[engineer],
        )

    def _number(self, type_: str, ticket: str, at: int) -> str:
        for attempt in range(20):
            number = number_of(definitions.TYPES[type_], ticket, at, self._plan.zone, attempt)
            if number not in self._numbers:
                self._numbers.add(number)
                return number
        raise RuntimeError("no number free")

    def _search_row(self, slots: Slots) -> Any:
        # In the order of the form's fields, as the search row of a ticket is made.
        tokens = dict.fromkeys(tokens_of([slots.number]))
        tokens |= _tokens_of(slots.title)
        tokens |= dict.fromkeys(tokens_of([slots.description]))
        tokens |= _tokens_of(slots.fault) | dict.fromkeys(tokens_of([slots.serial])) | _tokens_of(slots.sort)
        if self._plan.kind == "sqlite":
            return slots.pos, " ".join(tokens)
        joined = "' '".join(tokens)
        return f"{slots.pos}\t'{joined}'\n"


@lru_cache(maxsize=8192)
def _tokens_of(text: str) -> dict[str, None]:
    """Of texts that come again and again."""
    return dict.fromkeys(tokens_of([text]))


@lru_cache(maxsize=4096)
def _fault_key(fault: str) -> str:
    return sort_key(fault) or ""


def _identifier(chance: random.Random, at: int) -> str:
    bits = chance.getrandbits(74)
    text = f"{at & 0xFFFFFFFFFFFF:012x}8{bits >> 62:03x}{8 | bits >> 60 & 3:x}{bits & 0xFFFFFFFFFFFFFFF:015x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _joined(lines: list[str]) -> bytes:
    return "".join(lines).encode()
