"""Routes of customers, with their contacts, sites and contracts below them."""

from typing import Annotated, Any

from fastapi import Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.masters import get_record
from bihuan.kernel.masters.routes import DeskDep, RecordApi, RecordId
from bihuan.kernel.qr import qr_svg
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk
from bihuan.modules.audit.interface import record_access
from bihuan.modules.company import interface as company
from bihuan.modules.customers import queries
from bihuan.modules.customers.queries import CONTACTS, CONTRACTS, CUSTOMERS, SITES
from bihuan.modules.features import interface as features

MOST_LABELS = 240
router = Router(tags=["customers"], responses=PROBLEMS)
Room = Annotated[str, Query(max_length=queries.ROOM_LENGTH, description="A room within the site; empty: the whole")]
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


class PlaceLabelOut(BaseModel):
    """What is printed on a place's label. `qr` is an SVG picture of `address`."""

    site: str = Field(description="The site's name")
    room: str
    company: str
    logo: str | None = Field(description="Path of the company's logo below /api/v1; null: there is none")
    address: str
    qr: str


class PlaceOut(BaseModel):
    """The place whose code was scanned."""

    site: str
    customer: str
    name: str = Field(description="The site's name")
    room: str


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


@router.get(
    "/{parent_id}/sites/{record_id}/code", response_class=Response, responses={200: {"content": {"image/svg+xml": {}}}}
)
async def show_place_code(desk: DeskDep, parent_id: RecordId, record_id: RecordId, room: Room = "") -> Response:
    """The code of a site or of a room within it as SVG; it leads to the form for whoever scans it."""
    (label,) = await _labels(desk, parent_id, record_id, [room])
    return Response(label.qr, media_type="image/svg+xml")


@router.get("/{parent_id}/sites/{record_id}/labels")
async def list_place_labels(
    desk: DeskDep,
    parent_id: RecordId,
    record_id: RecordId,
    rooms: Annotated[list[Annotated[str, Field(max_length=queries.ROOM_LENGTH)]], Query(max_length=MOST_LABELS)] = [],  # noqa: B006
) -> list[PlaceLabelOut]:
    """A label for each room, in the order given, each once; without rooms one for the whole site."""
    return await _labels(desk, parent_id, record_id, rooms)


async def _labels(desk: Desk, customer: str, site: str, rooms: list[str]) -> list[PlaceLabelOut]:
    named = [room for room in dict.fromkeys(" ".join(room.split()) for room in rooms) if room] or [""]
    portal = f"{desk.bus.tenants.settings.address}/t/{desk.info.slug}/portal/p"

    def read(tx: Tx) -> list[PlaceLabelOut]:
        features.check_on(tx, "labels")
        found = get_record(tx, SITES, desk.caller, site)
        if found.get("customer") != customer or found.get("archived"):
            raise Refusal("site.not_found", Kind.NOT_FOUND)
        whose = company.company_of(tx, desk.info)
        head: JsonObject = {"site": found["name"], "company": whose.name, "logo": whose.logo_path}
        ways = ((room, f"{portal}/{queries.place_code(desk.tenant.keys, site, room)}") for room in named)
        return [PlaceLabelOut(**head, room=room, address=way, qr=qr_svg(way)) for room, way in ways]

    return await desk.read(read)


@router.get("/places/{code}")
async def show_place(desk: DeskDep, code: Annotated[str, Path(max_length=300)]) -> PlaceOut:
    """The place whose code was scanned, for whoever may read its site."""

    def read(tx: Tx) -> PlaceOut:
        found = queries.place_behind(tx, code)
        if found is None:
            raise Refusal("site.not_found", Kind.NOT_FOUND)
        get_record(tx, SITES, desk.caller, found.site)
        return PlaceOut(site=found.site, customer=found.customer, name=found.name, room=found.room)

    return await desk.read(read)


for _path, _api in _apis.items():
    _api.add_to(router, _path)
