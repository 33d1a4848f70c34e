"""Stream rows from events again: the proof that replay equals live, and the second half of every erasure."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from bihuan.core.values import JsonObject
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.tables import command_result
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.tables import payload as payload_table
from bihuan.kernel.tables import timer as timer_table
from bihuan.kernel.tx import Tx


def rebuild_stream(tx: Tx, hooks: Hooks, stream: str) -> None:
    """Delete the rows of one stream and apply its events anew, then refresh what is derived from them."""
    kind, _, stream_id = stream.partition(":")
    for projection in hooks.projections.get(kind, ()):
        for table, column in reversed(projection.tables):
            tx.delete(table, **{column: stream_id})
    tx.delete(timer_table, stream=stream)
    events = EventLog(hooks).read(tx, stream)
    for projection in hooks.projections.get(kind, ()):
        projection.apply(tx, stream_id, events)
    for refresh in refreshers_of(hooks, kind):
        refresh(tx, stream_id)


def refreshers_of(hooks: Hooks, kind: str) -> list[Callable[[Tx, str], None]]:
    """What makes the derived rows of a stream of this kind anew, each once."""
    own = (derived.refresh for derived in hooks.deriveds.get(kind, ()) if derived.of is None)
    return list(dict.fromkeys(own))


def stream_rows(tx: Tx, hooks: Hooks, stream: str) -> JsonObject:
    """Every row that the stream's events made, canonically ordered, for comparison."""
    kind, _, stream_id = stream.partition(":")
    found: JsonObject = {"timer": _rows(tx, timer_table, "stream", stream)}
    for projection in hooks.projections.get(kind, ()):
        for table, column in projection.tables:
            found[table.name] = _rows(tx, table, column, stream_id)
    return found


def _rows(tx: Tx, table: sa.Table, column: str, value: str) -> list[Any]:
    return sorted(tx.all(table, **{column: value}), key=repr)


def difference_after_replay(tx: Tx, hooks: Hooks, stream: str) -> JsonObject:
    """What replaying `stream` would change: empty when replay equals live. The caller rolls `tx` back."""
    live = stream_rows(tx, hooks, stream)
    rebuild_stream(tx, hooks, stream)
    replayed = stream_rows(tx, hooks, stream)
    return {name: {"live": live[name], "replayed": replayed[name]} for name in live if live[name] != replayed[name]}


def erase_payloads(tx: Tx, hooks: Hooks, stream: str, *, before: int | None = None) -> int:
    """Erase the personal payloads of a stream with their keys, and re-apply it; returns how many they were.

    The fingerprints of the commands that brought them go, too: whoever knows most of a command could find out the rest
    by trying. Such a command, sent once more, is then refused as another one under the same id.

    `before` spares the events from that number on. Event rows stay and the chain stays valid: it holds
    commitments only (semantics §2.6).
    """
    old = payload_table.c.stream == stream
    if before is not None:
        old &= payload_table.c.no < before
    brought = sa.select(event_table.c.correlation).where(event_table.c.stream == stream)
    if before is not None:
        brought = brought.where(event_table.c.no < before)
    erased = tx.execute(payload_table.delete().where(old))
    if erased:
        tx.execute(command_result.update().where(command_result.c.id.in_(brought)).values(body_hash=b""))
        rebuild_stream(tx, hooks, stream)
    return erased
