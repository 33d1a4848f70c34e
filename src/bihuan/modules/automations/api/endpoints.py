"""Routes of the addresses that rules may push to."""

from typing import Annotated

from fastapi import Depends

from bihuan.core.access import check_access
from bihuan.kernel.errors import say
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.automations import bookkeeping, interface, queries
from bihuan.modules.automations import messages as m
from bihuan.modules.automations.api import shapes as s

router = Router(tags=["automations"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]


@router.get("")
async def list_endpoints(desk: DeskDep) -> list[s.EndpointOut]:
    """Every endpoint, without its secret."""

    def read(tx: Tx) -> list[s.EndpointOut]:
        check_access(desk.caller.subject, "read", "automation", {})
        return [s.EndpointOut(**_shown(tx, row, desk.caller.language)) for row in queries.endpoint_rows(tx)]

    return await desk.read(read)


@router.put("/{key}")
async def save_endpoint(key: str, body: s.EndpointIn, desk: DeskDep) -> s.NewEndpointOut:
    """Make or change an endpoint. A signing secret that was made now is shown this once."""
    check_access(desk.caller.subject, "manage", "automation", {})
    known = await desk.read(lambda tx: queries.endpoint_row(tx, key))
    secret = interface.new_secret() if known is None or body.new_secret else None
    sealed = interface.seal_secret(desk.tenant.keys, secret) if secret else None
    await desk.submit(m.SaveEndpoint(key, body.label, body.url, sealed, body.active))
    language = desk.caller.language
    shown = await desk.read(lambda tx: _shown(tx, queries.endpoint_row(tx, key) or {}, language))
    return s.NewEndpointOut(**shown, secret=secret)


def _shown(tx: Tx, row: Row, language: str) -> Row:
    known = bookkeeping.health_of(tx, row)
    health = {name: known[name] for name in ("failures", "at", "detail", "resting_until")} if known else None
    if health is not None and known is not None:
        health["reason"] = say(known["code"], {}, language)
    shown = {name: row[name] for name in ("key", "label", "url", "active")}
    return {**shown, "etag": row["no"], "health": health}
