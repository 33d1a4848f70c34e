"""Pushing to endpoints that the company named (Standard Webhooks: id, time and signature in headers)."""

import base64
import json
from collections.abc import Iterable
from functools import partial
from typing import Any

from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.hooks import ActionCall, JobContext
from bihuan.kernel.keys import unseal
from bihuan.kernel.ports import Account, Carrier, Letter, TryAgainError
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.automations import bookkeeping, queries
from bihuan.modules.automations.interface import SECRET_PURPOSE
from bihuan.modules.automations.jobs.tickets import ticket_of

PORT = "webhook"
# What a push tells of the ticket by itself; more only by the rule's own `values`.
_TOLD = ("id", "number", "type", "priority", "stage", "category", "tags", "created_at")


def push(call: ActionCall, context: JobContext) -> Iterable[Any]:
    """Send it. Raises Refusal `automation.endpoint_unknown` or `automation.endpoint_off`, or DeliveryError.

    An endpoint that failed again and again rests: what waits for it costs no time-out each. The first success wakes it.
    """
    carrier: Carrier | None = context.ports.get(PORT)
    if carrier is None:
        raise Refusal("automation.no_way_out", Kind.UNAVAILABLE)
    name = call.settings["endpoint"]
    row, secret, health = context.read(partial(_endpoint, name))
    if health is not None and (health["resting_until"] or 0) > context.now:
        raise TryAgainError("delivery.resting", name, health["resting_until"] - context.now)
    letter = Letter(id=call.key, title=call.source.get("rule") or call.name, text=_payload(call, context))
    try:
        carrier.carry(Account({"url": row["url"]}, {"secret": secret}), letter, context.now)
    except TryAgainError as error:
        failed = error
        context.write(lambda tx: bookkeeping.note_failure(tx, row, failed, context.now))
        raise
    if health is not None:
        context.write(lambda tx: bookkeeping.note_success(tx, row))
    return []


def _endpoint(key: str, tx: Tx) -> tuple[Row, str, Row | None]:
    row = queries.endpoint_row(tx, key)
    if row is None:
        raise Refusal("automation.endpoint_unknown", Kind.NOT_FOUND, endpoint=key)
    if not row["active"]:
        raise Refusal("automation.endpoint_off", Kind.CONFLICT, endpoint=key)
    secret = unseal(tx.keys.secrets, base64.b64decode(row["secret"]), SECRET_PURPOSE).decode()
    return row, secret, bookkeeping.health_of(tx, row)


def _payload(call: ActionCall, context: JobContext) -> str:
    ticket = ticket_of(call, context) if call.ticket else None
    body: JsonObject = {
        "type": f"{call.source.get('kind', 'action')}.{call.source.get('rule', call.name)}",
        "at": call.at,
        "tenant": context.tenant.slug,
        "source": dict(call.source),
        "ticket": {key: ticket[key] for key in _TOLD} if ticket is not None else None,
        "values": dict(call.settings.get("values") or {}),
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
