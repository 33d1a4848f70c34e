"""What the prints module registers."""

from bihuan.kernel.hooks import Hooks
from bihuan.modules.features import interface as features
from bihuan.modules.prints import api


def register(hooks: Hooks) -> None:
    """The routes; `entry` provides the press. Evidence is printed always: it is no part of the feature."""
    features.register_feature(hooks, features.Feature("prints"))
    hooks.router("/tickets", api.router)
