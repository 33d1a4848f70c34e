"""What the customers module registers."""

from bihuan.kernel.hooks import Hooks
from bihuan.kernel.masters import register_master
from bihuan.modules.customers import api, tables


def register(hooks: Hooks) -> None:
    """Four kinds of masters and their routes."""
    for master in tables.ALL:
        register_master(hooks, master)
    hooks.router("/customers", api.router)
