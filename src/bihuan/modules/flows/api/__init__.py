"""Routes of flows and ticket types. A file each for what is defined, tried out and exchanged with other tools."""

from bihuan.modules.flows.api import exchanging
from bihuan.modules.flows.api.definitions import flow_router, type_router
from bihuan.modules.flows.api.trying import trial_router

__all__ = ["exchanging", "flow_router", "trial_router", "type_router"]
