"""The check of a ledger in place, with the kernel's own rows: what the stand-alone verifier does with an export.

It reads one snapshot and streams, as the export does (`kernel/ledger_export.py`).
"""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature

from bihuan.core import ledger
from bihuan.core.values import JsonObject
from bihuan.kernel.ledger_export import checkpoints, plain_payload, stream_rows
from bihuan.kernel.sequencer import origin_of
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.tables import leaf as leaf_table
from bihuan.kernel.tables import payload as payload_table
from bihuan.kernel.tenants import Tenant
from bihuan.kernel.tx import Tx

_SHOWN_FAULTS = 50


class _Check:
    """One walk over the ledger; faults with their places."""

    def __init__(self, tx: Tx, tenant: Tenant) -> None:
        self._tx = tx
        self._origin = origin_of(tenant.info)
        self._public = tenant.keys.signing.public_key()
        self.faults: list[str] = []
        self.events = self.proven = 0

    def run(self) -> None:
        signed = checkpoints(self._tx)
        due = next(signed, None)
        frontier = ledger.Frontier()
        for fault in ledger.check_chain(self._logged()):
            self.fault(f"{fault.stream}#{fault.no} {fault.code}")
        for row in _numbered(self._tx):
            entry = ledger.leaf_hash(bytes(row["event_hash"])) if row["event_hash"] is not None else b""
            if row["idx"] != frontier.size or bytes(row["hash"]) != entry:
                self.fault(f"leaf {row['idx']} leaf_differs")
            frontier, _ = ledger.append_all(frontier, (entry,))
            while due is not None and due["size"] == frontier.size:
                self._compare(due, ledger.frontier_root(frontier))
                due = next(signed, None)
        if due is not None:
            self.fault(f"checkpoint {due['size']} events_missing")

    def _logged(self) -> Iterator[ledger.LoggedEvent]:
        statement = sa.select(event_table).order_by(event_table.c.stream, event_table.c.no)
        for row in stream_rows(self._tx, statement):
            self.events += 1
            self._check_columns(row)
            yield ledger.LoggedEvent(row["stream"], row["no"], row["body"].encode(), bytes(row["hash"]))

    def _check_columns(self, row: JsonObject) -> None:
        try:
            body = json.loads(row["body"])
        except ValueError:
            return
        if (row["type"], row["at"], row["correlation"]) != (body.get("type"), body.get("at"), body.get("correlation")):
            self.fault(f"{row['stream']}#{row['no']} columns_differ")
        secret = self._tx.get(payload_table, stream=row["stream"], no=row["no"]) if "payload" in body else None
        if secret is not None:
            data = json.loads(plain_payload(self._tx, secret))
            if not ledger.payload_matches(body["payload"], bytes(secret["key"]), data):
                self.fault(f"{row['stream']}#{row['no']} payload_differs")

    def _compare(self, row: JsonObject, root: bytes) -> None:
        place = f"checkpoint {row['size']}"
        note = ledger.parse_note(row["note"])
        stated = ledger.parse_checkpoint_body(note.body)
        if (stated.origin, stated.size, stated.root) != (self._origin, row["size"], root):
            self.fault(f"{place} root_differs")
            return
        try:
            self._public.verify(note.signatures[0].signature, note.body)
        except InvalidSignature:
            self.fault(f"{place} signature_bad")
            return
        self.proven = row["size"]

    def fault(self, text: str) -> None:
        if len(self.faults) < _SHOWN_FAULTS:
            self.faults.append(text)


def _numbered(tx: Tx) -> Iterator[JsonObject]:
    joined = leaf_table.outerjoin(event_table, event_table.c.seq == leaf_table.c.seq)
    columns = (leaf_table.c.idx, leaf_table.c.hash, event_table.c.hash.label("event_hash"))
    return stream_rows(tx, sa.select(*columns).select_from(joined).order_by(leaf_table.c.idx))


def verify(tenant: Tenant) -> JsonObject:
    """Chains, payloads, leaves and every stored checkpoint: {events, covered, faults}.

    Says nothing about a ledger that was rewritten as a whole: that takes a checkpoint from outside and the verifier.
    """

    def check(tx: Tx) -> JsonObject:
        found = _Check(tx, tenant)
        found.run()
        return {"events": found.events, "covered": found.proven, "faults": found.faults}

    report: JsonObject = tenant.read(check)
    return report
