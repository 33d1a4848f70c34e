"""Roles: what somebody may do, as data."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import check_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk
from bihuan.modules.audit.interface import record_access
from bihuan.modules.audit.messages import VIEW_AS
from bihuan.modules.identity import interface, queries
from bihuan.modules.identity import messages as m
from bihuan.modules.identity.api.callers import InSession, PathId, SignedIn

router = Router(tags=["roles"], responses=PROBLEMS)


class RoleIn(BaseModel):
    """A role (docs/rights.md tells what a grant is)."""

    model_config = ConfigDict(extra="forbid")
    label: Annotated[dict[str, str], Field(min_length=1, max_length=2)]
    grants: Annotated[list[dict[str, Any]], Field(max_length=500)]
    second_factor: Annotated[bool, Field(description="Who has it must sign in in two steps, from the next time on")] = (
        False
    )


class RoleOut(BaseModel):
    """A role."""

    key: str
    label: dict[str, str]
    grants: list[dict[str, Any]]
    ready: bool = Field(description="It is as it shipped")
    second_factor: bool = Field(description="Who has it must sign in in two steps")
    version: int


class ViewOut(BaseModel):
    """Send `token` in the header `header` to see as the role does, until `until` (ms)."""

    header: str
    token: str
    label: dict[str, str]
    until: int


@router.get("")
async def list_roles(desk: SignedIn) -> list[RoleOut]:
    """Every role."""

    def read(tx: Tx) -> list[Row]:
        check_access(desk.caller.subject, "read", "role", {})
        return queries.roles(tx)

    return [_out(row) for row in await desk.read(read)]


@router.get("/{key}")
async def get_role(key: PathId, desk: SignedIn) -> RoleOut:
    """One role."""
    return await _view(desk, key)


@router.put("/{key}")
async def save_role(key: PathId, body: RoleIn, desk: SignedIn) -> RoleOut:
    """Make or change a role; it counts at once for everybody who has it."""
    await desk.submit(m.SaveRole(key, body.label, tuple(body.grants), body.second_factor))
    return await _view(desk, key)


@router.post("/{key}/view")
async def view_as_role(key: PathId, desk: InSession) -> ViewOut:
    """Begin to see as a role sees. On record before the token leaves; everything but reading is refused meanwhile."""
    desk_role = await _view(desk, key)
    check_access(desk.caller.subject, "manage", "role", {})
    await record_access(desk, VIEW_AS, kind="role", object_id=key)
    until = desk.now() + interface.VIEW_MS
    token = interface.view_token(desk.tenant.keys, desk.caller.session or "", key, until)
    return ViewOut(header=interface.VIEW_AS_HEADER, token=token, label=desk_role.label, until=until)


@router.delete("/{key}", status_code=204)
async def remove_role(key: PathId, desk: SignedIn) -> None:
    """Take a role away; refused while somebody has it."""
    await desk.submit(m.RemoveRole(key))


async def _view(desk: Desk, key: str) -> RoleOut:
    def read(tx: Tx) -> RoleOut:
        check_access(desk.caller.subject, "read", "role", {})
        row = queries.role(tx, key)
        if row is None:
            raise Refusal("role.not_found", Kind.NOT_FOUND)
        return _out(row)

    return await desk.read(read)


def _out(row: Row) -> RoleOut:
    shown = {name: row[name] for name in RoleOut.model_fields}
    return RoleOut(**{**shown, "second_factor": bool(row["second_factor"])})
