"""Words of notices as a bundle holds them."""

from bihuan.core.values import JsonObject
from bihuan.kernel.tx import Tx
from bihuan.modules.notifications import queries


def configured_texts(tx: Tx) -> list[JsonObject]:
    """The words that the company has published itself, by kind of notice; the ready ones are not among them."""
    rows = sorted(queries.template_rows(tx).items())
    return [
        {"kind": kind, "texts": row["texts"], "enabled": bool(row["enabled"]), "by": list(row["by"])}
        for kind, row in rows
    ]
