"""Departments, areas, skills and teams: four kinds of the same small thing."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import check_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk
from bihuan.modules.identity import messages as m
from bihuan.modules.identity import queries
from bihuan.modules.identity.api.callers import PathId, SignedIn

_ID = Annotated[str | None, Field(max_length=100)]


class OrgUnitIn(BaseModel):
    """A unit. Departments and areas have a `parent`; departments and teams a `head`."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=100)]
    parent: _ID = None
    head: _ID = None


class OrgUnitOut(BaseModel):
    """A department, area, skill or team."""

    id: str
    name: str
    parent: str | None
    head: str | None
    version: int


def _router(kind: str, many: str) -> Router:
    router = Router(tags=[many], responses=PROBLEMS)

    @router.get("", operation_id=f"list_{many}")
    async def list_units(desk: SignedIn) -> list[OrgUnitOut]:
        """All of them, by name; the tree follows from `parent`."""

        def read(tx: Tx) -> list[Row]:
            check_access(desk.caller.subject, "read", kind, {})
            return queries.org_units(tx, kind)

        return [_out(row) for row in await desk.read(read)]

    @router.post("", status_code=201, operation_id=f"create_{kind}")
    async def create_unit(body: OrgUnitIn, desk: SignedIn) -> OrgUnitOut:
        """Make one."""
        accepted = await desk.submit(m.SaveOrgUnit(kind, body.name, None, body.parent, body.head))
        return await _view(desk, kind, accepted.ref.partition(":")[2])

    @router.get("/{unit_id}", operation_id=f"get_{kind}")
    async def get_unit(unit_id: PathId, desk: SignedIn) -> OrgUnitOut:
        """One of them."""
        return await _view(desk, kind, unit_id)

    @router.put("/{unit_id}", operation_id=f"save_{kind}")
    async def save_unit(unit_id: PathId, body: OrgUnitIn, desk: SignedIn) -> OrgUnitOut:
        """Change one."""
        await desk.submit(m.SaveOrgUnit(kind, body.name, unit_id, body.parent, body.head))
        return await _view(desk, kind, unit_id)

    @router.delete("/{unit_id}", status_code=204, operation_id=f"remove_{kind}")
    async def remove_unit(unit_id: PathId, desk: SignedIn) -> None:
        """Take one away; refused while it is in use."""
        await desk.submit(m.RemoveOrgUnit(kind, unit_id))

    return router


async def _view(desk: Desk, kind: str, unit_id: str) -> OrgUnitOut:
    def read(tx: Tx) -> OrgUnitOut:
        check_access(desk.caller.subject, "read", kind, {})
        row = queries.org_unit(tx, kind, unit_id)
        if row is None:
            raise Refusal(f"{kind}.not_found", Kind.NOT_FOUND)
        return _out(row)

    return await desk.read(read)


def _out(row: Row) -> OrgUnitOut:
    return OrgUnitOut(**{name: row[name] for name in OrgUnitOut.model_fields})


ROUTERS = tuple((f"/{kind}s", _router(kind, f"{kind}s")) for kind in m.ORG_KINDS)
