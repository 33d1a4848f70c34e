"""How far the counting has come."""

import sqlalchemy as sa

from bihuan.core.late import dataclass
from bihuan.core.values import Instant
from bihuan.kernel.tables import event, leaf
from bihuan.kernel.tx import Tx
from bihuan.modules.reports.tables import fact_state


@dataclass(frozen=True, slots=True)
class Freshness:
    """`lag_ms`: for how long the oldest event that is not counted yet has waited. `complete`: False while everything
    is being counted anew, and figures are too low."""

    lag_ms: int
    complete: bool


def freshness(tx: Tx, now: Instant) -> Freshness:
    """As of `now`."""
    state = tx.get(fact_state, id=1)
    if state is None:
        return Freshness(0, complete=False)
    waits = sa.select(event.c.at).join(leaf, leaf.c.seq == event.c.seq).where(leaf.c.idx > state["leaf"])
    oldest = tx.scalar(waits.order_by(leaf.c.idx).limit(1))
    return Freshness(0 if oldest is None else max(0, now - oldest), complete=state["pos"] is None)
