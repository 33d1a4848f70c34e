"""Every ledger that a release has ever written is still read, and makes the rows it made then (semantics §2.7)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bihuan.core import ledger
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.replay import rebuild_stream, stream_rows
from bihuan.kernel.tables import event, payload
from tests.modules.company import Company, hooks_of
from tests.modules.tickets.conftest import MODULES
from tests.modules.tickets.golden import FOLDER, KINDS, plain

RELEASES = sorted(FOLDER.glob("*.json"))


def test_there_is_a_ledger_of_every_release():
    assert [path.stem for path in RELEASES] == ["0.1.0"]


@pytest.mark.req("AUD-1")
@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)
def test_an_old_ledger_makes_the_rows_it_made_then(path: Path, tmp_path: Path):
    kept = json.loads(path.read_text(encoding="utf-8"))
    company = Company(tmp_path, hooks_of(*MODULES))
    try:
        made = company.tenant.writer.call(lambda tx: _replayed(tx, company.hooks, kept), dry=True)
    finally:
        company.close()
    for stream, tables in kept["rows"].items():
        for name, rows in tables.items():
            assert _known_columns(made[stream][name], rows) == rows, (stream, name)


def _replayed(tx: Any, hooks: Hooks, kept: dict[str, Any]) -> dict[str, Any]:
    for row in kept["events"]:
        assert ledger.event_hash(row["body"].encode()).hex() == row["hash"]
        tx.insert(event, {**row, "hash": bytes.fromhex(row["hash"])})
    for row in kept["payloads"]:
        tx.insert(payload, {**row, "key": bytes.fromhex(row["key"]), "data": row["data"].encode()})
    # Definitions first: what runs is folded by them.
    for stream in sorted(kept["rows"], key=lambda name: KINDS.index(name.partition(":")[0])):
        rebuild_stream(tx, hooks, stream)
    return {stream: plain(stream_rows(tx, hooks, stream)) for stream in kept["rows"]}


def _known_columns(made: list[dict[str, Any]], then: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Today's rows with the columns of then: later releases may add some."""
    known = set(then[0]) if then else set()
    return sorted(({name: row.get(name) for name in known} for row in made), key=then.index)


@dataclass(frozen=True, slots=True)
class Painted:
    colour: str
    coats: int = 1


def test_an_event_of_an_older_version_passes_every_upcaster_on_its_way():
    hooks = Hooks()
    hooks.event(Painted, version=3)
    hooks.upcaster("Painted", 1, lambda data: {"colour": data["color"]})
    hooks.upcaster("Painted", 2, lambda data: {**data, "coats": 2})
    log = EventLog(hooks)
    assert log.event_of("Painted", 1, {"color": "red"}) == Painted("red", 2)
    assert log.event_of("Painted", 2, {"colour": "red"}) == Painted("red", 2)
    assert log.event_of("Painted", 3, {"colour": "red"}) == Painted("red", 1)
