"""Gives committed events their leaf numbers, grows the Merkle tree and signs checkpoints (semantics §2.9).

Whoever writes events has the tenant to itself until its COMMIT (docs/adr/0005), so `seq` is the order of commits. The
sequencer runs in such a turn, too: nothing can commit behind what it numbers.
"""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from bihuan.core import ledger
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject, Kind, Refusal
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.tables import checkpoint as checkpoint_table
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.tables import leaf as leaf_table
from bihuan.kernel.tables import merkle_node as node_table
from bihuan.kernel.tx import Tx

MAX_LEAVES = 2_000
# Only every fourth level is stored: a fifteenth of the rows, and a missing node costs at most 8 reads.
STORED_LEVELS = 4
# Asked after every few commits, hence as they are (architecture §9.2).
_NEWEST = "SELECT seq FROM event ORDER BY seq DESC LIMIT 1"
_LAST = "SELECT seq FROM leaf ORDER BY idx DESC LIMIT 1"
_HIGHEST = "SELECT max(idx) FROM leaf"
_AFTER = {
    "sqlite": "SELECT seq, hash FROM event WHERE seq > ? ORDER BY seq LIMIT ?",
    "postgresql": "SELECT seq, hash FROM event WHERE seq > %s ORDER BY seq LIMIT %s",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """That event `leaf` is part of the signed tree: check with docs/ledger.md."""

    leaf: int
    size: int
    path: tuple[bytes, ...]
    note: str


def origin_of(tenant: TenantInfo) -> str:
    """The log's name in checkpoints: the tenant's id, which survives a rename or a move."""
    return f"bihuan/{tenant.id}"


def number_events(tx: Tx, limit: int = MAX_LEAVES) -> int:
    """Append committed events to the tree; returns how many. To be called in the tenant's queue."""
    size = tree_size(tx)
    rows = _unnumbered(tx, limit)
    if not rows:
        return 0
    frontier = ledger.read_frontier(size, NodeReader(tx))
    leaves: list[JsonObject] = [
        {"idx": size + offset, "seq": seq, "hash": ledger.leaf_hash(entry)} for offset, (seq, entry) in enumerate(rows)
    ]
    _, levels = ledger.grow(frontier, [leaf["hash"] for leaf in leaves])
    tx.insert(leaf_table, *leaves)
    tx.insert(node_table, *({"level": level, "idx": idx, "hash": node} for level, idx, node in stored_nodes(levels)))
    return len(rows)


def stored_nodes(levels: Sequence[tuple[int, Sequence[bytes]]]) -> Iterator[tuple[int, int, bytes]]:
    """Those nodes of `ledger.grow` that are kept: (level, index, hash)."""
    for level in range(STORED_LEVELS, len(levels), STORED_LEVELS):
        first, hashes = levels[level]
        yield from ((level, first + offset, node) for offset, node in enumerate(hashes))


def _unnumbered(tx: Tx, limit: int) -> list[tuple[int, bytes]]:
    last = tx.run(_LAST).fetchone()
    found = tx.run(_AFTER[tx.kind], (last[0] if last else 0, limit)).fetchall()
    return [(seq, bytes(entry)) for seq, entry in found]


def tree_size(tx: Tx) -> int:
    """How many events are numbered."""
    size = tx.run(_HIGHEST).fetchone()[0]
    return 0 if size is None else int(size) + 1


class NodeReader:
    """Reads complete subtrees for proofs, computing the levels that are not stored."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    def __call__(self, level: int, index: int) -> bytes:
        """The hash of the complete subtree at (level, index)."""
        if level == 0:
            row = self._tx.get(leaf_table, idx=index)
        elif level % STORED_LEVELS == 0:
            row = self._tx.get(node_table, level=level, idx=index)
        else:
            return ledger.node_hash(self(level - 1, index * 2), self(level - 1, index * 2 + 1))
        if row is None:
            raise Refusal("ledger.no_such_leaf", Kind.NOT_FOUND, level=level, index=index)
        return bytes(row["hash"])


def sign_checkpoint(tx: Tx, tenant: TenantInfo, now: Instant) -> str | None:
    """Sign the tree as it stands and keep the note; the last one again when nothing came since. None = empty tree."""
    size = tree_size(tx)
    if size == 0:
        return None
    known = tx.get(checkpoint_table, size=size)
    if known is not None:
        return str(known["note"])
    root = ledger.frontier_root(ledger.read_frontier(size, NodeReader(tx)))
    origin = origin_of(tenant)
    body = ledger.checkpoint_body(origin, size, root, now)
    line = ledger.signature_line(origin, tx.keys.signing_public, tx.keys.signing.sign(body))
    note = ledger.signed_note(body, line)
    tx.insert(checkpoint_table, {"size": size, "at": now, "root": root, "note": note})
    return note


def latest_checkpoint(tx: Tx) -> JsonObject | None:
    """The newest signed checkpoint: size, at, root, note."""
    return tx.first(sa.select(checkpoint_table).order_by(checkpoint_table.c.size.desc()).limit(1))


def prove_event(tx: Tx, stream: str, no: int) -> Proof:
    """The inclusion proof of an event in the newest checkpoint. Refuses `ledger.not_yet_signed`, `ledger.no_event`."""
    joined = event_table.join(leaf_table, event_table.c.seq == leaf_table.c.seq, isouter=True)
    statement = sa.select(event_table.c.seq, leaf_table.c.idx).select_from(joined)
    row = tx.first(statement.where(event_table.c.stream == stream, event_table.c.no == no))
    if row is None:
        raise Refusal("ledger.no_event", Kind.NOT_FOUND)
    newest = latest_checkpoint(tx)
    if newest is None or row["idx"] is None or row["idx"] >= newest["size"]:
        raise Refusal("ledger.not_yet_signed", Kind.CONFLICT)
    path = ledger.inclusion_proof(row["idx"], newest["size"], NodeReader(tx))
    return Proof(row["idx"], newest["size"], path, newest["note"])


def has_unnumbered(tx: Tx) -> bool:
    """Whether committed events wait for a number; cheap, so that an idle worker writes nothing."""
    newest = tx.run(_NEWEST).fetchone()
    return newest is not None and tx.get(leaf_table, seq=newest[0]) is None
