"""What the reports module registers."""

from bihuan.kernel.hooks import Hooks, Upkeep
from bihuan.modules.features import interface as features
from bihuan.modules.reports import api, bookkeeping


def register(hooks: Hooks) -> None:
    """Facts that follow the ledger, and routes."""
    hooks.upkeep(Upkeep("reports.facts", bookkeeping.is_due, bookkeeping.refresh))
    features.register_feature(hooks, features.Feature("reports"))
    hooks.router("/reports", api.router)
