"""What the trace module registers."""

from bihuan.kernel.hooks import Hooks
from bihuan.modules.trace import api


def register(hooks: Hooks) -> None:
    """The one box."""
    hooks.router("/trace", api.router)
