"""Pushing to endpoints that the company named (Standard Webhooks: id, time and signature in headers)."""

import base64
import json
from collections.abc import Iterable
from typing import Any

from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.hooks import ActionCall, JobContext
from bihuan.kernel.keys import unseal
from bihuan.kernel.ports import Account, Carrier, Letter
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.automations import queries
from bihuan.modules.automations.interface import SECRET_PURPOSE
from bihuan.modules.automations.jobs.tickets import ticket_of

PORT = "webhook"
# What a push tells of the ticket by itself; more only by the rule's own `values`.
_TOLD = ("id", "number", "type", "priority", "stage", "category", "tags", "created_at")


def push(call: ActionCall, context: JobContext) -> Iterable[Any]:
    """Send it. Raises Refusal `automation.endpoint_unknown` or `automation.endpoint_off`, or DeliveryError."""
    carrier: Carrier | None = context.ports.get(PORT)
    if carrier is None:
        raise Refusal("automation.no_way_out", Kind.UNAVAILABLE)
    name = call.settings["endpoint"]
    row, secret = context.read(lambda tx: _endpoint(tx, name))
    letter = Letter(id=call.key, title=call.source.get("rule") or call.name, text=_payload(call, context))
    carrier.carry(Account({"url": row["url"]}, {"secret": secret}), letter, context.now)
    return []


def _endpoint(tx: Tx, key: str) -> tuple[Row, str]:
    row = queries.endpoint_row(tx, key)
    if row is None:
        raise Refusal("automation.endpoint_unknown", Kind.NOT_FOUND, endpoint=key)
    if not row["active"]:
        raise Refusal("automation.endpoint_off", Kind.CONFLICT, endpoint=key)
    return row, unseal(tx.keys.secrets, base64.b64decode(row["secret"]), SECRET_PURPOSE).decode()


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
