"""Routes of engineers, roster and dispatch."""

from bihuan.modules.dispatch.api.designing import router as designing
from bihuan.modules.dispatch.api.dispatching import router as dispatching
from bihuan.modules.dispatch.api.dispatching import ticket_router
from bihuan.modules.dispatch.api.roster import router as roster
from bihuan.modules.dispatch.api.staff import router as staff

ROUTERS = (
    ("/engineers", staff),
    ("/roster", roster),
    ("/dispatch", designing),
    ("/dispatch", dispatching),
    ("/tickets", ticket_router),
)
