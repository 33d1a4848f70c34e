"""Routes of customers, with their contacts, sites and contracts below them."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.values import JsonObject
from bihuan.kernel.masters import get_record
from bihuan.kernel.masters.routes import DeskDep, RecordApi, RecordId
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS
from bihuan.modules.audit.interface import record_access
from bihuan.modules.customers import queries
from bihuan.modules.customers.queries import CONTACTS, CONTRACTS, CUSTOMERS, SITES

router = Router(tags=["customers"], responses=PROBLEMS)
_apis = {
    "": RecordApi(CUSTOMERS, record_access),
    "/{parent_id}/contacts": RecordApi(CONTACTS, record_access, "customer"),
    "/{parent_id}/sites": RecordApi(SITES, record_access, "customer"),
    "/{parent_id}/contracts": RecordApi(CONTRACTS, record_access, "customer"),
}


class CardOut(BaseModel):
    """A customer with all that is known here, and the parts that other modules add (devices, open tickets)."""

    model_config = ConfigDict(extra="allow")
    customer: dict[str, Any]
    contacts: list[dict[str, Any]] = Field(description="`matched` marks those that have the number asked for")
    sites: list[dict[str, Any]]
    contracts: list[dict[str, Any]] = Field(description="`in_force` tells whether one runs today")


class LookupOut(BaseModel):
    """Who may be calling: at most ten customers, the oldest contact first."""

    cards: list[CardOut]


@router.get("/lookup")
async def look_up(desk: DeskDep, phone: Annotated[str, Query(min_length=3, max_length=40)]) -> LookupOut:
    """Number → contact → company → sites → devices → contract cover → open tickets, in one call (INT-1)."""

    def read(tx: Tx) -> tuple[list[JsonObject], tuple[str, ...]]:
        asked = queries.asked_phone(desk.caller, phone)
        ids = queries.customers_with(tx, asked)
        found = queries.cards(tx, desk.caller, ids, (desk.now(), desk.info.zone), desk.hooks.card_sections)
        _mark(tx, found, asked)
        return found, asked.logged

    found, logged = await desk.read(read)
    if logged:
        await record_access(desk, "masked_search", kind=CONTACTS.kind, fields=logged)
    return LookupOut(cards=[CardOut(**card) for card in found])


def _mark(tx: Tx, cards: list[JsonObject], asked: queries.AskedPhone) -> None:
    contacts = [contact for card in cards for contact in card["contacts"]]
    matched = queries.contacts_with(tx, asked, [contact["id"] for contact in contacts])
    for contact in contacts:
        contact["matched"] = contact["id"] in matched


@router.get("/{record_id}/card")
async def show_card(desk: DeskDep, record_id: RecordId) -> CardOut:
    """One customer with everything around it."""

    def read(tx: Tx) -> JsonObject:
        get_record(tx, CUSTOMERS, desk.caller, record_id)
        around = (desk.now(), desk.info.zone)
        return queries.cards(tx, desk.caller, [record_id], around, desk.hooks.card_sections)[0]

    return CardOut(**await desk.read(read))


for _path, _api in _apis.items():
    _api.add_to(router, _path)
