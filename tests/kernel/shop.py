"""A module small enough to hold in one's head: boxes that count what is put in. It exercises the kernel only."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import Grant, Subject
from bihuan.core.values import Kind, Refusal
from bihuan.db.engines import Database
from bihuan.db.types import Id, metadata
from bihuan.entry.ledger_check import verify
from bihuan.kernel import tables as kernel_tables
from bihuan.kernel.bus import Bus
from bihuan.kernel.clock import Clock, SetClock
from bihuan.kernel.command import Accepted, Caller, Envelope, Outcome, StoredEvent
from bihuan.kernel.context import Context
from bihuan.kernel.hooks import Derived, Hooks, Projection
from bihuan.kernel.ids import derived_id
from bihuan.kernel.replay import difference_after_replay
from bihuan.kernel.tenants import Tenants
from bihuan.kernel.timers import clear_timer, set_timer
from bihuan.kernel.tx import Tx
from bihuan.settings import Settings
from tests.tables import create_tables

box = sa.Table(
    "test_box",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("label", sa.Text),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)
label_count = sa.Table(
    "test_label_count", metadata, sa.Column("id", Id, primary_key=True), sa.Column("letters", sa.Integer)
)


@dataclass(frozen=True, slots=True)
class OpenBox:
    box: str
    label: str
    fail: str = ""


@dataclass(frozen=True, slots=True)
class PutIn:
    box: str
    amount: int


@dataclass(frozen=True, slots=True)
class BoxOpened:
    label: str


@dataclass(frozen=True, slots=True)
class Added:
    amount: int


def _open(command: OpenBox, context: Context) -> Outcome:
    if context.tx.get(box, id=command.box) is not None:
        raise Refusal("box.exists", Kind.CONFLICT)
    if command.fail == "write":
        context.tx.insert(box, {"id": command.box, "label": "", "total": 0, "version": 0})
    return Outcome(f"box:{command.box}", ((f"box:{command.box}", BoxOpened(command.label)),))


def _put(command: PutIn, context: Context) -> Outcome:
    row = context.tx.get(box, id=command.box)
    if row is None:
        raise Refusal("box.not_found", Kind.NOT_FOUND)
    if row["total"] + command.amount > 1_000:
        raise Refusal("box.full", Kind.CONFLICT)
    return Outcome(f"box:{command.box}", ((f"box:{command.box}", Added(command.amount)),))


def _apply(tx: Tx, box_id: str, events: list[StoredEvent]) -> None:
    for stored in events:
        if isinstance(stored.event, BoxOpened):
            tx.insert(box, {"id": box_id, "label": stored.event.label, "total": 0, "version": stored.no})
            # A box that nothing was put into asks for one piece a minute later.
            command = {"type": "PutIn", "box": box_id, "amount": 1}
            set_timer(tx, stored.stream, "first", stored.at + 60_000, command)
        else:
            row = tx.get(box, id=box_id)
            assert row is not None
            tx.update(box, {"id": box_id}, {"total": row["total"] + stored.event.amount, "version": stored.no})
            clear_timer(tx, stored.stream, "first")


def _count_letters(tx: Tx, box_id: str) -> None:
    row = tx.get(box, id=box_id)
    assert row is not None
    tx.upsert(label_count, {"id": box_id, "letters": len(row["label"] or "")})


def may(command: Any, context: Context) -> None:
    if context.caller.id == "stranger":
        raise Refusal("access.denied", Kind.FORBIDDEN)


def register(hooks: Hooks) -> None:
    """Everything this module has."""
    hooks.table(box, label_count)
    hooks.command(OpenBox, _open, may, lambda c: f"box:{c.box}")
    hooks.command(PutIn, _put, may, lambda c: f"box:{c.box}")
    hooks.event(BoxOpened, personal=("label",))
    hooks.event(Added)
    hooks.projection(Projection("box", ((box, "id"),), _apply))
    hooks.derived(Derived("letters", "box", _count_letters))


def caller(person: str = "alice") -> Caller:
    grants = (Grant("*", "box", "all"),)
    subject = Subject(person=person, grants=grants, confidential_types=frozenset())
    return Caller("user", person, subject, ip="192.0.2.7", device="test")


def envelope(command: Any, number: int | str, **more: Any) -> Envelope:
    return Envelope(derived_id("test", str(number)), command, more.pop("caller", caller()), **more)


_KERNEL_TABLES = frozenset(table.name for table in vars(kernel_tables).values() if isinstance(table, sa.Table))


def _own_tables(database: Database) -> None:
    """The kernel's and the toys' alone: a hundred of the modules' would be most of a test."""
    create_tables(database, _KERNEL_TABLES | {name for name in metadata.tables if name.startswith("test_")})


class Shop:
    """A tenant with the toy module, on SQLite or PostgreSQL, steppable by hand."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock | None = None,
        hooks: Hooks | None = None,
        tenant: str | None = "acme",
        url: str = "",
        **settings: Any,
    ) -> None:
        self.clock: Any = clock or SetClock(1_750_000_000_000)
        self.hooks = hooks or Hooks()
        if hooks is None:
            register(self.hooks)
        self.settings = Settings(data=folder / "data", key_file=folder / "master.key", database_url=url, **settings)
        self.tenants = Tenants(
            self.settings,
            self.hooks,
            self.clock,
            create_tables if hooks is not None else _own_tables,
            read_only_handlers=True,
        )
        self.phrase = self.tenants.set_up_recovery()
        if tenant and not any(row.slug == tenant for row in self.tenants.rows()):
            self.tenants.create(tenant, "恒锐机电")
        self.bus = Bus(self.tenants)

    @property
    def tenant(self):
        return self.tenants.get("acme")

    def send(self, command: Any, number: int | str, **more: Any) -> Accepted:
        """Send a command; whatever it changed, a replay of the streams must give the same rows."""
        accepted = self.bus.send("acme", envelope(command, number, **more))
        self.check_replay({event.stream for event in accepted.events})
        return accepted

    def check_replay(self, streams: Iterable[str]) -> None:
        """Replay equals live (semantics §2.7)."""
        for stream in streams:
            differs = partial(difference_after_replay, hooks=self.hooks, stream=stream)
            assert self.tenant.writer.call(differs, dry=True) == {}

    def count(self, table: sa.Table) -> int:
        """How many rows a table has."""
        return self.tenant.read(lambda tx: tx.scalar(sa.select(sa.func.count()).select_from(table)))

    def faults(self) -> list[str]:
        """What is wrong with the ledger."""
        return verify(self.tenant)["faults"]

    def box(self, box_id: str) -> Any:
        return self.tenant.read(lambda tx: tx.get(box, id=box_id))

    def close(self) -> None:
        self.tenants.close_all()
