"""Instants at which a command must be sent. A timer is a stored, indexed row of its stream (architecture §5)."""

import json
from collections.abc import Set as AbstractSet
from typing import Any

import sqlalchemy as sa

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject
from bihuan.db.types import dump_json
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.ids import derived_id
from bihuan.kernel.tables import timer as timer_table
from bihuan.kernel.tx import Tx

TimerKey = tuple[str, str, Instant]


@dataclass(frozen=True, slots=True)
class DueTimer:
    """A timer whose moment has passed. `command` is None when nobody (any more) knows what it asks for."""

    stream: str
    name: str
    due: Instant
    command: Any

    @property
    def key(self) -> TimerKey:
        """Names this timer at this instant: moved, it is another one."""
        return self.stream, self.name, self.due

    @property
    def command_id(self) -> str:
        """The same timer at the same instant sends the same command, however often it is found due."""
        return derived_id("timer", self.stream, self.name, str(self.due))


def set_timer(tx: Tx, stream: str, name: str, due: Instant, command: JsonObject) -> None:
    """Write or move a timer; called by `apply.py` only. `command` is {"type": name, …fields}."""
    body = {key: value for key, value in command.items() if key != "type"}
    row = {"stream": stream, "name": name, "due": due, "command": command["type"], "body": dump_json(body)}
    tx.upsert(timer_table, row)


def is_due(tx: Tx, stream: str, name: str, now: Instant) -> bool:
    """Whether there is such a timer and its moment has passed."""
    row = tx.get(timer_table, stream=stream, name=name)
    return row is not None and row["due"] <= now


def clear_timers(tx: Tx, stream: str) -> None:
    """All timers of a stream."""
    tx.delete(timer_table, stream=stream)


def clear_timer(tx: Tx, stream: str, name: str) -> None:
    """Forget a timer; called by `apply.py` only."""
    tx.delete(timer_table, stream=stream, name=name)


def due_timers(
    tx: Tx, hooks: Hooks, now: Instant, limit: int = 100, resting: AbstractSet[TimerKey] = frozenset()
) -> list[DueTimer]:
    """Timers whose moment has passed, oldest first; `resting`: those that are not wanted now, however old."""
    statement = sa.select(timer_table).where(timer_table.c.due <= now).order_by(timer_table.c.due)
    # So many more are read as may have to be passed over: what rests never stands in front of what does not.
    rows = tx.rows(statement.limit(limit + len(resting)))
    wanted = [row for row in rows if (row["stream"], row["name"], row["due"]) not in resting][:limit]
    return [
        DueTimer(row["stream"], row["name"], row["due"], _command_of(hooks, row["command"], json.loads(row["body"])))
        for row in wanted
    ]


def _command_of(hooks: Hooks, name: str, data: JsonObject) -> Any:
    # Of a plug-in that was taken away, say: it is refused like any other command, and keeps none from its moment.
    try:
        return build_command(hooks, name, data)
    except (KeyError, TypeError):
        return None


def build_command(hooks: Hooks, name: str, data: JsonObject) -> Any:
    """A command object from its name and JSON fields; lists become tuples where the command says so."""
    type_ = hooks.command_names[name]
    values = {}
    for field_name, declared in type_.__dataclass_fields__.items():  # type: ignore[attr-defined]
        if field_name in data:
            value = data[field_name]
            values[field_name] = tuple(value) if str(declared.type).startswith("tuple") and value is not None else value
    return type_(**values)
