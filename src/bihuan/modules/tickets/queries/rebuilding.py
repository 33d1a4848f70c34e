"""The search index made anew, ticket by ticket, in slices that let others in.

It stays searchable meanwhile, what happens to a ticket is written to it as always, and a rebuild that was cut short
goes on where it stood.
"""

import sqlalchemy as sa

from bihuan.core.late import dataclass
from bihuan.core.values import Instant
from bihuan.db.search import drop_strangers
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.tx import Tx
from bihuan.modules.tickets.queries.pasts import ids_after
from bihuan.modules.tickets.queries.searching import refresh_search
from bihuan.modules.tickets.tables import search_rebuild, ticket

# Tickets at once: some ten milliseconds of the writer's time.
AT_ONCE = 20
_STATE = 1
_BEFORE_ALL = -1


@dataclass(frozen=True, slots=True)
class Rebuild:
    """How far the newest rebuild has come; `ended_at` is None while it goes on."""

    done: int
    total: int
    began_at: Instant
    ended_at: Instant | None


def begin_rebuild(tx: Tx, now: Instant) -> None:
    """Have every row of the index written anew, from the first ticket on."""
    total = tx.scalar(sa.select(sa.func.count()).select_from(ticket))
    state = {"pos": _BEFORE_ALL, "done": 0, "total": total, "began_at": now, "ended_at": None}
    tx.upsert(search_rebuild, {"id": _STATE, **state})


def rebuild_of(tx: Tx) -> Rebuild | None:
    """The newest rebuild; None where there never was one."""
    row = tx.get(search_rebuild, id=_STATE)
    return None if row is None else Rebuild(*(row[name] for name in ("done", "total", "began_at", "ended_at")))


def is_rebuilding(tx: Tx, _tenant: TenantInfo) -> bool:
    """Whether a rebuild goes on."""
    row = tx.get(search_rebuild, id=_STATE)
    return row is not None and row["pos"] is not None


def rebuild_some(tx: Tx, _tenant: TenantInfo, now: Instant) -> int:
    """Do a slice; returns how many tickets it was, 0 when all are done. What stands in the index between two tickets
    and belongs to none is dropped."""
    state = tx.get(search_rebuild, id=_STATE)
    if state is None or state["pos"] is None:
        return 0
    found = ids_after(tx, state["pos"], AT_ONCE)
    for _, one in found:
        refresh_search(tx, one)
    is_last = len(found) < AT_ONCE
    drop_strangers(tx.write, tx.kind, "ticket", state["pos"], None if is_last else found[-1][0])
    ended = {"pos": None, "ended_at": now} if is_last else {"pos": found[-1][0]}
    tx.update(search_rebuild, {"id": _STATE}, {"done": state["done"] + len(found), **ended})
    return len(found)
