"""Routes of what a flow admin must see to."""

from bihuan.kernel.routing import Router
from bihuan.kernel.web import PROBLEMS
from bihuan.modules.tickets import queries
from bihuan.modules.tickets.api.pool import DeskDep
from bihuan.modules.tickets.api.shapes import IncidentOut

incidents = Router(tags=["tickets"], responses=PROBLEMS)


@incidents.get("")
async def list_incidents(desk: DeskDep) -> list[IncidentOut]:
    """异常: actions of flows that failed, and runs that neither task nor timer nor job moves; for flow admins."""
    return [IncidentOut(**row) for row in await desk.read(lambda tx: queries.incidents_of(tx, desk.caller))]
