"""The drill: tickets drawn by lot, each asked for whole; is every station there, and how long does it take (AUD-2)?"""

import hashlib
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bihuan.core.values import JsonObject
from bihuan.kernel.clock import monotonic_seconds
from bihuan.kernel.command import Caller
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.tables import leaf as leaf_table
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.tickets import interface as tickets

MOST_DRAWN = 200
# A station is looked for where one of its signs says that it was passed: events that then have to be there.
STATIONS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "report": (frozenset(), frozenset({"TicketCreated"})),
    "dispatch": (
        frozenset({"VisitAccepted", "VisitArrived", "WorkBegan"}),
        frozenset({"VisitOffered", "TaskAssigned", "TaskClaimed", "TaskPooled"}),
    ),
    "site": (frozenset({"VisitArrived", "WorkBegan"}), frozenset({"TaskFinished", "VisitEnded", "VisitFinished"})),
    "decision": (frozenset({"SeatCalled", "VoteCast"}), frozenset({"VoteCast"})),
    "end": (
        frozenset(),
        frozenset({"RunEnded", "RunTerminated", "RunWithdrawn", "RunForceClosed", "TicketMerged"}),
    ),
}
ERASED = "erased"


def drill(tx: Tx, hooks: Hooks, caller: Caller, fractions: Sequence[float]) -> list[JsonObject]:
    """Each drawn ticket (`fractions` of all that are over and that the caller may read) with its stations, true where
    it is complete; `milliseconds` is what reading the whole trace took."""
    return [_checked(tx, hooks, caller, row) for row in tickets.drawn_by_lot(tx, caller, fractions)]


def fractions_of(seed: str, count: int) -> list[float]:
    """Numbers between 0 and 1 that nobody can choose and everybody can draw again."""
    digests = (hashlib.sha256(f"{seed}:{place}".encode()).digest() for place in range(count))
    return [int.from_bytes(digest[:7], "big") / (1 << 56) for digest in digests]


def _checked(tx: Tx, hooks: Hooks, caller: Caller, row: Row) -> JsonObject:
    began = monotonic_seconds()
    told = tickets.ticket_trace(tx, hooks, caller, row["id"])
    spent = (monotonic_seconds() - began) * 1000
    kinds = {entry["type"] for entry in told["events"]}
    erased = "TicketPurged" in kinds
    stations: dict[str, bool] = {
        name: bool(kinds & needed) for name, (signs, needed) in STATIONS.items() if not signs or kinds & signs
    }
    stations |= _told_beside(tx, told, kinds)
    if row["archived_at"] is not None:
        stations["archive"] = "TicketArchived" in kinds
    stations["content"] = erased or bool(told["ticket"].get("title") or told["ticket"].get("data"))
    stations["proof"] = _is_proven(tx, f"ticket:{row['id']}")
    return {
        **{name: row[name] for name in ("id", "number", "type", "created_at")},
        "stations": stations,
        "events": len(told["events"]),
        "erased": erased,
        "complete": all(stations.values()),
        "milliseconds": round(spent, 1),
    }


def _told_beside(tx: Tx, told: JsonObject, kinds: set[str]) -> dict[str, bool]:
    """Parts and rating: who wrote what stands there is on record. Messages: each is. The review, where there is one."""
    data, events = told["ticket"].get("data") or {}, told["events"]
    written = {key for entry in events for key in entry["what"].get("data") or {}}
    found = {
        name: set(filled) <= written
        for name, keys in told["about"].items()
        if (filled := [key for key in keys if data.get(key) not in (None, "", [])])
    }
    notes = {note["id"] for note in tickets.notes_of(tx, told["ticket"]["id"])}
    if notes:
        found["messages"] = notes <= {entry["what"].get("note") for entry in events}
    if (told["sections"].get("review") or {}).get("review"):
        found["review"] = "ReviewSaved" in kinds
    return found


def _is_proven(tx: Tx, stream: str) -> bool:
    """Whether the chain counts 1, 2, 3, …, each event has the hash of its text, and each has its leaf in the tree."""
    joined = event_table.outerjoin(leaf_table, event_table.c.seq == leaf_table.c.seq)
    columns = (event_table.c.no, event_table.c.body, event_table.c.hash, leaf_table.c.hash.label("leaf"))
    rows: list[Any] = tx.rows(
        sa.select(*columns).select_from(joined).where(event_table.c.stream == stream).order_by(event_table.c.no)
    )
    counted = [row["no"] for row in rows] == list(range(1, len(rows) + 1))
    return counted and all(_holds(row) for row in rows)


def _holds(row: Row) -> bool:
    return hashlib.sha256(row["body"].encode()).digest() == bytes(row["hash"]) and row["leaf"] is not None
