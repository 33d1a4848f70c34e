"""Routes of devices."""

from typing import Annotated, Any

from fastapi import Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.rules import FIRST_INSTANT, LAST_INSTANT
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.masters import find_record, get_record
from bihuan.kernel.masters.routes import DeskDep, RecordApi, RecordId
from bihuan.kernel.qr import qr_svg
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk
from bihuan.modules.assets import queries
from bihuan.modules.assets.messages import AttachDocument, RemoveDocument
from bihuan.modules.assets.queries import DEVICES
from bihuan.modules.audit.interface import record_access
from bihuan.modules.company import interface as company
from bihuan.modules.features import interface as features

MOST_LABELS = 240
router = Router(tags=["devices"], responses=PROBLEMS)
At = Annotated[
    int | None, Query(ge=FIRST_INSTANT, le=LAST_INSTANT, description="Cover at this instant (ms since 1970); else now")
]


class CoverOut(BaseModel):
    """Whether warranty or a contract covers the device at `at` (ms since 1970)."""

    at: int
    warranty: bool
    contracts: list[dict[str, Any]]


class DevicePageOut(BaseModel):
    """A device with all that is known around it, and the parts that other modules add (its tickets)."""

    model_config = ConfigDict(extra="allow")
    device: dict[str, Any]
    cover: CoverOut
    children: list[dict[str, Any]]
    documents: list[dict[str, Any]]


class DocumentIn(BaseModel):
    """An uploaded file that is to be one of the device's documents."""

    model_config = ConfigDict(extra="forbid")
    file: str = Field(max_length=100)
    label: str = Field(default="", max_length=200)


class LabelOut(BaseModel):
    """What is printed on a device's label. `qr` is an SVG picture of `address`."""

    id: str
    code: str
    name: str | None
    sn: str | None
    company: str
    logo: str | None = Field(description="Path of the company's logo below /api/v1; null: there is none")
    address: str
    qr: str


@router.get("/labels")
async def list_labels(
    desk: DeskDep, ids: Annotated[list[RecordId], Query(min_length=1, max_length=MOST_LABELS)]
) -> list[LabelOut]:
    """The labels of several devices, in the order asked for; those that the caller may not read are left out."""

    def read(tx: Tx) -> list[LabelOut]:
        features.check_on(tx, "labels")
        found = (find_record(tx, DEVICES, desk.caller, each) for each in dict.fromkeys(ids))
        whose = company.company_of(tx, desk.info)
        return [_label(desk, device, whose) for device in found if device is not None and device.get("code")]

    return await desk.read(read)


@router.get("/{record_id}/label", response_class=Response, responses={200: {"content": {"image/svg+xml": {}}}})
async def show_label(desk: DeskDep, record_id: RecordId) -> Response:
    """The code of a device as SVG; it leads to the form for whoever scans it."""
    device = await desk.read(lambda tx: get_record(tx, DEVICES, desk.caller, record_id))
    if not device.get("code"):
        raise Refusal("device.not_found", Kind.NOT_FOUND)
    return Response(qr_svg(_address(desk, device)), media_type="image/svg+xml")


def _label(desk: Desk, device: JsonObject, whose: company.Company) -> LabelOut:
    address = _address(desk, device)
    known: JsonObject = {name: device.get(name) for name in ("id", "code", "name", "sn")}
    return LabelOut(**known, company=whose.name, logo=whose.logo_path, address=address, qr=qr_svg(address))


def _address(desk: Desk, device: JsonObject) -> str:
    return f"{desk.bus.tenants.settings.address}/t/{desk.info.slug}/portal/d/{device['code']}"


@router.get("/by-code/{code}")
async def show_by_code(desk: DeskDep, code: Annotated[str, Path(max_length=40)], at: At = None) -> DevicePageOut:
    """The device whose label was scanned."""
    return await _page(desk, lambda tx: queries.find_by_code(tx, desk.caller, code), at)


@router.get("/{record_id}")
async def show_device(
    desk: DeskDep,
    record_id: Annotated[str, Path(max_length=200, description="Id or serial number")],
    response: Response,
    at: At = None,
) -> DevicePageOut:
    """A device by id or serial number, with its cover."""
    found = await _page(desk, lambda tx: queries.find_device(tx, desk.caller, record_id), at)
    response.headers["ETag"] = f'"{found.device["version"]}"'
    return found


async def _page(desk: Desk, find: Any, at: int | None) -> DevicePageOut:
    now = desk.now()

    def read(tx: Tx) -> JsonObject:
        around = (now, now if at is None else at, desk.info.zone)
        return queries.device_page(tx, desk.caller, find(tx), around, desk.hooks.card_sections)

    return DevicePageOut(**await desk.read(read))


@router.post("/{record_id}/documents")
async def attach_document(desk: DeskDep, record_id: RecordId, body: DocumentIn) -> list[dict[str, Any]]:
    """Add a document; answers with all of them."""
    await desk.submit(AttachDocument(record_id, body.file, body.label))
    return await desk.read(lambda tx: queries.documents_of(tx, record_id))


@router.delete("/{record_id}/documents/{file}")
async def remove_document(
    desk: DeskDep, record_id: RecordId, file: Annotated[str, Path(max_length=100)]
) -> list[dict[str, Any]]:
    """Take a document off; answers with those that stay."""
    await desk.submit(RemoveDocument(record_id, file))
    return await desk.read(lambda tx: queries.documents_of(tx, record_id))


RecordApi(DEVICES, record_access).add_to(router, show=False)
