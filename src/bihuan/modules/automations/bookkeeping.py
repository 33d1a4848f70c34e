"""How endpoints fare: no events, written in the tenant's queue between units (semantics §2.5)."""

from bihuan.core.values import Instant
from bihuan.kernel.ports import TryAgainError
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.automations.tables import webhook_health

_MINUTE = 60_000
# After so many failures in a row an endpoint is left in peace, longer and longer, until it answers again.
PATIENCE = 2
REST_MS = (_MINUTE, 5 * _MINUTE, 15 * _MINUTE, 60 * _MINUTE)


def health_of(tx: Tx, endpoint: Row) -> Row | None:
    """The failures in a row of an endpoint as it is now; None when the last push went well or it was changed since.

    `resting_until`: not to be asked before; None while it is still given the benefit of the doubt.
    """
    row = tx.get(webhook_health, endpoint=endpoint["key"])
    return row if row is not None and row["no"] == endpoint["no"] else None


def note_failure(tx: Tx, endpoint: Row, error: TryAgainError, now: Instant) -> None:
    """A push failed for a while. The receiver's own wish for a pause holds from the first time on."""
    known = health_of(tx, endpoint)
    failures = (known["failures"] if known else 0) + 1
    rest = REST_MS[min(failures - PATIENCE, len(REST_MS) - 1)] if failures >= PATIENCE else 0
    rest = max(rest, error.after_ms or 0)
    row = {"endpoint": endpoint["key"], "no": endpoint["no"], "failures": failures, "at": now}
    row |= {"resting_until": now + rest if rest else None, "code": error.code, "detail": error.detail}
    tx.upsert(webhook_health, row)


def note_success(tx: Tx, endpoint: Row) -> None:
    """It answers again."""
    tx.delete(webhook_health, endpoint=endpoint["key"])
