"""Public forms as a bundle holds them."""

from bihuan.core.values import JsonObject
from bihuan.kernel.tx import Tx
from bihuan.modules.portal import queries

_KEYS = ("key", "type", "label", "intro", "channel", "fields", "prefill", "phone_needed", "for_devices", "active")


def configured_forms(tx: Tx) -> list[JsonObject]:
    """Every public form, by key."""
    rows = sorted(queries.forms(tx), key=lambda row: str(row["key"]))
    return [{name: row[name] for name in _KEYS} for row in rows]
