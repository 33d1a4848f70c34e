"""What the customers module registers."""

from bihuan.kernel.hooks import Hooks
from bihuan.kernel.masters import register_master
from bihuan.kernel.named import provide_named
from bihuan.modules.customers import api, queries, tables


def register(hooks: Hooks) -> None:
    """Four kinds of masters and their routes."""
    for master in tables.ALL:
        register_master(hooks, master)
    for kind, nameable in queries.NAMEABLE.items():
        provide_named(hooks, kind, nameable)
    hooks.router("/customers", api.router)
