"""What becomes of a ticket: a few whole lives, led through the bus in a scratch tenant, and the rows they left.

The rows are then made abstract: everything that differs between two tickets of one life (ids, people, words, instants)
becomes a named slot. `bench.load` fills the slots again and again, which is much faster than leading the life.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa

from bench import world as w
from bihuan.core.flow import run_from_json
from bihuan.db.sort_key import sort_key
from bihuan.kernel.clock import SetClock
from bihuan.kernel.command import Caller
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.tables import command_result, event, payload, timer
from bihuan.kernel.tx import Tx
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets import queries

# 2024-01-01: every instant of a life is told from here.
START = 1_704_067_200_000
STEP = 25 * 60_000
_INSTANT = re.compile(r"(?<![0-9a-fA-F-])1[67]\d{11}(?![0-9a-fA-F-])")
OPEN, CLOSE = "\x02", "\x03"
# Computed anew for each ticket, not copied: links of the chain and secrets.
_MADE = {("event", "hash"), ("payload", "key"), ("command_result", "body_hash")}
# Where a ticket stands among all.
_PLACES = {("ticket", "pos"), ("ticket_participant", "pos")}

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Life:
    """One way a ticket can go, how often (in 100), and how it is led: commands by their short names."""

    name: str
    share: int
    type: str
    steps: tuple[str, ...]

    @property
    def ends(self) -> bool:
        """Whether nothing is left to do."""
        return self.steps[-1:] in (("archive",), ("withdraw",))


_VISIT = ("assign", "accept", "depart", "arrive", "begin", "finish")
LIVES = (
    Life("loop, new", 8, "bench_loop", ()),
    Life("loop, handed out", 5, "bench_loop", _VISIT[:1]),
    Life("loop, in work", 5, "bench_loop", _VISIT[:5]),
    Life("loop, to accept", 3, "bench_loop", _VISIT),
    Life("loop, archived", 17, "bench_loop", (*_VISIT, "agree", "rate", "archive")),
    Life("loop, withdrawn", 6, "bench_loop", ("withdraw",)),
    Life("desk, new", 4, "bench_desk", ()),
    Life("desk, archived", 52, "bench_desk", ("assign", "accept", "finish", "archive")),
)


@dataclass(frozen=True)
class Template:
    """A life's rows with slots: table → rows → cells. Texts hold their slots between OPEN and CLOSE."""

    life: Life
    rows: Rows
    commands: int


def lead(install: Any, world: w.World, clock: SetClock, life: Life) -> tuple[str, dict[str, str]]:
    """Lead one life through the bus; (ticket id, slot → what stood there)."""
    send = w.Sender(install)
    cast = {"reporter": world.reporters[0], "dispatcher": world.dispatchers[0], "engineer": world.engineers[0]}
    clock.instant = START
    texts = {"title": "标题占位甲", "description": "说明占位乙", "fault": "故障占位丙", "serial": "XX-0000017"}
    data = {"fault": texts["fault"], "serial": texts["serial"], "sort": "hydraulic", "amount": "777123"}
    reporter = _caller(send, cast["reporter"])
    reference = "reference-" + re.sub(r"\W", "-", life.name)
    source = m.Source("api", "bench", reference)
    create = m.CreateTicket(
        type=life.type, title=texts["title"], description=texts["description"], source=source, data=data, priority="P3"
    )
    ticket = send(create, reporter).ref.partition(":")[2]
    for step in life.steps:
        clock.instant += STEP
        _step(send, ticket, step, cast)
    row = install.bus.read(w.SLUG, lambda tx: queries.row_by_id(tx, ticket))
    slots = {
        **texts,
        **cast,
        "id": ticket,
        "number": row["number"],
        "amount": data["amount"],
        "sort": data["sort"],
        "priority": "P3",
        "ref": reference,
        "team": world.departments[cast["engineer"]],
        "fault_key": sort_key(texts["fault"]) or "",
        "serial_key": sort_key(texts["serial"]) or "",
    }
    return ticket, slots


def _caller(send: w.Sender, person: str) -> Caller:
    known = send.caller(person)
    return Caller(known.kind, known.id, known.subject, ip="127.0.0.1", device="bench")


def _step(send: w.Sender, ticket: str, step: str, cast: dict[str, str]) -> None:
    run = send.install.bus.read(w.SLUG, lambda tx: run_from_json(queries.run_state(tx, ticket)))
    task = next(iter(run.tasks), "")
    act: dict[str, Callable[[], tuple[Any, str]]] = {
        "assign": lambda: (m.AssignTask(task=task, person=cast["engineer"]), "dispatcher"),
        "finish": lambda: (m.ActOnTask(task=task, action="finish", data={"cause": "轴承磨损"}), "engineer"),
        "agree": lambda: (m.ActOnTask(task=task, action="agree", signature="signed"), "reporter"),
        "rate": lambda: (m.ActOnTask(task=task, action="finish", data={"stars": "5"}), "reporter"),
        "withdraw": lambda: (m.ActOnTicket(ticket=ticket, action="withdraw", reason="已自行解决"), "reporter"),
        "archive": lambda: (m.ArchiveTicket(ticket=ticket), ""),
    }
    plain = lambda: (m.ActOnTask(task=task, action=step), "engineer")  # noqa: E731
    command, who = act.get(step, plain)()
    send(command, _caller(send, cast[who]) if who else None)


def tables_of(hooks: Hooks) -> list[tuple[sa.Table, str, str]]:
    """Every table that a ticket has rows in: (table, column, prefix of that column's value before the id).

    The outbox is none of them: what had to follow on old tickets has followed.
    """
    own = [(table, column, "") for projection in hooks.projections["ticket"] for table, column in projection.tables]
    streams = [(event, "stream"), (payload, "stream"), (timer, "stream"), (command_result, "ref")]
    return [*own, *((table, column, "ticket:") for table, column in streams)]


def columns_of(table: sa.Table) -> list[str]:
    """The columns that are written; sequences number themselves."""
    generated = {("event", "seq"), ("command_result", "seq")}
    return [column.name for column in table.columns if (table.name, column.name) not in generated]


def read_rows(tx: Tx, hooks: Hooks, ticket: str) -> Rows:
    """The rows of one ticket as the driver gives them, in the order they were written."""
    found: Rows = {}
    for table, column, prefix in tables_of(hooks):
        names = columns_of(table)
        order = "seq" if table.name == "command_result" else ", ".join(f'"{key.name}"' for key in table.primary_key)
        quoted = ", ".join(f'"{name}"' for name in names)
        mark = "?" if tx.kind == "sqlite" else "%s"
        sql = f'SELECT {quoted} FROM "{table.name}" WHERE "{column}" = {mark} ORDER BY {order}'
        found[table.name] = [tuple(row) for row in tx.run(sql, (prefix + ticket,)).fetchall()]
    return found


def abstract(rows: Rows, slots: dict[str, str], hooks: Hooks) -> Rows:
    """`rows` with every value of `slots`, every instant and every command id replaced by a slot."""
    commands = [row[columns_of(command_result).index("id")] for row in rows["command_result"]]
    known = {**slots, **{f"c{index}": command for index, command in enumerate(commands)}}
    start = rows["event"][0][columns_of(event).index("at")]
    ordered = sorted(known.items(), key=lambda item: -len(item[1]))
    names = {table.name: columns_of(table) for table, _, _ in tables_of(hooks)}
    return {
        table: [
            tuple(_cell((table, name), value, ordered, start) for name, value in zip(names[table], row, strict=True))
            for row in found
        ]
        for table, found in rows.items()
    }


def _cell(place: tuple[str, str], value: Any, slots: list[tuple[str, str]], start: int) -> Any:
    if place in _MADE or place in _PLACES:
        return f"{OPEN}{place[1]}{CLOSE}"
    if isinstance(value, int) and not isinstance(value, bool) and START // 2 < value < START * 2:
        return f"{OPEN}+{value - start}{CLOSE}"
    if isinstance(value, bytes | memoryview):
        value = bytes(value).decode()
    if not isinstance(value, str):
        return value
    for name, text in slots:
        # As a whole word: a short amount may stand inside of a longer number by chance.
        if text in value:
            value = re.sub(rf"(?<![0-9A-Za-z]){re.escape(text)}(?![0-9A-Za-z])", f"{OPEN}{name}{CLOSE}", value)
    value = _INSTANT.sub(lambda found: f"{OPEN}+{int(found.group()) - start}{CLOSE}", value)
    value = re.sub(r'"prev":"[0-9a-f]{64}"', f'"prev":"{OPEN}prev{CLOSE}"', value)
    return re.sub(r'"payload":"[0-9a-f]{64}"', f'"payload":"{OPEN}commitment{CLOSE}"', value)


def templates() -> tuple[Template, ...]:
    """Lead every life once, in a scratch tenant on SQLite."""
    clock = SetClock(START)
    made = []
    with w.workplace("") as settings, w.opened(settings, clock) as install:
        world = w.build(install)
        for life in LIVES:
            ticket, slots = lead(install, world, clock, life)
            rows = install.bus.read(w.SLUG, partial(read_rows, hooks=install.hooks, ticket=ticket))
            made.append(Template(life, abstract(rows, slots, install.hooks), len(rows["command_result"])))
    return tuple(made)
