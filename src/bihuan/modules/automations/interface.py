"""What other modules may ask of automation rules."""

import base64

from bihuan.core.values import JsonObject
from bihuan.kernel.ids import random_bytes
from bihuan.kernel.keys import TenantKeys, seal
from bihuan.kernel.tx import Tx
from bihuan.modules.automations.bookkeeping import health_of
from bihuan.modules.automations.queries import EVENT_NAMES, EVENTS, endpoint_rows, rule_rows

__all__ = [
    "EVENTS",
    "EVENT_NAMES",
    "SECRET_PURPOSE",
    "configured_rules",
    "failing_endpoints",
    "new_secret",
    "seal_secret",
]

SECRET_PURPOSE = b"automations.endpoint"


def failing_endpoints(tx: Tx) -> list[str]:
    """The keys of active webhook endpoints whose last push failed."""
    return [row["key"] for row in endpoint_rows(tx) if row["active"] and health_of(tx, row) is not None]


def new_secret() -> str:
    """A signing secret as Standard Webhooks writes it."""
    return "whsec_" + base64.b64encode(random_bytes(32)).decode()


def seal_secret(keys: TenantKeys, secret: str) -> str:
    """The form in which a secret is stored and sent."""
    return base64.b64encode(seal(keys.secrets, secret.encode(), SECRET_PURPOSE)).decode()


def configured_rules(tx: Tx) -> list[JsonObject]:
    """Every rule that was not deleted, by key: its body with the place and the switch that it has now."""
    rows = sorted(rule_rows(tx), key=lambda row: str(row["key"]))
    return [{**row["body"], "position": int(row["position"]), "active": bool(row["active"])} for row in rows]
