"""Carrying a checkpoint out: one outbox row each, tried until somebody has taken it or refuses it for good."""

import json
from base64 import b64encode
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bihuan.core import ledger
from bihuan.core.late import dataclass
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.errors import say
from bihuan.kernel.hooks import JobContext
from bihuan.kernel.ports import STAMPER, Account, Letter, RefusedForGoodError, Stamper
from bihuan.kernel.tx import Tx
from bihuan.modules.notifications import interface as notifications
from bihuan.modules.witness import messages as m
from bihuan.modules.witness import queries

_CARRIERS = {m.MAIL: "smtp", m.WEBHOOK: "webhook"}


@dataclass(frozen=True, slots=True)
class _Parcel:
    """As whom it is sent, and to which address where the account does not say so."""

    account: Account
    address: str = ""


def carry(stored: StoredEvent, context: JobContext) -> Iterable[m.NoteReceipt]:
    """Hand the checkpoint of a DepartureAsked over; answers with the receipt."""
    parcel: _Parcel | None = context.read(partial(_pack, stored))
    if parcel is None:
        return
    event, departure = stored.event, stored.stream_id
    if event.kind == m.TSA:
        stamper: Stamper | None = context.ports.get(STAMPER)
        if stamper is None:
            raise RefusedForGoodError("delivery.no_channel", event.kind)
        stamp = stamper.stamp(parcel.account, event.note.encode(), context.now)
        token = b64encode(stamp.response).decode()
        yield m.NoteReceipt(departure, context.now, stamp.serial, token, stamp.at)
        return
    carrier = context.ports.get(_CARRIERS[event.kind])
    if carrier is None:
        raise RefusedForGoodError("delivery.no_channel", event.kind)
    letter = _mail(stored, context, parcel.address) if event.kind == m.MAIL else _push(stored, context)
    yield m.NoteReceipt(departure, context.now, carrier.carry(parcel.account, letter, context.now))


def _pack(stored: StoredEvent, tx: Tx) -> _Parcel | None:
    """None when it has left already: a repeat after a crash sends nothing twice that was noted."""
    row = queries.departure_row(tx, stored.stream_id)
    if row is None or row["left_at"] is not None:
        return None
    witness = queries.witness_row(tx, stored.event.witness)
    if witness is None or not witness["enabled"]:
        raise RefusedForGoodError("delivery.no_channel")
    if witness["kind"] != m.MAIL:
        return _Parcel(notifications.account_of(tx.keys, witness["settings"], witness["secrets"]))
    account = notifications.mail_account(tx)
    if account is None:
        raise RefusedForGoodError("delivery.no_channel", "smtp")
    return _Parcel(account, witness["settings"]["address"])


def _mail(stored: StoredEvent, context: JobContext, address: str) -> Letter:
    event, language = stored.event, context.tenant.language
    words = {"company": context.tenant.name, "size": event.size, "note": event.note}
    return Letter(
        id=stored.stream_id,
        title=say("witness.mail_title", words, language),
        text=say("witness.mail_text", words, language),
        language=language,
        address=address,
    )


def _push(stored: StoredEvent, context: JobContext) -> Letter:
    event = stored.event
    stated = ledger.parse_checkpoint_body(ledger.parse_note(event.note).body)
    data: dict[str, Any] = {
        "tenant": context.tenant.slug,
        "origin": stated.origin,
        "size": stated.size,
        "root": stated.root.hex(),
        "at": stated.at,
        "note": event.note,
    }
    at = datetime.fromtimestamp(context.now // 1000, UTC).isoformat().replace("+00:00", "Z")
    body = json.dumps({"type": "ledger.checkpoint", "timestamp": at, "data": data}, ensure_ascii=False)
    return Letter(id=stored.stream_id, title="", text=body)
