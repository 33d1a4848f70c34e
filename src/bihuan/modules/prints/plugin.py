"""What the prints module registers."""

from bihuan.kernel.hooks import Hooks
from bihuan.modules.prints import api


def register(hooks: Hooks) -> None:
    """The routes; `entry` provides the press."""
    hooks.router("/tickets", api.router)
