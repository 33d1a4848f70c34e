"""What the operator may ask of the trace."""

from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.tx import Tx
from bihuan.modules.trace import queries


def drill(tx: Tx, hooks: Hooks, caller: Caller, seed: str, count: int) -> list[JsonObject]:
    """So many closed tickets drawn by lot, each with its stations and whether its record is complete."""
    return queries.drill(tx, hooks, caller, queries.fractions_of(seed, min(count, queries.MOST_DRAWN)))
