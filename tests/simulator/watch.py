"""What must hold whatever happens. Each look reads what is new since the last one; nothing is taken from the product's
own checks but the hash functions."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from bihuan.core import ledger
from bihuan.kernel.command import Accepted
from bihuan.kernel.tables import checkpoint, command_result, event, leaf
from bihuan.kernel.tx import Row, Tx

_PAGE = 5_000
_STANDS = "SELECT (SELECT max(seq) FROM event), (SELECT max(idx) FROM leaf), (SELECT max(size) FROM checkpoint)"


class BrokenError(Exception):
    """An invariant does not hold. `rule` names it; failures of one rule are one failure."""

    def __init__(self, rule: str, text: str) -> None:
        super().__init__(f"{rule}: {text}")
        self.rule = rule


@dataclass(slots=True)
class Promise:
    """What was acknowledged under a command's id: the thing made, and the events that it had."""

    ref: str
    events: tuple[str, ...] | None
    at: int


@dataclass
class Ledger:
    """Follows the ledger from outside: every event once, in its chain and in the tree, with all that was promised."""

    seq: int = 0
    count: int = 0
    last_hash: bytes = b""
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    # By the root command's id; one that was seen whole never gets another event.
    units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    promises: dict[str, Promise] = field(default_factory=dict)
    stands: Any = None
    unseen: list[str] = field(default_factory=list)
    frontier: ledger.Frontier = field(default_factory=ledger.Frontier)
    signed: int = 0
    new_streams: dict[str, None] = field(default_factory=dict)

    # --- what was promised ----------------------------------------------------------------------------------

    def acknowledge(self, tx: Tx, id_: str, accepted: Accepted, now: int) -> None:
        """Somebody was told that it is done: then it is, for ever, and once."""
        stored = tx.get(command_result, id=id_)
        if stored is None or stored["ref"] != accepted.ref:
            raise BrokenError("acknowledged is committed", f"{id_} was acknowledged as {accepted.ref}, kept: {stored}")
        known = self.promises.get(id_)
        refs = None if accepted.repeated else tuple(one.ref for one in accepted.events)
        if known is not None and known.ref != accepted.ref:
            raise BrokenError("one answer per id", f"{id_}: {known.ref}, then {accepted.ref}")
        if known is not None and not accepted.repeated:
            raise BrokenError("one effect per id", f"{id_} was done again, as {accepted.ref}")
        if known is None:
            self.promises[id_] = Promise(accepted.ref, refs, now)
            self.unseen.append(id_)

    # --- what is there --------------------------------------------------------------------------------------

    def look(self, tx: Tx) -> None:
        """Take in the events, leaves and checkpoints that are new."""
        stands = tx.run(_STANDS).fetchone()
        if stands == self.stands and not self.unseen:
            return
        self.stands = stands
        while self._events(tx) == _PAGE:
            pass
        for id_ in self.unseen:
            if self.promises[id_].events and id_ not in self.units:
                raise BrokenError("acknowledged is committed", f"{id_}: told {self.promises[id_].events}, kept none")
        self.unseen.clear()
        self._leaves(tx)
        self._checkpoints(tx)

    def after_restart(self, tx: Tx) -> None:
        """All that was ever seen is still there, and as it was."""
        kept = sa.select(sa.func.count(event.c.seq)).where(event.c.seq <= self.seq)
        last = tx.scalar(sa.select(event.c.hash).where(event.c.seq == self.seq))
        if tx.scalar(kept) != self.count or (self.count and bytes(last or b"") != self.last_hash):
            raise BrokenError("committed is kept", f"{tx.scalar(kept)} of {self.count} events up to {self.seq}")
        if (tx.scalar(sa.select(sa.func.count(leaf.c.idx))) or 0) < self.frontier.size:
            raise BrokenError("committed is kept", f"fewer leaves than {self.frontier.size}")

    def _events(self, tx: Tx) -> int:
        rows = tx.rows(sa.select(event).where(event.c.seq > self.seq).order_by(event.c.seq).limit(_PAGE))
        for row in rows:
            self._link(row)
        for correlation, refs in _units(rows):
            if correlation in self.units:
                raise BrokenError("one effect per id", f"{correlation} did {self.units[correlation]}, then {refs}")
            self.units[correlation] = refs
            self._compare(correlation, refs)
        if rows:
            self.seq, self.count = rows[-1]["seq"], self.count + len(rows)
            self.last_hash = bytes(rows[-1]["hash"])
        return len(rows)

    def _compare(self, correlation: str, refs: tuple[str, ...]) -> None:
        promise = self.promises.get(correlation)
        if promise is not None and promise.events not in (None, refs):
            raise BrokenError("acknowledged is committed", f"{correlation}: told {promise.events}, kept {refs}")

    def _link(self, row: Row) -> None:
        text, stream = row["body"].encode(), row["stream"]
        body = json.loads(text)
        no, last = self.heads.get(stream, (0, None))
        if (body["stream"], body["no"]) != (stream, no + 1) or body.get("prev") != last:
            raise BrokenError("chain", f"{stream}#{row['no']} does not follow #{no}")
        if ledger.event_hash(text) != bytes(row["hash"]):
            raise BrokenError("chain", f"{stream}#{row['no']} has another hash")
        self.heads[stream] = no + 1, bytes(row["hash"]).hex()
        self.new_streams[stream] = None

    def _leaves(self, tx: Tx) -> None:
        joined = leaf.join(event, event.c.seq == leaf.c.seq)
        statement = sa.select(leaf.c.idx, leaf.c.seq, event.c.hash).select_from(joined).order_by(leaf.c.idx)
        for row in tx.rows(statement.where(leaf.c.idx >= self.frontier.size)):
            if row["idx"] != self.frontier.size:
                raise BrokenError("tree", f"leaf {row['idx']} follows {self.frontier.size - 1}")
            self.frontier, _ = ledger.append_all(self.frontier, (ledger.leaf_hash(bytes(row["hash"])),))

    def _checkpoints(self, tx: Tx) -> None:
        for row in tx.rows(sa.select(checkpoint).where(checkpoint.c.size > self.signed).order_by(checkpoint.c.size)):
            self.signed = row["size"]
            if row["size"] == self.frontier.size and bytes(row["root"]) != ledger.frontier_root(self.frontier):
                raise BrokenError("tree", f"the checkpoint of {row['size']} has another root")

    def take_new_streams(self) -> list[str]:
        """The streams that were written to since this was asked last."""
        found = list(self.new_streams)
        self.new_streams.clear()
        return found


def _units(rows: Iterable[Row]) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Neighbouring events of one root command. A unit is atomic: its events stand together."""
    current: str | None = None
    refs: list[str] = []
    for row in rows:
        if row["correlation"] != current and current is not None:
            yield current, tuple(refs)
            refs = []
        current = row["correlation"]
        refs.append(f"{row['stream']}#{row['no']}")
    if current is not None:
        yield current, tuple(refs)


def fingerprint(tx: Tx) -> list[Any]:
    """Every event without what is drawn anew in each run: salts of personal payloads, and the hashes over them."""
    found = []
    for row in tx.rows(sa.select(event.c.body).order_by(event.c.seq)):
        body = json.loads(row["body"])
        found.append({key: value for key, value in body.items() if key not in ("prev", "payload")})
    return found
