"""That a ticket's record is whole, as anybody who reads the ticket can check for himself (docs/ledger.md §3)."""

from typing import Any

import sqlalchemy as sa

from bihuan.core import ledger
from bihuan.core.values import JsonObject
from bihuan.kernel.sequencer import NodeReader, latest_checkpoint, origin_of
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.tx import Tx
from bihuan.modules.prints.queries.told import Printing
from bihuan.modules.witness import interface as witness


def ticket_proof(printing: Printing, kept: int | None = None) -> JsonObject:
    """The newest event that the caller is shown and a checkpoint covers, with its path; the checkpoint; the chain.

    By its hash it stands for every event before it. `kept`: the size of a checkpoint that the caller kept earlier; the
    answer then shows how the log grew from there. Of what he is not shown nothing is told but that the chain is whole.
    """
    tx, entries = printing.tx, printing.trace["events"]
    newest = latest_checkpoint(tx)
    size = newest["size"] if newest else 0
    covered = next((each for each in reversed(entries) if each["leaf"] is not None and each["leaf"] < size), None)
    return {
        "origin": origin_of(printing.tenant.info),
        "chain": "broken" if _is_broken(tx, f"ticket:{printing.row['id']}") else "whole",
        "events": len(entries),
        "newest": entries[-1]["no"] if entries else 0,
        "covered": _covered(tx, covered, size) if covered else None,
        "checkpoint": {**newest, "root": bytes(newest["root"]).hex()} if newest else None,
        "grown": _grown(tx, kept, size) if kept else None,
        "left": _left(tx, entries, size),
    }


def _covered(tx: Tx, entry: dict[str, Any], size: int) -> JsonObject:
    path = ledger.inclusion_proof(entry["leaf"], size, NodeReader(tx))
    return {"no": entry["no"], "hash": entry["hash"], "leaf": entry["leaf"], "path": [step.hex() for step in path]}


def _grown(tx: Tx, kept: int, size: int) -> JsonObject | None:
    if kept > size:
        return None
    return {"since": kept, "path": [step.hex() for step in ledger.consistency_proof(kept, size, NodeReader(tx))]}


def _left(tx: Tx, entries: list[dict[str, Any]], size: int) -> JsonObject | None:
    """The checkpoint that has left this machine and covers all that is shown, with how the log grew from there."""
    leaves = [each["leaf"] for each in entries]
    found = witness.left_covering(tx, max(leaves)) if leaves and None not in leaves else None
    if found is None or found.size > size:
        return None
    stated = ledger.parse_checkpoint_body(ledger.parse_note(found.note).body)
    return {
        "size": found.size,
        "root": stated.root.hex(),
        "note": found.note,
        "at": found.at,
        "kind": found.kind,
        "label": found.label,
        "path": [step.hex() for step in ledger.consistency_proof(found.size, size, NodeReader(tx))],
    }


def _is_broken(tx: Tx, stream: str) -> bool:
    columns = [event_table.c[name] for name in ("stream", "no", "body", "hash")]
    rows = tx.rows(sa.select(*columns).where(event_table.c.stream == stream).order_by(event_table.c.no))
    logged = (ledger.LoggedEvent(row["stream"], row["no"], row["body"].encode(), bytes(row["hash"])) for row in rows)
    return any(True for _ in ledger.check_chain(logged))
