"""What other modules may ask of engineers, roster and dispatch. The platform's own reads: no rights."""

from bihuan.core.values import Instant
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.tx import Tx
from bihuan.modules.dispatch import queries

__all__ = ["is_engineer", "on_duty"]


def is_engineer(tx: Tx, user: str) -> bool:
    """Whether dispatch counts the person among its candidates."""
    row = queries.engineer_row(tx, user)
    return row is not None and bool(row["active"])


def on_duty(tx: Tx, tenant: TenantInfo, at: Instant) -> list[str]:
    """Who is on duty or on call at an instant, as far as a roster is kept."""
    return [item["person"] for item in queries.on_duty(tx, tenant.zone, at)]
