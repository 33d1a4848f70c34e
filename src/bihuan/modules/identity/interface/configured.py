"""Roles as a bundle holds them."""

from bihuan.core.values import JsonObject
from bihuan.kernel.tx import Tx
from bihuan.modules.identity import queries


def configured_roles(tx: Tx) -> list[JsonObject]:
    """The company's own roles and those ready ones that it changed, by key; the others come with Bihuan."""
    return [
        {name: row[name] for name in ("key", "label", "grants")}
        | ({"second_factor": True} if row["second_factor"] else {})
        for row in sorted(queries.roles(tx), key=lambda row: str(row["key"]))
        if not row["ready"]
    ]
