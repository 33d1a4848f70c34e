"""Proves on samples that a bulk load wrote what the bus would have written, on both databases."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from bench import lives
from bench import world as w
from bench.drawing import Slots
from bihuan.core import ledger
from bihuan.db.types import dump_json
from bihuan.entry.wiring import Install
from bihuan.kernel import replay
from bihuan.kernel.keys import unseal
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.tables import leaf as leaf_table
from bihuan.kernel.tables import payload as payload_table
from bihuan.kernel.tenants import Tenant

_NAMES = ("title", "description", "fault", "serial", "sort", "amount", "priority", "ref", "id", "number", "team")
_KEYS = ("reporter", "dispatcher", "engineer", "fault_key", "serial_key")
# A slot where JSON has a number.
_BARE = re.compile(f"(?<=[:,\\[])({lives.OPEN}[^{lives.CLOSE}]*{lives.CLOSE})(?=[,\\]}}])")

Sample = tuple[Slots, lives.Template]


def check(install: Install, samples: Sequence[Sample]) -> int:
    """Raise AssertionError unless every sample is what the bus would have written; returns how many were looked at.

    Its rows with slots in place of its own values are those of the life that was led through the bus; replaying its
    events gives the same rows; its chain is whole, its payloads match their commitments, its leaves are numbered.
    """
    tenant = install.tenants.get(w.SLUG)
    for slots, template in samples:
        _check_rows(install, tenant, slots, template)
        stream = f"ticket:{slots.id}"
        compare = partial(replay.difference_after_replay, hooks=install.hooks, stream=stream)
        changed = tenant.writer.call(compare, dry=True)
        assert not changed, f"{template.life.name}: replay differs: {changed}"
        tenant.read(partial(_check_chain, stream=stream))
    return len(samples)


def _check_rows(install: Install, tenant: Tenant, slots: Slots, template: lives.Template) -> None:
    rows = tenant.read(lambda tx: lives.read_rows(tx, install.hooks, slots.id))
    rows = {table: [_as_written(tenant, table, row) for row in found] for table, found in rows.items()}
    if not rows["command_result"]:
        rows["command_result"] = [(command, b"", "", 0) for command in slots.c]
        template = replace(template, rows={**template.rows, "command_result": []})
    values = {name: getattr(slots, name) for name in (*_NAMES, *_KEYS)}
    found = lives.abstract(rows, values, install.hooks)
    found["command_result"] = found["command_result"] if template.rows["command_result"] else []
    for table, expected in template.rows.items():
        assert _sorted(found[table]) == _sorted(expected), f"{template.life.name}: {table} differs"


def _as_written(tenant: Tenant, table: str, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row as SQLite keeps it: the lives were led there."""
    if tenant.database.kind == "sqlite":
        return row
    if table == payload_table.name:
        stream, no, key, data = row
        row = (stream, no, key, unseal(tenant.keys.payload, bytes(data), f"{stream}#{no}".encode()))
    return tuple(_plain(value) for value in row)


def _plain(value: Any) -> Any:
    if isinstance(value, dict | list):
        return dump_json(value)
    return int(value) if isinstance(value, bool) else value


def _sorted(rows: Sequence[tuple[Any, ...]]) -> list[str]:
    return sorted(repr(tuple(_in_order(value) for value in row)) for row in rows)


def _in_order(value: Any) -> Any:
    """JSON with its keys in order: PostgreSQL has an order of its own."""
    if not isinstance(value, str) or value[:1] not in ("{", "["):
        return value
    return json.dumps(json.loads(_BARE.sub(r'"\1"', value), strict=False), sort_keys=True)


def _check_chain(tx: Any, stream: str) -> None:
    events = tx.all(event_table, order=("no",), stream=stream)
    logged = [ledger.LoggedEvent(stream, row["no"], row["body"].encode(), bytes(row["hash"])) for row in events]
    faults = list(ledger.check_chain(logged))
    assert not faults, faults
    for row in events:
        numbered = tx.get(leaf_table, seq=row["seq"])
        assert numbered is not None and bytes(numbered["hash"]) == ledger.leaf_hash(bytes(row["hash"]))
    bodies = {row["no"]: json.loads(row["body"]) for row in events}
    for row in tx.all(payload_table, stream=stream):
        data = bytes(row["data"])
        if tx.kind != "sqlite":
            data = unseal(tx.keys.payload, data, f"{stream}#{row['no']}".encode())
        assert ledger.payload_matches(bodies[row["no"]]["payload"], bytes(row["key"]), json.loads(data))
